"""Tables of many rows: read at once where rows are alike, copied in one piece where they stay, without a difference."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from gapsheet.errors import CellError
from gapsheet.package.archive import open_archive
from gapsheet.package.changed import changed
from gapsheet.package.evenrows import even_places, even_rows
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rewriting import rewritten
from gapsheet.package.sheetrows import SheetRows
from gapsheet.package.tabledata import table_rows
from support.books import sheet

COUNT = 120
OWNED = ("Key", "Value", "Text")
Rows = list[tuple[Any, ...]]


def figures(chance: Random, *, ragged: bool) -> Rows:
    """Rows of a key, a number, a text and a user's note; with `ragged` some cells are blank or of another kind."""
    rows: Rows = []
    for place in range(COUNT):
        number: Any = chance.choice([chance.randrange(10**7) / 64, float(place), -0.0, 1e-300])
        text: Any = chance.choice(["", " a < b & c ", "二〇二四", "_x0041_", "x" * 40]) or "plain"
        note: Any = f"note {place}"
        if ragged and chance.random() < 0.2:
            number = chance.choice([None, True, "n/a", CellError.DIV0])
        if ragged and chance.random() < 0.2:
            text, note = None, None
        rows.append((f"k{place}", number, text, note))
    return rows


def book(rows: Rows) -> bytes:
    """A workbook with a table of these rows, from row 2 on."""
    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = made.add_worksheet("Data")
    columns = [{"header": header} for header in (*OWNED, "Note")]
    page.add_table(0, 0, len(rows), 3, {"name": "Pay", "columns": columns})
    for place, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, CellError):
                page.write_formula(place, column, "=1/0", None, value.value)
            elif value is not None:
                page.write(place, column, value)
    made.close()
    return stream.getvalue()


@pytest.mark.parametrize("ragged", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_what_was_written_is_read(seed: int, ragged: bool) -> None:
    rows = figures(Random(seed), ragged=ragged)
    with open_archive(Path("made.xlsx"), content=book(rows)) as archive:
        read = table_rows(archive, "Pay").rows
    assert read == tuple(rows)
    assert [[*map(type, row)] for row in read] == [[*map(type, row)] for row in rows]


def part(*kinds: str) -> SheetRows:
    """A sheet of 60 rows, in each of which the cells hold these things; {n} stands for the row."""
    cells = [f'<c r="{chr(65 + place)}{{n}}"{kind}</c>' for place, kind in enumerate(kinds)]
    rows = [f'<row r="{n}" spans="1:3">{"".join(cells).replace("{n}", str(n))}</row>' for n in range(1, 61)]
    return SheetRows(sheet("".join(rows)).encode())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("><v>1.50</v>", 1.5),
        (' s="3" t="n"><v> 2 </v>', 2.0),
        ("><v>n.a.</v>", "n.a."),
        (' t="s"><v>1</v>', "two"),
        (' t="s"><v>7</v>', None),
        (' t="b"><v>1</v>', True),
        (' t="e"><v>#N/A</v>', CellError.NA),
        (' t="e"><v>#SPILL!</v>', CellError.VALUE),
        (' t="str"><v>a &amp; _x0041_</v>', "a & A"),
        (' t="d"><v>2024-05-06</v>', "2024-05-06"),
        (' t="inlineStr"><is><t>&lt;b&gt;</t></is>', "<b>"),
        (' t="inlineStr"><is><t xml:space="preserve"> b</t></is>', " b"),
        (' t="inlineStr"><is><t></t></is>', ""),
        (' t="inlineStr"><v>5</v>', None),
    ],
)
def test_each_kind_of_cell_is_read_as_it_is_alone(kind: str, value: Any) -> None:
    found = even_rows(part("><v>1</v>", kind), 1, 60, ["one", "two"])
    assert found is not None
    assert found.numbers == tuple(range(1, 61))
    assert [(type(item), item) for item in found.columns[2]] == [(type(value), value)] * 60


@pytest.mark.parametrize(
    "kind",
    [
        "><f>A1</f><v>1</v>",
        ' t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is>',
        ' t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>とうきょう</t></rPh></is>',
        "><is><t>no type</t></is>",
        "><v>1</v><extLst/>",
    ],
)
def test_what_needs_a_closer_look_is_left_to_it(kind: str) -> None:
    rows = part("><v>1</v>", kind)
    assert even_rows(rows, 1, 60, []) is None
    assert even_places(rows, 1, 60) == (range(0), frozenset())


def test_only_the_rows_of_the_common_form_are_found() -> None:
    content = part("><v>1</v>", "><v>2</v>").content.replace(b'<c r="B7"><v>2</v></c>', b"")
    found = even_rows(SheetRows(content), 1, 60, [])
    assert found is not None
    assert set(range(1, 61)) - set(found.numbers) == {7}


