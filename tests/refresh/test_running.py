"""A refresh from beginning to end, on workbooks that people work in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from gapsheet.errors import AccessError, FetchError, RewriteError, SourceError
from gapsheet.languages.language import ENGLISH
from gapsheet.recalc import recalculate
from gapsheet.refresh.book import Book
from gapsheet.refresh.comparison import What
from gapsheet.refresh.outcome import Outcome, SourceOutcome
from gapsheet.refresh.records import HEADLINES_HEADERS, Status
from gapsheet.refresh.splitting import Step
from support.books import read_parts
from support.libreoffice import LibreOffice
from support.refreshing import (
    NOW,
    Answers,
    Said,
    access_to,
    fetched,
    name_cell,
    put_table,
    run,
    table_of,
    write_controls,
)

SALES = [(2021, 100.0), (2022, 110.0), (2023, 120.0)]
PAY = [("JP", 2023, 400.0), ("KR", 2023, 380.0)]
PAY_COLUMNS = (("country", "key", "text"), ("year", "period", "integer"), ("pay", "value", "number"))


def frame(*rows: tuple[Any, ...], columns: tuple[str, ...] = ("year", "value")) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def pay(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return frame(*rows, columns=("country", "year", "pay"))


@dataclass
class Report:
    """A workbook with two sources, notes of its user, a score and headlines."""

    path: Path

    @property
    def parts(self) -> dict[str, bytes]:
        return read_parts(self.path)

    @property
    def around(self) -> list[str]:
        """Everything in its folder."""
        return sorted(str(item.relative_to(self.path.parent)) for item in self.path.parent.rglob("*"))

    def table(self, name: str) -> list[dict[str, Any]]:
        return table_of(self.path, name)

    def value(self, sheet: str, cell: str) -> Any:
        return openpyxl.load_workbook(self.path, data_only=True)[sheet][cell].value

    def stamps(self) -> dict[str, Any]:
        page = openpyxl.load_workbook(self.path, data_only=True)["Stamp"]
        return {row[0].value: row[1].value for row in page.iter_rows()}

    def source(self, id: str) -> dict[str, Any]:
        return next(row for row in self.table("Sources") if row["Source"] == id)

    def edit(self, change: Callable[[openpyxl.Workbook], None]) -> None:
        book = openpyxl.load_workbook(self.path)
        change(book)
        book.save(self.path)
        recalculate(self.path)

    def refresh(self, sales: Any, pays: Any = None, **more: Any) -> Outcome:
        return run(self.path, Answers(sales=sales, pay=pay(*PAY) if pays is None else pays), **more)


def make_report(path: Path, sales: dict[str, Any] | None = None, *, logs: bool = True) -> Report:
    book = openpyxl.Workbook()
    data = book.active
    data.title = "Data"
    put_table(
        data, "Sales", ("year", "value", "note"), [(2021, 100.0, "mine"), (2022, 110.0, None), (2023, 120.0, "my")]
    )
    data["D2"], data["D3"] = "checked", "=B3*2"
    put_table(book.create_sheet("Pay"), "Pay", ("country", "year", "pay"), PAY)
    score = book.create_sheet("Score")
    score["A1"] = "=INDEX(Data!$B$2:$B$99,COUNT(Data!$B$2:$B$99))"
    score["A2"] = "=(200/A1)^(1/(2030-MAX(Data!$A$2:$A$99)))-1"
    score["A2"].number_format = "0.0%"
    score["A3"] = '=IF(A2>0.08,"below pace","on pace")'
    score["A5"] = '="News: "&Headlines!L2'
    name_cell(book, "required", "Score!$A$2")
    sources = [Said("sales", "Sales", cells=sales or {}), Said("pay", "Pay", PAY_COLUMNS)]
    write_controls(book, sources, [("required rate", "required"), ("verdict", "Score!A3")], logs=logs)
    book.save(path)
    recalculate(path)
    return Report(path)


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return make_report(tmp_path / "report.xlsx")


def test_new_rows_come_in_and_notes_follow_their_rows(report: Report) -> None:
    outcome = report.refresh(frame((2020, 90.0), *SALES, (2024, 125.0)))
    rows = [(row["year"], row["value"], row["note"]) for row in report.table("Sales")]
    assert rows == [(2020, 90, None), (2021, 100, "mine"), (2022, 110, None), (2023, 120, "my"), (2024, 125, None)]
    assert (report.value("Data", "D3"), report.value("Data", "D4")) == ("checked", 220)
    assert (outcome.status, outcome.is_complete, outcome.sources[0].new) == (Status.FRESH, True, 2)


def test_rows_that_vanish_leave_what_the_user_wrote(report: Report) -> None:
    report.refresh(frame(*SALES[1:]))
    removed = [(row["Source"], row["Key"], row["Column"], row["Content"]) for row in report.table("RemovedRows")]
    assert removed == [("sales", "2021", "note", "mine"), ("sales", "2021", "D", "checked")]
    assert report.table("Changes")[0] | {"Run": 0} == {
        "Run": 0,
        "Source": "sales",
        "What": "removed",
        "Key": "2021",
        "Column": "value",
        "Old": 100,
        "New": None,
        "Percent": None,
        "Old vintage": None,
        "New vintage": None,
        "Reason": None,
    }


def test_headlines_tell_what_moved_them(report: Report) -> None:
    outcome = report.refresh(frame(SALES[0], (2022, 111.0), (2023, 121.0), (2024, 125.0)))
    rate, verdict = report.table("Headlines")
    parts = [rate[f"By {step.value}"] or 0.0 for step in Step if step is not Step.REMOVAL]
    required = [(200 / 120) ** (1 / 7) - 1, (200 / 121) ** (1 / 7) - 1, (200 / 121) ** (1 / 6) - 1]
    required.append((200 / 125) ** (1 / 6) - 1)
    steps = [after - before for before, after in pairwise(required)]
    assert parts == pytest.approx([*steps, 0.0, 0.0])
    assert (rate["Before"], rate["After"]) == pytest.approx((required[0], required[-1]))
    assert rate["Change"] == pytest.approx(sum(parts))
    told = "required rate 7.6 % → 8.1 %: revision −0.1 pp, time passed (1 year) +1.3 pp, new data −0.6 pp"
    assert rate["Why"] == told, outcome.headlines
    assert report.value("Score", "A5") == f"News: {rate['Why']}"
    assert (verdict["Before"], verdict["After"], verdict["Change"]) == ("on pace", "below pace", None)
    assert verdict["By time passed"] == "below pace"


def test_removed_data_have_a_column_or_belong_to_the_other_causes(tmp_path: Path) -> None:
    def rename(book: openpyxl.Workbook) -> None:
        page = book["Headlines"]
        page.cell(1, HEADLINES_HEADERS.index("By removed data") + 1, "Mine")
        page.tables["Headlines"].autoFilter, page.tables["Headlines"].tableColumns = None, []

    removal = (200 / 110) ** (1 / 8) - (200 / 120) ** (1 / 7)
    with_column, without = make_report(tmp_path / "with.xlsx"), make_report(tmp_path / "without.xlsx")
    without.edit(rename)
    for report, header, other in (
        (with_column, "By removed data", "By other causes"),
        (without, "By other causes", "Mine"),
    ):
        outcome = report.refresh(frame(*SALES[:2]), accept="the last year was withdrawn")
        rate = report.table("Headlines")[0]
        assert outcome.headlines[0].parts == pytest.approx({Step.REMOVAL: removal})
        assert (rate[header], rate[other], rate["By revision"]) == (pytest.approx(removal), None, None)
        assert "removed data" in rate["Why"]


def test_headlines_that_cannot_be_split_are_told_whole(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise RewriteError("no room between")

    monkeypatch.setattr("gapsheet.refresh.carrying._headlines_of", refuse)
    outcome = report.refresh(frame(*SALES, (2024, 125.0)))
    assert list(outcome.headlines[0].parts) == [Step.OTHER]
    assert outcome.notes == ("what moved the headlines could not be told apart: no room between",)
    assert report.table("Sales")[-1]["value"] == 125


def test_all_rows_may_give_way_to_others(report: Report) -> None:
    outcome = report.refresh(frame((2031, 300.0), (2032, 310.0)))
    assert [row["year"] for row in report.table("Sales")] == [2031, 2032]
    assert {row["Content"] for row in report.table("RemovedRows")} == {"mine", "my", "checked", "=B3*2"}
    assert outcome.notes == ()


def test_a_changed_target_is_told_apart(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx", {"Purpose": "target"})
    outcome = report.refresh(frame(SALES[0], SALES[1], (2023, 150.0)))
    assert list(outcome.headlines[0].parts) == [Step.TARGET]


def test_a_failed_source_keeps_its_values_and_the_others_go_on(report: Report) -> None:
    before = report.table("Sales")
    outcome = report.refresh(FetchError("source sales: no answer"), pay(*PAY, ("JP", 2024, 410.0)))
    assert report.table("Sales") == before
    assert report.table("Pay")[-1] == {"country": "JP", "year": 2024, "pay": 410}
    assert [source.status for source in outcome.sources] == [Status.FAILED, Status.FRESH]
    assert (outcome.status, outcome.is_complete) == (Status.FAILED, False)
    stamp = report.source("sales")
    assert (stamp["State"], stamp["Message"], stamp["As of"]) == ("failed: kept old", "source sales: no answer", None)
    assert (report.stamps()["refresh_status"], report.stamps()["refresh_stale"]) == ("failed", 1)


def test_data_that_are_not_as_described_are_refused(report: Report) -> None:
    before = report.table("Sales")
    outcome = report.refresh(frame(*SALES, (2023, 7.0)))
    assert "the key year does not tell rows apart: rows 3 and 4 (2023)" in outcome.sources[0].message
    assert report.table("Sales") == before


def test_stamps_say_what_stands_there(report: Report) -> None:
    outcome = report.refresh(frame(*SALES, (2024, 125.0)))
    stamp, pays = report.source("sales"), report.source("pay")
    assert stamp | {"Version": 0} == stamp | {
        "As of": "2024",
        "Vintage": None,
        "Retrieved (UTC)": "2026-11-22 09:30:15",
        "Rows": 4,
        "State": "fresh",
        "Run": outcome.run.id,
        "Version": 0,
        "Message": None,
    }
    assert pays["As of"] == "2023"
    stamps = report.stamps()
    assert (stamps["refresh_run"], stamps["refresh_status"], stamps["refresh_stale"]) == (outcome.run.id, "fresh", 0)
    assert stamps["refresh_as_of"] == 46348  # 2026-11-22
    assert stamps["refresh_time"] == pytest.approx(46348 + (9 * 3600 + 30 * 60 + 15) / 86400)


def test_data_older_than_expected_are_stale(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx", {"Frequency": "yearly"})
    assert report.refresh(frame(*SALES), as_of=date(2025, 12, 31)).sources[0].status is not Status.STALE
    outcome = report.refresh(frame(*SALES), as_of=date(2026, 11, 22))
    assert outcome.sources[0].status is Status.STALE
    assert report.source("sales")["Message"] == "the last observation is as of 2023, though data come yearly"
    assert (report.stamps()["refresh_status"], report.stamps()["refresh_stale"]) == ("stale", 1)


def test_data_are_as_of_their_latest_figure_and_an_edition_is_a_vintage(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx", {"Frequency": "yearly"})
    outcome = report.refresh(fetched(frame(*SALES), as_of="2026-07-01", vintage="2026 edition"))
    assert (report.source("sales")["As of"], report.source("sales")["Vintage"]) == ("2023", "2026 edition")
    assert outcome.sources[0].status is Status.STALE
    assert report.source("sales")["Message"] == "the last observation is as of 2023, though data come yearly"
    again = report.refresh(fetched(frame((2021, 101.0), *SALES[1:]), as_of="2026-11-01"))
    assert (again.changes[0].old_vintage, again.changes[0].new_vintage) == ("2026 edition", "2026-11-01")
    assert report.source("sales")["Vintage"] == "2026-11-01"


def test_messages_in_a_workbook_are_in_its_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        "the last observation is as of {as_of}, though data come {often}": "Stand {as_of}, obwohl {often} Daten kommen",
        "yearly": "jährlich",
        "source {source}: {doubts}; accepted: {reason}": "{source}: {doubts}; gebilligt: {reason}",
        "the data have {rows}, less than half of the workbook's {count}": "nur {rows} statt {count}",
        "{count} row": "{count} Zeile",
    }
    monkeypatch.setattr(Book, "say", staticmethod(lambda text: words.get(text, text)))
    report = make_report(tmp_path / "report.xlsx", {"Frequency": "yearly", "Reason": "it is so"})
    outcome = report.refresh(frame(SALES[2]))
    told = "Stand 2023, obwohl jährlich Daten kommen; sales: nur 1 Zeile statt 3; gebilligt: it is so"
    assert report.source("sales")["Message"] == report.table("RefreshLog")[0]["Message"] == told
    assert outcome.as_dict()["sources"][0]["message"] == "the last observation is as of 2023, though data come yearly"
    report.refresh(frame(*SALES))
    again = report.refresh(frame(SALES[2])).sources[0]
    assert (again.status, "type a new reason" in again.message) == (Status.FAILED, True)


def test_data_without_periods_are_as_of_their_edition(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx")
    report.edit(lambda book: _mark(book, role="key", frequency="monthly"))
    outcome = report.refresh(fetched(frame(*SALES), as_of="2026-07-01"))
    assert (outcome.sources[0].as_of, outcome.sources[0].status) == ("2026-07-01", Status.STALE)
    assert outcome.sources[0].message == (
        "the data tell no period that can be read, and their edition is of 2026-07-01, though data come monthly"
    )


def _mark(book: openpyxl.Workbook, *, role: str, frequency: str) -> None:
    """Another role for the year of the sales, and another frequency."""
    book["Source columns"]["D2"] = role
    page = book["Sources"]
    head = next(cell for row in page.iter_rows() for cell in row if cell.value == "Frequency")
    page.cell(head.row + 1, head.column, frequency)


def test_messages_are_told_with_the_name_of_their_source() -> None:
    assert SourceOutcome("d", "D", Status.STALE, message="old data").named == "source d: old data"
    assert SourceOutcome("d", "D", Status.STALE, message="source d: old").named == "source d: old"
    assert SourceOutcome("d", "D", Status.FRESH).named == ""


def test_sources_that_are_off_or_not_asked_say_so(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx", {"On": "no"})
    answers = Answers(pay=pay(*PAY))
    run(report.path, answers)
    assert answers.asked == ["pay"]
    assert report.source("sales")["State"] == "off"
    with pytest.raises(SourceError, match="source sales is switched off"):
        run(report.path, answers, sources=["sales"])


def test_only_the_sources_named_are_asked(report: Report) -> None:
    answers = Answers(sales=frame(*SALES))
    outcome = run(report.path, answers, sources=["SALES"])
    assert answers.asked == [source.id for source in outcome.sources] == ["sales"]
    assert report.source("pay")["State"] == "never fetched"
    with pytest.raises(SourceError, match="no source sale; it has sales, pay"):
        run(report.path, answers, sources=["sale"])


class TestRevisionsPastTheThreshold:
    """A large revision of history needs a reason."""

    REVISED = ((2021, 100.0), (2022, 110.0), (2023, 150.0))

    @pytest.fixture
    def report(self, tmp_path: Path) -> Report:
        return make_report(tmp_path / "report.xlsx", {"Threshold": 0.05})

    def test_without_a_reason_the_old_values_stay(self, report: Report) -> None:
        outcome = report.refresh(frame(*self.REVISED))
        assert outcome.sources[0].status is Status.FAILED
        assert outcome.sources[0].message == (
            "source sales: value of 2023 was revised from 120 to 150 (+25.0%), past the threshold of 5%; if that is "
            'right, type a new reason in the column Reason of its row, or give it with --accept "why"'
        )
        assert report.table("Sales")[2]["value"] == 120
        assert outcome.changes == ()

    def test_with_a_reason_they_come_in(self, report: Report) -> None:
        outcome = report.refresh(frame(*self.REVISED), accept="benchmark revision")
        assert (outcome.sources[0].status, outcome.sources[0].revised) == (Status.FRESH, 1)
        assert report.table("Changes")[0]["Reason"] == "benchmark revision"
        assert report.table("Changes")[0]["Percent"] == 0.25

    def test_a_reason_in_the_workbook_serves_once(self, report: Report) -> None:
        report.edit(lambda book: book["Sources"].__setitem__("L4", "benchmark revision"))
        assert report.source("sales")["Reason"] == "benchmark revision"
        assert report.refresh(frame(*self.REVISED)).sources[0].status is Status.FRESH
        again = report.refresh(frame(*SALES))
        assert again.sources[0].status is Status.FAILED
        assert report.table("Sales")[2]["value"] == 150

    def test_a_threshold_past_the_whole_figure_is_told(self, tmp_path: Path) -> None:
        report = make_report(tmp_path / "five.xlsx", {"Threshold": 5})
        outcome = report.refresh(frame(*self.REVISED))
        assert (outcome.sources[0].status, outcome.sources[0].warnings) == (
            Status.FRESH,
            (
                "source sales: its threshold is 500%, so no usual revision asks for a reason; type 5% or 0.05 for "
                "five percent",
            ),
        )

    def test_small_revisions_need_none(self, report: Report) -> None:
        outcome = report.refresh(frame(*SALES[:2], (2023, 124.0)))
        assert (outcome.sources[0].status, outcome.changes[0].what) == (Status.FRESH, What.REVISED)


def test_the_same_data_again_change_nothing_but_stamps(report: Report) -> None:
    data = frame((2020, 90.0), *SALES[1:], (2024, 125.0))
    report.refresh(data)
    before, headlines, changes = report.parts, report.table("Headlines"), report.table("Changes")
    outcome = report.refresh(data, now=NOW + timedelta(hours=1))
    after = report.parts
    assert [source.status for source in outcome.sources] == [Status.UNCHANGED, Status.UNCHANGED]
    assert (outcome.is_changed, outcome.backup, outcome.changes) == (False, None, ())
    names = {part: name for name, part in sheet_parts(report.path).items()}
    changed = {names.get(part, part) for part in before if before[part] != after[part]}
    assert {"Sources", "Stamp"} <= changed <= {"Sources", "Stamp", "RefreshLog", table_part(before, "RefreshLog")}
    assert (report.table("Headlines"), report.table("Changes")) == (headlines, changes)
    assert list(before) == list(after)
    assert len(report.table("RefreshLog")) == 4


def sheet_parts(path: Path) -> dict[str, str]:
    from gapsheet.package.archive import open_archive

    with open_archive(path) as archive:
        return {sheet.name: sheet.part for sheet in archive.sheets}


def table_part(parts: dict[str, bytes], name: str) -> str:
    return next(part for part in parts if part.startswith("xl/tables/") and f'"{name}"'.encode() in parts[part])


def test_rows_in_another_order_change_nothing(report: Report) -> None:
    report.refresh(frame(*SALES))
    assert not report.refresh(frame(*reversed(SALES))).is_changed


def test_a_dry_run_writes_nothing_and_tells_the_same(report: Report, state_folder: Path) -> None:
    data = frame(*SALES[1:], (2024, 125.0))
    access = access_to(report.path)
    content, around = report.path.read_bytes(), report.around
    told = report.refresh(data, dry_run=True, access=access)
    assert (report.path.read_bytes(), report.around, list(state_folder.iterdir())) == (content, around, [])
    done = report.refresh(data, access=access)
    assert done.backup is not None
    for outcome in (one := told.as_dict(), other := done.as_dict()):
        for key in ("run", "dry_run", "backup"):
            outcome.pop(key)
    assert one == other


def test_the_tables_for_logs_are_added_where_they_are_missing(tmp_path: Path) -> None:
    report = make_report(tmp_path / "report.xlsx", logs=False)
    report.refresh(frame(*SALES, (2024, 125.0)))
    assert [row["What"] for row in report.table("Changes")] == ["new observation"]
    assert [row["Source"] for row in report.table("RefreshLog")] == ["sales", "pay"]
    assert openpyxl.load_workbook(report.path).sheetnames[-2:] == ["Changes", "Refresh log"]
    report.refresh(frame(*SALES[1:], (2024, 125.0)))
    assert openpyxl.load_workbook(report.path).sheetnames[-3:] == ["Changes", "Refresh log", "Removed rows"]
    assert [row["What"] for row in report.table("Changes")] == ["removed", "new observation"]


def test_the_newest_changes_stand_on_top_and_the_oldest_go(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapsheet.refresh.logs.MOST_CHANGES", 4)
    report.refresh(frame(*SALES, (2024, 1.0), (2025, 2.0), (2026, 3.0)))
    report.refresh(frame(*SALES, (2024, 1.0), (2025, 2.5), (2026, 3.5)))
    assert [(row["What"], row["Key"]) for row in report.table("Changes")] == [
        ("revised", "2025"),
        ("revised", "2026"),
        ("new observation", "2024"),
        ("new observation", "2025"),
    ]


def test_a_table_filled_for_the_first_time_is_one_change(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("year", "value"), ())
    write_controls(book, [Said("sales", "Sales")])
    book.save(path)
    outcome = run(path, Answers(sales=frame(*SALES)))
    assert [(row["Source"], row["What"]) for row in table_of(path, "Changes")] == [
        ("sales", "New observations: 3; the table was empty")
    ]
    assert (len(outcome.changes), len(table_of(path, "Sales"))) == (3, 3)


def test_a_japanese_edition_is_read_and_stamped_in_japanese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {
        "Source": "データ源", "On": "使用", "Kind": "種類", "Location": "場所", "Table": "テーブル", "State": "状態",
        "Column": "列", "Role": "役割", "Type": "型", "yes": "はい", "period": "期間", "value": "値", "number": "数値",
        "integer": "整数", "fresh": "更新済み", "Rows": "行数", "As of": "時点", "What": "内容",
        "new observation": "新しい値",
    }  # fmt: skip
    japanese = replace(ENGLISH, code="ja", texts=texts)
    for module in ("book", "controls"):
        monkeypatch.setattr(f"gapsheet.refresh.{module}.language", lambda code: japanese)
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("年", "額"), [(2023, 120.0)])
    headers = ("データ源", "使用", "種類", "場所", "テーブル", "時点", "行数", "状態")
    put_table(
        book.create_sheet("源"), "Sources", headers, [("sales", "はい", "csv", "s.csv", "Sales", None, None, None)]
    )
    columns = [("sales", "年", "期間", "整数"), ("sales", "額", "値", "数値")]
    put_table(book.create_sheet("列"), "SourceColumns", ("データ源", "列", "役割", "型"), columns)
    path = tmp_path / "ja.xlsx"
    book.save(path)
    run(path, Answers(sales=frame((2023, 120.0), (2024, 125.0), columns=("年", "額"))))
    assert (
        table_of(path, "Sources")[0] | {"状態": "更新済み", "行数": 2, "時点": "2024"} == table_of(path, "Sources")[0]
    )
    assert table_of(path, "Changes")[0]["内容"] == "新しい値"


def test_changes_without_room_are_counted(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gapsheet.refresh.logs.MOST_CHANGES", 3)
    outcome = report.refresh(frame(SALES[0], SALES[1], (2023, 121.0), *((year, 1.0) for year in range(2024, 2030))))
    told = [(row["What"], row["Key"]) for row in report.table("Changes")]
    assert told[0] == ("revised", "2023")
    assert told[2] == ("Changes not listed here: 5; gapsheet refresh --json tells them", None)
    assert len(outcome.changes) == 7


def test_sources_that_nobody_approved_are_not_asked(report: Report) -> None:
    content, answers = report.path.read_bytes(), Answers(sales=frame(*SALES), pay=pay(*PAY))
    with pytest.raises(AccessError, match=r"nobody has approved.*sales, pay; .*'gapsheet trust report.xlsx'"):
        run(report.path, answers, access=access_to(report.path, trusted=False))
    assert (answers.asked, report.path.read_bytes()) == ([], content)


def test_text_that_looks_like_a_formula_stays_text(report: Report) -> None:
    hostile = '=HYPERLINK("http://example.org","x")'
    report.refresh(frame(*SALES), pay(("JP", 2023, 400.0), (hostile, 2023, 1.0)))
    cell = openpyxl.load_workbook(report.path)["Pay"]["A3"]
    assert (cell.value, cell.data_type) == (hostile, "s")


def test_a_column_that_a_formula_fills_is_not_the_sources(report: Report) -> None:
    def calculate(book: openpyxl.Workbook) -> None:
        book["Pay"].tables["Pay"].tableColumns[2].calculatedColumnFormula = TableFormula(attr_text="100*4")
        book["Pay"]["C2"] = book["Pay"]["C3"] = "=100*4"

    from openpyxl.worksheet.table import TableFormula

    report.edit(calculate)
    outcome = report.refresh(frame(*SALES))
    assert "a formula fills the column pay of the table Pay" in outcome.sources[1].message


def test_a_formula_typed_over_data_is_named(report: Report) -> None:
    report.edit(lambda book: book["Data"].__setitem__("B3", "=55*2"))
    outcome = report.refresh(frame(*SALES, (2024, 1.0)))
    assert outcome.sources[0].warnings == ("data took the place of 1 formula in the column value, first in B3",)


def test_a_table_without_room_fails_alone(report: Report) -> None:
    report.edit(lambda book: put_table(book["Data"], "Other", ("a", "b"), [(1, 2)], "A7"))
    outcome = report.refresh(frame(*SALES, *((year, 1.0) for year in range(2024, 2030))), pay(*PAY, ("JP", 2024, 1.0)))
    assert [source.status for source in outcome.sources] == [Status.FAILED, Status.FRESH]
    assert "would meet the table 'Other'" in outcome.sources[0].message
    assert (len(report.table("Sales")), len(report.table("Pay"))) == (3, 3)


def test_a_source_described_wrongly_fails_alone(report: Report) -> None:
    report.edit(lambda book: book["Sources"].__setitem__("D4", "telex"))
    outcome = run(report.path, Answers(pay=pay(*PAY)))
    assert [source.status for source in outcome.sources] == [Status.FAILED, Status.FRESH]
    assert outcome.sources[0].message.startswith("source sales: its column Kind holds 'telex'; it may hold csv, excel")


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("B5", "Sales", "two sources are called"),
        ("H5", "sales", "the sources sales and pay both fill the table Sales"),
    ],
)
def test_sources_in_each_others_way_are_refused(report: Report, cell: str, value: str, told: str) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["Sources"][cell] = value
        for row, header in enumerate(("year", "value", "note") if cell == "H5" else (), 4):
            book["Source columns"][f"B{row}"] = header

    report.edit(spoil)
    with pytest.raises(SourceError, match=told):
        run(report.path, Answers())


def test_a_workbook_without_sources_says_so(tmp_path: Path) -> None:
    path = tmp_path / "plain.xlsx"
    openpyxl.Workbook().save(path)
    from gapsheet.refresh.running import refresh

    with pytest.raises(SourceError, match=r"plain.xlsx has no table named Sources"):
        refresh(path, access=None)


def test_a_headline_that_names_no_cell_is_told(report: Report) -> None:
    report.edit(lambda book: book["Headlines"].__setitem__("B2", "Nowhere!A1"))
    outcome = report.refresh(frame(*SALES))
    assert outcome.notes == (
        "headline required rate: Nowhere!A1 is neither a defined name for one cell nor a cell as in Sheet!A1; correct "
        "it in the table Headlines",
    )


def test_a_headline_by_address_in_a_row_that_moved_is_told(report: Report) -> None:
    def look(book: openpyxl.Workbook) -> None:
        book["Headlines"]["B2"], book["Headlines"]["B3"] = "Data!B4", "latest"
        name_cell(book, "latest", "Data!$B$4")

    report.edit(look)
    outcome = report.refresh(frame((2020, 90.0), *SALES))
    assert [note for note in outcome.notes if note.startswith("headline ")] == [
        "headline Data!B4 lies in the table Sales, where another row stands in its place now; "
        "define a name for the cell and write that instead: a name follows its row"
    ]
    assert [effect.after for effect in outcome.headlines] == [110.0, 120.0]
    assert report.refresh(frame((2020, 90.0), *SALES, (2024, 125.0))).notes == ()


def test_a_stamp_whose_sheet_is_gone_is_left_out(report: Report) -> None:
    report.edit(lambda book: name_cell(book, "refresh_as_of", "Gone!$B$3"))
    assert report.refresh(frame(*SALES)).is_complete
    assert report.stamps()["refresh_status"] == "fresh"


def test_the_log_outside_tells_counts_and_no_figures(report: Report, state_folder: Path) -> None:
    report.refresh(frame(*SALES[:2], (2023, 123456.5)))
    text = (state_folder / "refresh.jsonl").read_text(encoding="utf-8")
    line = json.loads(text)
    assert (line["file"], line["status"], line["sources"][0]["revised"]) == ("report.xlsx", "fresh", 1)
    assert "123456" not in text


def test_ten_copies_of_the_file_stay(report: Report) -> None:
    contents = []
    for number in range(12):
        contents.append(report.path.read_bytes())
        outcome = report.refresh(frame(*SALES[:2], (2023, 130.0 + number)), now=NOW + timedelta(seconds=number // 2))
        assert outcome.backup is not None
        assert outcome.backup.read_bytes() == contents[-1]
    kept = list((report.path.parent / "gapsheet backups").iterdir())
    assert {path.read_bytes() for path in kept} == set(contents[2:])
    assert "report.backup-20261122T093020Z-2.xlsx" in {path.name for path in kept}


@pytest.mark.optional_part("LibreOffice")
def test_another_program_calculates_the_same(tmp_path: Path, recalculating: LibreOffice) -> None:
    report = make_report(tmp_path / "report.xlsx", logs=False)
    report.refresh(frame((2020, 90.0), *SALES[1:], (2024, 125.0)), pay(*PAY, ("JP", 2024, 410.0)))
    opened = Report(recalculating.convert(report.path, "xlsx", tmp_path / "opened"))
    for sheet, cells in (("Score", ("A1", "A2", "A3")), ("Data", ("A2", "B6", "C4", "D3")), ("Stamp", ("B1", "B6"))):
        for cell in cells:
            assert opened.value(sheet, cell) == pytest.approx(report.value(sheet, cell)), (sheet, cell)
    for table in ("Sales", "Pay", "Sources", "Headlines", "Changes", "RemovedRows", "RefreshLog"):
        assert [list(row.values())[:2] for row in opened.table(table)] == [
            list(row.values())[:2] for row in report.table(table)
        ]


def test_dates_that_change_are_told_as_days(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    book = openpyxl.Workbook()
    put_table(book.active, "Deadlines", ("law", "due"), [("A", 46000), ("B", None)])
    columns = (("law", "key", "text"), ("due", "value", "date"))
    write_controls(book, [Said("deadlines", "Deadlines", columns)])
    book.save(path)
    run(path, Answers(deadlines=[{"law": "A", "due": "2026-01-09"}, {"law": "B", "due": "2026-03-01"}]))
    told = [(row["Key"], row["Old"], row["New"], row["Percent"]) for row in table_of(path, "Changes")]
    assert told == [("A", "2025-12-09", "2026-01-09", None), ("B", None, "2026-03-01", None)]
