"""Which columns of a table are calculated: by the table's own word, or because one formula fills them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gapsheet.package.addresses import CellKey
from gapsheet.package.archive import Archive
from gapsheet.package.celltext import unescaped
from gapsheet.package.references import Pattern, references
from gapsheet.package.sheetrows import COLUMNS, SheetRows, formula_of, is_blank
from gapsheet.package.tableblocks import TableBlock

_COLUMN = re.compile(rb"<((?:[\w.-]+:)?)tableColumn(?=\s)[^<>]*?(?:/>|>(.*?)</\1tableColumn\s*>)", re.DOTALL)
_CALCULATED = re.compile(rb"<(?:[\w.-]+:)?calculatedColumnFormula(\s[^<>]*?)?>([^<]*)</")


@dataclass(slots=True)
class ColumnFormulas:
    """The formulas of a block's columns.

    Attributes:
        patterns: For each calculated column what its formula is in any row.
        odd: Formulas of single cells that follow no such pattern: the user's own.
        formulas: For each column the rows that hold formulas.
    """

    patterns: dict[int, Pattern] = field(default_factory=dict)
    odd: set[CellKey] = field(default_factory=set)
    formulas: dict[int, list[int]] = field(default_factory=dict)


def stated_formulas(archive: Archive, block: TableBlock) -> dict[int, str]:
    """The formulas that a table's part gives its calculated columns, by column."""
    found: dict[int, str] = {}
    for place, match in enumerate(_COLUMN.finditer(archive.read(block.part))):
        stated = _CALCULATED.search(match[2] or b"")
        if stated is not None and b"array" not in (stated[1] or b""):
            found[block.left + place] = unescaped(stated[2])
    return found


def column_formulas(archive: Archive, block: TableBlock, rows: SheetRows) -> ColumnFormulas:
    """How the columns of a block are calculated; its shared formulas have to be written out before."""
    stated = stated_formulas(archive, block)
    first, filled, odd = _compared(block, rows)
    found = ColumnFormulas(formulas={column: listed for column, listed in filled.items() if listed})
    count = block.bottom - block.top + 1
    for column in block.columns:
        whole = column in first and not odd[column] and len(filled[column]) == count
        if whole and (count > 1 or block.left <= column <= block.right or _is_rowwise(first[column][1].at(block.top))):
            found.patterns[column] = first[column][1]
        elif column in stated:
            _take_stated(found, column, stated[column], first.get(column), rows, block)
        else:
            found.odd |= {(row, column) for row in filled.get(column, ())}
    return found


def _is_rowwise(formula: str) -> bool:
    """Whether a formula beside a table's only row speaks of that row, rather than of the whole table."""
    rowwise = any(
        ref.first.fixed_row != ref.last.fixed_row or not (ref.is_range or ref.first.fixed_row)
        for ref in references(formula)
    )
    return rowwise or "[#This Row]" in formula


def _compared(
    block: TableBlock, rows: SheetRows
) -> tuple[dict[int, tuple[int, Pattern]], dict[int, list[int]], dict[int, list[int]]]:
    """For each column its first formula, the rows with formulas, and the rows that differ from the first one."""
    first: dict[int, tuple[int, Pattern]] = {}
    filled: dict[int, list[int]] = {column: [] for column in block.columns}
    odd: dict[int, list[int]] = {column: [] for column in block.columns}
    for match in rows.formula_cells(block.top, block.bottom):
        letters, digits, _, attributes, raw = match.group(1, 2, 3, 4, 5)
        column = COLUMNS[letters]
        if column not in filled:
            continue
        row, text = int(digits), unescaped(raw or b"")
        filled[column].append(row)
        if column not in first:
            first[column] = (row, Pattern(text, row))
        elif attributes or first[column][1].at(row) != text:
            odd[column].append(row)
    return first, filled, odd


def _take_stated(
    found: ColumnFormulas,
    column: int,
    text: str,
    first: tuple[int, Pattern] | None,
    rows: SheetRows,
    block: TableBlock,
) -> None:
    """Take over a calculated column; where its formula names cells, the cells know for which row it was written."""
    relative = any(not corner.fixed_row and corner.row for ref in references(text) for corner in (ref.first, ref.last))
    pattern = first[1] if relative and first else Pattern(text, block.top)
    found.patterns[column] = pattern
    for row in found.formulas.get(column, ()):
        formula = next((formula_of(cell, rows.prefix) for cell in rows.cells(row) if COLUMNS[cell[1]] == column), None)
        if formula is not None and unescaped(formula[2] or b"") != pattern.at(row):
            found.odd.add((row, column))


def is_blank_row(rows: SheetRows, row: int, block: TableBlock) -> bool:
    """Whether a row of a block holds nothing but formulas."""
    return all(
        is_blank(cell) or formula_of(cell, rows.prefix)
        for cell in rows.cells(row)
        if block.first <= COLUMNS[cell[1]] <= block.last
    )
