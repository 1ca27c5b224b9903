"""The flagship out of the box: refreshed without network; and with a new year, a revision and another goal."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gapsheet.languages.language import CODES, language
from gapsheet.recalc import recalculate
from gapsheet.refresh.access import Access
from gapsheet.refresh.book import read_sources
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.outcome import Outcome
from gapsheet.refresh.records import Status
from gapsheet.refresh.running import refresh
from gapsheet.refresh.trust import Approvals
from gapsheet.templates import build
from support.edits import with_cell
from support.refreshing import NOW, table_of
from support.stored import StoredWorkbook


def refreshed(path: Path, accept: str = "", now: dt.datetime = NOW) -> Outcome:
    approvals = Approvals(path.parent / "approvals.json")
    approvals.add(path, list(read_sources(path)))
    return refresh(path, access=Access(path, Configuration(), approvals, None), now=now, accept=accept)


def source_cell(path: Path, source: str, head: str) -> str:
    cells = StoredWorkbook.of(path).cells.values()
    row = next(cell.row for cell in cells if cell.sheet == "Sources" and cell.value == source)
    column = next(cell for cell in cells if cell.sheet == "Sources" and cell.value == head)
    return f"Sources!{column.address.rstrip('0123456789')}{row}"


def write_series(path: Path, name: str, *changed: dict[str, str]) -> None:
    """A series as shipped, with rows changed or added by year."""
    text = files("gapsheet.refresh").joinpath("series", f"{name}.csv").read_text(encoding="utf-8")
    rows = {row["Year"]: row for row in csv.DictReader(text.splitlines())}
    for change in changed:
        rows[change["Year"]] = {**list(rows.values())[-1], **rows.get(change["Year"], {}), **change}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows["2028"] if "2028" in rows else rows["2024"]))
        writer.writeheader()
        writer.writerows(rows.values())


@pytest.fixture(scope="module", params=CODES)
def untouched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Outcome]:
    """The flagship in a language as built and as refreshed from what ships."""
    folder = tmp_path_factory.mktemp("untouched")
    built = build("japan_policy_scorecard", folder, language(request.param).code)
    path = Path(shutil.copy(built, folder / "refreshed.xlsx"))
    return built, path, refreshed(path)


def test_out_of_the_box_a_refresh_finds_every_figure_as_it_is(untouched: tuple[Path, Path, Outcome]) -> None:
    _, _, outcome = untouched
    assert (outcome.changes, outcome.is_changed, outcome.is_complete) == ((), False, True)
    assert {source.status for source in outcome.sources} <= {Status.FRESH, Status.UNCHANGED}
    assert not any(headline.is_moved for headline in outcome.headlines)


def test_the_next_refreshes_note_nothing_of_the_logs_own_heads(untouched: tuple[Path, Path, Outcome]) -> None:
    """The log's rows move down with each refresh; what its head counts is the whole table."""
    path = Path(shutil.copy(untouched[1], untouched[1].with_name("again.xlsx")))
    assert [refreshed(path).notes for _ in range(2)] == [(), ()]


def test_then_nothing_but_stamps_differs(untouched: tuple[Path, Path, Outcome]) -> None:
    """The stamps of sources, the log, and the state of a source where a sheet repeats it."""
    before, after = StoredWorkbook.of(untouched[0]), StoredWorkbook.of(untouched[1])
    names = list(before.sheets)
    stamped = {names[place] for place in CONTROL.values()}
    others = {
        cell.place: (cell.value, after.cells[cell.sheet, cell.address].value)
        for cell in before.cells.values()
        if cell.sheet not in stamped and after.cells[cell.sheet, cell.address].value != cell.value
    }
    states = min(others.values(), key=lambda told: len(str(told[0])))  # as built, then fresh or unchanged
    assert len(others) > 10
    assert [place for place, told in others.items() if str(told[0]).replace(*map(str, states)) != told[1]] == []
    changed = {part for part in before.parts if before.parts[part] != after.parts[part]}
    sheets = {part for part, name in before.sheets.items()} | set(before.sheets.values())
    assert {part for part in changed - sheets if "tables/" not in part} <= {"xl/workbook.xml"}
    assert set(before.parts) == set(after.parts)


