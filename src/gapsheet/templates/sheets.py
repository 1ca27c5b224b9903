"""The sheets that every small workbook has beside its own and its cover: lists of words, checks and notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from gapsheet import __version__
from gapsheet.catalog import find
from gapsheet.facts import Confidence, Fact
from gapsheet.phrases import Kept, Period, Phrase
from gapsheet.templates import limits, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.page import FIRST, SYMBOL_COLOURS, TOP, Allowed, Page

DASH = ("–", "does not apply")
INPUT = ("blue on cream", "an input you may change; everything else follows from the inputs")
CODES = (
    ("[x]", "not available: an input is empty, or there are too few figures"),
    DASH,
    ("✓", "good news by the kind chosen"),
    ("✗", "bad news by the kind chosen"),
    ("◌", "no honest verdict is possible"),
    ("≠", "unlike things: the figures are shown and carry no verdict"),
    INPUT,
)
SYMBOLS = tuple(symbol for symbol, _ in SYMBOL_COLOURS)
SCALES = (
    ("one", 1),
    ("thousand", 1e3),
    ("ten thousand", 1e4),
    ("million", 1e6),
    ("hundred million", 1e8),
    ("bn", 1e9),
    ("tn", 1e12),
)
_STATUSES = (
    ("primary", "read at its origin"),
    ("secondary", "read in the press or at a third party"),
    ("derived", "worked out from other figures"),
    ("unverified", "origin not found: no verdict"),
)
SOURCES_LINE = (
    '="Figures: "&primary_n&" primary, "&secondary_n&" secondary, "&derived_n&" derived, "&unverified_n&" unverified"'
)
TRUE_FALSE = '"TRUE";"TRUE";"FALSE"'  # Excel shows the words by itself, LibreOffice would show 1 and 0
_CALL = re.compile(r"\b([A-Z][A-Z0-9_]{2,})\(")


@dataclass(frozen=True, slots=True)
class Check:
    """Two formulas that must agree; `cure` says what to do where they do not."""

    what: str
    found: str
    expected: str
    cure: str
    number_format: str = "0"


def text_input(page: Page, row: int, column: int, value: str | None, prompt: str, name: str | None = None) -> Cell:
    """An input of free text: left-aligned and wrapped, of at most 250 characters, or empty."""
    allowed = Allowed("textLength", 0, 250, "At most 250 characters are expected.", prompt, blank=True)
    return left(page.input(row, column, value, allowed, name=name))


def left(cell: Cell) -> Cell:
    """What names its row stands left, as words do: the text of an input, a year, the number of a step."""
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
    return cell


def words(page: Page, row: int, heads: Sequence[str], rows: Sequence[Sequence[object]], names: Sequence[str]) -> int:
    """A list that formulas look into, each column named where a name is given; the row after it."""
    numeric = [column for column, value in enumerate(rows[0]) if isinstance(value, (int, float))]
    row = page.heads(row, heads, right=numeric)
    for offset, cells in enumerate(rows):
        for column, value in enumerate(cells):
            number = isinstance(value, (int, float))
            style_name = "Calculated" if number else "Sign" if value in SYMBOLS else "Label"
            page.put(row + offset, FIRST + column, value, style_name, "#,##0" if number else None)
        page.fit(row + offset)
    for column, name in enumerate(names):
        if name:
            page.book.define(name, page.sheet, (row, FIRST + column), (row + len(rows) - 1, FIRST + column))
    return row + len(rows)


def single_words(page: Page, row: int, rows: Sequence[tuple[str, object, str]]) -> int:
    """Single words and numbers that formulas refer to by name: name, value, meaning."""
    row = page.heads(row, ("Name in formulas", "Value", "Meaning"))
    for offset, (name, value, meaning) in enumerate(rows):
        page.put(row + offset, FIRST, Kept(name), "Label")
        whole = not isinstance(value, float) or value.is_integer()
        left(page.put(row + offset, FIRST + 1, value, "Calculated text", "0" if whole else "0.00"))
        page.put(row + offset, FIRST + 2, meaning, "Aside")
        if name:
            page.book.define(name, page.sheet, (row + offset, FIRST + 1))
        page.fit(row + offset)
    return row + len(rows)


def statuses(page: Page, row: int, areas: Sequence[str]) -> int:
    """The status words of sources with the number of figures that have them, counted in the named areas."""
    row = page.heads(row, ("Status", "Figures", "Meaning"), right=(1,))
    for offset, (word, meaning) in enumerate(_STATUSES):
        count = "+".join(f"COUNTIF({area},B{row + offset})" for area in areas)
        page.put(row + offset, FIRST, word, "Label")
        page.put(row + offset, FIRST + 1, f"={count}", "Calculated", style.YEAR)
        page.put(row + offset, FIRST + 2, meaning, "Aside")
        page.book.define(f"{word}_n", page.sheet, (row + offset, FIRST + 1))
        page.height(row + offset)
    page.book.define("statuses", page.sheet, (row, FIRST), (row + len(_STATUSES) - 1, FIRST))
    return row + len(_STATUSES)


def status_of(fact: Fact) -> str:
    """The status word for a figure of the fact base."""
    unverified = (Confidence.ARTICLE_ONLY, Confidence.COULD_NOT_VERIFY)
    return "unverified" if fact.confidence in unverified else fact.confidence.value


def sources(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """The citation of each figure of an example, with its remark."""
    return [(_titled(fact), _cited(fact)) for fact in facts]


def _titled(fact: Fact) -> Phrase:
    return Phrase("{title}, {period}", title=fact.title, period=Period.read(fact.period))


def _cited(fact: Fact) -> Phrase:
    return Phrase("{citation} {remark}", citation=fact.citation, remark=fact.note) if fact.note else fact.citation


def footers(book: Book) -> None:
    """The date at the foot of a template is the template's, whatever the user types as his own."""
    for sheet in book.workbook.worksheets:
        sheet.oddFooter.center.text = Phrase("template as of {day}", day=book.as_of)
        book.hear(sheet.oddFooter.center.text)


