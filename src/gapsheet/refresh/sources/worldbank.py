"""The World Bank's indicators: how they are asked for, page by page, and what an answer holds.

Location: https://api.worldbank.org/v2. Query: country=JPN;KOR indicator=NY.GDP.MKTP.CD date=2010:2024, where date and
source may be left out. Fields: country, country_name, countryiso3code, indicator, indicator_name, date, value, unit,
obs_status, decimal.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, options_of, shown
from gapsheet.refresh.sources.csvtext import too_many_rows
from gapsheet.refresh.sources.https import JSON_MEDIA, parsed
from gapsheet.refresh.sources.shaping import object_frame
from gapsheet.refresh.sources.web import Answer, Question, ask

FIELDS = (
    "country",
    "country_name",
    "countryiso3code",
    "indicator",
    "indicator_name",
    "date",
    "value",
    "unit",
    "obs_status",
    "decimal",
)
_PER_PAGE = 20_000


def read(source: Source, access: Access, tell: Tell) -> Content:
    """All pages of an indicator, of one edition."""
    answers: list[Answer] = []
    heads: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    pages = page = 1
    while page <= pages:
        answer = ask(source, access, question(source, page), tell)
        head, found = _page(source, answer)
        if head.get("lastupdated") != (heads or [head])[0].get("lastupdated"):
            raise FetchError(f"source {source.id}: a new edition came out while the old one was read; try again")
        answers.append(answer)
        heads.append(head)
        rows.extend(found)
        if _whole(head.get("total")) > access.limits.rows:
            raise too_many_rows(f"source {source.id}", access.limits.rows)
        pages, page = _whole(head.get("pages")), page + 1
    if len(rows) != _whole(heads[0].get("total")):
        announced = shown(heads[0].get("total"))
        raise DataError(f"source {source.id}: {len(rows):,} rows came, but {announced} were announced; try again")
    edition = str(heads[0].get("lastupdated") or "")
    return Content(
        object_frame(f"source {source.id}", FIELDS, map(_row, rows)),
        digest_of(answer.body for answer in answers),
        as_of=edition,
        vintage=edition,
        retrieved=min(answer.retrieved for answer in answers),
        is_cached=all(answer.is_cached for answer in answers),
    )


def question(source: Source, page: int = 1) -> Question:
    """What is asked for one page of an indicator.

    Raises:
        SourceError: The query lacks country or indicator, or holds something else.
    """
    options = options_of(source, {"country": "", "indicator": "", "date": "", "source": ""})
    if not (options["country"] and options["indicator"]):
        raise SourceError(f"source {source.id}: its query lacks country= or indicator=, as in country=JPN indicator=X")
    path = f"country/{quote(options['country'], safe=';')}/indicator/{quote(options['indicator'], safe=';.')}"
    asked = {"format": "json", "per_page": str(_PER_PAGE), "page": str(page)}
    asked |= {name: options[name] for name in ("date", "source") if options[name]}
    return Question(f"{source.location.rstrip('/')}/{path}", "application/json", JSON_MEDIA, asked)


def _page(source: Source, answer: Answer) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The head and the rows of a page; a refusal comes with status 200 and is told by its form."""
    match parsed(source, answer.body):
        case [{"message": [{"value": said}, *_]}]:
            refusal = f"the World Bank refuses: {shown(said, 200)}; check country= and indicator="
            raise FetchError(f"source {source.id}: {refusal}")
        case [{"pages": _, "total": _} as head, None]:
            return head, []
        case [{"pages": _, "total": _} as head, list(rows)] if all(isinstance(row, dict) for row in rows):
            return head, rows
        case _:
            raise FetchError(f"source {source.id}: the answer is not what the World Bank documents; check the location")


def _row(row: dict[str, Any]) -> list[Any]:
    nested: dict[str, Any] = {}
    for name in ("country", "indicator"):
        part = row.get(name)
        part = part if isinstance(part, dict) else {}
        nested |= {name: part.get("id"), f"{name}_name": part.get("value")}
    return [nested[name] if name in nested else row.get(name) for name in FIELDS]


def _whole(number: Any) -> int:
    """A count of the head; some services write counts as text."""
    return int(number) if isinstance(number, int) or (isinstance(number, str) and number.isdecimal()) else 0