def test_what_is_said_of_a_source_stays(untouched: tuple[Path, Path, Outcome]) -> None:
    """Also of one that is switched off."""
    before, after = (table_of(path, "Sources") for path in untouched[:2])
    heads = [head for head in before[0] if head in ("Remark", "備考")]
    remarks = [row[heads[0]] for row in before]
    assert len(remarks) == 6
    assert all(remarks)
    assert [row[heads[0]] for row in after] == remarks


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    """2023 revised, 2025 new, and a goal of 22 tn in place of 20."""
    folder = tmp_path_factory.mktemp("moved")
    path = build("japan_policy_scorecard", folder)
    write_series(
        folder / "sales.csv", "overseas_sales", {"Year": "2023", "Value": "5.9"}, {"Year": "2025", "Value": "6.9"}
    )
    write_series(folder / "goals.csv", "overseas_target", {"Year": "2033", "Value": "22"})
    for source, file in (("overseas_sales", "sales.csv"), ("overseas_target", "goals.csv")):
        edited = with_cell(path, source_cell(path, source, "Location"), file)
        edited.replace(path)
    return path, refreshed(path, accept="the strategy was raised")


def headline(path: Path, label: str) -> dict[str, object]:
    return next(row for row in table_of(path, "Headlines") if row["Headline"] == label)


def test_a_moved_rate_is_split_into_its_reasons(moved: tuple[Path, Outcome]) -> None:
    """Reckoned by hand: (goal / latest) ** (1 / years) - 1 after each step."""
    row = headline(moved[0], "Overseas content sales to 20 tn: required a year")
    rates = [(20 / 6.008) ** (1 / 9), (20 / 6.008) ** (1 / 8), (20 / 6.9) ** (1 / 8), (22 / 6.9) ** (1 / 8)]
    assert row["Before"] == pytest.approx(rates[0] - 1, rel=1e-9)
    assert row["After"] == pytest.approx(rates[3] - 1, rel=1e-9)
    assert row["By revision"] in (None, 0)
    assert row["By time passed"] == pytest.approx((rates[1] - rates[0]) * 100, rel=1e-9)  # percentage points
    assert row["By new data"] == pytest.approx((rates[2] - rates[1]) * 100, rel=1e-9)
    assert row["By changed target"] == pytest.approx((rates[3] - rates[2]) * 100, rel=1e-9)
    assert row["Change"] == pytest.approx((rates[3] - rates[0]) * 100, rel=1e-9)


def test_every_output_of_a_claim_with_a_path_is_watched(moved: tuple[Path, Outcome]) -> None:
    """The latest figure, the multiple and the trend too, each beside what it was; the trend by numpy."""
    claim = "Overseas content sales to 20 tn"
    told = {row["Headline"]: (row["Before"], row["After"]) for row in table_of(moved[0], "Headlines")}
    figures = {2021: 4.534, 2022: 4.6882, 2023: 5.7769, 2024: 6.008}
    trends = [
        np.expm1(np.polyfit(list(years), np.log(list(years.values())), 1)[0])
        for years in (figures, {**figures, 2023: 5.9, 2025: 6.9})
    ]
    assert told[f"{claim}: latest, tn yen"] == pytest.approx((6.008e12, 6.9e12))
    assert told[f"{claim}: multiple"] == pytest.approx((20 / 6.008, 22 / 6.9))
    assert told[f"{claim}: trend a year"] == pytest.approx(tuple(trends), rel=1e-9)
    claims = {label.partition(": ")[0] for label in told}
    assert len(claims) == 6
    assert len(told) == 5 * 6


def test_the_changes_stand_in_the_workbook(moved: tuple[Path, Outcome]) -> None:
    changes = {
        (row["Source"], row["What"], row["Key"]): (row["Old"], row["New"]) for row in table_of(moved[0], "Changes")
    }
    assert changes["overseas_sales", "revised", "2023"] == (5.7769, 5.9)
    assert changes["overseas_sales", "new observation", "2025"] == (None, 6.9)
    assert changes["overseas_target", "revised", "2033"] == (20, 22)


def test_a_log_says_that_it_is_empty_until_it_is_not(moved: tuple[Path, Outcome], built: dict[str, Path]) -> None:
    before, after = (
        str(openpyxl.load_workbook(path, data_only=True)["Changes"]["B2"].value)
        for path in (built["japan_policy_scorecard"], moved[0])
    )
    assert before.startswith("Empty so far")
    assert after.startswith("New observations")