def verdict_tests(
    page: Page, row: int, column: int, tests: Sequence[tuple[str, str, str]], verdict: tuple[str, str]
) -> None:
    """The tests in their order (words, formula, reading), and the symbol and the words of the first that holds."""
    page.heads(row, ("Test, in this order", "Holds", "How it is read"), right=(1,), column=column)
    for offset, (text, formula, reading) in enumerate(tests, start=1):
        page.put(row + offset, column, text, "Label")
        page.put(row + offset, column + 1, formula, "Calculated", style.YEAR)
        page.put(row + offset, column + 2, reading, "Aside")
        page.fit(row + offset)
    last = row + len(tests)
    page.book.define("verdict_tests", page.sheet, (row + 1, column + 1), (last, column + 1))
    lines = (
        ("First test that holds", "=MATCH(1,verdict_tests,0)", "verdict_code", 1),
        ("Symbol", verdict[0], "verdict_symbol", 1),
        ("Verdict", verdict[1], "verdict", 2),  # words need the wider column
    )
    for offset, (text, formula, name, place) in enumerate(lines, start=1):
        for other, content in enumerate((text, None, None)):
            page.put(last + offset, column + other, content, "Label")
        page.put(last + offset, column + place, formula, "Verdict" if name == "verdict" else "Calculated", "0")
        page.book.define(name, page.sheet, (last + offset, column + place))
        page.height(last + offset)
    page.height(last + len(lines), 48 if page.book.language.is_original else 64)


def verdict_line(page: Page, row: int) -> None:
    """The verdict where the sheet is read first, coloured by its symbol."""
    page.put(row, FIRST, "=verdict", "Section")
    for symbol, colour in SYMBOL_COLOURS:
        page.colour_by(f"B{row}", f'LEFT($B${row},1)="{symbol}"', colour)


