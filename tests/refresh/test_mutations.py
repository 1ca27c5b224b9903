"""Workbooks with damage of any kind: a refresh works or says what is wrong, and never ends otherwise."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from gapsheet.errors import DamagedWorkbookError, GapsheetError
from gapsheet.recalc import recalculate
from gapsheet.refresh.access import Access
from gapsheet.refresh.configuration import Configuration
from gapsheet.refresh.running import refresh
from support.books import read_parts
from support.refreshing import NOW, Answers, Said, name_cell, put_table, run, write_controls

MUTATIONS = 150  # for each kind; a longer run is the same test with another number
_ODD = (b"", b"0", b"-1", b"1048577", b"A0", b"ZZZZ9", b"A1:B", b"x", b"rId99", b"1e999", b"9" * 20, b"\xff", b"&lol;")


class Everyone:
    """Approvals of whatever is asked."""

    def __contains__(self, asked: object) -> bool:
        return True


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The parts of a workbook with a source, notes, a headline and a date."""
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("day", "value", "note"), [(45000, 100.0, "mine"), (45366, 110.0, None)])
    book.active["G1"] = "=SUM(Sales[value])"
    name_cell(book, "total", f"{book.active.title}!$G$1")
    columns = (("day", "period", "date"), ("value", "value", "number"))
    write_controls(book, [Said("sales", "Sales", columns)], [("total", "total")], logs=True)
    path = tmp_path_factory.mktemp("sound") / "sound.xlsx"
    book.save(path)
    recalculate(path)
    return read_parts(path)


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    """A stretch gone, doubled or overwritten."""
    start = chance.randrange(len(content))
    end = start + chance.choice((1, 2, 8, 40, 200))
    return content[:start] + chance.choice((b"", content[start:end] * 2, chance.choice(_ODD))) + content[end:]


def damaged_attributes(content: bytes, chance: random.Random) -> bytes:
    """An attribute with a value that it cannot have."""
    return replaced(content, rb'(?<=\w=")[^"]*(?=")', chance)


def damaged_texts(content: bytes, chance: random.Random) -> bytes:
    """An element with a text that it cannot have."""
    return replaced(content, rb"(?<=>)[^<>]+(?=<)", chance)


def replaced(content: bytes, pattern: bytes, chance: random.Random) -> bytes:
    places = [match.span() for match in re.finditer(pattern, content)]
    start, end = chance.choice(places) if places else (0, 0)
    return content[:start] + chance.choice(_ODD) + content[end:]


@pytest.mark.parametrize("damage", [damaged_bytes, damaged_attributes, damaged_texts])
def test_damage_ends_in_errors_of_the_house(
    parts: dict[str, bytes],
    damage: Callable[[bytes, random.Random], bytes],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    chance = random.Random(request.node.name)
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    path = tmp_path / "damaged.xlsx"
    access = Access(path, Configuration(), Everyone(), None)  # type: ignore[arg-type]
    answers = Answers(sales=[{"day": "2023-03-15", "value": 101.0}, {"day": "2025-03-15", "value": 120.0}])
    worked, told = 0, []
    for _ in range(MUTATIONS):
        name = chance.choice(names)
        with zipfile.ZipFile(path, "w") as container:
            for part, content in parts.items():
                container.writestr(part, damage(content, chance) if part == name else content)
        try:
            refresh(path, fetch=answers, access=access, now=NOW, dry_run=True)
            worked += 1
        except GapsheetError as problem:
            told.append(str(problem))
    assert worked
    assert told
    assert all(told)


def test_a_damaged_formula_of_another_sheet_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    book = openpyxl.Workbook()
    put_table(book.active, "Sales", ("year", "value"), [(2000, 1.0)])
    book.create_sheet("Other")["G1"] = "=SUM(Sales[value])"
    write_controls(book, [Said("sales", "Sales")])
    book.save(path)
    parts = read_parts(path)
    other = parts["xl/worksheets/sheet2.xml"]
    parts["xl/worksheets/sheet2.xml"] = other.replace(b"<f>", b'<f t="array" ref="A">')
    assert parts["xl/worksheets/sheet2.xml"] != other
    with zipfile.ZipFile(path, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    before = path.read_bytes()
    with pytest.raises(DamagedWorkbookError, match=r"report.xlsx"):
        run(path, Answers(sales=[{"year": 2000, "value": 2.0}]))
    assert path.read_bytes() == before
