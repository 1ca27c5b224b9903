"""The writer that carries out a rewrite on the parts of a workbook file: tables, cells and sheets, nothing else.

Rows of the sheet itself never move: a table's rows, with the columns beside it, change places among themselves, and
the table grows into blank cells below it. Limits: where two tables share rows, heights and hidden rows stay in place;
merged cells and array formulas over several rows are refused where they would be torn; references through several
sheets (Jan:Dec!A1), from other workbooks and from old form controls stay as they are; a pivot table shows its old
figures until it is refreshed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gapsheet.errors import RewriteError
from gapsheet.package.addedstyles import DATE, number_style
from gapsheet.package.addresses import CellKey
from gapsheet.package.archive import Archive, SheetPart
from gapsheet.package.blockrows import BlockRows
from gapsheet.package.bookreferences import follow_everywhere
from gapsheet.package.cellnotes import comment_parts, comments, with_moved_comments, with_moved_shapes
from gapsheet.package.chartvalues import follow_in_charts
from gapsheet.package.columnformulas import ColumnFormulas, column_formulas
from gapsheet.package.constants import with_constants
from gapsheet.package.draft import Draft
from gapsheet.package.drawings import covered_rows
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.listings import drop_calculation_chain
from gapsheet.package.parts import Parts
from gapsheet.package.rewrites import BookRewrite, TableRewrite
from gapsheet.package.rowmoves import taken, with_moved_rows
from gapsheet.package.sharedformulas import array_areas, with_own_formulas
from gapsheet.package.sheetadding import add_sheet
from gapsheet.package.sheetaround import Around, hung_cells, merged_areas, refuse_disturbed, speaks_of_cells
from gapsheet.package.sheetrows import COLUMNS, SheetRows, forget, is_blank, sheet_rows
from gapsheet.package.sheetxml import SheetXml
from gapsheet.package.tableblocks import TableBlock, TableFinder
from gapsheet.package.tabledata import TableData, read_block
from gapsheet.package.tablemoves import TableMove, TableMoves
from gapsheet.package.tableparts import with_moved_table
from gapsheet.quantities import CellValue


@dataclass(frozen=True, slots=True)
class _Opened:
    """A sheet with tables that are rewritten."""

    sheet: SheetPart
    rows: SheetRows
    tables: list[_Planned]
    notes: dict[CellKey, str]


@dataclass(frozen=True, slots=True)
class _Planned:
    """A table's rewrite with all that was read about it.

    Attributes:
        rewrite: The rewrite.
        move: Where its rows go.
        formulas: The formulas that fill its columns.
        dates: The columns of dates of a table that is blank so far.
    """

    rewrite: TableRewrite
    move: TableMove
    formulas: ColumnFormulas
    dates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RewrittenTable:
    """A table that is rewritten already, before it is known what becomes of the others.

    Attributes:
        move: Where its rows go.
        parts: The parts that change with it, sheet and table; none where they stay as they are.
        notes: What people should know.
    """

    move: TableMove
    parts: Parts
    notes: tuple[str, ...]


class TableRewriter:
    """Rewrites tables one by one, so that nobody has to hold the rows of all of them.

    That can be done where a sheet holds one table and nothing that speaks of cells elsewhere: no formula, in cells,
    formats or validations. Other tables have to wait for `rewritten`, which takes these along.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._finder = TableFinder(archive)

    def rewritten(self, rewrite: TableRewrite) -> RewrittenTable | None:
        """A table with its new rows; None where it has to wait.

        Raises:
            RewriteError: The table cannot take its rows.
        """
        sheet = self._finder.sheet(rewrite.table)
        draft = Draft(self._archive)
        rows = sheet_rows(draft, sheet)
        if rows.sheet.formulas or speaks_of_cells(rows.content[rows.sheet.end :]) or comment_parts(draft, sheet):
            return None
        opened = _opened(draft, self._finder, sheet, [rewrite])
        table = opened.tables[0]
        if table.formulas.patterns or table.dates or self._finder.others(table.move.block):
            return None
        formula_moves = FormulaMoves(TableMoves([table.move]))
        _rewrite_sheet(draft, opened, formula_moves)
        forget(self._archive, sheet)
        return RewrittenTable(table.move, draft.laid(), tuple(formula_moves.notes))


