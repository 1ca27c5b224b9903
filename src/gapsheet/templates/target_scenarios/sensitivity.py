"""Sensitivity of a target in the scenario in use: one thing moved at a time, and two at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from gapsheet.templates import charts, style
from gapsheet.templates.book import Book
from gapsheet.templates.known import known
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.target_scenarios.measures import AS_TYPED, Shown

_HEADS = ("Low end", "High end", "At the low end", "At the high end", "Change, low", "Change, high", "Width", "Rank")
_SORTED = ("Place", "Change, low", "Change, high")
_BEFORE, _AFTER = 3, 3  # columns and rows on both sides of the middle of a two-way table
_EARLIEST = "MAX(current_year+1,target_year-N(swing_year))"
_SOURCE = '="Sources: "&latest_source&"; target: "&target_source'


@dataclass(frozen=True, slots=True)
class Place:
    """Where the numbers begin, how amounts are shown, and what is said under a chart."""

    left: int = FIRST + 1  # column of the first number; words stand in the columns before
    shown: Shown = AS_TYPED
    source: str = _SOURCE


@dataclass(frozen=True, slots=True)
class _Move:
    """One thing and its two ends; how they come about, for sheets with room to say so."""

    label: str
    low: str
    high: str
    number_format: str
    unit: str = ""
    how: str = ""
    proof: str = ""  # a number where the input that says how far leads to ends that can be worked with


@dataclass(frozen=True, slots=True)
class _Tornado:
    """What is measured while one thing moves: `calls` hold {x} where that thing goes."""

    title: str
    flag: str  # whether it can be worked out
    middle: str
    factor: str
    number_format: str
    change_format: str
    moves: tuple[_Move, ...]
    calls: tuple[str, ...]
    head: str
    axis: str
    alt_text: str
    width_format: str = "#,##0.0"


def _starts(shown: Shown) -> _Move:
    low, high = (f"current_value*(1{sign}N(swing_start))" for sign in "-+")
    return _Move(
        "Latest figure",
        low,
        high,
        shown.number_format,
        shown.unit,
        "latest × (1 ± its share on Inputs)",
        "LN(1-swing_start^2)/COUNT(swing_start)",
    )


_YEARS = _Move(
    "Target year",
    _EARLIEST,
    "target_year+N(swing_year)",
    style.YEAR,
    "year",
    "year ∓ the years on Inputs, still ahead",
    "swing_year",
)


def _required(shown: Shown) -> _Tornado:
    """What the growth needed hangs on."""
    low, high = (f"target_value*(1{sign}N(swing_target))" for sign in "-+")
    target = _Move(
        "Target",
        low,
        high,
        shown.number_format,
        shown.unit,
        "target × (1 ± its share on Inputs)",
        "LN(1-swing_target^2)/COUNT(swing_target)",
    )
    return _Tornado(
        "Growth needed, when one thing moves",
        "can_measure",
        "required_rate",
        "*100",
        style.PERCENT,
        style.POINTS,
        (_starts(shown), target, _YEARS),
        (
            "REQUIRED_GROWTH({x},target_value,current_year,target_year)",
            "REQUIRED_GROWTH(current_value,{x},current_year,target_year)",
            "REQUIRED_GROWTH(current_value,target_value,current_year,{x})",
        ),
        '=IF(can_measure=1,"Growth needed, "&FIXED(required_rate*100,1)&" % a year, moves most with: "&LOWER({first}),"No growth needed")',
        '="percentage points a year, from "&FIXED(N(required_rate)*100,1)&" %"',
        "Tornado chart: by how many points the growth needed changes when the latest figure, the target or the target "
        "year moves to its low and to its high end, the widest bar on top.",
    )


def _value(shown: Shown) -> _Tornado:
    """What the value in the target year hangs on."""
    growth = _Move(
        "Growth a year",
        "MAX(lowest_growth,growth_used-N(swing_growth))",
        "growth_used+N(swing_growth)",
        style.PERCENT,
        "a year",
        "growth ± the points on Inputs",
        "LN(1+growth_used+swing_growth)/COUNT(swing_growth)",
    )
    value = f"FIXED(value_used{shown.factor},1)"
    return _Tornado(
        "Value in the target year, when one thing moves",
        "can_scenario",
        "value_used",
        "",
        shown.number_format,
        shown.change_format,
        (_starts(shown), growth, replace(_YEARS, proof="(1+growth_used)^swing_year/COUNT(swing_year)")),
        (
            "PROJECTED_VALUE({x},growth_used,years_left)",
            "PROJECTED_VALUE(current_value,{x},years_left)",
            "PROJECTED_VALUE(current_value,growth_used,{x}-current_year)",
        ),
        '=IF(can_scenario=1,"Value in "&target_year&", "&'
        + value
        + '&", moves most with: "&LOWER({first}),"No value")',
        f'={shown.spoken}&", from "&IF(can_scenario=1,{value},not_available)',
        "Tornado chart: by how much the value in the target year changes when the latest figure, the growth or the "
        "target year moves to its low and to its high end, the widest bar on top.",
        shown.number_format,
    )


def write(book: Book) -> Page:
    """Write the sheet of its own: two tornados with their working, then two tables."""
    page = Page(book, "Sensitivity", "output", (40, *[16] * 6, 14, 10))
    page.head(
        "What moves the answer?",
        "One thing at a time, then two at once, around the scenario in use; widths and steps on Inputs.",
    )
    row = tornados(page, TOP, Place())
    page.new_page(row)
    row = two_way_tables(page, row, Place())
    page.freeze(TOP)
    page.sheet.print_title_rows = "1:3"
    page.close(row)
    return page


def tornados(page: Page, row: int, place: Place) -> int:
    """What moves the growth needed, and on a new printed page what moves the value; the row after them."""
    row = _tornado(page, row, _required(place.shown), place)
    page.new_page(row)
    return _tornado(page, row, _value(place.shown), place)


def two_way_tables(page: Page, row: int, place: Place) -> int:
    """Growth needed by latest figure and target year, share of the target by growth and target year."""
    row = _required_table(page, row, place)
    return _share_table(page, row + 1, place)


def _letters(place: Place) -> list[str]:
    """The columns of the numbers of a tornado."""
    return [get_column_letter(place.left + offset) for offset in range(len(_HEADS))]


def _heads(page: Page, row: int, first: str, numbers: Sequence[str], place: Place, more: Sequence[str]) -> int:
    """Heads of a table with its words on the left, `more` of them where there is room. The row after them."""
    words = (first, *more)[: place.left - FIRST]
    return page.heads(row, (*words, *numbers), right=range(len(words), len(words) + len(numbers)))


def _tornado(page: Page, row: int, what: _Tornado, place: Place) -> int:
    """The ends and what they give, the same by width, and the chart; the row after it."""
    row = page.section(row, what.title)
    top = _heads(page, row, "What moves", _HEADS, place, ("Unit", "How"))
    last = top + len(what.moves) - 1
    for offset, (move, call) in enumerate(zip(what.moves, what.calls, strict=True)):
        _move(page, top + offset, (top, last), what, move, call, place)
    sorted_top = _heads(page, last + 2, "What moves, widest first", _SORTED, place, ("", ""))
    low, high, rank = (_letters(place)[position] for position in (4, 5, 7))
    place_letter = get_column_letter(place.left)
    for row in range(sorted_top, sorted_top + len(what.moves)):
        found = f"MATCH({place_letter}{row},${rank}${top}:${rank}${last},0)"
        page.put(row, FIRST, f"=INDEX($B${top}:$B${last},{found})", "Calculated text")
        for column in range(FIRST + 1, place.left):
            page.put(row, column, None, "Aside")
        cells = (
            ("=1" if row == sorted_top else f"={place_letter}{row - 1}+1", style.YEAR),
            (f"=INDEX(${low}${top}:${low}${last},{found})", what.change_format),
            (f"=INDEX(${high}${top}:${high}${last},{found})", what.change_format),
        )
        for offset, (formula, number_format) in enumerate(cells):
            page.put(row, place.left + offset, formula, "Calculated", number_format)
    return _tornado_chart(page, (sorted_top, sorted_top + len(what.moves) - 1), what, place)


def _tornado_chart(page: Page, rows: tuple[int, int], what: _Tornado, place: Place) -> int:
    """The chart over the words of its title and axis; the row after it."""
    top, last = rows
    words = last + 2
    for offset, formula in enumerate((what.head.format(first=f"$B${top}"), what.axis)):
        page.put(words + offset, FIRST, formula, "Reading")
    frame = charts.Frame(
        (words, FIRST), (words, FIRST), what.alt_text, place.source, width=24.0, height=8.0, source_rows=17
    )
    charts.tornado(
        page,
        frame,
        (FIRST, top, last),
        ((place.left + 1, top, last), (place.left + 2, top, last)),
        ("at the low end", "at the high end"),
        axis_titles=("What moves", (words + 1, FIRST)),
        number_format=what.change_format,
    )
    return words + 19


def _move(page: Page, row: int, area: tuple[int, int], what: _Tornado, move: _Move, call: str, place: Place) -> None:
    """One thing at both ends, the changes, their width and its rank; ties keep their order."""
    top, last = area
    low, high, at_low, at_high, less, more, width, _ = _letters(place)
    widths = f"${width}${top}:${width}${last}"
    flag = f"{what.flag}*ISNUMBER({move.proof})=1"
    rank = f"=SUMPRODUCT(1*({widths}>{width}{row}))+SUMPRODUCT(1*(${width}${top}:{width}{row}={width}{row}))"
    for offset, text in enumerate((move.label, move.unit, move.how)[: place.left - FIRST]):
        page.put(row, FIRST + offset, text, "Aside" if offset else "Label")
    cells = (
        (f"=IF({flag},{move.low},not_available)", move.number_format),
        (f"=IF({flag},{move.high},not_available)", move.number_format),
        (f"=IF({flag},{call.format(x=f'{low}{row}')},not_available)", what.number_format),
        (f"=IF({flag},{call.format(x=f'{high}{row}')},not_available)", what.number_format),
        (f"=IF({flag},({at_low}{row}-{what.middle}){what.factor},0)", what.change_format),
        (f"=IF({flag},({at_high}{row}-{what.middle}){what.factor},0)", what.change_format),
        (f"=ROUND(MAX({less}{row}:{more}{row},0)-MIN({less}{row}:{more}{row},0),12)", what.width_format),
        (rank, style.YEAR),
    )
    for offset, (formula, number_format) in enumerate(cells):
        page.put(row, place.left + offset, formula, "Calculated", number_format)
    if place.left > FIRST + 1:
        page.fit(row)


def _required_table(page: Page, row: int, place: Place) -> int:
    """Growth needed by latest figure and target year."""
    row = page.section(row, "Growth needed a year, by latest figure (down) and target year (across)")
    call = "REQUIRED_GROWTH(${down}{row},target_value,current_year,{letter}${head})"
    flag = "can_measure*ISNUMBER(LN(${down}{row})*{letter}${head})*({letter}${head}>current_year)"
    above, below = (known(f"{{down}}{{other}}*(1{sign}step_start)", "step_start") for sign in "+-")
    middle = ("current_value", above, below, place.shown.number_format)
    return _two_way(page, row, middle, (flag, call, style.PERCENT), "required_middle", place)


def _share_table(page: Page, row: int, place: Place) -> int:
    """How much of the target is reached, by growth and target year."""
    row = page.section(
        row, "Share of the target that is reached (100 % or more = reached), by growth (down) and target year (across)"
    )
    call = "PROJECTED_VALUE(current_value,${down}{row},{letter}${head}-current_year)/target_value"
    numbers = "ISNUMBER((1+${down}{row})^({letter}${head}-current_year))"
    flag = f"can_scenario*{numbers}*({{letter}}${{head}}>current_year)*(N(${{down}}{{row}})>lowest_growth)"
    above, below = (known(f"N({{down}}{{other}}){sign}step_growth", "step_growth") for sign in "+-")
    middle = ("growth_used", above, below, style.PERCENT)
    return _two_way(page, row, middle, (flag, call, "0%"), "share_middle", place)


def _two_way(
    page: Page, row: int, down: tuple[str, str, str, str], cell: tuple[str, str, str], name: str, place: Place
) -> int:
    """A table around its middle, highest first; every cell a live formula over the heads. The row after it."""
    middle, above, below, number_format = down
    flag, call, cell_format = cell
    head, centre = row, row + 1 + _AFTER
    heads_column = place.left - 1
    heads_letter = get_column_letter(heads_column)
    page.put(head, heads_column, "Down / across", "Column head" if heads_column == FIRST else "Column head right")
    middle_column = place.left + _BEFORE
    for column in range(place.left, middle_column + _BEFORE + 1):
        before, after = get_column_letter(column - 1), get_column_letter(column + 1)
        moved = f"{after}{head}-step_year" if column < middle_column else f"{before}{head}+step_year"
        year = "1*target_year" if column == middle_column else known(moved, "step_year")
        page.put(head, column, f"={year}", "Column head right", style.YEAR)
    for line in range(head + 1, centre + _AFTER + 1):
        other = above if line < centre else below
        moved = other.format(down=heads_letter, other=line + 1 if line < centre else line - 1)
        page.put(line, heads_column, f"=N({middle})" if line == centre else f"={moved}", "Calculated", number_format)
        for column in range(place.left, middle_column + _BEFORE + 1):
            at = {"down": heads_letter, "row": line, "letter": get_column_letter(column), "head": head}
            formula = f"=IF({flag.format(**at)}=1,{call.format(**at)},not_available)"
            page.put(line, column, formula, "Calculated", cell_format)
    page.book.define(name, page.sheet, (centre, middle_column))
    first, letter, last = get_column_letter(place.left), get_column_letter(middle_column + _BEFORE), centre + _AFTER
    page.colour_by(
        f"{first}{head + 1}:{letter}{last}", f"AND(ROW()={centre},COLUMN()={middle_column})", style.ACCENT, bold=True
    )
    return last + 1
