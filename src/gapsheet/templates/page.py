"""One sheet as the author writes it: head, cells, tables, inputs and the print set-up that all sheets share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import lines, style
from gapsheet.templates.book import Book

FIRST = 2  # column B: column A is a narrow margin
FIRST_YEAR, LAST_YEAR = 1900, 2200  # calendar years that inputs accept
TITLE_ROW, LEAD_ROW, TOP = 1, 2, 4

SYMBOL_COLOURS = (("✓", style.GOOD), ("▲", style.CAUTION), ("✗", style.BAD), ("◌", style.GREY), ("≠", style.GREY))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What an input accepts, and what the user is told when it is something else."""

    kind: str  # decimal, whole, list, date, custom, textLength
    low: Any = None
    high: Any = None
    message: str = ""
    prompt: str = ""
    blank: bool = False


def rate(prompt: str = "A rate per year: 4 % or 0.04", low: float = -0.5, high: float = 1.0) -> Allowed:
    """A yearly rate; 4 typed for 4 % is caught."""
    message = f"A yearly rate between {low:.0%} and {high:.0%} is expected. For 4 % type 4% or 0.04, not 4."
    return Allowed("decimal", low, high, message, prompt)


def year(prompt: str = "A calendar year such as 2033") -> Allowed:
    """A calendar year."""
    message = f"A calendar year between {FIRST_YEAR} and {LAST_YEAR} is expected, such as 2033."
    return Allowed("whole", FIRST_YEAR, LAST_YEAR, message, prompt)


def positive(prompt: str, *, blank: bool = False) -> Allowed:
    """A number above zero."""
    return Allowed("decimal", 1e-9, 1e18, "A number above zero is expected.", prompt, blank)


def choice(options: str, prompt: str) -> Allowed:
    """One of a list: comma-separated words in quotes, or a reference."""
    return Allowed("list", options, None, "Choose one of the list.", prompt)


