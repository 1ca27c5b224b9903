"""Sources at a web address: CSV, and JSON of which a JMESPath expression takes the rows."""

from __future__ import annotations

import json
from typing import Any

import jmespath
import pandas as pd
from jmespath.exceptions import JMESPathError

from gapsheet.errors import DataError, FetchError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Kind, Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import csv_frame
from gapsheet.refresh.sources.shaping import object_frame
from gapsheet.refresh.sources.web import Answer, Question, ask

CSV_MEDIA = (  # what servers call CSV; what is none of it shows when it is read
    "text/csv",
    "application/csv",
    "text/comma-separated-values",
    "text/tab-separated-values",
    "text/plain",
    "application/octet-stream",
    "application/vnd.ms-excel",
)
JSON_MEDIA = ("application/json", "text/json", "application/vnd.api+json", "text/plain")


def read_csv(source: Source, access: Access, tell: Tell) -> Content:
    """The rows of a CSV at a web address."""
    answer = ask(source, access, question(source), tell)
    return content_of(answer, csv_frame(source, source.location.partition("?")[0], answer.body, access.limits))


def read_json(source: Source, access: Access, tell: Tell) -> Content:
    """The rows that an expression takes out of a JSON answer: objects, or lists under a first list of names."""
    answer = ask(source, access, question(source), tell)
    rows = _taken(source, parsed(source, answer.body))
    return content_of(answer, _frame(source, rows))


def question(source: Source) -> Question:
    """What is asked for."""
    if source.kind is Kind.HTTP_JSON:
        return Question(source.location, "application/json", JSON_MEDIA)
    return Question(source.location, "text/csv, text/plain;q=0.5", CSV_MEDIA, ends_itself=False)


def content_of(answer: Answer, frame: pd.DataFrame) -> Content:
    """What a server answered, as data."""
    return Content(
        frame,
        digest_of([answer.body]),
        as_of=answer.modified,
        vintage=answer.modified,
        retrieved=answer.retrieved,
        is_cached=answer.is_cached,
    )


def parsed(source: Source, body: bytes) -> Any:
    """JSON that is what the standard says: no NaN, no name twice in an object, no depth to drown in.

    Raises:
        FetchError: The bytes are no JSON.
        DataError: They are JSON that two programs would read differently.
    """
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=_refused, object_pairs_hook=_object)
    except _AmbiguousError as fault:
        raise DataError(f"source {source.id}: the answer holds {fault}; ask the publisher to correct it") from None
    except (ValueError, RecursionError):
        raise FetchError(
            f"source {source.id}: the answer is no JSON in UTF-8, or was cut short; check the location, or try "
            "again later"
        ) from None


class _AmbiguousError(Exception):
    """JSON that has no one meaning."""


def _refused(constant: str) -> None:
    raise _AmbiguousError(f"{constant}, which is no figure")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise _AmbiguousError("an object with one name twice")
    return entries


def _taken(source: Source, document: Any) -> list[Any]:
    try:
        rows = jmespath.search(source.query.strip() or "@", document)
    except (JMESPathError, RecursionError) as fault:
        raise SourceError(
            f"source {source.id}: its query does not work as a JMESPath expression ({shown(fault, 120)}); correct it"
        ) from None
    if not isinstance(rows, list):
        found = "nothing" if rows is None else "a single value"
        raise SourceError(
            f"source {source.id}: its query finds {found} in the answer, but a list of rows is needed; correct it, or "
            "check whether the publisher changed the answer"
        )
    return rows


def _frame(source: Source, rows: list[Any]) -> pd.DataFrame:
    if rows and all(isinstance(row, list) for row in rows):
        names, *rest = rows
        wrong = next((place for place, row in enumerate(rest, 2) if len(row) != len(names)), None)
        if wrong is not None or not all(isinstance(name, str) for name in names):
            raise DataError(
                f"source {source.id}: list {wrong or 1} of the rows does not fit the names in the first one"
            )
        return object_frame(f"source {source.id}", names, rest)
    if not all(isinstance(row, dict) for row in rows):
        raise DataError(f"source {source.id}: its query finds rows that are neither objects nor lists; correct it")
    names = list(dict.fromkeys(name for row in rows for name in row))
    return object_frame(f"source {source.id}", names, ([row.get(name) for name in names] for row in rows))
