"""What the Headlines table says after a refresh: each headline before and after, why it moved, and what misleads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Book, Place
from gapsheet.refresh.comparison import Comparison
from gapsheet.refresh.controls import ControlTable
from gapsheet.refresh.effects import Effect
from gapsheet.refresh.records import HEADLINES
from gapsheet.refresh.splitting import Step
from gapsheet.refresh.stamps import Cells, by_sheet
from gapsheet.refresh.wording import entered, why


def headline_cells(book: Book, effects: Sequence[Effect], *, elapsed: str, is_changed: bool) -> Cells:
    """The figures of the Headlines table; none while nothing moved, so that it keeps telling the last movement.

    Args:
        book: The workbook with the refresh carried out.
        effects: The headlines' movements.
        elapsed: How far the data go on in time, such as "1 year".
        is_changed: Whether anything but stamps changes.
    """
    table = book.control(HEADLINES)
    if table is None or not (is_changed or any(effect.is_moved for effect in effects)):
        return {}
    cells: list[tuple[Place, CellValue]] = []
    for effect in effects:
        for header, value in _columns(effect, table, elapsed, book.say).items():
            if table.has(header):
                place = table.data.sheet, table.cell(effect.headline.row, header)
                form = book.reader.number_format(place)
                cells.append((place, entered(value, effect.headline.number_format, form, book.say)))
    return by_sheet(cells)


def _columns(effect: Effect, table: ControlTable, elapsed: str, say: Callable[[str], str]) -> Mapping[str, CellValue]:
    return {
        "Before": effect.before,
        "After": effect.after,
        "Change": effect.change,
        **{_header(step): value for step, value in _parts(effect, table).items()},
        "Why": why(effect, elapsed, say) if effect.is_moved else None,
    }


def _parts(effect: Effect, table: ControlTable) -> Mapping[Step, CellValue]:
    """What each step did; differences of steps without a column are added to the other causes, so that all add up."""
    parts: dict[Step, CellValue] = {step: effect.parts.get(step) for step in Step}
    for step, value in effect.parts.items():
        others = parts[Step.OTHER] or 0.0
        if not table.has(_header(step)) and type(value) is float and type(others) is float:
            parts[Step.OTHER] = others + value
    return parts


def _header(step: Step) -> str:
    return f"By {step.value}"


def misplaced(book: Book, comparison: Comparison) -> Iterator[str]:
    """Of headlines that name a cell of a table by its address: that another row stands there now. Names follow rows."""
    control, data = book.control(HEADLINES), book.reader.rows(comparison.source.table)
    origins = comparison.placement.origins
    for row, place in book.headline_places().items():
        text = control.text(row, "Cell").strip() if control else ""
        if place is None or place[0] != data.sheet or text.casefold() in book.reader.names:
            continue
        position, column = place[1][0] - data.first_row, place[1][1] - data.first_column
        is_inside = 0 <= position < len(data.rows) and 0 <= column < len(data.headers)
        if is_inside and (position >= len(origins) or origins[position] != position):
            yield (
                f"headline {text} lies in the table {data.name}, where another row stands in its place now; "
                "define a name for the cell and write that instead: a name follows its row"
            )
