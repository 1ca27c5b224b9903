"""What a workbook says about itself outside its cells: date system, iteration, tables, shared strings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from gapsheet.package.addresses import area, area_name, quoted
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.celltext import decoded, unescaped
from gapsheet.package.smallparts import serialised

_PLAIN_STRING = re.compile(rb"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
_ITEM = re.compile(r"\[((?:[^\[\]']|'.)*)\]")
_PARTS = {"#data": (1,), "#headers": (0,), "#totals": (2,), "#all": (0, 1, 2)}


@dataclass(frozen=True, slots=True)
class Table:
    """An Excel table: where it lies and what its columns are called."""

    name: str
    sheet: str
    ref: str
    headers: tuple[str, ...]
    header_rows: int
    totals_rows: int

    def reference(self, specifier: str, row: int = 0) -> str | None:
        """The plain reference for Table[specifier]; None if the specifier is not understood.

        Args:
            specifier: The bracketed part; "" for the bare name.
            row: The row of the formula, for [@Column] and [#This Row].
        """
        inside = specifier[1:-1].strip()
        this_row = inside.startswith("@")
        inside = inside[1:] if this_row else inside
        items = _ITEM.findall(inside) if inside.startswith("[") else [inside]
        parts = [item.casefold() for item in items if item.startswith("#")]
        columns = self._columns([_unquoted(item) for item in items if item and not item.startswith("#")], inside)
        rows = (row, row) if this_row or parts == ["#this row"] else self._rows(parts)
        if columns is None or rows is None:
            return None
        return f"{quoted(self.sheet)}!{area_name((rows[0], columns[0], rows[1], columns[1]))}"

    def _columns(self, named: Sequence[str], inside: str) -> tuple[int, int] | None:
        """First and last column of none, one or two named ones; two have to be joined by a colon."""
        left, right = area(self.ref)[1::2]
        if not named:
            return left, right
        spelled = [header.casefold() for header in self.headers]
        joined = "]:[" in inside.replace(" ", "")
        if any(name.casefold() not in spelled for name in named) or len(named) != (2 if joined else 1):
            return None
        places = [left + spelled.index(name.casefold()) for name in named]
        return min(places), max(places)

    def _rows(self, specifiers: Sequence[str]) -> tuple[int, int] | None:
        top, _, bottom, _ = area(self.ref)
        bands = (
            (top, top + self.header_rows - 1),
            (top + self.header_rows, bottom - self.totals_rows),
            (bottom - self.totals_rows + 1, bottom),
        )
        if any(item not in _PARTS for item in specifiers):
            return None
        wanted = {band for item in specifiers or ("#data",) for band in _PARTS[item]}
        chosen = [bands[band] for band in sorted(wanted) if bands[band][0] <= bands[band][1]]
        return (chosen[0][0], chosen[-1][1]) if chosen else None


def _unquoted(text: str) -> str:
    """A column name without the apostrophes that protect brackets and such."""
    return re.sub(r"'(.)", r"\1", text)


def tables(archive: Archive) -> Iterator[Table]:
    """Every table of the workbook."""
    return (table for table, _, _ in located_tables(archive))


def located_tables(archive: Archive) -> Iterator[tuple[Table, str, SheetPart]]:
    """Every table with the part that holds it and the sheet on which it lies."""
    for sheet in archive.sheets:
        for link in archive.relationships(sheet.part).values():
            if link.kind == "table" and link.target in archive:
                yield _table(archive.parsed(link.target), sheet), link.target, sheet


def _table(root: etree._Element, sheet: SheetPart) -> Table:
    return Table(
        name=root.get("displayName", "") or root.get("name", ""),
        sheet=sheet.name,
        ref=root.get("ref", "A1"),
        headers=tuple(column.get("name", "") for column in root.iter("{*}tableColumn")),
        header_rows=int(root.get("headerRowCount", "1")),
        totals_rows=int(root.get("totalsRowCount", "0")),
    )


def uses_1904_dates(archive: Archive) -> bool:
    """Whether dates count from 1904, as old Macintosh workbooks do."""
    properties = archive.parsed(archive.workbook_part).find("{*}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def iterates(archive: Archive) -> bool:
    """Whether the workbook allows circular references."""
    settings = archive.parsed(archive.workbook_part).find("{*}calcPr")
    return settings is not None and settings.get("iterate") in ("1", "true")


def without_iteration(archive: Archive) -> bytes:
    """The workbook part with circular references switched off."""
    root = archive.parsed(archive.workbook_part)
    for settings in root.iter("{*}calcPr"):
        settings.set("iterate", "0")
    return serialised(root)


def shared_strings(archive: Archive) -> list[str]:
    """The texts that cells share."""
    links = archive.relationships(archive.workbook_part).values()
    part = next((link.target for link in links if link.kind == "sharedStrings" and link.target in archive), None)
    if part is None:
        return []
    content = archive.read(part)
    plain = _PLAIN_STRING.findall(content)
    if len(plain) == content.count(b"<si") and b"<!" not in content:  # no need for a tree of some 100,000 elements
        return [unescaped(text) for text in plain]
    return [_text(item) for item in archive.parsed(part).iterchildren("{*}si")]


def _text(item: etree._Element) -> str:
    """A shared string, plain or in runs, without the reading aids of Japanese text."""
    return decoded("".join(run.text or "" for run in (*item.iterfind("{*}t"), *item.iterfind("{*}r/{*}t"))))
