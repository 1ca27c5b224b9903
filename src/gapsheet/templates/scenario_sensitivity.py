"""The sheet Sensitivity of the scenario workbook: one thing moved at a time, and two at once."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from gapsheet.templates import charts, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scenario_measures import AMOUNT

_HEADS = ("What moves", "Low end", "High end", "At the low end", "At the high end", "Change, low", "Change, high", "Width",
          "Rank")  # fmt: skip
_SORTED = ("What moves, widest first", "Place", "Change, low", "Change, high")
_BEFORE, _AFTER = 3, 3  # columns and rows on both sides of the middle of a two-way table
_EARLIEST = "MAX(current_year+1,target_year-swing_year)"
_STARTS = ("Latest figure", "current_value*(1-swing_start)", "current_value*(1+swing_start)", AMOUNT)
_YEARS = ("Target year", _EARLIEST, "target_year+swing_year", style.YEAR)


@dataclass(frozen=True, slots=True)
class _Tornado:
    """What is measured while one thing moves: `calls` hold {x} where that thing goes."""

    title: str
    flag: str  # whether it can be worked out
    middle: str
    factor: str
    number_format: str
    change_format: str
    moves: tuple[tuple[str, str, str, str], ...]  # label, low end, high end, format
    calls: tuple[str, ...]
    head: str
    axis: str
    alt_text: str


_REQUIRED = _Tornado(
    "Growth needed, when one thing moves",
    "can_measure",
    "required_rate",
    "*100",
    style.PERCENT,
    style.POINTS,
    (_STARTS, ("Target", "target_value*(1-swing_target)", "target_value*(1+swing_target)", AMOUNT), _YEARS),
    (
        "REQUIRED_GROWTH({x},target_value,current_year,target_year)",
        "REQUIRED_GROWTH(current_value,{x},current_year,target_year)",
        "REQUIRED_GROWTH(current_value,target_value,current_year,{x})",
    ),
    '=IF(can_measure=1,"Growth needed, "&FIXED(required_rate*100,1)&" % a year, moves most with: "&LOWER({first}),"No growth needed")',
    '="percentage points a year, from "&FIXED(N(required_rate)*100,1)&" %"',
    "Tornado chart: by how many points the growth needed changes when the latest figure, the target or the target year "
    "moves to its low and to its high end, the widest bar on top.",
)
_VALUE = _Tornado(
    "Value in the target year, when one thing moves",
    "can_scenario",
    "value_used",
    "",
    AMOUNT,
    "+#,##0.0;-#,##0.0;0.0",
    (
        _STARTS,
        ("Growth a year", "MAX(lowest_growth,growth_used-swing_growth)", "growth_used+swing_growth", style.PERCENT),
        _YEARS,
    ),
    (
        "PROJECTED_VALUE({x},growth_used,years_left)",
        "PROJECTED_VALUE(current_value,{x},years_left)",
        "PROJECTED_VALUE(current_value,growth_used,{x}-current_year)",
    ),
    '=IF(can_scenario=1,"Value in "&target_year&", "&FIXED(value_used,1)&", moves most with: "&LOWER({first}),"No value")',
    '=unit_shown&", from "&IF(can_scenario=1,FIXED(value_used,1),not_available)',
    "Tornado chart: by how much the value in the target year changes when the latest figure, the growth or the target "
    "year moves to its low and to its high end, the widest bar on top.",
)


def write(book: Book) -> Page:
    """Write the sheet: two tornados with their working, then two tables."""
    page = Page(book, "Sensitivity", "output", (40, *[16] * 6, 14, 10))
    page.head(
        "What moves the answer?",
        "One thing at a time, then two at once, around the scenario in use; widths and steps on Inputs.",
    )
    row = _tornado(page, TOP, _REQUIRED)
    page.new_page(row)
    row = _tornado(page, row, _VALUE)
    page.new_page(row)
    row = _required_table(page, row)
    row = _share_table(page, row + 1)
    page.freeze(TOP)
    page.sheet.print_title_rows = "1:3"
    page.close(row)
    return page


def _tornado(page: Page, row: int, what: _Tornado) -> int:
    """The ends and what they give, the same by width, and the chart; the row after it."""
    row = page.section(row, what.title)
    top = page.heads(row, _HEADS, right=range(1, 9))
    last = top + len(what.moves) - 1
    for offset, (move, call) in enumerate(zip(what.moves, what.calls, strict=True)):
        _move(page, top + offset, (top, last), what, (move, call))
    sorted_top = page.heads(last + 2, _SORTED, right=(1, 2, 3))
    for row in range(sorted_top, sorted_top + len(what.moves)):
        found = f"MATCH(C{row},$J${top}:$J${last},0)"
        cells = (
            (f"=INDEX($B${top}:$B${last},{found})", "Calculated text", None),
            ("=1" if row == sorted_top else f"=C{row - 1}+1", "Calculated", style.YEAR),
            (f"=INDEX($G${top}:$G${last},{found})", "Calculated", what.change_format),
            (f"=INDEX($H${top}:$H${last},{found})", "Calculated", what.change_format),
        )
        for offset, (formula, style_name, number_format) in enumerate(cells):
            page.put(row, FIRST + offset, formula, style_name, number_format)
    sorted_last = sorted_top + len(what.moves) - 1
    words = sorted_last + 2
    for offset, formula in enumerate((what.head.format(first=f"$B${sorted_top}"), what.axis)):
        page.put(words + offset, FIRST, formula, "Reading")
    frame = charts.Frame(
        (words, FIRST),
        (words, FIRST),
        what.alt_text,
        '="Sources: "&latest_source&"; target: "&target_source',
        width=24.0,
        height=8.0,
        source_rows=17,
    )
    charts.tornado(
        page,
        frame,
        (FIRST, sorted_top, sorted_last),
        ((FIRST + 2, sorted_top, sorted_last), (FIRST + 3, sorted_top, sorted_last)),
        ("at the low end", "at the high end"),
        axis_titles=("What moves", (words + 1, FIRST)),
        number_format=what.change_format,
    )
    return words + 19


def _move(
    page: Page, row: int, area: tuple[int, int], what: _Tornado, moved: tuple[tuple[str, str, str, str], str]
) -> None:
    """One thing at both ends, the changes, their width and its rank; ties keep their order."""
    (label, low, high, number_format), call = moved
    top, last = area
    widths = f"$I${top}:$I${last}"
    flag = f"{what.flag}=1"
    rank = f"=SUMPRODUCT(1*({widths}>I{row}))+SUMPRODUCT(1*($I${top}:I{row}=I{row}))"
    cells = (
        (label, "Label", None),
        (f"=IF({flag},{low},not_available)", "Calculated", number_format),
        (f"=IF({flag},{high},not_available)", "Calculated", number_format),
        (f"=IF({flag},{call.format(x=f'C{row}')},not_available)", "Calculated", what.number_format),
        (f"=IF({flag},{call.format(x=f'D{row}')},not_available)", "Calculated", what.number_format),
        (f"=IF({flag},(E{row}-{what.middle}){what.factor},0)", "Calculated", what.change_format),
        (f"=IF({flag},(F{row}-{what.middle}){what.factor},0)", "Calculated", what.change_format),
        (f"=ROUND(MAX(G{row}:H{row},0)-MIN(G{row}:H{row},0),12)", "Calculated", "#,##0.0"),
        (rank, "Calculated", style.YEAR),
    )
    for offset, (formula, style_name, cell_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, cell_format)


def _required_table(page: Page, row: int) -> int:
    """Growth needed by latest figure and target year."""
    row = page.section(row, "Growth needed a year, by latest figure (down) and target year (across)")
    call = "REQUIRED_GROWTH($B{row},target_value,current_year,{letter}${head})"
    flag = "can_measure*({letter}${head}>current_year)"
    middle = ("current_value", "B{other}*(1+step_start)", "B{other}*(1-step_start)", AMOUNT)
    return _two_way(page, row, middle, (flag, call, style.PERCENT), "required_middle")


def _share_table(page: Page, row: int) -> int:
    """How much of the target is reached, by growth and target year."""
    row = page.section(
        row, "Share of the target that is reached (100 % or more = reached), by growth (down) and target year (across)"
    )
    call = "PROJECTED_VALUE(current_value,$B{row},{letter}${head}-current_year)/target_value"
    flag = "can_scenario*({letter}${head}>current_year)*(N($B{row})>lowest_growth)"
    middle = ("growth_used", "N(B{other})+step_growth", "N(B{other})-step_growth", style.PERCENT)
    return _two_way(page, row, middle, (flag, call, "0%"), "share_middle")


def _two_way(page: Page, row: int, down: tuple[str, str, str, str], cell: tuple[str, str, str], name: str) -> int:
    """A table around its middle, highest first; every cell a live formula over the heads. The row after it."""
    middle, above, below, number_format = down
    flag, call, cell_format = cell
    head, centre = row, row + 1 + _AFTER
    page.put(head, FIRST, "Down / across", "Column head")
    middle_column = FIRST + 1 + _BEFORE
    for column in range(FIRST + 1, middle_column + _BEFORE + 1):
        before, after = get_column_letter(column - 1), get_column_letter(column + 1)
        formula = f"={after}{head}-step_year" if column < middle_column else f"={before}{head}+step_year"
        page.put(
            head, column, "=1*target_year" if column == middle_column else formula, "Column head right", style.YEAR
        )
    for line in range(head + 1, centre + _AFTER + 1):
        other = above.format(other=line + 1) if line < centre else below.format(other=line - 1)
        page.put(line, FIRST, f"=N({middle})" if line == centre else f"={other}", "Calculated", number_format)
        for column in range(FIRST + 1, middle_column + _BEFORE + 1):
            place = {"row": line, "letter": get_column_letter(column), "head": head}
            formula = f"=IF({flag.format(**place)}=1,{call.format(**place)},not_available)"
            page.put(line, column, formula, "Calculated", cell_format)
    page.book.define(name, page.sheet, (centre, middle_column))
    letter, last = get_column_letter(middle_column + _BEFORE), centre + _AFTER
    page.colour_by(
        f"C{head + 1}:{letter}{last}", f"AND(ROW()={centre},COLUMN()={middle_column})", style.ACCENT, bold=True
    )
    return last + 1