def test_an_empty_log_tells_the_truth_after_a_refresh_too(built: dict[str, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(built["japan_policy_scorecard"], tmp_path))
    assert refreshed(path).changes == ()
    book = openpyxl.load_workbook(path, data_only=True)
    assert book["Changes"]["B2"].value == "Empty so far: no refresh has brought a new, revised or removed observation."
    assert (
        book["Removed rows"]["B2"].value == "Empty so far: no refresh has removed a row beside which you had written."
    )
    assert book["Refresh log"]["B2"].value == "One line per source and refresh"


def test_a_change_is_shown_as_percent(moved: tuple[Path, Outcome]) -> None:
    page = openpyxl.load_workbook(moved[0])["Changes"]
    head, *rows = page[page.tables["Changes"].ref]
    place = [cell.value for cell in head].index("Percent")
    assert {row[place].number_format for row in rows} == {"+0.0%;-0.0%;0.0%"}


def test_a_headline_is_shown_as_its_cell_is(moved: tuple[Path, Outcome]) -> None:
    page = openpyxl.load_workbook(moved[0])["Headlines"]
    head, *rows = page[page.tables["Headlines"].ref]
    names = [cell.value for cell in head]
    shown = {
        str(row[0].value): {name: cell.number_format for name, cell in zip(names, row, strict=True)} for row in rows
    }
    rate = shown["Overseas content sales to 20 tn: required a year"]
    points = '+0.0" pp";-0.0" pp";0.0" pp"'
    assert (rate["Before"], rate["After"]) == ("0.0%", "0.0%")
    assert (rate["Change"], rate["By new data"]) == (points, points)


def test_the_required_path_ends_at_the_target(moved: tuple[Path, Outcome]) -> None:
    """A year further on, the rows of the path reach beyond 2033: what is reached then is kept, 22 tn."""
    page = openpyxl.load_workbook(moved[0], data_only=True)["Targets"]
    rows = {row[0].value: row[4].value for row in page.iter_rows(min_col=2, max_col=6) if row[1].value == "tn yen"}
    path = {year: value for year, value in rows.items() if isinstance(year, int) and year >= 2033}
    assert path == {2033: pytest.approx(22e12), 2034: pytest.approx(22e12)}


def test_facts_and_checks_stay_what_they_were(moved: tuple[Path, Outcome]) -> None:
    book = StoredWorkbook.of(moved[0])
    facts = {row["Name in formulas"]: row["Value"] for row in table_of(moved[0], "Facts")}
    assert facts["overseas_sales_2023"] == 5.7769
    check = book.names["master_check"].replace("$", "").replace("'", "").rpartition("!")
    assert book.cells[check[0], check[2]].value is True
    assert [cell.place for cell in book.cells.values() if cell.is_error] == []


CONTROL = {"Sources": 17, "Refresh log": 24}  # places of the sheets, whatever they are called in the language


def test_the_foot_of_a_page_says_that_its_date_is_that_of_the_build(moved: tuple[Path, Outcome]) -> None:
    book = openpyxl.load_workbook(moved[0])
    assert {sheet.oddFooter.center.text for sheet in book} == {"built as of 2026-11-22"}


def test_the_cover_says_as_of_when_the_report_was_refreshed(moved: tuple[Path, Outcome], tmp_path: Path) -> None:
    compiled = "2026-11-22, the day the figures were compiled"
    assert StoredWorkbook.of(moved[0]).cells["Cover", "C6"].value == compiled
    later = with_cell(Path(shutil.copy(moved[0], tmp_path / "later.xlsx")), "refresh_as_of", 46400.0)
    recalculate(later)
    assert StoredWorkbook.of(later).cells["Cover", "C6"].value == (
        f"{compiled}; report refreshed as of 2027-01-13, sources stale or failed: 0"
    )


def test_the_cover_claims_no_new_figures_where_no_source_answered(built: dict[str, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(built["japan_policy_scorecard"], tmp_path))
    sources = [str(row["Source"]) for row in table_of(path, "Sources") if row["On"] == "yes"]
    for source in sources:
        with_cell(path, source_cell(path, source, "Location"), "nowhere.csv").replace(path)
    outcome = refreshed(path, now=dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC))
    assert {source.status for source in outcome.sources} <= {Status.FAILED, Status.OFF}
    said = str(StoredWorkbook.of(path).cells["Cover", "C6"].value)
    assert said.endswith(f"; report refreshed as of 2027-03-01, sources stale or failed: {len(sources)}")
