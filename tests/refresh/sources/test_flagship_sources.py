"""The flagship's live sources, switched on against answers in their publishers' forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gapsheet.recalc import recalculate
from gapsheet.refresh.book import read_sources
from gapsheet.refresh.outcome import Outcome
from gapsheet.refresh.records import Kind, Role, Source, Status
from gapsheet.refresh.running import refresh
from gapsheet.refresh.sources import sdmxdata, worldbank
from gapsheet.templates import build
from support.edits import with_cell
from support.refreshing import NOW, table_of
from support.servers import Page
from support.stored import StoredWorkbook

RATES = {2021: 109.75, 2022: 131.5, 2023: 140.49, 2024: 151.37, 2025: 149.6}
NAMED = "Official exchange rate (LCU per US$, period average)"
WORDS = {"Confidence", "Definition", "Vintage", "Source"}


class Live(NamedTuple):
    """A live source, where the test's server stands for its publisher, and what that publisher answers."""

    name: str
    base: str
    path: str
    definition: str


LIVE = (
    Live("jpy_per_usd_world_bank", "/v2", "/v2/country/JPN/indicator/PA.NUS.FCRF", NAMED),
    Live("jpy_per_usd_bis", "/api/v1", "/api/v1/data/WS_XRU/A.JP.JPY.A", "BIS, average of the year"),
)


def bank(rates: dict[int, float | None], edition: str = "2026-07-01") -> Page:
    """The World Bank's form: a head with the edition, rows from the latest year back, null where no figure is yet."""
    head = {"page": 1, "pages": 1, "per_page": 20000, "total": len(rates), "sourceid": "2", "lastupdated": edition}
    rows = [
        {
            "indicator": {"id": "PA.NUS.FCRF", "value": NAMED},
            "country": {"id": "JP", "value": "Japan"},
            "countryiso3code": "JPN",
            "date": str(year),
            "value": rate,
            "unit": "",
            "obs_status": "",
            "decimal": 2,
        }
        for year, rate in sorted(rates.items(), reverse=True)
    ]
    return Page(json.dumps([head, rows]).encode(), "application/json;charset=utf-8")


def bis(rates: dict[int, float | None]) -> Page:
    """SDMX-CSV as the BIS writes it: the dimensions, the attributes, the period and the figure."""
    heads = (
        "FREQ,REF_AREA,CURRENCY,COLLECTION,UNIT_MEASURE,UNIT_MULT,DECIMALS,TITLE_TS,TIME_PERIOD,OBS_VALUE,OBS_STATUS"
    )
    lines = [f"A,JP,JPY,A,JPY,0,6,,{year},{'' if rate is None else rate},A" for year, rate in rates.items()]
    return Page("\n".join([heads, *lines, ""]).encode(), "application/vnd.sdmx.data+csv")


PAGES = {"jpy_per_usd_world_bank": bank, "jpy_per_usd_bis": bis}


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("japan_policy_scorecard", tmp_path_factory.mktemp("flagship"))


def cell_of(book: StoredWorkbook, source: str, head: str) -> str:
    cells = [cell for cell in book.cells.values() if cell.sheet == "Sources"]
    row = next(cell.row for cell in cells if cell.value == source)
    column = next(cell.address.rstrip("0123456789") for cell in cells if cell.value == head)
    return f"Sources!{column}{row}"


def switched(flagship: Path, net: Any, live: Live) -> Path:
    """The flagship with a live source in place of the shipped one, asked at the test's server."""
    path = net.folder / "report.xlsx"
    path.write_bytes(flagship.read_bytes())
    book = StoredWorkbook.of(path)
    typed = (("jpy_per_usd", "On", "no"), (live.name, "On", "yes"), (live.name, "Location", net.url(live.base)))
    for source, head, value in typed:
        with_cell(path, cell_of(book, source, head), value).replace(path)
    return path


def named(path: Path, name: str) -> object:
    """What a named cell holds."""
    book = StoredWorkbook.of(path)
    sheet, _, address = book.names[name].replace("$", "").replace("'", "").rpartition("!")
    return book.cells[sheet, address].value


def beside(path: Path, sheet: str, label: str) -> list[object]:
    """What stands right of a label above each of the tables of a sheet."""
    cells = {
        (cell.row, cell.column): cell.value for cell in StoredWorkbook.of(path).cells.values() if cell.sheet == sheet
    }
    return [cells[row, column + 1] for (row, column), text in sorted(cells.items()) if text == label and row < 11]


