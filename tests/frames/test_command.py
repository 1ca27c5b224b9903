"""`gapsheet gap` as a user meets it: what it prints and writes, and what it says when it cannot."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from gapsheet.cli import app
from gapsheet.decomposition.oaxaca import oaxaca
from gapsheet.errors import CellError
from gapsheet.group_gaps.by_category import wage_gap_by
from support.tables import assert_same, block, cells

run = CliRunner()


@pytest.fixture(scope="module")
def folder(staff: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staff as two CSV files."""
    place = tmp_path_factory.mktemp("staff")
    staff.head(700).to_csv(place / "staff 1.csv", index=False)
    staff.tail(500).to_csv(place / "staff 2.csv", index=False)
    return place


@pytest.fixture(scope="module")
def table(staff: pd.DataFrame) -> list[list[object]]:
    """What a cell shows of them."""
    weights, grades = staff["weight"].to_numpy(), block(staff, ["grade"])
    return wage_gap_by(staff["pay"].to_numpy(), cells(staff, "sex"), "M", weights, grades, "median")


QUESTION = [
    "--pay",
    "pay",
    "--group",
    "sex",
    "--reference",
    "m",
    "--by",
    "grade",
    "--weights",
    "weight",
    "--statistic",
    "median",
]


@pytest.mark.parametrize("data", ["", "staff *.csv"], ids=["folder", "pattern"])
@pytest.mark.parametrize("engine", ["duckdb", "pandas"])
def test_it_prints_the_cells_table(folder: Path, data: str, engine: str, table: list[list[object]]) -> None:
    result = run.invoke(app, ["gap", str(folder / data), *QUESTION, "--engine", engine])
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line.split() for line in result.stdout.splitlines()]
    total = table[-1]
    shown = [f"{total[1]:,.0f}", f"{total[2]:,.0f}", f"{total[3]:,.2f}", f"{total[4]:,.2f}", f"{total[5]:.1%}"]
    assert next(line[1:6] for line in lines if line[:1] == ["Total"]) == shown
    assert " of 1,200 rows used, " in result.stdout


def test_json_holds_every_digit(folder: Path, tmp_path: Path, table: list[list[object]]) -> None:
    out = tmp_path / "gap.json"
    assert run.invoke(app, ["gap", str(folder), *QUESTION, "--out", str(out)]).exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert_same([found["columns"], *found["rows"]], table)
    assert found["rows_used"] + sum(found["rows_left_out"].values()) == found["rows_read"] == 1_200


def test_csv_holds_every_digit(folder: Path, tmp_path: Path, table: list[list[object]]) -> None:
    out = tmp_path / "gap.csv"
    assert run.invoke(app, ["gap", str(folder), *QUESTION, "--out", str(out)]).exit_code == 0
    rows = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))
    numbers = [[row[0], *map(float, row[1:7]), row[7]] for row in rows[1:]]
    assert_same([rows[0], *numbers], table)


def test_the_sheet_is_formatted_and_whole(folder: Path, tmp_path: Path, table: list[list[object]]) -> None:
    out = tmp_path / "gap.xlsx"
    assert run.invoke(app, ["gap", str(folder), *QUESTION, "--out", str(out)]).exit_code == 0
    sheet = load_workbook(out)["Gap"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert_same([["" if cell is None else cell for cell in row] for row in rows], table)
    assert [sheet.cell(5, column).number_format for column in (2, 4, 6)] == ["#,##0", "#,##0.00", "0.0%"]
    assert sheet.freeze_panes == "B5"


def test_labels_that_look_like_formulas_and_missing_groups_stay_what_they_are(tmp_path: Path) -> None:
    data = tmp_path / "staff.csv"
    data.write_text("pay,sex,grade\n20,M,=1+1\n15,F,=1+1\n9,M,b\n", encoding="utf-8")
    out = tmp_path / "gap.xlsx"
    question = ["--pay", "pay", "--group", "sex", "--reference", "M", "--by", "grade", "--out", str(out)]
    assert run.invoke(app, ["gap", str(data), *question]).exit_code == 0
    sheet = load_workbook(out)["Gap"]
    assert (sheet["A5"].value, sheet["A5"].data_type) == ("=1+1", "s")
    assert (sheet["F6"].value, sheet["F6"].data_type) == (CellError.NA, "e")


def test_factors_take_the_gap_apart(staff: pd.DataFrame, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "parts.json"
    question = [
        "--pay",
        "pay",
        "--group",
        "sex",
        "--reference",
        "M",
        "--factors",
        "age",
        "--factors",
        "grade",
        "--coefficients",
        "pooled",
    ]
    result = run.invoke(app, ["gap", str(folder), *question, "--out", str(out)])
    assert result.exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    factors = block(staff, ["age", "grade"])
    expected = oaxaca(staff["pay"].to_numpy(), cells(staff, "sex"), "M", factors, None, "pooled")
    assert_same([found["columns"], *found["rows"]], expected)
    assert "threefold, endowments" in result.stdout


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("--pay wage --group sex --reference M", "no column 'wage'; it has 'sex', 'grade', "),
        ("--pay pay --group sex --reference X", "'X' is not in group"),
        ("--pay grade --group sex --reference M", "holds text such as "),
        ("--pay pay --group sex --reference M --statistic mode", "statistic is 'mode'"),
        ("--pay pay --group sex --reference M --out gap.txt", "ends with none of .xlsx, .csv, .json"),
        ("--pay pay --group sex --reference M --out /no/such/folder/gap.csv", "no such folder"),
    ],
)
def test_what_cannot_be_answered_is_one_clear_line(folder: Path, question: str, told: str) -> None:
    result = run.invoke(app, ["gap", str(folder), *question.split()])
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert result.stderr.count("\n") == 1


def test_factors_and_categories_exclude_each_other(folder: Path) -> None:
    question = ["--pay", "pay", "--group", "sex", "--reference", "M", "--by", "grade", "--factors", "age"]
    result = run.invoke(app, ["gap", str(folder), *question])
    assert result.exit_code == 2
    assert "--by" in result.stderr


def test_a_failed_question_leaves_the_old_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "gap.csv"
    out.write_text("old", encoding="utf-8")
    question = ["--pay", "pay", "--group", "sex", "--reference", "X", "--out", str(out)]
    assert run.invoke(app, ["gap", str(folder), *question]).exit_code == 1
    assert out.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_people_are_counted_in_whole_numbers(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "parts.xlsx"
    question = [*QUESTION[:6], "--factors", "age", "--factors", "grade"]
    told = run.invoke(app, ["gap", str(folder), *question])
    shown = [line.split()[4] for line in told.stdout.splitlines() if "rows used of" in line]
    assert len(shown) == 2
    assert all(number.isdigit() for number in shown)
    assert run.invoke(app, ["gap", str(folder), *question, "--out", str(out)]).exit_code == 0
    formats = {row[0].value: row[1].number_format for row in load_workbook(out).active.iter_rows(min_row=5)}
    assert (formats["rows used of M"], formats["mean of M"]) == ("#,##0", "#,##0.0000")


def test_a_factor_that_is_called_like_a_count_is_none(staff: pd.DataFrame, tmp_path: Path) -> None:
    out = tmp_path / "parts.xlsx"
    path = tmp_path / "staff.csv"
    staff.rename(columns={"age": "rows used of late"}).to_csv(path, index=False)
    question = [*QUESTION[:6], "--factors", "rows used of late", "--detail", "--out", str(out)]
    assert run.invoke(app, ["gap", str(path), *question]).exit_code == 0
    assert load_workbook(out).active["E5"].number_format == "#,##0.0000"
