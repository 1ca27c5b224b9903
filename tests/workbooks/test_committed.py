"""The workbooks in the repository are those that the code builds, and building is repeatable."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gapsheet.templates import TEMPLATES, build
from support.compare import compare_workbooks

COMMITTED = Path(__file__).parents[2] / "workbooks"


def test_only_the_templates_are_committed() -> None:
    assert {path.stem for path in COMMITTED.glob("*.xlsx")} == set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_committed_workbook_is_this_build(name: str, built: dict[str, Path]) -> None:
    assert compare_workbooks(COMMITTED / f"{name}.xlsx", built[name]) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_two_builds_are_byte_for_byte_equal(name: str, built: dict[str, Path], tmp_path: Path) -> None:
    assert build(name, tmp_path).read_bytes() == built[name].read_bytes()


def book(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as container:
        for name, text in parts.items():
            container.writestr(f"{name}.xml", text)
    return path


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        ("<c><v>1</v></c>", "<c><v>1.00000000000001</v></c>", None),
        ("<c><v>1</v></c>", "<c><v>1.0000000001</v></c>", "/c/v is '1' and '1.0000000001'"),
        ("<c><v>0</v></c>", "<c><v>1e-300</v></c>", "/c/v is '0' and '1e-300'"),
        ("<c><f>1</f></c>", "<c><f>1.0</f></c>", "/c/f is '1' and '1.0'"),
        ("<c><v>a</v></c>", "<c><v>b</v></c>", "/c/v is 'a' and 'b'"),
        ('<c r="A1" s="1"/>', '<c s="1"  r="A1"></c>', None),
        ('<c r="A1"/>', '<c r="A2"/>', "/c[A1] has the attributes {'r': 'A1'} and {'r': 'A2'}"),
        ("<c><v/></c>", "<c/>", "/c holds 1 elements in one and c with 0 in the other"),
    ],
)
def test_differences_are_told(tmp_path: Path, a: str, b: str, told: str | None) -> None:
    found = compare_workbooks(book(tmp_path / "a", sheet=a), book(tmp_path / "b", sheet=b))
    assert found == ([f"sheet.xml: {told}"] if told else [])


def test_missing_parts_are_told(tmp_path: Path) -> None:
    a, b = book(tmp_path / "a", one="<a/>", two="<a/>"), book(tmp_path / "b", one="<a/>", three="<a/>")
    assert compare_workbooks(a, b) == [f"two.xml is only in {a}", f"three.xml is only in {b}"]