def refreshed(path: Path, net: Any, live: Live, rates: dict[int, float | None]) -> Outcome:
    net.pages[live.path] = PAGES[live.name](rates)
    return refresh(path, access=net.access(*read_sources(path)), now=NOW)


def by_name(path: Path) -> dict[str, Source]:
    return {source.id: source for source in read_sources(path)}


def test_every_live_source_is_tried_here(flagship: Path) -> None:
    off = {source.id for source in read_sources(flagship) if not source.on}
    assert off == {live.name for live in LIVE} == PAGES.keys()


def test_they_ask_where_their_publishers_answer(flagship: Path) -> None:
    sources = by_name(flagship)
    bank, bis = (sources[live.name] for live in LIVE)
    assert worldbank.question(bank).url == "https://api.worldbank.org/v2/country/JPN/indicator/PA.NUS.FCRF"
    assert (bis.kind, sdmxdata.question(bis).url) == (
        Kind.SDMX,
        "https://stats.bis.org/api/v1/data/WS_XRU/A.JP.JPY.A?startPeriod=2021",
    )


@pytest.mark.parametrize("live", LIVE, ids=lambda live: live.name)
def test_a_live_source_owns_every_column_that_the_shipped_one_fills(flagship: Path, live: Live) -> None:
    sources = by_name(flagship)
    headers = {name: {column.header for column in sources[name].columns} for name in ("jpy_per_usd", live.name)}
    assert headers[live.name] == headers["jpy_per_usd"] >= WORDS
    assert {column.header for column in sources[live.name].columns if column.role is Role.DEFINITION} == {"Definition"}


@pytest.mark.parametrize("live", LIVE, ids=lambda live: live.name)
def test_a_live_source_brings_its_figures_with_its_own_provenance(flagship: Path, net: Any, live: Live) -> None:
    """Another definition of the same years is a break, told as such, and asks for no reason as a revision would."""
    path = switched(flagship, net, live)
    outcome = refreshed(path, net, live, dict(RATES))
    asked = next(source for source in outcome.sources if source.id == live.name)
    assert (asked.status, asked.breaks, asked.revised, asked.new) == (Status.FRESH, 2 * len(RATES), 0, 0), asked.message
    rows = table_of(path, "YenPerDollar")
    assert {row["Year"]: row["Value"] for row in rows} == RATES
    assert {row["Definition"] for row in rows} == {live.definition}
    shipped = {text for row in table_of(flagship, "YenPerDollar") for head, text in row.items() if head in WORDS}
    assert not shipped & {row[head] for row in rows for head in WORDS}, "no row keeps the words of the other source"
    changes = [row for row in table_of(path, "Changes") if row["Source"] == live.name]
    assert {row["What"] for row in changes} == {"break: definition changed"}
    assert beside(path, "Rates and goals", "Source") == [live.name, "overseas_target"]
    assert named(path, "jpy_per_usd_state") == "fresh"


def test_state_and_mark_are_those_of_the_source_that_is_on(flagship: Path, net: Any) -> None:
    path = switched(flagship, net, LIVE[0])
    with_cell(path, cell_of(StoredWorkbook.of(path), LIVE[0].name, "State"), "stale").replace(path)
    recalculate(path)
    assert beside(path, "Rates and goals", "Source") == [LIVE[0].name, "overseas_target"]
    assert [named(path, f"jpy_per_usd_{suffix}") for suffix in ("state", "late")] == ["stale", " ▲ late"]


def test_a_revision_of_the_live_source_tells_both_editions(flagship: Path, net: Any) -> None:
    """They stand beside the revision; and a year that is listed before it has a figure fails no check."""
    live = LIVE[0]
    path = switched(flagship, net, live)
    refreshed(path, net, live, dict(RATES))
    net.pages[live.path] = bank({**RATES, 2024: 151.4, 2026: None}, "2026-10-01")
    outcome = refresh(path, access=net.access(*read_sources(path)), now=NOW)
    assert outcome.is_complete
    (revised,) = (row for row in table_of(path, "Changes") if row["What"] == "revised")
    assert (revised["Key"], revised["Old"], revised["New"]) == ("2024", 151.37, 151.4)
    assert (revised["Old vintage"], revised["New vintage"]) == ("2026-07-01", "2026-10-01")
    assert named(path, "master_check") is True
    assert [cell.place for cell in StoredWorkbook.of(path).cells.values() if cell.is_error] == []