@pytest.mark.parametrize(
    ("rows", "spans"),
    [
        ('<row r="2"><c r="A2"/></row><row r="5"></row>', ["2", "5"]),
        ('<row r="2"><c r="A2"/></row>\n<row r="5"></row>', ["2", "5"]),
        ('<row r="2"/><row r="5"><c r="A5"/></row>', ["2", "5"]),
        ('<row spans="1:2" r="2"><c r="A2"/></row><row r="5"></row>', ["2", "5"]),
        ("", []),
    ],
)
def test_rows_are_found_however_they_stand(rows: str, spans: list[str]) -> None:
    found = SheetRows(sheet(rows).encode())
    assert [*found.numbers] == [*map(int, spans)]
    for place, number in enumerate(spans):
        start, end = found.span(place)
        row = found.content[start:end]
        assert row.startswith(f'<row r="{number}"'.encode())
        assert row.endswith((b"</row>", b"/>"))
        assert row.count(b"<row") == 1


@st.composite
def changes(draw: st.DrawFn) -> tuple[int, list[int | None], set[int]]:
    """A seed, the old row of each new one, and which old rows get other figures."""
    seed, moved = draw(st.integers(0, 9)), draw(st.sampled_from(["grow", "shrink", "shuffle", "stay"]))
    origins: list[int | None] = [*range(COUNT)]
    if moved == "grow":
        origins += [None] * draw(st.integers(1, 4))
    elif moved == "shrink":
        origins = [origin for origin in origins if origin not in draw(st.sets(st.integers(0, COUNT - 1), min_size=1))]
    elif moved == "shuffle":
        first, second = draw(st.integers(0, COUNT - 1)), draw(st.integers(0, COUNT - 1))
        origins[first], origins[second] = origins[second], origins[first]
    return seed, origins, draw(st.sets(st.integers(0, COUNT - 1), max_size=6))


@settings(max_examples=40, deadline=None)
@given(changes(), st.booleans())
def test_rows_that_stay_are_the_same_whether_they_are_looked_into_or_not(
    change: tuple[int, list[int | None], set[int]], ragged: bool
) -> None:
    seed, origins, revised = change
    with open_archive(Path("made.xlsx"), content=book(figures(Random(seed), ragged=ragged))) as archive:
        held = tuple(row[:3] for row in table_rows(archive, "Pay").rows)
        rows = [
            ("new", 1.0, None)
            if origin is None
            else (held[origin][0], 3.0, held[origin][2])
            if origin in revised
            else held[origin]
            for origin in origins
        ]
        told, untold = (
            rewritten(
                archive,
                BookRewrite((TableRewrite("Pay", OWNED, tuple(rows), tuple(origins), lists_rest=True, held=known),)),
            )
            for known in (held, None)
        )
    assert without_spans(told) == without_spans(untold)


def without_spans(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without the hints that rows keep only where nothing but numbers change in their bytes."""
    return {name: content.replace(b' spans="1:4"', b"") for name, content in parts.items()}


def test_formulas_of_the_user_follow_though_their_rows_stay() -> None:
    content = book(figures(Random(1), ragged=False))
    with open_archive(Path("made.xlsx"), content=content) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
        note = page[page.index(b'<c r="D5"') : page.index(b"</c>", page.index(b'<c r="D5"')) + 4]
        formula = b'<c r="D5"><f>SUM(B$2:B$%d)</f><v>0</v></c>' % (COUNT + 1)
        with changed(archive, {"xl/worksheets/sheet1.xml": (page.replace(note, formula),)}) as copy:
            old = table_rows(copy, "Pay").rows
            held = tuple(row[:3] for row in old)
            rewrite = TableRewrite("Pay", OWNED, (*held, ("new", 1.0, "x")), (*range(COUNT), None), held=held)
            new = rewritten(copy, BookRewrite((rewrite,)))["xl/worksheets/sheet1.xml"]
    assert b"<f>SUM(B$2:B$%d)</f>" % (COUNT + 2) in new


def test_a_copy_in_memory_has_the_parts_that_were_laid_over_it() -> None:
    with open_archive(Path("made.xlsx"), content=book(figures(Random(1), ragged=False))) as archive:
        replaced = {"docProps/app.xml": (b"", b""), "docProps/core.xml": (b"<co", b"re/>"), "xl/new.xml": (b"<new/>",)}
        with changed(archive, replaced) as copy:
            assert copy.names == (*(name for name in archive.names if name != "docProps/app.xml"), "xl/new.xml")
            assert "DOCPROPS/app.xml" not in copy
            with open_archive(Path("copy.xlsx"), content=copy.content) as again:
                assert {name: again.read(name) for name in again.names} == {
                    name: copy.read(name) for name in copy.names
                }
            assert copy.read("docProps/core.xml") == b"<core/>"
            assert copy.read("xl/styles.xml") == archive.read("xl/styles.xml")