def rewritten(
    archive: Archive, rewrite: BookRewrite, notes: list[str] | None = None, done: Sequence[RewrittenTable] = ()
) -> Parts:
    """The parts that a rewrite changes or adds, by part name; every other part stays as it is.

    A part whose content is empty is to be left out of the file, as `write_archive` does.

    Args:
        archive: The workbook.
        rewrite: What to change.
        notes: Takes sentences about formulas that may speak of another row than before.
        done: The tables that are rewritten already, of the same workbook.

    Raises:
        RewriteError: A table cannot take its rows; the message names table, cell and cure.
        DamagedWorkbookError: A part cannot be read.
        ValueError: The rewrite contradicts itself: origins that no row has, two rewrites of a table.
    """
    draft = Draft(archive)
    _refuse_repeated([*(table.move.block.table.name for table in done), *(table.table for table in rewrite.tables)])
    for sheet in rewrite.sheets:
        add_sheet(draft, sheet)
    opened = _opened_sheets(draft, rewrite.tables)
    moves = [*(table.move for table in done), *(planned.move for sheet in opened for planned in sheet.tables)]
    formula_moves = FormulaMoves(TableMoves(moves), [note for table in done for note in table.notes])
    _refuse_inside(rewrite.cells, formula_moves.moves)
    rewritten_sheets = {table.move.block.sheet for table in done} | {table_sheet.sheet for table_sheet in opened}
    changed = {table.move.block.sheet for table in done if table.parts}
    for table in done:
        draft.lay(table.parts)
    while opened:  # each is let go when it is done
        table_sheet = opened.pop(0)
        if _rewrite_sheet(draft, table_sheet, formula_moves):
            changed.add(table_sheet.sheet)
            forget(archive, table_sheet.sheet)
    if changed:
        follow_everywhere(draft, formula_moves, {sheet.part for sheet in rewritten_sheets})
        follow_in_charts(draft, formula_moves, changed)
    _put_cells(draft, rewrite.cells)
    if notes is not None:
        notes += dict.fromkeys(formula_moves.notes)
    return draft.changes()


def _refuse_repeated(tables: Sequence[str]) -> None:
    names = [name.casefold() for name in tables]
    if len(set(names)) < len(names):
        raise ValueError("a table is rewritten twice")


def _opened_sheets(draft: Draft, rewrites: Sequence[TableRewrite]) -> list[_Opened]:
    """The sheets whose tables are rewritten."""
    finder = TableFinder(draft)
    by_part: dict[str, list[TableRewrite]] = {}
    for rewrite in rewrites:
        by_part.setdefault(finder.sheet(rewrite.table).part, []).append(rewrite)
    return [_opened(draft, finder, sheet, by_part[sheet.part]) for sheet in draft.sheets if sheet.part in by_part]


def _opened(draft: Draft, finder: TableFinder, sheet: SheetPart, rewrites: Sequence[TableRewrite]) -> _Opened:
    """A sheet, none of whose shared formulas reaches into a table that changes, and what happens to its tables."""
    rows = sheet_rows(draft, sheet)
    notes = comments(draft, sheet)
    hung = {*notes, *hung_cells(rows.content[rows.sheet.end :])}
    blocks = [finder.block(rewrite.table, rows, hung) for rewrite in rewrites]
    for block in blocks:
        whole = with_own_formulas(rows.sheet, (block.top, block.first, block.end, block.last))
        rows = rows if whole is rows.sheet else SheetRows(whole)
    planned = [_planned(draft, block, rewrite, rows, notes) for block, rewrite in zip(blocks, rewrites, strict=True)]
    for table in planned:
        _refuse_neighbours(table.move, finder)
        _refuse_comments(table.move, notes)
    return _Opened(sheet, rows, planned, notes)


def _refuse_neighbours(move: TableMove, finder: TableFinder) -> None:
    """Refuse to let a table grow over another one."""
    block = move.block
    for name, (top, left, bottom, right) in finder.others(block):
        if top <= move.new_end and bottom > block.end and left <= block.last and right >= block.first:
            raise RewriteError(
                f"the table '{block.table.name}' grows to {len(move.origins):,} rows, down to row {move.new_end}, and "
                f"would meet the table '{name}' on '{block.sheet.name}'; move that one further down or to another sheet"
            )


def _refuse_comments(move: TableMove, notes: Iterable[CellKey]) -> None:
    """Refuse to let a table grow over a comment."""
    for row, column in notes:
        if column in move.block.columns and move.block.end < row <= move.new_end:
            raise taken(move, row, column, "has a comment")


def _planned(
    draft: Draft, block: TableBlock, rewrite: TableRewrite, rows: SheetRows, notes: dict[CellKey, str]
) -> _Planned:
    origins = tuple(rewrite.origins)
    continued = _continued(rewrite, block)
    old, dates = block.bottom - block.top + 1, tuple[int, ...]()
    stays = old > 1 and origins == tuple(range(old))
    formulas = ColumnFormulas() if stays else column_formulas(draft, block, rows)
    if old == 1 or len(continued) < old:
        data = read_block(block, rows, notes, formulas, draft.strings)
        if not data.rows:
            origins = (0, *origins[1:])
        elif not rewrite.lists_rest:
            _refuse_losses(rewrite, data, origins)
        if all(value in (None, "") for row in data.rows for value in row):
            dates = tuple(map(block.column, rewrite.dates))
    origins = origins or (None,)
    others_end = _others_end(rows, block, block.end + len(origins) - old)
    return _Planned(rewrite, TableMove.of(block, origins, others_end), formulas, dates)


