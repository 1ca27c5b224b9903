"""Functions as expressions of Excel's own: equal to gapsheet's, errors included, by two other programs."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName

from gapsheet import catalog
from gapsheet.entries import Entry
from gapsheet.hosts.headless import evaluate
from gapsheet.publishing.freezing import Frozen, freeze
from gapsheet.publishing.native import converted
from gapsheet.publishing.references import Reader
from gapsheet.recalc import recalculate
from support.libreoffice import LibreOffice
from support.secondengine import disagreements
from support.stored import StoredWorkbook

WITH_EXPRESSION = [entry for entry in catalog.FUNCTIONS if entry.excel]
VALUES = {
    2: (-3.0, 0.0, 0.04, 1.0, 2730.0, None, "text"),
    3: (-3.0, 0.0, 0.04, 1.0, 2.5, None),
    4: (-1.0, 0.0, 0.5, 2.0),
}
DEMANDED = {
    *("GROWTH_MULTIPLE", "GROWTH_RATE", "CAGR", "DOUBLING_TIME", "CONTRIBUTION_TO_GROWTH", "SHARE_OF_GROWTH"),
    *("REAL_VALUE", "REQUIRED_GROWTH", "YEARS_TO_TARGET", "YEAR_REACHED", "PROJECTED_VALUE", "TARGET_SHORTFALL"),
    *("WAGE_GAP", "WAGE_RATIO", "RAISE_TO_CLOSE", "YEARS_TO_PARITY", "HOURLY_PAY", "HOURLY_WAGE_GAP"),
    *("COST_TO_CLOSE", "HEADCOUNT_COVERED", "UPRATED_PAY"),
}


def grid(path: Path) -> Path:
    """A sheet for each function, every combination of arguments in a row."""
    book = Workbook()
    book.remove(book.active)
    for entry in WITH_EXPRESSION:
        sheet = book.create_sheet(entry.name)
        count = len(entry.arguments)
        for place, row in enumerate(itertools.product(VALUES.get(count, VALUES[2]), repeat=count), start=1):
            sheet.append(row)
            cells = ",".join(f"{'ABCD'[column]}{place}" for column in range(count))
            sheet.cell(place, 6, f"={entry.name}({cells})")
    book.save(path)
    recalculate(path)
    return path


@pytest.fixture(scope="module")
def frozen_grid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Frozen]:
    folder = tmp_path_factory.mktemp("grid")
    source = grid(folder / "grid.xlsx")
    return source, folder / "native.xlsx", freeze(source, folder / "native.xlsx", native=True)


def test_the_scalar_functions_of_growth_targets_and_wages_have_one() -> None:
    assert {entry.name for entry in WITH_EXPRESSION} >= DEMANDED


@pytest.mark.parametrize("entry", WITH_EXPRESSION, ids=lambda entry: entry.name)
def test_an_expression_uses_every_argument_and_only_excels_functions(entry: Entry) -> None:
    for argument in entry.arguments:
        assert argument.name in entry.excel
    assert not any(name in entry.excel for name in catalog.NAMES)


@pytest.mark.parametrize("entry", WITH_EXPRESSION, ids=lambda entry: entry.name)
def test_the_printed_example_comes_out(entry: Entry) -> None:
    for example in entry.examples:
        call = f"{entry.name}({','.join(map(str, example.arguments))})"
        expression = converted(call, "Sheet", Reader())
        assert expression is not None
        assert evaluate(expression).value == pytest.approx(example.expected, rel=1e-12)


def test_every_combination_gives_what_gapsheet_gives(frozen_grid: tuple[Path, Path, Frozen]) -> None:
    source, copy, report = frozen_grid
    assert (report.values, report.notes) == (0, ()), "an expression gave another value, so the value was kept"
    assert report.live == len(StoredWorkbook.of(source).formulas) > 3000
    assert not any(name in cell.formula for cell in StoredWorkbook.of(copy).formulas for name in catalog.NAMES)


@pytest.mark.optional_part("LibreOffice")
def test_libreoffice_alone_gets_the_same_from_them(
    frozen_grid: tuple[Path, Path, Frozen], recalculating: LibreOffice, tmp_path: Path
) -> None:
    _, copy, _ = frozen_grid
    other = StoredWorkbook.of(recalculating.convert(copy, "xlsx", tmp_path))
    assert disagreements(StoredWorkbook.of(copy), other) == []


@pytest.mark.parametrize(
    "formula",
    [
        "WAGE_GAP(A1:A3,B1:B3)",  # several results
        "WAGE_GAP(several,B1)",
        "WAGE_GAP(A1:A3*2,B1)",
        "WAGE_GAP((several),B1)",
        'WAGE_GAP("1966",B1)',
        "WAGE_GAP({1;2},3)",
        "WAGE_GAP(A1)",
        "TREND_GROWTH(A1:A9)",
        "1+INDEX(TREND_SUMMARY(A1:A9),1,2)",
    ],
)
def test_what_is_not_one_expression_stays_a_value(formula: str) -> None:
    assert converted(formula, "Sheet", Reader({"several": "Sheet!$A$1:$A$3"})) is None


def test_arguments_keep_their_brackets_and_calls_nest() -> None:
    formula = "1-WAGE_GAP(10-4,2*WAGE_RATIO(8,2))^2"
    expression = converted(formula, "Sheet", Reader())
    assert expression is not None
    assert evaluate(expression).value == pytest.approx(1 - ((8 - 6) / 8) ** 2)


def test_an_optional_argument_takes_its_default_from_a_blank_cell(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["C1"] = 2000, 2500, 30
    sheet["E1"], sheet["E2"], sheet["E3"] = (
        "=COST_TO_CLOSE(A1,B1,C1,D1)",
        "=COST_TO_CLOSE(A1,B1,C1)",
        "=COST_TO_CLOSE(A1,B1,C1,)",
    )
    book.save(tmp_path / "cost.xlsx")
    recalculate(tmp_path / "cost.xlsx")
    freeze(tmp_path / "cost.xlsx", tmp_path / "native.xlsx", native=True)
    recalculate(tmp_path / "native.xlsx")
    values = load_workbook(tmp_path / "native.xlsx", data_only=True).active
    assert [values[cell].value for cell in ("E1", "E2", "E3")] == [15000, 15000, 15000]


@pytest.fixture
def changeable(tmp_path: Path) -> Path:
    """Inputs of which one reaches only what gapsheet alone calculates; a shared name; a filled-down formula."""
    book = Workbook()
    sheet = book.active
    for row in ((1966, 2730, 5), (2928, 3890, 6), (100, 104, 7)):
        sheet.append(row)
    book.defined_names["yardstick"] = DefinedName("yardstick", attr_text="Sheet!$B$1")
    for row in (1, 2, 3):
        sheet.cell(row, 5, f"=WAGE_GAP(A{row},B{row})")
        sheet.cell(row, 6, f"=E{row}*100")
    sheet["G1"], sheet["G2"] = "=TREND_GROWTH(C1:C3)", "=RAISE_TO_CLOSE(A1,yardstick)"
    for cells in sheet["A1:C3"]:
        for cell in cells:
            cell.style = "Input"
    book.save(tmp_path / "changeable.xlsx")
    recalculate(tmp_path / "changeable.xlsx")
    return tmp_path / "changeable.xlsx"


def test_an_input_that_nothing_live_reads_no_longer_looks_like_one(changeable: Path, tmp_path: Path) -> None:
    report = freeze(changeable, tmp_path / "native.xlsx", native=True)
    assert (report.live, report.values, report.inputs) == (7, 1, 3)
    sheet = load_workbook(tmp_path / "native.xlsx").active
    assert [sheet[cell].style for cell in ("A1", "B3", "C1", "C3")] == ["Input", "Input", "Normal", "Normal"]
    assert sheet["G1"].value == pytest.approx((7 / 5) ** 0.5 - 1, abs=1e-3)


@pytest.mark.optional_part("LibreOffice")
def test_a_whole_template_follows_its_inputs_without_gapsheet(recalculating: LibreOffice, tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "workbooks" / "wage_gap.xlsx"
    report = freeze(source, tmp_path / "native.xlsx", native=True)
    assert (report.values, report.inputs) == (0, 0)
    with_input(source, tmp_path / "ours.xlsx", "group_pay", 2150.5)
    recalculate(tmp_path / "ours.xlsx")
    with_input(tmp_path / "native.xlsx", tmp_path / "theirs.xlsx", "group_pay", 2150.5)
    ours = StoredWorkbook.of(tmp_path / "ours.xlsx")
    theirs = StoredWorkbook.of(recalculating.convert(tmp_path / "theirs.xlsx", "xlsx", tmp_path / "out"))
    assert disagreements(ours, theirs) == []
    reference = load_workbook(source, data_only=True)["Inputs"]["D22"].value
    assert theirs.cells["Result", "E13"].value == pytest.approx((reference - 2150.5) / reference)


def with_input(source: Path, out: Path, name: str, value: float) -> None:
    """A copy with another number in a named cell."""
    book = load_workbook(source)
    sheet, _, cell = book.defined_names[name].attr_text.rpartition("!")
    book[sheet.strip("'")][cell.replace("$", "")] = value
    book.save(out)


@pytest.mark.optional_part("LibreOffice")
def test_a_reader_changes_an_input_and_libreoffice_alone_follows(
    changeable: Path, recalculating: LibreOffice, tmp_path: Path
) -> None:
    freeze(changeable, tmp_path / "native.xlsx", native=True)
    for path in (changeable, tmp_path / "native.xlsx"):
        book = load_workbook(path)
        book.active["A1"], book.active["B2"] = 2100, 4000
        book.save(path)
    recalculate(changeable)
    ours = load_workbook(changeable, data_only=True).active
    other = load_workbook(
        recalculating.convert(tmp_path / "native.xlsx", "xlsx", tmp_path / "out"), data_only=True
    ).active
    for cell in ("E1", "E2", "E3", "F1", "F2", "G2"):
        assert other[cell].value == pytest.approx(ours[cell].value, rel=1e-12)
    assert ours["E1"].value == pytest.approx(630 / 2730)
