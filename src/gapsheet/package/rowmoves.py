"""The rows of a sheet put together anew: tables in their new order, everything beside them where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from gapsheet.counting import number_of
from gapsheet.errors import RewriteError
from gapsheet.package.addresses import area, area_name
from gapsheet.package.blockrows import BlockRows, Placed
from gapsheet.package.celltext import escaped, unescaped
from gapsheet.package.constants import DIMENSION, SPANS
from gapsheet.package.dimensions import states_dimension, with_dimension
from gapsheet.package.formulamoves import FormulaMoves
from gapsheet.package.newfigures import spliced
from gapsheet.package.newrows import rows_of_constants
from gapsheet.package.references import LAST_ROW
from gapsheet.package.sheetrows import COLUMNS, SheetRows, is_blank
from gapsheet.package.tablemoves import TableMove

_MANY, _FEW = 5_000, 200  # rows of a sheet, and those above and below its table
_OF_ONE_ROW = re.compile(rb"\s(?:hidden|collapsed|outlineLevel)\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def with_moved_rows(
    rows: SheetRows, sheet: str, blocks: Sequence[BlockRows], formula_moves: FormulaMoves, tail: bytes
) -> bytes:
    """The part with its tables rewritten.

    Args:
        rows: The sheet's rows.
        sheet: Its name.
        blocks: The tables on it.
        formula_moves: What becomes of formulas that keep their place.
        tail: What is to follow the rows.
    """
    refuse_full(rows, blocks)
    content, cells = rows.content, rows.sheet
    pieces = [*_rows(rows, sheet, blocks, formula_moves)]
    head = _with_dimension(content[: cells.start], rows, blocks)
    return b"".join((head, *pieces, tail))


def refuse_full(rows: SheetRows, blocks: Sequence[BlockRows]) -> None:
    """Make sure that growing tables overwrite nothing.

    Raises:
        RewriteError: A cell below a table is filled, or the sheet ends before the table does.
    """
    for block in blocks:
        move = block.move
        if move.new_end > LAST_ROW:
            needed = number_of(len(move.origins), "row")
            raise RewriteError(
                f"the table '{move.block.table.name}' would need {needed}, more than a sheet has "
                f"below its header ({LAST_ROW:,} in all); fetch fewer rows"
            )
        for position in rows.between(move.block.end + 1, move.new_end):
            row = rows.numbers[position]
            for cell in rows.cells(row):
                if COLUMNS[cell[1]] in move.block.columns and not is_blank(cell):
                    raise taken(move, row, COLUMNS[cell[1]], "is filled")


def taken(move: TableMove, row: int, column: int, what: str) -> RewriteError:
    """The error for a place that a table would grow over."""
    size = number_of(len(move.origins), "row")
    return RewriteError(
        f"the table '{move.block.table.name}' grows to {size}, down to row {move.new_end}, and "
        f"{move.block.cell(row, column)} below it {what}; move what stands there further down or to another sheet"
    )


def _rows(rows: SheetRows, sheet: str, blocks: Sequence[BlockRows], formula_moves: FormulaMoves) -> Iterator[bytes]:
    """The rows in pieces: those between the tables as they are, but for formulas that speak of the tables."""
    done = rows.sheet.start
    for first, last in _stretches(blocks):
        start = _beginning(rows, rows.index(first))
        yield with_formulas(rows.content[done:start], rows.prefix, sheet, formula_moves)
        yield from _stretch(rows, first, last, sheet, blocks, formula_moves)
        done = _beginning(rows, rows.index(last + 1))
    yield with_formulas(rows.content[done : rows.sheet.end], rows.prefix, sheet, formula_moves)


def _stretch(
    rows: SheetRows, first: int, last: int, sheet: str, blocks: Sequence[BlockRows], formula_moves: FormulaMoves
) -> Iterator[bytes]:
    """The rows of a stretch; those that stay as they are come as one piece."""
    within = [block for block in blocks if first <= block.move.block.top <= last]
    alone = within[0] if len(within) == 1 and within[0].move.block.is_alone else None
    row = first
    while row <= last:
        if alone and (unmoved := alone.unmoved(row)):
            until, numbers = unmoved
            positions = rows.between(row, until)
            if positions:
                yield from spliced(rows.content, rows.span(positions[0])[0], rows.span(positions[-1])[1], numbers)
            row = until + 1
        elif alone and (gained := _gained(rows, row, alone)):
            attributes = _attributes(rows, row, within, False)
            there = {rows.numbers[place] for place in rows.between(gained.start, gained.stop - 1)}
            yield from rows_of_constants(rows.prefix, gained, attributes, alone.new_columns(gained), sheet, there)
            row = gained.stop
        else:
            reaching = [block for block in within if _reaches(block, row)] if len(within) > 1 else within
            yield _row(rows, row, sheet, reaching, formula_moves)
            row += 1


def _gained(rows: SheetRows, row: int, block: BlockRows) -> range:
    """The new rows from this one on that can be written at once: nothing else stands in them, or will."""
    gained = block.gained(row)
    if not gained:
        return gained
    below = rows.between(max(row, block.move.block.bottom + 1), gained.stop - 1)
    return range(0) if below or block.move.block.has_neighbour else gained


def _beginning(rows: SheetRows, position: int) -> int:
    """Where a row begins; where the rows end, if there is none."""
    return rows.span(position)[0] if position < len(rows) else rows.sheet.end


def _stretches(blocks: Sequence[BlockRows]) -> list[tuple[int, int]]:
    """The stretches of rows in which tables lie or will lie, joined where they touch."""
    found: list[tuple[int, int]] = []
    for block in sorted(blocks, key=lambda block: block.move.block.top):
        first, last = block.move.block.top, max(block.move.block.end, block.move.new_end)
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _reaches(block: BlockRows, row: int) -> bool:
    return block.move.block.top <= row <= max(block.move.block.end, block.move.new_end)


def _row(rows: SheetRows, row: int, sheet: str, blocks: Sequence[BlockRows], formula_moves: FormulaMoves) -> bytes:
    """One row: the cells of the tables that reach into it, and those outside them."""
    position = rows.position(row)
    if len(blocks) == 1 and blocks[0].move.block.is_alone and row <= blocks[0].move.block.end:
        placed, same = blocks[0].row(row)
        outside: list[Placed] = _outside(rows, row, blocks) if row > blocks[0].move.block.bottom else []
    else:
        found = [block.row(row) for block in blocks]
        placed, same = [item for cells, _ in found for item in cells], all(kept for _, kept in found)
        outside = _outside(rows, row, blocks)
    if same and position is not None:
        start, end = rows.span(position)
        whole = rows.content[start:end]
        return with_formulas(whole, rows.prefix, sheet, formula_moves) if outside else whole
    attributes = _attributes(rows, row, blocks, bool(outside))
    if outside:
        placed = sorted(
            placed + [(column, with_formulas(cell, rows.prefix, sheet, formula_moves)) for column, cell in outside]
        )
    if not placed and (position is None or not attributes):
        return b""
    inside = b"".join([cell for _, cell in placed])
    return b'<%brow r="%d"%b>%b</%brow>' % (rows.prefix, row, attributes, inside, rows.prefix)


def _outside(rows: SheetRows, row: int, blocks: Sequence[BlockRows]) -> list[Placed]:
    """The cells of a row that belong to none of these tables."""
    return [
        (COLUMNS[cell[1]], cell[0])
        for cell in rows.cells(row)
        if not any(COLUMNS[cell[1]] in block.move.block.columns for block in blocks)
    ]


@lru_cache(maxsize=1024)
def _without_spans(attributes: bytes) -> bytes:
    return SPANS.sub(b"", attributes)


def _attributes(rows: SheetRows, row: int, blocks: Sequence[BlockRows], shared: bool) -> bytes:
    """Height and the like: they follow the row of a table, but where others had the row before they stay."""
    if len(blocks) > 1 or blocks[0].move.block.has_neighbour or (shared and row > blocks[0].move.block.end):
        own = rows.position(row)
        return _without_spans(rows.attributes(own)) if own is not None else b""
    source = _source(blocks[0], row)
    position = None if source is None else rows.position(source)
    if position is None:
        return b""
    attributes = _without_spans(rows.attributes(position))
    if not attributes:
        return b""
    place = row - blocks[0].move.block.top
    is_new = place < len(blocks[0].move.origins) and blocks[0].move.origins[place] is None
    return _OF_ONE_ROW.sub(b"", attributes) if is_new else attributes


def _source(block: BlockRows, row: int) -> int | None:
    """The row whose height and the like a row takes over; None for a row that is left behind."""
    move = block.move
    if row <= move.new_bottom:
        origin = move.origins[row - move.block.top]
        return block.model(row) if origin is None else move.block.top + origin
    return row - move.shift if row <= move.new_end else None


@cache
def _formula_pattern(prefix: bytes) -> re.Pattern[bytes]:
    """A formula's attributes and its text."""
    p = re.escape(prefix)
    return re.compile(rb"<%bf(\s[^<>]*)?>([^<]+)</%bf" % (p, p))


