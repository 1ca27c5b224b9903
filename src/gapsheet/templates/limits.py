"""What typed numbers may be, told beside the checks: validation stops typing, but not pasting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import quote_sheetname
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, Page

FOUND = "SUM(numbers_outside)"
WHAT = (
    f'=IF({FOUND}=0,"Typed numbers lie within the limits of their inputs",'
    '"A number lies outside the limits of its input: "&outside_place)'
)
CURE = "Type a number that the input accepts. Its limits stand at the end of this sheet."
_HEADS = ("Where", "Input", "Least", "Most", "Outside", "Kind")
_NUMBERS = ("whole", "decimal", "date")
_CHECKED_BY_ROW = "Employees"  # its Data checks name each faulty row and leave it out


@dataclass(frozen=True, slots=True)
class _Limit:
    """One block of inputs that accept the same numbers."""

    sheet: Worksheet
    block: str
    kind: str
    least: float
    most: float

    @property
    def place(self) -> Phrase:
        return Phrase("{sheet}, {cells}", sheet=self.sheet.title, cells=Kept(self.block))

    @property
    def named_by(self) -> list[Cell]:
        """What names the inputs: the label of the row of a single one, the heads of the first and the last column."""
        left, top, right, _ = range_boundaries(self.block)
        if ":" not in self.block:
            return [self.sheet.cell(top, FIRST)]
        return [self.sheet.cell(top - 1, column) for column in sorted({left, right})]

    def outside(self, row: int) -> str:
        """How many numbers are below the least or above the most; one more where whole ones are broken."""
        area = f"{quote_sheetname(self.sheet.title)}!{self.block}"
        beyond = f'COUNTIF({area},"<"&$D{row})+COUNTIF({area},">"&$E{row})'
        within = f'SUMIF({area},">="&$D{row})'  # unlike SUM it steps over errors, which are no numbers
        return f'={beyond}+($G{row}<>"")*({within}<>INT({within}))'

    def number_format(self, value: float) -> str:
        """Dates and shares as the input shows them; very large and very small limits by their power of ten."""
        own = str(self.sheet[self.block.partition(":")[0]].number_format)
        if is_date_format(own):
            return own
        if "%" in own:
            return "0%" if (value * 100).is_integer() else "0.0%"
        if value != 0 and not 0.001 <= abs(value) < 1e7:
            return "0E+00"
        return style.YEAR if own == style.YEAR else "#,##0" if value.is_integer() else "0.00"


def write_limits(page: Page, row: int) -> int:
    """Write the limits of all numbers that the book's sheets accept, and what lies outside; the row after them.

    They stand below the part that is printed: the line of the check names the input to look at.
    """
    page.put(row, FIRST, "Look at", "Label")
    page.put(row, FIRST + 1, _PLACE, "Calculated text")
    page.book.define("outside_place", page.sheet, (row, FIRST + 1))
    top = row = page.heads(row + 1, _HEADS, right=(2, 3, 4))
    for limit in _limits(page.book):
        page.put(row, FIRST, limit.place, "Label")
        page.put(row, FIRST + 1, _label(page.book, limit.named_by), "Label")
        for offset, value in ((2, limit.least), (3, limit.most)):
            page.put(row, FIRST + offset, value, "Calculated", limit.number_format(value))
        page.put(row, FIRST + 5, "whole" if limit.kind == "whole" else None, "Aside")
        page.put(row, FIRST + 4, limit.outside(row), "Calculated", "0")
        page.fit(row)
        row += 1
    page.book.define("limit_places", page.sheet, (top, FIRST), (row - 1, FIRST))
    page.book.define("numbers_outside", page.sheet, (top, FIRST + 4), (row - 1, FIRST + 4))
    page.colour_by(f"B{top}:G{row - 1}", f"$F{top}>0", style.BAD)
    return row


_PLACE = f'=IF({FOUND}=0,"–",INDEX(limit_places,MATCH(MAX(numbers_outside),numbers_outside,0)))'


def _label(book: Book, cells: list[Cell]) -> str:
    """The words of the cells that name inputs; a link to them where they are worked out or typed by the user."""
    first = cells[0]
    if len(cells) == 1 and first.data_type != "f" and first.protection.locked:
        is_kept = (first.parent.title, first.coordinate) in book.kept
        words = str(first.value).replace("\n", " ")  # a head of two lines stands in one here
        return Kept(words) if is_kept else words
    return "=" + '&" – "&'.join(f"{quote_sheetname(cell.parent.title)}!{cell.coordinate}" for cell in cells)


def _limits(book: Book) -> Iterator[_Limit]:
    """The limits as the inputs themselves keep them."""
    for sheet in book.workbook.worksheets:
        for rule in sheet.data_validations.dataValidation:
            if rule.type in _NUMBERS and sheet.title != _CHECKED_BY_ROW:
                for block in str(rule.sqref).split():
                    yield _Limit(sheet, block, rule.type, float(rule.formula1), float(rule.formula2))
