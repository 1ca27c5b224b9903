"""Where a printed sheet turns the page: tables and charts stay whole wherever a page can hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

_A4_LONG, _A4_SHORT, _INCH = 841.89, 595.28, 72.0  # points
_LOW = 15.0  # points: a blank row that nobody gave a height
_CENTIMETRE = _INCH / 2.54
_SAFE = 0.98  # of a page: programs round scales and heights, each in its own way
_WELL_FILLED = 0.25  # of a page: it may end here by choice
_NEARLY_FULL = 0.6  # of a page: a table that needs more than one starts on the next
_HEADS = ("Column head", "Column head right")
_OPENING = ("Section", "Note", "Sheet title", "Lead", "Status")  # what stands above the rows it speaks of


@dataclass(frozen=True, slots=True)
class Letters:
    """What a font makes of a sheet, in points: the width of a digit, and a line of words nobody gave a height."""

    digit: float = 5.25
    row: float = _LOW


@dataclass(frozen=True, slots=True)
class _Row:
    """One printed row: its height, and what kind of cells it has."""

    number: int
    height: float
    is_blank: bool
    is_head: bool
    is_section: bool
    is_note: bool
    opens: bool  # holds nothing but titles and notes


def turn_pages(sheet: Worksheet, letters: Letters) -> None:
    """Set page breaks before the tables and charts that would otherwise be cut.

    A table longer than a page runs on, and so does one whose heads are repeated on every page: it may grow.
    Breaks set by hand stay, unless they would leave most of a page blank.
    """
    if not sheet.print_area or sheet.page_setup.fitToHeight:
        return
    rows = _rows(sheet, letters)
    titles = _titles(sheet)
    page = _Page(_room(sheet, letters), sum(row.height for row in rows if row.number in titles))
    by_hand = {each.id + 1 for each in sheet.row_breaks.brk}
    blocks = list(_blocks(rows, by_hand))
    for block, following in zip(blocks, [*blocks[1:], []], strict=True):
        first = block[0].number
        repeats = any(row.is_head and row.number in titles for row in block)
        strands = following is blocks[-1] and page.would_strand(block, following)
        if (first in by_hand and page.is_well_filled) or (not repeats and (strands or page.would_cut(block))):
            page.turn()
            page.breaks.append(first)
        last = following if following is blocks[-1] and following[0].number not in by_hand else []
        for part in page.parts(block, last):
            if part[0] is not block[0]:
                page.turn()
                page.breaks.append(part[0].number)
            page.fill(part, repeats or part[-1] is rows[-1])
    sheet.row_breaks.brk = [Break(id=number - 1) for number in page.breaks]


class _Page:
    """A page that rows fill from the top; what does not fit stands on the next one."""

    def __init__(self, room: float, titles: float, used: float = 0.0) -> None:
        self.room, self.titles, self.used = room, titles, used
        self.breaks: list[int] = []  # the rows that begin a page

    def turn(self) -> None:
        """Start a page below the repeated titles."""
        self.used = self.titles

    @property
    def is_well_filled(self) -> bool:
        """Whether a page may end here by choice."""
        return self.used - self.titles > _WELL_FILLED * self.room

    def would_cut(self, block: Sequence[_Row]) -> bool:
        """Whether rows do not fit on the rest of this page, and a new one holds them all, or far more of them."""
        tall = sum(row.height for row in _without_end(block))
        is_long = self.titles + tall > self.room
        return self.used + tall > self.room and self.used > (_NEARLY_FULL * self.room if is_long else self.titles)

    def would_strand(self, block: Sequence[_Row], last: Sequence[_Row]) -> bool:
        """Whether the last few rows of a sheet would have a page to themselves, while the next could hold the block too."""
        short = sum(row.height for row in _without_end(last))
        both = sum(row.height for row in block) + short
        fits_next = self.titles + both <= self.room < self.used + both
        return fits_next and short < _WELL_FILLED * self.room and self.is_well_filled

    def parts(self, block: Sequence[_Row], last: Sequence[_Row]) -> Sequence[Sequence[_Row]]:
        """A long block, parted where a few rows that end the sheet would have a page to themselves: its end joins them."""
        after = _Page(self.room, self.titles, self.used)
        after.fill(block, freely=True)
        short = sum(row.height for row in _without_end(last))
        if short == 0 or short >= _WELL_FILLED * self.room or after.used + short <= self.room:
            return [block]
        kept, height = len(block), 0.0
        while kept and height < _WELL_FILLED * self.room:
            kept -= 1
            height += block[kept].height
        return [block[:kept], block[kept:]] if kept else [block]

    def fill(self, block: Sequence[_Row], freely: bool) -> None:
        """Put rows on the page and, where they run over it, on the next ones.

        Programs differ a little in how much a page holds: the turn is fixed here, so that what follows the rows knows
        where it stands; unless they run `freely`, because their heads go with them or nothing follows.
        """
        for row in block:
            if self.used + row.height > self.room and not row.is_blank:
                self.turn()
                if not freely:
                    self.breaks.append(row.number)
            self.used = min(self.used + row.height, self.room)


def _without_end(block: Sequence[_Row]) -> Sequence[_Row]:
    """Rows without the blank ones at their end, which may lie at the foot of a page."""
    return block[: max((place for place, row in enumerate(block, start=1) if not row.is_blank), default=0)]


def _blocks(rows: Sequence[_Row], by_hand: set[int]) -> Iterator[list[_Row]]:
    """Rows that belong together: a table or chart with what opens it, and the blank rows below."""
    block: list[_Row] = []
    for row in rows:
        begins = bool(block) and _begins(block[-1], row) and not all(each.opens for each in block)
        if block and (begins or row.number in by_hand):
            yield block
            block = []
        block.append(row)
    yield block


def _begins(above: _Row, row: _Row) -> bool:
    """Whether a row begins something new, seen from the row above; a note belongs to what stands above it."""
    if row.is_note:
        return False
    if row.is_blank or above.is_blank:
        return above.is_blank and not row.is_blank
    return not above.opens and (row.is_section or (row.is_head and not above.is_head))


def _room(sheet: Worksheet, letters: Letters) -> float:
    """Points of a sheet's own rows that a page holds once the sheet is as wide as the paper."""
    margins = sheet.page_margins
    across: float = _A4_LONG - _INCH * (margins.left + margins.right)
    down: float = _A4_SHORT - _INCH * (margins.top + margins.bottom)
    _, _, last_column, _ = _area(sheet)
    columns = [get_column_letter(column) for column in range(1, last_column + 1)]
    wide: float = letters.digit * sum(float(sheet.column_dimensions[column].width) for column in columns)
    return _SAFE * down / min(1.0, across / wide)


