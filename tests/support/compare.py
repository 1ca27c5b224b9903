"""When two workbook files are the same: part by part after unzipping, numbers up to the last bits of exp and log.

Run it as a program with two files, or two folders of files: `python tests/support/compare.py workbooks fresh`.
"""

from __future__ import annotations

import math
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

TOLERANCE = 1e-12  # relative; processors differ in the last bits of exp and log
VOLATILE: frozenset[str] = frozenset()  # parts that may differ between builds: none does
_MOST = 20  # differences told per part


def compare_workbooks(a: Path, b: Path) -> list[str]:
    """The differences between two workbook files, in words; an empty list if there are none."""
    first, second = _parts(a), _parts(b)
    found = [f"{name} is only in {a}" for name in first if name not in second]
    found += [f"{name} is only in {b}" for name in second if name not in first]
    for name in (name for name in first if name in second and name not in VOLATILE):
        if first[name] != second[name]:
            found += [f"{name}: {text}" for text in _differences(name, first[name], second[name])][:_MOST]
    return found


def compare_folders(a: Path, b: Path) -> list[str]:
    """The differences between the workbooks of two folders."""
    first, second = ({path.name for path in folder.glob("*.xlsx")} for folder in (a, b))
    found = [f"{name} is only in one of the folders" for name in sorted(first ^ second)]
    for name in sorted(first & second):
        found += [f"{name}: {text}" for text in compare_workbooks(a / name, b / name)]
    return found


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def _differences(name: str, first: bytes, second: bytes) -> Iterator[str]:
    if not name.endswith((".xml", ".rels", ".vml")):
        yield "the bytes differ"
        return
    yield from _unlike(etree.fromstring(first), etree.fromstring(second), "")


def _unlike(a: etree._Element, b: etree._Element, path: str) -> Iterator[str]:
    """Walk two trees side by side; below a difference in structure nothing more is told."""
    path = f"{path}/{etree.QName(a).localname}{_label(a)}"
    if a.tag != b.tag or len(a) != len(b):
        yield f"{path} holds {len(a)} elements in one and {etree.QName(b).localname} with {len(b)} in the other"
        return
    if dict(a.attrib) != dict(b.attrib):
        yield f"{path} has the attributes {dict(a.attrib)} and {dict(b.attrib)}"
    if not _same_text(a, b):
        yield f"{path} is {a.text!r} and {b.text!r}"
    for child, other in zip(a, b, strict=True):
        yield from _unlike(child, other, path)


def _label(element: etree._Element) -> str:
    mark = element.get("r") or element.get("name") or element.get("idx")
    return f"[{mark}]" if mark else ""


def _same_text(a: etree._Element, b: etree._Element) -> bool:
    """Whether two elements hold the same text; a stored value (v) may differ in its last bits."""
    if (a.text or "") == (b.text or ""):
        return True
    if etree.QName(a).localname != "v":
        return False
    try:
        return math.isclose(float(a.text or ""), float(b.text or ""), rel_tol=TOLERANCE, abs_tol=0.0)
    except ValueError:
        return False


def main(arguments: list[str]) -> int:
    """Print the differences; the exit status is 1 if there are any."""
    if len(arguments) != 2:
        print("give two workbooks or two folders", file=sys.stderr)
        return 2
    a, b = map(Path, arguments)
    found = compare_folders(a, b) if a.is_dir() else compare_workbooks(a, b)
    for text in found:
        print(text)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
