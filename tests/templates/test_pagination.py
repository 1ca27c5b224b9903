"""Where printed sheets turn the page: an A4 page at full size holds 505 points, 25 rows of 20."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from gapsheet.templates import charts, sheets
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from support.libreoffice import LibreOffice

HEADS = ("Name", "Value")


def a_page() -> Page:
    """An empty sheet whose columns fit the paper at full size."""
    page = Page(Book("pages.xlsx", "Pages", "pages", dt.date(2026, 1, 1)), "Sheet", "calc", (40, 40))
    page.head("Pages", "Tables below one another", status=False)
    return page


def a_table(page: Page, row: int, lines: int, mark: str = "row") -> int:
    """A table with so many lines of 20 points; the row after it."""
    row = page.heads(row, HEADS)
    for offset in range(lines):
        page.put(row + offset, FIRST, f"{mark} {offset + 1}", "Label")
        page.height(row + offset)
    return row + lines


def breaks(page: Page, last_row: int) -> list[int]:
    """The rows that begin a page in the finished file."""
    page.close(last_row)
    sheet = load_workbook(BytesIO(page.book.saved())).active
    return [each.id + 1 for each in sheet.row_breaks.brk]


def test_a_table_that_does_not_fit_below_another_starts_a_page() -> None:
    page = a_page()
    second = a_table(page, TOP, 18) + 1
    third = a_table(page, second, 6) + 1  # 144 points, where 58 + 378 + 15 are used
    assert breaks(page, a_table(page, third, 6) - 1) == [second]


def test_a_table_brings_its_title_along() -> None:
    page = a_page()
    title = a_table(page, TOP, 18) + 1
    end = a_table(page, page.section(title, "Second table"), 6)
    assert breaks(page, end - 1) == [title]


def test_tables_that_fit_on_a_page_share_it() -> None:
    page = a_page()
    assert breaks(page, a_table(page, a_table(page, TOP, 8) + 1, 8) - 1) == []


def test_a_table_whose_heads_are_repeated_runs_on() -> None:
    page = a_page()
    page.freeze(TOP + 1)
    assert breaks(page, a_table(page, TOP, 60) - 1) == []


def test_what_follows_a_long_table_knows_where_it_stands() -> None:
    page = a_page()
    follows = a_table(page, TOP, 26) + 1
    sheets.repeat_title(page)
    # 58 points of titles and 18 of heads leave 429 of 505: 21 rows, and five more on the second page.
    assert breaks(page, a_table(page, follows, 15) - 1) == [TOP + 22]


def test_a_break_by_hand_stays_where_the_page_before_it_is_well_filled() -> None:
    page = a_page()
    second = a_table(page, TOP, 10) + 1
    page.new_page(second)
    assert breaks(page, a_table(page, second, 4) - 1) == [second]


def test_a_break_by_hand_does_not_leave_a_page_almost_blank() -> None:
    page = a_page()
    second = a_table(page, TOP, 1) + 1
    page.new_page(second)
    assert breaks(page, a_table(page, second, 4) - 1) == []


def test_a_short_last_table_does_not_have_a_page_to_itself() -> None:
    page = a_page()
    second = a_table(page, TOP, 10) + 1
    third = a_table(page, second, 6) + 1  # 58 + 218 + 15 + 138 + 15: 61 points are left, and 78 are needed
    assert breaks(page, a_table(page, third, 3) - 1) == [second]


def test_a_chart_is_not_cut_from_its_source() -> None:
    page = a_page()
    title = a_table(page, TOP, 14) + 1
    page.section(title, "A chart")
    frame = charts.Frame((title + 1, FIRST), (title, FIRST), "Bars", "Source: nobody", height=5, source_rows=14)
    charts.bars(
        page,
        frame,
        (FIRST, TOP + 1, TOP + 14),
        (FIRST + 1, TOP + 1, TOP + 14),
        axis_titles=("Name", "Value"),
        number_format="0",
    )
    assert breaks(page, title + 15) == [title]


def test_a_sheet_fitted_to_one_page_is_left_alone() -> None:
    page = a_page()
    page.sheet.page_setup.fitToHeight = 1
    assert breaks(page, a_table(page, a_table(page, TOP, 20) + 1, 20) - 1) == []


@pytest.mark.optional_part("LibreOffice", "poppler")
def test_no_table_is_cut_in_print(trusting: LibreOffice, tmp_path: Path) -> None:
    page, row = a_page(), TOP
    for table, lines in enumerate((9, 11, 17, 3, 5, 20, 2, 8), start=1):
        row = a_table(page, row, lines, f"table{table} row") + 1
    page.close(row - 2)
    source = tmp_path / "pages.xlsx"
    source.write_bytes(page.book.saved())
    printed = trusting.convert(source, "pdf", tmp_path)
    text = subprocess.run(["pdftotext", str(printed), "-"], capture_output=True, text=True, check=True).stdout
    pages = [set(re.findall(r"table\d", each)) for each in text.split("\f")]
    assert sum(len(tables) for tables in pages) == 8
    assert len([tables for tables in pages if tables]) > 2


def test_the_end_of_a_long_table_joins_a_short_last_one() -> None:
    page = a_page()
    second = a_table(page, TOP, 43) + 1
    sheets.repeat_title(page)
    # 21 rows, then 22 that fill the second page; the last 6 and the blank row, 135 points, are a quarter of a page.
    assert breaks(page, a_table(page, second, 3) - 1) == [TOP + 22, second - 7]