def _area(sheet: Worksheet) -> tuple[int, int, int, int]:
    return _bounds(str(sheet.print_area).rpartition("!")[2].replace("$", ""))


def _bounds(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area)
    return int(left or 1), int(top or 1), int(right or 1), int(bottom or 1)


def _titles(sheet: Worksheet) -> range:
    """The rows that are repeated on every page."""
    if not sheet.print_title_rows:
        return range(0)
    first, _, last = sheet.print_title_rows.replace("$", "").partition(":")
    return range(int(first), int(last) + 1)


def _rows(sheet: Worksheet, letters: Letters) -> list[_Row]:
    _, _, last_column, last_row = _area(sheet)
    heights = {number: given.height for number, given in sheet.row_dimensions.items() if given.height is not None}
    drawn = set(_drawn(sheet, heights))
    return [
        _row(number, cells, heights.get(number), number in drawn, letters)
        for number, cells in enumerate(sheet.iter_rows(max_row=last_row, max_col=last_column), start=1)
    ]


def _row(number: int, cells: Sequence[Any], height: float | None, drawn: bool, letters: Letters) -> _Row:
    styles = {cell.style for cell in cells if cell.value is not None}
    given = letters.row if height is None and styles else height
    return _Row(
        number,
        _LOW if given is None else given,
        is_blank=not (styles or drawn),
        is_head=not styles.isdisjoint(_HEADS),
        is_section="Section" in styles,
        is_note=styles == {"Note"},
        opens="Section" in styles or (not drawn and styles <= set(_OPENING)),
    )


def _drawn(sheet: Worksheet, heights: dict[int, float]) -> Iterator[int]:
    """The rows that charts lie on, and the row below each for its source."""
    for chart in sheet._charts:
        _, row, _, _ = _bounds(chart.anchor)
        left = chart.height * _CENTIMETRE
        while left > 0:
            yield row
            left -= heights.get(row, _LOW)
            row += 1
        yield row
