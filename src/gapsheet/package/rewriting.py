"""The writer that carries out a rewrite on the parts of a workbook file: tables, cells and sheets, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gapsheet.errors import DamagedWorkbookError, RewriteError
from gapsheet.package.addresses import CellKey
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.blockrows import BlockRows
from gapsheet.package.cellnotes import comments
from gapsheet.package.columnformulas import ColumnFormulas, column_formulas
from gapsheet.package.draft import Draft
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rowmoves import with_moved_rows
from gapsheet.package.sharedformulas import with_own_formulas
from gapsheet.package.sheetrows import SheetRows
from gapsheet.package.structure import shared_strings
from gapsheet.package.tableblocks import TableBlock, TableFinder
from gapsheet.package.tabledata import TableData, read_block
from gapsheet.package.tablemoves import TableMove, TableMoves
from gapsheet.package.tableparts import with_moved_table


@dataclass(frozen=True, slots=True)
class _Planned:
    """A table's rewrite with all that was read about it."""

    rewrite: TableRewrite
    move: TableMove
    formulas: ColumnFormulas


def rewritten(archive: Archive, rewrite: BookRewrite, notes: list[str] | None = None) -> dict[str, bytes]:
    """The parts that a rewrite changes or adds, by part name; every other part stays as it is.

    A part whose content is empty is to be left out of the file, as `write_archive` does.

    Args:
        archive: The workbook.
        rewrite: What to change.
        notes: Takes sentences about formulas that may speak of another row than before.

    Raises:
        RewriteError: A table cannot take its rows; the message names table, cell and cure.
        DamagedWorkbookError: A part cannot be read.
        ValueError: The rewrite contradicts itself: origins that no row has, two rewrites of a table.
    """
    draft = Draft(archive)
    _refuse_repeated(rewrite.tables)
    finder = TableFinder(draft)
    by_sheet: dict[str, list[TableRewrite]] = {}
    for table in rewrite.tables:
        by_sheet.setdefault(finder.sheet(table.table).part, []).append(table)
    sheets = {sheet.part: sheet for sheet in draft.sheets}
    opened = {part: _opened(draft, finder, sheets[part], tables) for part, tables in by_sheet.items()}
    moves = TableMoves(planned.move for _, tables in opened.values() for planned in tables)
    formula_moves = FormulaMoves(moves)
    for part, (rows, tables) in opened.items():
        _rewrite_sheet(draft, sheets[part], rows, tables, formula_moves)
    if notes is not None:
        notes += formula_moves.notes
    return draft.changes()


def _refuse_repeated(rewrites: Sequence[TableRewrite]) -> None:
    names = [rewrite.table.casefold() for rewrite in rewrites]
    if len(set(names)) < len(names):
        raise ValueError("a table is rewritten twice")


def _opened(
    archive: Archive, finder: TableFinder, sheet: SheetPart, rewrites: Sequence[TableRewrite]
) -> tuple[SheetRows, list[_Planned]]:
    """The rows of a sheet, none of whose shared formulas reaches into a table that moves, and the moves."""
    try:
        rows = SheetRows(archive.read(sheet.part))
    except DamagedWorkbookError as problem:
        raise DamagedWorkbookError(f"{archive.path}, sheet '{sheet.name}': {problem}") from problem
    notes = comments(archive, sheet)
    for rewrite in rewrites:
        block = finder.block(rewrite.table, rows, notes)
        whole = with_own_formulas(rows.sheet, (block.top, block.first, block.bottom, block.last))
        rows = rows if whole is rows.sheet else SheetRows(whole)
    planned = [
        _planned(archive, finder.block(rewrite.table, rows, notes), rewrite, rows, notes) for rewrite in rewrites
    ]
    return rows, planned


def _planned(
    archive: Archive, block: TableBlock, rewrite: TableRewrite, rows: SheetRows, notes: dict[CellKey, str]
) -> _Planned:
    formulas = column_formulas(archive, block, rows)
    origins = tuple(rewrite.origins)
    _refuse_wrong_origins(rewrite, block)
    old = block.bottom - block.top + 1
    if old == 1 or None in _places(origins, old):
        data = read_block(archive, block, rows, notes)
        if not data.rows:
            origins = (0, *origins[1:])
        elif not rewrite.lists_rest:
            _refuse_losses(rewrite, data, origins)
    origins = origins or (None,)
    return _Planned(rewrite, TableMove(block, origins, _places(origins, old)), formulas)


def _places(origins: Sequence[int | None], old: int) -> list[int | None]:
    """For each old row its new position."""
    places: list[int | None] = [None] * old
    for place, origin in enumerate(origins):
        if origin is not None:
            places[origin] = place
    return places


def _refuse_wrong_origins(rewrite: TableRewrite, block: TableBlock) -> None:
    known = [origin for origin in rewrite.origins if origin is not None]
    if len(rewrite.origins) != len(rewrite.rows) or any(len(row) != len(rewrite.headers) for row in rewrite.rows):
        raise ValueError(f"the rewrite of {rewrite.table} does not give each row an origin and each column a value")
    if len(set(known)) < len(known) or any(not 0 <= origin <= block.bottom - block.top for origin in known):
        raise ValueError(f"the rewrite of {rewrite.table} continues a row twice, or one that does not exist")


def _refuse_losses(rewrite: TableRewrite, data: TableData, origins: Sequence[int | None]) -> None:
    """Refuse to let rows vanish that hold something of the user's."""
    continued = set(origins)
    for position, cells in data.user_cells(rewrite.headers).items():
        if position not in continued:
            cell = cells[0]
            raise RewriteError(
                f"row {data.first_row + position} of the table '{data.name}' would vanish, "
                f"and '{data.sheet}'!{cell.cell} ({cell.header}) holds a {cell.holding} of the user's ({str(cell.content)[:60]!r}); "
                "keep the row, or list what is the user's elsewhere first"
            )


def _rewrite_sheet(
    draft: Draft, sheet: SheetPart, rows: SheetRows, tables: Sequence[_Planned], formula_moves: FormulaMoves
) -> None:
    """Lay the rewritten tables of a sheet over their parts."""
    strings = shared_strings(draft)
    blocks = [
        BlockRows(planned.move, planned.rewrite, rows, planned.formulas, formula_moves, strings) for planned in tables
    ]
    content, _ = with_moved_rows(rows, sheet.name, blocks, formula_moves)
    draft.put(sheet.part, content)
    for planned in tables:
        part = planned.move.block.part
        draft.put(part, with_moved_table(draft.read(part), planned.move))
