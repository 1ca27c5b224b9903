"""Which cells outside a table of people show one person's data: they read a cell of it, or look one up.

What is calculated from such a cell, and a largest or smallest value, is not found here: that is a statistic of several
people or a figure that only its author can judge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gapsheet.package.addresses import CellKey, Corners, area, keys
from gapsheet.package.sheetxml import SheetXml
from gapsheet.publishing.cells import Cell, cells, shared_formulas
from gapsheet.publishing.mentions import functions_in
from gapsheet.publishing.references import Reader
from gapsheet.publishing.withheld import Withheld

# Functions that hand on a cell of a range as it is, and those that only choose which.
_TAKING = frozenset({
    *("INDEX", "XLOOKUP", "VLOOKUP", "HLOOKUP", "LOOKUP", "FILTER", "SORT", "SORTBY", "UNIQUE", "TAKE", "DROP"),
    *("CHOOSEROWS", "CHOOSECOLS", "OFFSET", "INDIRECT", "VSTACK", "HSTACK", "TOCOL", "TOROW", "ANCHORARRAY", "SINGLE"),
    *("MATCH", "XMATCH", "IF", "IFS", "IFERROR", "IFNA", "ROW", "ROWS", "COLUMN", "COLUMNS", "SEQUENCE", "TEXT", "AND"),
    *("OR", "NOT", "ISNUMBER", "ISTEXT", "ISBLANK", "ISERROR", "ISNA"),
})  # fmt: skip


def individual_cells(
    sheets: Mapping[str, SheetXml], strings: Sequence[str], reader: Reader, left_out: Withheld
) -> Iterator[tuple[str, CellKey]]:
    """The sheet and the place of every such cell, those that a formula spills into among them.

    Args:
        sheets: The sheets that stay, by name.
        strings: The texts that cells share.
        reader: Finds what formulas read, with all names and tables of the original.
        left_out: What is emptied.
    """
    bodies = {sheet.lower(): found for sheet, found in left_out.bodies.items()}
    for sheet, xml in sheets.items() if bodies else ():
        found = [cell for cell in cells(xml, strings) if cell.has_formula]
        shared = shared_formulas(found)
        for cell in found:
            formula = shared.get(cell.key) or cell.formula
            read = [
                place for home, place in reader.places(formula, sheet, cell.row) if _meets(place, bodies.get(home, ()))
            ]
            if read and not left_out.is_cleared(sheet, cell.row) and _shows_one(cell, formula, read, left_out):
                yield from ((sheet, key) for key in _filled(cell))


def _shows_one(cell: Cell, formula: str, read: Sequence[Corners], left_out: Withheld) -> bool:
    """Whether a formula that reads rows of people gives what stands in one of them."""
    if any(place[:2] == place[2:] for place in read):
        return True
    return functions_in(formula) <= _TAKING and cell.value in left_out.values


def _filled(cell: Cell) -> Iterator[CellKey]:
    """The cells that a formula fills."""
    given = cell.formula_attributes
    if given.get(b"t") == b"array" and b"ref" in given:
        return keys(area(given[b"ref"].decode("ascii")))
    return iter((cell.key,))


def _meets(place: Corners, bodies: Sequence[Corners]) -> bool:
    return any(
        place[0] <= bottom and top <= place[2] and place[1] <= right and left <= place[3]
        for top, left, bottom, right in bodies
    )