def with_formulas(content: bytes, prefix: bytes, sheet: str, formula_moves: FormulaMoves) -> bytes:
    """Cells whose formulas follow the tables of which they speak."""
    if formula_moves.is_still or b"</%bf" % prefix not in content:
        return content
    opening = b'<%bc r="' % prefix
    only_ranges = formula_moves.moves.only_grow
    if only_ranges and b":" not in content:
        return content

    def moved(match: re.Match[bytes]) -> bytes:
        if only_ranges and b":" not in match[2]:
            return match[0]
        text = unescaped(match[2])
        start = content.rfind(opening, 0, match.start()) + len(opening)
        address = content[start : content.index(b'"', start)].decode("ascii")
        place = f"'{sheet}'!{address}"
        is_shared = match[1] is not None and b"shared" in match[1]
        change = formula_moves.shared if is_shared else formula_moves.elsewhere
        new = change(text, sheet, place)
        return match[0] if new == text else match[0].replace(match[2], escaped(new))

    return _formula_pattern(prefix).sub(moved, content)


def _with_dimension(head: bytes, rows: SheetRows, blocks: Sequence[BlockRows]) -> bytes:
    """What stands before the rows, with the range that the sheet says it uses."""
    old_end = rows.numbers[-1] if len(rows) else 0
    new_end = _last_row(rows, blocks)

    def stated(match: re.Match[bytes]) -> bytes:
        top, left, bottom, right = area(match[2].decode("ascii"))
        if bottom != old_end and bottom >= new_end:
            return match[0]
        return match[1] + area_name((top, left, max(top, new_end), right)).encode("ascii")

    if not states_dimension(head):
        width = _width(rows, blocks)
        return with_dimension(head, rows.prefix, area_name((1, 1, new_end, width))) if width else head
    return DIMENSION.sub(stated, head, count=1) if new_end != old_end else head


def _width(rows: SheetRows, blocks: Sequence[BlockRows]) -> int:
    """The last column with a cell, of a large sheet, which programs read with half the memory where it is stated.

    0 of a small one, and where it takes a look at too many rows.
    """
    block = blocks[0].move.block
    others = [*range(rows.index(block.top)), *range(rows.index(block.end + 1), len(rows))]
    if len(rows) < _MANY or len(blocks) > 1 or not block.is_alone or len(others) > _FEW:
        return 0
    columns = [COLUMNS[cell[1]] for position in others for cell in rows.cells(rows.numbers[position])]
    return max((block.last, *columns))


def _last_row(rows: SheetRows, blocks: Sequence[BlockRows]) -> int:
    """The last row that holds a cell after the rewrite."""
    last = max(block.move.new_end for block in blocks)
    for position in range(len(rows) - 1, -1, -1):
        row = rows.numbers[position]
        if row <= last:
            break
        if _outside(rows, row, [block for block in blocks if _reaches(block, row)]):
            return row
    return last
