from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font

from gapsheet.package.archive import open_archive
from gapsheet.package.finish import finish
from gapsheet.package.fonts import ordered_fonts

# [MS-OI29500] 2.1.706: the order that Excel requires
ORDER = [
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign"),
    *("sz", "color", "name", "family", "charset", "scheme"),
]
FULL = Font(
    name="Calibri", sz=12, b=True, i=True, strike=True, color="FF336699", u="single", vertAlign="superscript",
    family=2, charset=128, scheme="minor", outline=True, shadow=True, condense=True, extend=True,
)  # fmt: skip


@pytest.fixture
def book() -> bytes:
    """A book with a font that has everything, and one in a conditional format."""
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = 1
    sheet["A1"].font = FULL
    rule = CellIsRule(operator="greaterThan", formula=["0"], font=Font(color="FF00AA00", b=True))
    sheet.conditional_formatting.add("A1", rule)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def fonts(styles: bytes) -> list[list[str]]:
    return [[etree.QName(child).localname for child in font] for font in etree.fromstring(styles).iter("{*}font")]


def test_finished_fonts_are_in_the_order_that_excel_requires(book: bytes, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    finish(book, out, values={}, timestamp=dt.date(2026, 3, 31))
    with zipfile.ZipFile(out) as container, zipfile.ZipFile(BytesIO(book)) as before:
        written, authored = fonts(container.read("xl/styles.xml")), fonts(before.read("xl/styles.xml"))
    assert ORDER in written
    assert all(children == sorted(children, key=ORDER.index) for children in written)
    assert [sorted(children) for children in written] == [sorted(children) for children in authored]
    assert written != authored


def test_fonts_stay_the_fonts_they_were(book: bytes, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    finish(book, out, values={}, timestamp=dt.date(2026, 3, 31))
    after, before = load_workbook(out).active["A1"].font, load_workbook(BytesIO(book)).active["A1"].font
    assert repr(after) == repr(before)
    assert after.strike


def test_fonts_in_order_leave_the_part_alone(book: bytes, tmp_path: Path) -> None:
    out = tmp_path / "book.xlsx"
    finish(book, out, values={}, timestamp=dt.date(2026, 3, 31))
    with open_archive(out) as archive:
        assert ordered_fonts(archive) == {}
