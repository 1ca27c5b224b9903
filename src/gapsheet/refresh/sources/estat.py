"""e-Stat, the statistics of Japan's government: how they are asked for, part by part, and what an answer holds.

Location: https://api.e-stat.go.jp/rest/3.0/app/json. Query: statsDataId=0003411595 and, to choose, cdCat01=... and the
interface's other parameters. Secret: the application's id (appId), which e-Stat gives on registration. Fields: every
class by its id (tab, cat01, area, time), its name beside it (tab_name, cat01_name), unit, value, annotation.
"""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from gapsheet.errors import DataError, FetchError, SecretError, SourceError
from gapsheet.refresh.access import Access
from gapsheet.refresh.records import Source
from gapsheet.refresh.sources.content import Content, Tell, digest_of, shown
from gapsheet.refresh.sources.csvtext import too_many_rows
from gapsheet.refresh.sources.https import JSON_MEDIA, parsed
from gapsheet.refresh.sources.shaping import object_frame
from gapsheet.refresh.sources.web import Question, ask

_PARAMETER = re.compile(r"(?:statsDataId|dataSetId|lang|lv[A-Z]\w*|cd[A-Z]\w*)=[^\s=&?#]+")
_NO_DATA = 1
_PARTS = 1000  # requests for one table at most


def read(source: Source, access: Access, tell: Tell) -> Content:
    """All parts of a table, with the names of its classes."""
    if not source.secret:
        raise SecretError(
            f"source {source.id}: e-Stat wants an application id; register at www.e-stat.go.jp, keep the id as a "
            "secret such as ESTAT_APP_ID, and write that name beside the source"
        )
    bodies, values, start = [], [], ""
    retrieved = None
    for _ in range(_PARTS):
        answer = ask(source, access, question(source, start), tell)
        table = _table(source, parsed(source, answer.body))
        retrieved = retrieved or answer.retrieved
        bodies.append(answer.body)
        found = _listed(_at(table, "DATA_INF", "VALUE"))
        values.extend(found)
        announced = _whole(_at(table, "RESULT_INF", "TOTAL_NUMBER"))
        if announced > access.limits.rows:
            raise too_many_rows(f"source {source.id}", access.limits.rows)
        start = str(_at(table, "RESULT_INF", "NEXT_KEY") or "")
        if not (start and found) or len(values) > announced:
            break
    if len(values) != announced:
        raise DataError(
            f"source {source.id}: {len(values):,} values came, but e-Stat announced {announced:,}; try again"
        )
    edition = str(_at(table, "TABLE_INF", "UPDATED_DATE") or "")
    frame = _frame(source, table, values)
    return Content(frame, digest_of(bodies), as_of=edition, vintage=edition, retrieved=retrieved)


def question(source: Source, start: str = "") -> Question:
    """What is asked for the part of a table that starts at a position.

    Raises:
        SourceError: The query holds something else than e-Stat's parameters.
    """
    asked = {**_chosen(source), **({"startPosition": start} if start else {})}
    url = f"{source.location.rstrip('/')}/getStatsData"
    return Question(url, "application/json", JSON_MEDIA, asked, send="parameter appId")


def _chosen(source: Source) -> dict[str, str]:
    """The parameters in the query."""
    words = source.query.split()
    wrong = next((word for word in words if not _PARAMETER.fullmatch(word)), None)
    if wrong is not None or not words:
        raise SourceError(
            f"source {source.id}: '{shown(wrong or '')}' in its query is no parameter of e-Stat's; write "
            "statsDataId=NUMBER and, to choose, parameters such as cdCat01=CODE"
        )
    return dict(word.split("=", 1) for word in words)


def _table(source: Source, document: Any) -> dict[str, Any]:
    """The part of an answer that holds data; a refusal comes with status 200 and is told by its number."""
    result = _at(document, "GET_STATS_DATA", "RESULT")
    table = _at(document, "GET_STATS_DATA", "STATISTICAL_DATA")
    status = _at(result, "STATUS")
    if status is not None and str(status) != "0":
        said = shown(_at(result, "ERROR_MSG"), 200)
        cure = "choose less narrowly" if str(status) == str(_NO_DATA) else "check the query and the application id"
        raise FetchError(f"source {source.id}: e-Stat refuses ({shown(status)}: {said}); {cure}")
    if not isinstance(table, dict):
        raise FetchError(f"source {source.id}: the answer is not what e-Stat documents; check the location")
    return table


def _frame(source: Source, table: dict[str, Any], values: list[Any]) -> pd.DataFrame:
    """One row per value: the codes of its classes, their names, unit and figure; signs for gaps are blanks."""
    classes = {str(_at(entry, "@id")): _names(entry) for entry in _listed(_at(table, "CLASS_INF", "CLASS_OBJ"))}
    gaps = {_at(note, "@char") for note in _listed(_at(table, "DATA_INF", "NOTE"))}
    if not all(isinstance(value, dict) for value in values):
        raise DataError(
            f"source {source.id}: the answer holds values that are not what e-Stat documents; try again later"
        )
    names = [name for code in classes for name in (code, f"{code}_name")]
    rows = (
        [
            *(
                part
                for code, known in classes.items()
                for part in (value.get(f"@{code}"), known.get(value.get(f"@{code}")))
            ),
            value.get("@unit"),
            None if value.get("$") in gaps else value.get("$"),
            value.get("@annotation"),
        ]
        for value in values
    )
    return object_frame(f"source {source.id}", [*names, "unit", "value", "annotation"], rows)


def _names(entry: Any) -> dict[Any, Any]:
    """The names of a class's codes."""
    return {_at(code, "@code"): _at(code, "@name") for code in _listed(_at(entry, "CLASS"))}


def _at(document: Any, *names: str) -> Any:
    """What lies at a path of names; None where it ends."""
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _listed(entry: Any) -> list[Any]:
    """A list, also where e-Stat writes a single entry without one."""
    return entry if isinstance(entry, list) else [] if entry is None else [entry]


def _whole(number: Any) -> int:
    return int(number) if isinstance(number, int) or (isinstance(number, str) and number.isdecimal()) else 0