def _others_end(rows: SheetRows, block: TableBlock, new_end: int) -> dict[int, int]:
    """For each column that is filled beside a block in the rows that the block gives up, the last such row."""
    found: dict[int, int] = {}
    for position in rows.between(new_end + 1, block.end):
        row = rows.numbers[position]
        columns = [COLUMNS[cell[1]] for cell in rows.cells(row) if not is_blank(cell)]
        found |= {column: row for column in columns if column not in block.columns}
    return found


def _continued(rewrite: TableRewrite, block: TableBlock) -> list[int]:
    """The old rows that new ones continue, each once, in the order of the new ones."""
    known = [origin for origin in rewrite.origins if origin is not None]
    if len(rewrite.origins) != len(rewrite.rows) or {*map(len, rewrite.rows)} - {len(rewrite.headers)}:
        raise ValueError(f"the rewrite of {rewrite.table} does not give each row an origin and each column a value")
    in_order = known == [*range(len(known))]  # as they mostly are
    is_once = in_order or len(set(known)) == len(known)
    if not is_once or (known and not 0 <= min(known) <= max(known) <= block.bottom - block.top):
        raise ValueError(f"the rewrite of {rewrite.table} continues a row twice, or one that does not exist")
    return known


def _refuse_losses(rewrite: TableRewrite, data: TableData, origins: Sequence[int | None]) -> None:
    """Refuse to let rows vanish that hold something of the user's."""
    continued = set(origins)
    for position, cells in data.user_cells(rewrite.headers).items():
        if position not in continued:
            cell, row = cells[0], data.first_row + position
            raise RewriteError(
                f"row {row} of the table '{data.name}' would vanish, and '{data.sheet}'!{cell.cell} ({cell.header}) "
                f"holds a {cell.holding} of the user's ({str(cell.content)[:60]!r}); keep the row, or first list "
                "elsewhere what is the user's"
            )


def _rewrite_sheet(draft: Draft, opened: _Opened, formula_moves: FormulaMoves) -> bool:
    """Lay the rewritten tables of a sheet over its parts; the sheet's new rows, None if nothing changed."""
    sheet, rows, strings = opened.sheet, opened.rows, draft.strings
    moves = [planned.move for planned in opened.tables]
    blocks = [
        BlockRows(
            planned.move,
            planned.rewrite,
            rows,
            planned.formulas,
            formula_moves,
            strings,
            dict.fromkeys(planned.dates, number_style(draft, DATE)) if planned.dates else {},
        )
        for planned in opened.tables
    ]
    tail = rows.content[rows.sheet.end :]
    refuse_disturbed(moves, merged_areas(tail), "is merged")
    refuse_disturbed(moves, array_areas(rows.sheet), "is filled by one array formula")
    content = with_moved_rows(rows, sheet.name, blocks, formula_moves, Around(sheet.name, formula_moves).moved(tail))
    if content == rows.content:
        return False
    draft.put(sheet.part, content)
    for move in moves:
        draft.put(move.block.part, with_moved_table(draft.read(move.block.part), move))
    _move_comments(draft, sheet, moves)
    formula_moves.notes += covered_rows(draft, sheet, moves)
    if any(block.formulas_changed for block in blocks):
        drop_calculation_chain(draft)
    return True


def _move_comments(draft: Draft, sheet: SheetPart, moves: Sequence[TableMove]) -> None:
    """Let the comments of a sheet follow their cells."""

    def moved(key: CellKey) -> CellKey | None:
        row, column = key
        for move in moves:
            if column in move.block.columns and move.block.top <= row <= move.block.end:
                new = move.row(row)
                return None if new is None else (new, column)
        return key

    for part in comment_parts(draft, sheet):
        draft.put(part, with_moved_comments(draft.read(part), moved))
    for link in draft.relationships(sheet.part).values():
        if link.kind == "vmlDrawing" and link.target in draft:
            draft.put(link.target, with_moved_shapes(draft.read(link.target), moved))


def _refuse_inside(cells: Mapping[str, Mapping[CellKey, CellValue]], moves: TableMoves) -> None:
    for name, values in cells.items():
        for move in moves.on(name):
            for row, column in values:
                if column in move.block.columns and move.block.top <= row <= max(move.block.end, move.new_end):
                    raise ValueError(f"{move.block.cell(row, column)} lies in a table that is rewritten")


def _put_cells(draft: Draft, cells: Mapping[str, Mapping[CellKey, CellValue]]) -> None:
    """Write constants into single cells."""
    sheets = {sheet.name.casefold(): sheet for sheet in draft.sheets}
    for name, values in cells.items():
        sheet = sheets.get(name.casefold())
        if sheet is None:
            raise RewriteError(f"the workbook has no sheet '{name}'")
        rows = sheet_rows(draft, sheet)
        new = with_constants(rows, values, draft.strings)
        if new != rows.content:
            draft.put(sheet.part, new)
            if SheetXml.of(new).formulas != rows.sheet.formulas:
                drop_calculation_chain(draft)