class Page:
    """A sheet with the house's head, left edge, styles and print set-up."""

    def __init__(self, book: Book, name: str, role: str, widths: Sequence[float]) -> None:
        self.book, self.name = book, name
        self.sheet = book.sheet(name, role)
        self.sheet.sheet_view.showGridLines = False
        self.sheet.column_dimensions["A"].width = 1
        for offset, width in enumerate(widths):
            self.sheet.column_dimensions[get_column_letter(FIRST + offset)].width = width
        self.last_column = FIRST + len(widths) - 1
        self._print_setup()

    def _print_setup(self) -> None:
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = 9  # A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = False
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
        sheet.page_margins.footer = 0.3  # off the last row of a full page
        for part, text in (
            (sheet.oddFooter.left, "&F · &A"),
            (sheet.oddFooter.center, Phrase("built as of {day}", day=self.book.as_of)),
            (sheet.oddFooter.right, "page &P of &N"),
        ):
            self.book.hear(text)
            part.text, part.size, part.font = text, 8, self.book.language.font

    def head(self, title: str, lead: str, *, status: bool = True, at: int | None = None) -> None:
        """Title, what to read off, and at the top right the checks and the counts of sources.

        They stand in the column `at` where the last one is far from what is printed.
        """
        self.put(TITLE_ROW, FIRST, title, "Sheet title")
        self.put(LEAD_ROW, FIRST, lead, "Lead")
        self.sheet.row_dimensions[TITLE_ROW].height = 28
        if status:
            right = at or self.last_column
            check = self.put(TITLE_ROW, right, "=checks_line", "Status")
            self.put(LEAD_ROW, right, "=sources_line", "Status")
            self.colour_by(check.coordinate, f'RIGHT(${check.column_letter}${TITLE_ROW},1)="✓"', style.GOOD, bold=True)
            self.colour_by(
                check.coordinate, f'RIGHT(${check.column_letter}${TITLE_ROW},1)="▲"', style.CAUTION, bold=True
            )
            self.colour_by(check.coordinate, f'RIGHT(${check.column_letter}${TITLE_ROW},1)="✗"', style.BAD, bold=True)

    def put(
        self, row: int, column: int, value: Any, style_name: str = "Label", number_format: str | None = None
    ) -> Cell:
        """Write one cell in a named style."""
        cell = self.sheet.cell(row, column)
        cell.value = value
        self.book.hear(value)
        if isinstance(value, Kept):
            self.book.keep(self.sheet, cell.coordinate)
        cell.style = style_name
        if number_format is not None:
            cell.number_format = number_format
        return cell

    def section(self, row: int, title: str) -> int:
        """A heading between blocks; the row after it."""
        self.put(row, FIRST, title, "Section")
        self.sheet.row_dimensions[row].height = 24
        return row + 1

    def note(self, row: int, text: str) -> int:
        """A line of small print; the row after it."""
        self.put(row, FIRST, text, "Note")
        return row + 1

    def heads(self, row: int, titles: Sequence[str], *, right: Sequence[int] = (), column: int = FIRST) -> int:
        """Column heads with the strong rule under them; `right` counts the numeric ones from 0."""
        for offset, title in enumerate(titles):
            self.put(row, column + offset, title, "Column head right" if offset in right else "Column head")
        cells = [self.sheet.cell(row, column + offset) for offset in range(len(titles))]
        tallest = max((self._lines(cell) for cell in cells if self._wraps(cell)), default=1)
        self.height(row, 5 + (13 if self.book.language.is_original else 17) * tallest)
        return row + 1

    def height(self, row: int, points: float = 20) -> None:
        """The height of a row."""
        self.sheet.row_dimensions[row].height = points

    def fit(self, row: int, least: int = 1, last_column: int | None = None) -> None:
        """Make a row high enough for its wrapped texts; `least` lines where a formula's text cannot be measured.

        Columns after `last_column` are left out: their texts are for the screen, where they have room.
        """
        cells = self.sheet[row][: last_column or self.sheet.max_column]
        # Yu Gothic's lines stand far apart in Excel and bring their own air.
        spacing, air = (1.36, 5) if self.book.language.is_original else (1.71, 1)
        heights = [
            lines.height(max(self._lines(cell), least), cell.font.sz, spacing, air)
            for cell in cells
            if self._wraps(cell)
        ]
        self.height(row, max(heights, default=20.0))

    def _wraps(self, cell: Cell) -> bool:
        return isinstance(cell.value, str) and bool(cell.alignment.wrap_text)

    def _lines(self, cell: Cell) -> int:
        """How many lines a typed text takes in its column; what a formula says is not known here."""
        if cell.value.startswith("="):
            return 1
        column = self.sheet.column_dimensions[cell.column_letter].width
        kept = (self.name, cell.coordinate) in self.book.kept
        if not (kept or self.book.language.is_original):
            column *= 1.06  # told in digits, which are wide in Yu Gothic; its letters are as wide as they
        text = cell.value if kept else self.book.say(cell.value)
        return lines.count(text, column, cell.font.sz, bold=bool(cell.font.b), indent=cell.alignment.indent)

    def new_page(self, row: int) -> None:
        """Print this row at the top of a new page."""
        self.sheet.row_breaks.append(Break(id=row - 1))

    def input(
        self,
        row: int,
        column: int,
        value: Any,
        allowed: Allowed,
        number_format: str | None = None,
        name: str | None = None,
    ) -> Cell:
        """An input cell: styled, validated with a message, unlocked, and named on request."""
        cell = self.put(row, column, value, "Input", number_format)
        self.validate(cell.coordinate, allowed)
        if name:
            self.book.define(name, self.sheet, (row, column))
        return cell

    def validate(self, area: str, allowed: Allowed) -> None:
        """Refuse what an input does not accept, and say why; `area` is one block, or several with spaces between."""
        rule = DataValidation(
            type=allowed.kind, allow_blank=allowed.blank, showErrorMessage=True, showInputMessage=True
        )
        if allowed.kind in ("decimal", "whole", "date", "textLength"):
            rule.operator, rule.formula1, rule.formula2 = "between", str(allowed.low), str(allowed.high)
        else:
            rule.formula1 = str(allowed.low)
        rule.errorTitle, rule.error = "Not accepted", allowed.message
        rule.promptTitle, rule.prompt = "Input", allowed.prompt[:255]
        self.book.hear(allowed.message)
        self.book.hear(allowed.prompt)
        for block in area.split():
            rule.add(block)
        self.sheet.add_data_validation(rule)

    def table(self, name: str, top: int, left: int, rows: int, heads: Sequence[str], alt_text: str) -> Table:
        """Make written cells an Excel table: heads in the row `top`, `rows` rows below."""
        area = f"{get_column_letter(left)}{top}:{get_column_letter(left + len(heads) - 1)}{top + rows}"
        table = Table(displayName=name, name=name, ref=area)
        table._initialise_columns()
        for column, title in zip(table.tableColumns, heads, strict=True):
            assert isinstance(column, TableColumn)
            column.name = title
        table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        self.sheet.add_table(table)
        self.book.hear(alt_text)
        self.book.table_texts[name] = alt_text
        return table

    def colour_by(self, area: str, formula: str, colour: str, *, bold: bool | None = None) -> None:
        """Colour text where a formula holds; words say the same beside it."""
        self.sheet.conditional_formatting.add(area, FormulaRule([formula], font=Font(color=colour, bold=bold)))

    def colour_verdicts(self, area: str, symbol_cell: str) -> None:
        """Colour verdicts by their symbol; `symbol_cell` is the first symbol with a fixed column, such as $N7."""
        for symbol, colour in SYMBOL_COLOURS:
            self.colour_by(area, f'{symbol_cell}="{symbol}"', colour)

    def freeze(self, row: int, column: int = FIRST + 1) -> None:
        """Keep the rows above and the columns to the left in sight, and repeat those rows in print."""
        self.sheet.freeze_panes = self.sheet.cell(row, column).coordinate
        self.sheet.print_title_rows = f"{row - 1}:{row - 1}"

    def close(self, last_row: int, last_column: int | None = None) -> None:
        """Set the print area and protect what is not an input (no password: protection against slips)."""
        self.sheet.print_area = f"A1:{get_column_letter(last_column or self.last_column)}{last_row}"
        if self.book.roles[self.name] in ("calc", "output", "checks"):
            self.sheet.protection.sheet = True
            self.sheet.protection.formatColumns = self.sheet.protection.formatRows = False
