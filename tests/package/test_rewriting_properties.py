"""Random tables, random rewrites: keys keep the user's columns, and nothing else moves."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapsheet.package.archive import open_archive
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.tabledata import table_rows

TOP = 4  # the first data row
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
figures = st.one_of(st.none(), st.floats(-1e6, 1e6).map(float), words.filter(lambda text: text != ""), st.booleans())


@dataclass(frozen=True)
class Plan:
    """A table's old rows (key, note inside, note beside) and what becomes of them."""

    notes: list[tuple[str, str]]
    origins: list[int | None]
    values: list[Any]
    totals: bool
    shared: bool  # whether the formula of a column is stored once for all rows


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    old = draw(st.integers(1, 7))
    kept = draw(st.permutations(range(old)))[: draw(st.integers(0, old))]
    added = draw(st.integers(0, 4))
    origins = draw(st.permutations([*kept, *[None] * added]))
    return Plan(
        notes=[(draw(words), draw(words)) for _ in range(old)],
        origins=list(origins),
        values=[draw(figures) for _ in origins],
        totals=draw(st.booleans()),
        shared=draw(st.booleans()),
    )


def written(plan: Plan) -> bytes:
    """Columns B to E are the table: key, value, note, a formula; F stands beside it, H apart."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Data")
    old = len(plan.notes)
    look = {
        "name": "Pay",
        "total_row": plan.totals,
        "columns": [{"header": header} for header in ("Key", "Value", "Note", "Next")],
    }
    sheet.add_table(TOP - 2, 1, TOP - 2 + old + plan.totals, 4, look)
    for place, (inside, beside) in enumerate(plan.notes):
        row = TOP + place
        sheet.write_string(f"B{row}", f"k{place}")
        sheet.write_number(f"C{row}", place)
        for name, text in ((f"D{row}", inside), (f"F{row}", beside)):
            if text:
                sheet.write_string(name, text)
        sheet.write_formula(f"E{row}", f"=C{row}+$A$1+C{row - 1}")
        sheet.write_string(f"H{row}", f"apart{place}")
    sheet.write_string("F3", "beside")
    sheet.write_formula("J1", f"=SUM(C${TOP}:C${TOP + old - 1})")
    sheet.write_string("B30", "below")
    book.close()
    return _with_shared_formula(stream.getvalue(), plan) if plan.shared else stream.getvalue()


def _with_shared_formula(content: bytes, plan: Plan) -> bytes:
    """The file with the formulas of column E stored as Excel does: once, and shared."""
    last = TOP + len(plan.notes) - 1
    with open_archive(Path("made.xlsx"), content=content) as archive:
        parts = {name: archive.read(name) for name in archive.names}
    sheet = parts["xl/worksheets/sheet1.xml"]
    for row in range(TOP, last + 1):
        text = f"<f>C{row}+$A$1+C{row - 1}</f>".encode()
        assert text in sheet
        first = f'<f t="shared" ref="E{TOP}:E{last}" si="0">'.encode() + text[3:]
        sheet = sheet.replace(text, first if row == TOP else b'<f t="shared" si="0"/>')
    parts["xl/worksheets/sheet1.xml"] = sheet
    return _zipped(parts)


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as container:
        for name, part in parts.items():
            container.writestr(name, part)
    return stream.getvalue()


def rewrite_of(plan: Plan) -> BookRewrite:
    keys = [f"new{place}" if origin is None else f"k{origin}" for place, origin in enumerate(plan.origins)]
    rows = tuple(zip(keys, plan.values, strict=True))
    return BookRewrite((TableRewrite("Pay", ("Key", "Value"), rows, tuple(plan.origins), lists_rest=True),))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_keys_keep_their_user_columns(plan: Plan) -> None:
    content, out = written(plan), io.BytesIO()
    with open_archive(Path("made.xlsx"), content=content) as archive:
        parts = dict(rewritten(archive, rewrite_of(plan)))
        for name in archive.names:
            parts.setdefault(name, archive.read(name))
    out.write(_zipped(parts))
    sheet = openpyxl.load_workbook(io.BytesIO(out.getvalue()))["Data"]
    last = TOP + max(len(plan.origins), 1) - 1
    assert sheet.tables["Pay"].ref == f"B{TOP - 1}:E{last + plan.totals}"
    for place, origin in enumerate(plan.origins):
        row = TOP + place
        inside, beside = plan.notes[origin] if origin is not None else ("", "")
        assert sheet[f"B{row}"].value == (f"new{place}" if origin is None else f"k{origin}")
        assert sheet[f"D{row}"].value == (inside or None)
        assert sheet[f"F{row}"].value == (beside or None)
        assert sheet[f"E{row}"].value == f"=C{row}+$A$1+C{row - 1}"
    for place in range(len(plan.notes)):
        assert sheet[f"H{TOP + place}"].value == f"apart{place}"
    assert sheet["B30"].value == "below"
    assert sheet["F3"].value == "beside"
    assert [sheet[f"B{row}"].value for row in range(last + 1 + plan.totals, 30)] == [None] * (29 - last - plan.totals)
    assert sheet["J1"].value == f"=SUM(C${TOP}:C${last})"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_what_was_written_is_read_and_written_again_unchanged(plan: Plan) -> None:
    with open_archive(Path("made.xlsx"), content=written(plan)) as archive:
        parts = dict(rewritten(archive, rewrite_of(plan)))
        for name in archive.names:
            parts.setdefault(name, archive.read(name))
    with open_archive(Path("made.xlsx"), content=_zipped(parts)) as archive:
        data = table_rows(archive, "Pay")
        if plan.origins:
            assert [row[1] for row in data.rows] == plan.values
        same = tuple((row[0], row[1]) for row in data.rows)
        again = TableRewrite("Pay", ("Key", "Value"), same, tuple(range(len(same))))
        assert rewritten(archive, BookRewrite((again,))) == {}
