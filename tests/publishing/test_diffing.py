"""What differs between two workbooks: found by what cells mean, not by where they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.publishing.diffing import Differences, diff, relative
from gapsheet.publishing.labels import label
from gapsheet.publishing.snapshot import Item, Page, Snapshot
from gapsheet.quantities import CellValue
from gapsheet.recalc import recalculate
from support.edits import with_cell

WORKBOOKS = Path(__file__).parents[2] / "workbooks"
COUNTRIES = [("jp", 100.0, 2024.0), ("kr", 60.0, 2024.0), ("fr", 80.0, 2023.0)]
Change = Callable[[Workbook], None]


def book(rows: list[tuple[str, float, float]], change: Change | None = None, top: int = 1) -> Workbook:
    """Inputs, a table of figures with a calculated column, results that follow."""
    made = Workbook()
    made.add_named_style(NamedStyle("Input"))
    data = made.active
    data.title = "Data"
    for offset, row in enumerate((("Country", "Pay", "Year"), *rows)):
        for column, value in enumerate(row, start=1):
            data.cell(top + offset, column, value)
        if offset:
            data.cell(top + offset, 4, f"=B{top + offset}*rate")
    data.cell(top, 4, "Converted")
    last = top + len(rows)
    data.add_table(Table(displayName="Pay", ref=f"A{top}:D{last}"))
    inputs = made.create_sheet("Inputs")
    inputs["A1"], inputs["B1"] = "Exchange rate", 2.0
    inputs["A2"], inputs["B2"] = "Footnote", 7
    inputs["B1"].style = "Input"
    results = made.create_sheet("Results")
    results["A3"], results["B3"] = "Total", f"=SUM(Data!D{top + 1}:D{last})"
    results["A4"], results["B4"] = "First", f"=Data!D{top + 1}"
    for row in range(6, 10):
        results.cell(row, 1, f"line {row}")
        results.cell(row, 2, f"=B{row - 1}+1" if row > 6 else "=B3")
    made.defined_names["rate"] = DefinedName("rate", attr_text="Inputs!$B$1")
    made.defined_names["total"] = DefinedName("total", attr_text="Results!$B$3")
    roles = "Data=data;Inputs=inputs;Results=output"
    made.custom_doc_props.append(StringProperty(name="sheet roles", value=roles))
    if change is not None:
        change(made)
    return made


def differences(folder: Path, new: Workbook, old: Workbook | None = None) -> Differences:
    paths = []
    for name, made in (("old", old or book(COUNTRIES)), ("new", new)):
        paths.append(folder / f"{name}.xlsx")
        made.save(paths[-1])
        recalculate(paths[-1])
    return diff(*paths)


def told(found: Differences) -> dict[str, list[tuple[str, str, object, object]]]:
    return {
        name: [(item.what, item.place, item.old, item.new) for item in changes]
        for name, changes in found.sections()
        if changes
    }


@pytest.mark.parametrize("name", ["wage_gap", "japan_policy_scorecard"])
def test_a_workbook_does_not_differ_from_itself(name: str) -> None:
    found = diff(WORKBOOKS / f"{name}.xlsx", WORKBOOKS / f"{name}.xlsx")
    assert not found
    assert found.as_dict()["same"] is True


def test_a_changed_input_and_what_it_did(tmp_path: Path) -> None:
    def change(made: Workbook) -> None:
        made["Inputs"]["B1"], made["Inputs"]["B2"] = 3.0, 8

    found = differences(tmp_path, book(COUNTRIES, change))
    assert told(found) == {
        "inputs": [("changed", "Inputs!B1", 2.0, 3.0)],
        "figures": [("changed", "Inputs!B2", 7.0, 8.0)],
        "outputs": [
            ("changed", "Results!B3", 480.0, 720.0),
            ("changed", "Results!B4", 200.0, 300.0),
            *(("changed", f"Results!B{row}", 480.0 + row - 6, 720.0 + row - 6) for row in range(6, 10)),
        ],
    }
    assert dict(found.other_values) == {"Data": 3}
    assert [item.label for item in (*found.inputs, *found.figures)] == ["rate", "Footnote"]
    assert found.inputs[0].as_dict()["change"] == 0.5


def test_rows_are_matched_by_key_wherever_they_stand(tmp_path: Path) -> None:
    new = [("us", 120.0, 2024.0), ("kr", 66.0, 2024.0), ("jp", 100.0, 2024.0)]
    found = differences(tmp_path, book(new))
    assert told(found)["rows"] == [
        ("removed row", "Pay", "fr", None),
        ("added row", "Pay", None, "us"),
        ("changed", "Pay", 60.0, 66.0),
    ]
    assert found.rows[2].label == "kr, Pay"
    assert [item.place for item in found.formulas] == ["Results!B4"], "it read jp's row and now reads another"
    assert dict(found.other_values) == {"Data": 1}


def test_moved_rows_are_no_difference(tmp_path: Path) -> None:
    def change(made: Workbook) -> None:
        made["Results"].insert_rows(1, 2)
        made["Results"]["B5"], made["Results"]["B6"], made["Results"]["B8"] = "=SUM(Data!D6:D8)", "=Data!D6", "=B5"
        for row in range(9, 12):
            made["Results"].cell(row, 2, f"=B{row - 1}+1")
        made.defined_names["total"] = DefinedName("total", attr_text="Results!$B$5")

    assert told(differences(tmp_path, book(COUNTRIES, change, top=5))) == {}


def test_a_table_that_grows_takes_the_ranges_over_it_along(tmp_path: Path) -> None:
    found = differences(tmp_path, book([*COUNTRIES, ("us", 120.0, 2024.0)]))
    assert [item.what for item in found.rows] == ["added row"]
    assert found.formulas == []
    assert found.outputs[0].place == "Results!B3"


def test_a_formula_filled_down_is_one_difference(tmp_path: Path) -> None:
    def change(made: Workbook) -> None:
        for row in range(7, 10):
            made["Results"].cell(row, 2, f"=B{row - 1}+2")

    found = differences(tmp_path, book(COUNTRIES, change))
    (only,) = found.formulas
    assert (only.place, only.cells, only.old, only.new) == ("Results!B7:B9", 3, "=B6+1", "=B6+2")


def test_a_number_typed_over_a_formula_is_told_as_such(tmp_path: Path) -> None:
    found = differences(tmp_path, book(COUNTRIES, lambda made: made["Results"].__setitem__("B3", 480)))
    (only,) = found.formulas
    assert (only.what, only.new) == ("value in place of a formula", 480.0)


def test_sheets_and_names_that_came_went_or_moved(tmp_path: Path) -> None:
    def change(made: Workbook) -> None:
        made.create_sheet("Added")
        made["Results"].sheet_state = "hidden"
        made.defined_names["rate_too"] = DefinedName("rate_too", attr_text="Inputs!$B$1")
        made.defined_names["total"] = DefinedName("total", attr_text="Results!$B$4")

    found = differences(tmp_path, book(COUNTRIES, change))
    assert [(item.what, item.place) for item in found.sheets] == [("visibility", "Results"), ("added", "Added")]
    assert [(item.what, item.place) for item in found.names] == [("changed", "total"), ("added", "rate_too")]


def test_a_sheet_is_renamed_only_if_it_says_much_the_same(tmp_path: Path) -> None:
    """Sheets have numbers in the order in which they were made: those of two workbooks are alike by chance."""

    def change(made: Workbook) -> None:
        made["Results"].title = "Findings"
        made["Findings"]["A3"] = "Sum"

    found = differences(tmp_path, book(COUNTRIES, change))
    assert [(item.what, item.old, item.new) for item in found.sheets] == [("renamed", "Results", "Findings")]
    other = Workbook()
    other.active.title = "Minutes"
    other.active["A1"], other.active["A2"] = "Agenda", "Any other business"
    found = differences(tmp_path, other)
    assert {item.what for item in found.sheets} == {"removed", "added"}


def test_a_sheet_of_bare_figures_is_not_renamed_to_one_of_words(tmp_path: Path) -> None:
    def single(title: str, *values: float | str) -> Workbook:
        made = Workbook()
        made.active.title = title
        for value in values:
            made.active.append((value,))
        return made

    for old, new in ((single("Data", 1.0, 2.0), single("Notes", "a", "b")), (single("Notes", "a"), single("Data", 1))):
        assert {item.what for item in differences(tmp_path, new, old).sheets} == {"removed", "added"}
    found = differences(tmp_path, single("Figures", 1.0, 3.0), single("Data", 1.0, 2.0))
    assert [(item.what, item.old, item.new) for item in found.sheets] == [("renamed", "Data", "Figures")]


def test_rows_without_a_key_are_taken_by_their_place(tmp_path: Path) -> None:
    same = [("jp", 1.0, 1.0), ("jp", 1.0, 1.0)]
    found = differences(tmp_path, book([("jp", 1.0, 1.0), ("jp", 5.0, 1.0)]), book(same))
    assert [(item.label, item.old, item.new) for item in found.rows] == [("2, Pay", 1.0, 5.0)]


@pytest.mark.parametrize(
    ("formula", "place", "expected"),
    [
        ("B5+$C$1", (6, 2), "R[-1]C[0]+R1C3"),
        ("SUM($A1:A$9)", (1, 3), "SUM(R[0]C1:R9C[-2])"),
        ('"A1"&x', (1, 1), '"A1"&x'),
    ],
)
def test_addresses_as_distances(formula: str, place: tuple[int, int], expected: str) -> None:
    assert relative(formula, place) == expected


def test_the_command_ends_like_diff(tmp_path: Path) -> None:
    run = CliRunner()
    old, new = tmp_path / "old.xlsx", tmp_path / "new.xlsx"
    book(COUNTRIES).save(old)
    book(COUNTRIES, lambda made: made["Inputs"].__setitem__("B1", 3.0)).save(new)
    same, differing = run.invoke(app, ["diff", str(old), str(old)]), run.invoke(app, ["diff", str(old), str(new)])
    trouble = run.invoke(app, ["diff", str(old), str(tmp_path / "none.xlsx")])
    assert (same.exit_code, same.stdout) == (0, "no differences\n")
    assert differing.exit_code == 1
    assert "Inputs!B1 rate: 2 → 3" in differing.stdout
    assert trouble.exit_code == 2
    assert "none.xlsx does not exist" in trouble.stderr
    record = json.loads(run.invoke(app, ["diff", str(old), str(new), "--json"]).stdout)
    assert record["inputs"][0] | {"label": ""} == {
        "what": "changed", "place": "Inputs!B1", "label": "", "old": 2.0, "new": 3.0, "change": 0.5,
    }  # fmt: skip


def test_tables_side_by_side_keep_their_rows_apart(tmp_path: Path) -> None:
    """Rows come and go in the left table; the right one, in the same rows of the sheet, stays as it is."""
    paths = []
    for number, years in enumerate(([2021, 2022, 2023, 2024], [2020, 2022, 2024, 2025])):
        book = Workbook()
        page = book.active
        page.title = "Series"
        for row, (year, other) in enumerate(zip(years, (2001, 2002, 2003, 2004), strict=True), start=2):
            page.cell(row, 1, year)
            page.cell(row, 2, float(year * 10))
            page.cell(row, 4, other)
            page.cell(row, 5, float(other * 10))
        for column, head in ((1, "Year"), (2, "Value"), (4, "Year"), (5, "Value")):
            page.cell(1, column, head)
        page.add_table(Table(displayName="Left", ref="A1:B5"))
        page.add_table(Table(displayName="Right", ref="D1:E5"))
        path = tmp_path / f"{number}.xlsx"
        book.save(path)
        paths.append(path)
    found = diff(*paths).as_dict()
    assert "20240" not in str(found), "the figure of 2024 moved up and is the same"
    text = str(found)
    assert all(year in text for year in ("2020", "2021", "2023", "2025"))
    assert "Right" not in text


def test_the_command_shows_values_as_their_cells_do(tmp_path: Path) -> None:
    """A typed figure with all its digits; a result rounded, unless both would look the same."""

    def typed(rate: float, day: float, year: float) -> Path:
        made = Workbook()
        page = made.active
        for row, (value, form) in enumerate(((rate, "0%"), (day, "yyyy-mm-dd"), (year, "0"), ("=B1/3", "0.0%")), 1):
            page.cell(row, 1, f"line {row}")
            page.cell(row, 2, value).number_format = form
        page.title = "Page"
        made.defined_names["watched"] = DefinedName("watched", attr_text="Page!$B$4")
        sheet = made.create_sheet("Headlines")
        for column, texts in enumerate((("Headline", "third"), ("Cell", "watched")), 1):
            sheet.cell(1, column, texts[0]), sheet.cell(2, column, texts[1])
        sheet.add_table(Table(displayName="Headlines", ref="A1:B2"))
        path = tmp_path / f"{rate}.xlsx"
        made.save(path)
        recalculate(path)
        return path

    run = CliRunner()
    said = run.invoke(app, ["diff", str(typed(0.123, 45000.0, 2024.0)), str(typed(0.456, 45001.0, 2025.0))]).stdout
    for line in ("12.3 % → 45.6 %", "2023-03-15 → 2023-03-16", "2024 → 2025", "4.1 % → 15.2 %"):
        assert f": {line}\n" in said
    said = run.invoke(app, ["diff", str(typed(0.3, 1.0, 1.0)), str(typed(0.30003, 1.0, 1.0))]).stdout
    assert ": 10.000 % → 10.001 %\n" in said


class TestLabels:
    """What a cell is called: never by what merely stands above it."""

    @staticmethod
    def page(*rows: tuple[object, ...], tables: tuple[str, ...] = ()) -> Workbook:
        made = Workbook()
        made.active.title = "Page"
        for row in rows:
            made.active.append(row)
        for number, ref in enumerate(tables):
            made.active.add_table(Table(displayName=f"T{number}", ref=ref))
        return made

    def labels(self, folder: Path, old: Workbook, new: Workbook) -> dict[str, str]:
        found = differences(folder, new, old)
        return {item.place: item.label for _, changes in found.sections() for item in changes}

    def test_a_value_under_another_is_called_by_the_words_of_its_row(self, tmp_path: Path) -> None:
        old = self.page(("Owner", "Anna"), ("As of", "May"), (None, "Berlin"))
        new = self.page(("Owner", "Anna"), ("As of", "June"), (None, "Bonn"))
        assert self.labels(tmp_path, old, new) == {"Page!B2": "As of", "Page!B3": ""}

    def test_blocks_side_by_side_have_each_their_own_words(self, tmp_path: Path) -> None:
        old = self.page(("Pay", 1.0, None, "Hours", 8.0, "a day"))
        new = self.page(("Pay", 2.0, None, "Hours", 9.0, "a week"))
        assert self.labels(tmp_path, old, new) == {"Page!B1": "Pay", "Page!E1": "Hours", "Page!F1": "Hours"}

    def test_long_words_are_cut(self, tmp_path: Path) -> None:
        old, new = (self.page(("word " * 20, figure)) for figure in (1.0, 2.0))
        assert self.labels(tmp_path, old, new) == {"Page!B1": ("word " * 12)[:59].rstrip() + "…"}

    def test_a_gap_before_a_value_does_not_hide_its_words(self, tmp_path: Path) -> None:
        old, new = (self.page(("Pay", "in yen", None, figure)) for figure in (1.0, 2.0))
        assert self.labels(tmp_path, old, new) == {"Page!D1": "Pay"}

    def test_a_formula_of_a_table_is_called_by_key_and_header(self, tmp_path: Path) -> None:
        old, new = (
            self.page(
                ("Year", "Pay", "Twice"), (2023.0, 5.0, f"=B2*{by}"), (2024.0, 6.0, f"=B3*{by}"), tables=("A1:C3",)
            )
            for by in (2, 3)
        )
        assert self.labels(tmp_path, old, new) == {"Page!C2:C3": "Twice"}

    def test_commas_in_words_part_no_label(self, tmp_path: Path) -> None:
        old, new = (self.page(("Pay, yen", f"=F1*{by}"), ("Hours, yen", f"=F2*{by}")) for by in (2, 3))
        assert self.labels(tmp_path, old, new) == {"Page!B1:B2": "Pay, yen to Hours, yen"}

    def test_a_range_whose_ends_are_called_alike_names_them_once(self, tmp_path: Path) -> None:
        old, new = (self.page(*((words, f"=F{row}*{by}") for row, words in enumerate("ABA", 1))) for by in (2, 3))
        assert self.labels(tmp_path, old, new) == {"Page!B1:B3": "A"}

    def test_rows_that_are_gone_are_called_as_they_were(self, tmp_path: Path) -> None:
        old = self.page(("Pay", 1.0), ("Hours", 2.0), ("Heads", 3.0))
        assert self.labels(tmp_path, old, self.page(("Pay", 1.0), ("Heads", 3.0))) == {
            "Page!A2": "",
            "Page!B2": "Hours",
        }

    def test_a_column_that_is_gone_from_a_table_is_called_by_its_own_header(self, tmp_path: Path) -> None:
        old = self.page(("Code", "Pay", "Hours"), ("a", 1.0, 8.0), ("b", 2.0, 9.0), tables=("A1:C3",))
        new = self.page(("Code", "Hours"), ("a", 8.0), ("b", 9.0), tables=("A1:B3",))
        found = differences(tmp_path, new, old)
        assert [(item.what, item.label, item.old) for item in found.rows] == [
            ("removed", "a, Pay", 1.0),
            ("removed", "b, Pay", 2.0),
        ]

    @pytest.mark.parametrize(
        ("value", "number_format", "head"),
        [
            (2030.0, "0", "2030"),
            (0.25, "0%", "25 %"),
            (45992.0, "yyyy-mm-dd", "2025-12-01"),
            ("Low", "General", "Low"),
            (None, "0", ""),
        ],
    )
    def test_a_head_is_told_as_its_cell_shows_it(self, value: CellValue, number_format: str, head: str) -> None:
        page = Page("Page", "1", "visible")
        page.cells = {(1, 1): Item(value, "A9", False, number_format, is_head=True), (2, 1): Item(5.0, "", False)}
        page.rows = {1: [1], 2: [1]}
        assert str(label(Snapshot(Path("book.xlsx"), {"Page": page}, {}, {}, {}), "Page", (2, 1))) == head

    def test_the_flagships_cells_are_called_as_on_their_sheets(self, tmp_path: Path) -> None:
        shipped = WORKBOOKS / "japan_policy_scorecard.xlsx"
        path = tmp_path / "scorecard.xlsx"
        path.write_bytes(shipped.read_bytes())
        for place in ("Cover!C7", "Cover!C8", "Cover!C19", "Cover!B14", "Inputs!C30"):
            with_cell(path, place, "other").replace(path)
        found = diff(shipped, path)
        assert {item.place: item.label for item in (*found.figures, *found.inputs)} == {
            "Cover!C7": "Owner, This workbook",
            "Cover!C8": "Version, This workbook",
            "Cover!C19": "Targets, What it holds",
            "Cover!B14": "About",
            "Inputs!C30": "Latest figure, Low",
        }


def test_the_first_row_of_an_empty_table_is_an_added_row(tmp_path: Path) -> None:
    paths = []
    for number, row in enumerate(((None, None), ("jp", 1.0))):
        made = Workbook()
        made.active.append(("Country", "Pay"))
        made.active.append(row)
        made.active.add_table(Table(displayName="Pay", ref="A1:B2"))
        paths.append(tmp_path / f"{number}.xlsx")
        made.save(paths[-1])
    assert told(diff(*paths)) == {"rows": [("added row", "Pay", None, "jp")]}


def test_what_a_refresh_logs_stands_after_the_data(tmp_path: Path) -> None:
    paths = []
    for pay in (1.0, 2.0):
        made = Workbook()
        for name in ("Changes", "Pay", "RefreshLog"):
            page = made.create_sheet(name)
            page.append(("Code", "Figure"))
            page.append(("jp", pay))
            page.add_table(Table(displayName=name, ref="A1:B2"))
        paths.append(tmp_path / f"{pay}.xlsx")
        made.save(paths[-1])
    assert [change.place for change in diff(*paths).rows] == ["Pay", "Changes", "RefreshLog"]


def test_a_date_that_moved_has_no_share(tmp_path: Path) -> None:
    paths = []
    for serial in (45000.0, 45100.0):
        made = Workbook()
        made.active["A1"], made.active["B1"] = "Due", serial
        made.active["B1"].number_format = "yyyy-mm-dd"
        paths.append(tmp_path / f"{serial}.xlsx")
        made.save(paths[-1])
    assert "change" not in diff(*paths).figures[0].as_dict()