def sentences(page: Page, placed: Placed, parts: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The parts that sentences are put together from: {key} is a measure, [key] another part; gives their rows."""
    row = page.section(placed.end + 1, "Words for the sentences and the chart")
    rows = {key: row + offset for offset, (key, _) in enumerate(parts)}
    for key, formula in parts:
        for name, measure_row in placed.rows.items():
            formula = formula.replace("{" + name + "}", f"$E${measure_row}")
        for name, part_row in rows.items():
            formula = formula.replace(f"[{name}]", f"$C${part_row}")
        page.put(rows[key], FIRST, key.replace("_", " "), "Aside")
        page.put(rows[key], FIRST + 1, formula, "Reading")
        page.height(rows[key])
    return rows


def checks(book: Book, items: Sequence[Check], sources_line: str) -> Page:
    """The Checks sheet: found against expected, line by line, with the master check and the two header lines."""
    page = Page(book, "Checks", "checks", (24, 72, 16, 16, 12, 70))
    page.head(
        "Checks",
        "Found and expected agree within the tolerance on Inputs, relative to the larger of 1 and the expected.",
    )
    row = header_lines(page, TOP, sources_line)
    within = Check(limits.WHAT, f"={limits.FOUND}", "=0", limits.CURE)
    row = _check_table(page, row + 1, [*items, within])
    page.close(row - 1)
    limits.write_limits(page, page.section(row + 1, "Limits of the inputs"))
    return page


def header_lines(page: Page, row: int, sources_line: str) -> int:
    """The master check, what it counts, and the two lines at the head of every sheet; the row after them."""
    row = page.heads(row, ("Result", "What it says", "Value"), right=(2,))
    lines = (
        ("Master check", "TRUE when every line below passes", "=checks_passed=checks_made", "master_check"),
        ("Lines that pass", "of the lines below", "=COUNTIF(check_results,TRUE)", "checks_passed"),
        ("Lines in all", "lines below", "=ROWS(check_results)", "checks_made"),
    )
    for label, meaning, formula, name in lines:
        _line(page, row, label, meaning)
        page.put(row, FIRST + 2, formula, "Check", TRUE_FALSE if name == "master_check" else "0")
        page.book.define(name, page.sheet, (row, FIRST + 2))
        row += 1
    passed = '="Checks "&checks_passed&" of "&checks_made&IF(checks_passed=checks_made," ✓"," ✗")'
    for label, formula, name in (
        ("Header line", passed, "checks_line"),
        ("Sources line", sources_line, "sources_line"),
    ):
        _line(page, row, label, formula)
        page.book.define(name, page.sheet, (row, FIRST + 1))
        row += 1
    return row


def name_results(page: Page, column: int, first: int, last: int) -> None:
    """Name the column of passes and colour it; the words TRUE and FALSE say the same."""
    page.book.define("check_results", page.sheet, (first, column), (last, column))
    letter = get_column_letter(column)
    for outcome, colour in (("TRUE", style.GOOD), ("FALSE", style.BAD)):
        page.colour_by(f"{letter}{first}:{letter}{last}", f"${letter}{first}={outcome}", colour)


def _line(page: Page, row: int, label: str, text: str) -> None:
    page.put(row, FIRST, label, "Label")
    page.put(row, FIRST + 1, text, "Calculated text")
    page.height(row)


def _check_table(page: Page, row: int, items: Sequence[Check]) -> int:
    """One line per check, the same formula in all of them; the row after them."""
    top = page.heads(row, ("Check", "What is checked", "Found", "Expected", "Passes", "If it fails"), right=(2, 3, 4))
    for offset, item in enumerate(items):
        row = top + offset
        page.put(row, FIRST, Phrase("Check {number}", number=offset + 1), "Label")
        page.put(row, FIRST + 1, item.what, "Label")
        page.put(row, FIRST + 2, item.found, "Calculated", item.number_format)
        page.put(row, FIRST + 3, item.expected, "Calculated", item.number_format)
        page.put(
            row,
            FIRST + 4,
            # A tolerance beyond its own limit must not let everything pass, this very slip included.
            f"=IF(ISNUMBER(D{row}*E{row}*tolerance),ABS(D{row}-E{row})<=MIN(tolerance,1/100)*MAX(1,ABS(E{row})),FALSE)",
            "Check",
            TRUE_FALSE,
        )
        page.put(row, FIRST + 5, item.cure, "Aside")
        page.fit(row)
    name_results(page, FIRST + 4, top, row)
    page.freeze(TOP + 1)
    page.sheet.print_title_rows = f"{top - 1}:{top - 1}"  # the heads of the lines that may run on
    return row + 1


def repeat_title(page: Page) -> None:
    """Print title, lead and the line below them on every page: for sheets of several tables, whose heads differ."""
    page.sheet.print_title_rows = "1:3"


def called(book: Book) -> list[str]:
    """The gapsheet functions that the book's formulas call, in the order in which they appear."""
    found: dict[str, None] = {}
    for sheet in book.workbook.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    found.update(dict.fromkeys(_CALL.findall(str(cell.value))))
    return [name for name in found if find(name) is not None]


def notes(
    book: Book,
    method: Sequence[tuple[str, str]],
    sources: Sequence[tuple[str, str]],
    change: str,
    codes: Sequence[tuple[str, str]] = CODES,
) -> Page:
    """The Notes sheet: method, functions used with what replaces them, codes, sources and the change log."""
    page = Page(book, "Notes", "notes", (44, 92, 56))
    page.head(
        "Notes", "How the figures are worked out, what the signs mean, where the figures come from, what has changed."
    )
    row = _table(page, TOP, ("Method", "How it is done"), method)
    functions = [_function(name) for name in called(book)]
    heads = ("Function used", "What it gives", "Without the add-in")
    row = _table(page, row + 1, heads, functions)
    row = _table(page, row + 1, ("Code or sign", "Meaning"), codes)
    if sources:
        row = _table(page, row + 1, ("Figure", "Source"), sources)
    log = [
        (Phrase("gapsheet {version}, {day}", version=__version__, day=book.as_of), change),
        ("your copy", "note your own changes here"),
    ]
    row = _table(page, row + 1, ("Change log", "Change"), log)
    page.freeze(TOP + 1)
    repeat_title(page)
    page.close(row)
    return page


def _function(name: str) -> tuple[str, str, str]:
    entry = find(name)
    assert entry is not None
    working = entry.working or "the stored value"
    return entry.usage, entry.summary, Phrase("the stored value; by hand: {working}", working=working)


def _table(page: Page, row: int, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    row = page.heads(row, heads)
    for cells in rows:
        for column, text in enumerate(cells):
            page.put(row, FIRST + column, text, "Calculated text" if column else label_style(text))
        page.fit(row)
        row += 1
    return row


def label_style(text: str) -> str:
    """The style of a label: signs have a font of their own."""
    return "Sign" if text in SYMBOLS else "Label"
