"""Where a workbook keeps words, and how each is put into another language once the sheets stand in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from openpyxl.chart.data_source import NumFmt, NumRef, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.series import SeriesLabel
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.drawing.text import CharacterProperties, Font, RegularTextRun
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.languages.formulas import Wording
from gapsheet.languages.language import Language
from gapsheet.languages.texts import is_text
from gapsheet.phrases import Amount, Period

if TYPE_CHECKING:
    from gapsheet.templates.book import Book


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: its kind, its sheet and cell, and what stands in the places of a formula's sentence."""

    kind: str  # cell, formula, sheet, validation, alt, chart, property, footer
    sheet: str = ""
    cell: str = ""
    operands: Mapping[str, str] = field(default_factory=dict)


Ask = Callable[[str, Place], str]  # a text and where it stands; gives the text in the language


def put_into_words(book: Book, ask: Ask) -> None:
    """Replace every text of the book by what `ask` gives for it; formulas and links follow the sheets' new names."""
    sheets = {name: ask(name, Place("sheet", name)) for name in book.workbook.sheetnames}
    heads = {text: said for sheet in book.workbook.worksheets for text, said in _heads(book, sheet, ask)}
    for sheet in book.workbook.worksheets:
        _Sheet(book, sheet, sheets, heads, ask).put()
    plain = Wording(lambda pattern, operands: pattern, sheets, heads=heads)
    for name in book.workbook.defined_names.values():
        name.attr_text = plain.worded(name.attr_text)
    _tables(book, plain, ask)
    _properties(book, ask)
    book.chart_texts = {
        sheets[name]: [_asked(book, text, ask, Place("alt", name)) for text in texts]
        for name, texts in book.chart_texts.items()
    }
    for sheet in book.workbook.worksheets:
        sheet.title = sheets[sheet.title]
    book.roles = {sheets[name]: role for name, role in book.roles.items()}


@dataclass(frozen=True, slots=True)
class _Asking:
    """The language of a book, whose texts come from `ask`."""

    language: Language
    ask: Ask
    place: Place

    def say(self, text: str) -> str:
        return self.ask(text, self.place) if is_text(text) or "{" in text else text

    def day(self, day: date) -> str:
        return self.language.day(day)

    def period(self, period: Period) -> str:
        return self.language.period(period)

    def amount(self, amount: Amount) -> str:
        return self.language.money(amount) or self.language.with_unit(amount, self.say(amount.unit))


def _asked(book: Book, text: str, ask: Ask, place: Place) -> str:
    """A text in the language; a phrase is put together from its translated parts."""
    asking = _Asking(book.language, ask, place)
    phrase = book.phrases.get(text)
    return asking.say(text) if phrase is None else phrase.said(asking)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet while its texts are replaced."""

    book: Book
    sheet: Worksheet
    sheets: Mapping[str, str]
    heads: Mapping[str, str]
    ask: Ask

    def put(self) -> None:
        """Cells, conditions, validations, charts and the footer."""
        formats = self.book.language.number_formats
        for row in self.sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = self._cell(cell.value, cell.coordinate)
                if cell.number_format in formats:
                    cell.number_format = formats[cell.number_format]
                if cell.hyperlink is not None:
                    self._link(cell.hyperlink)
        for conditional in self.sheet.conditional_formatting:
            for rule in conditional.rules:
                rule.formula = [self._formula(f"={formula}", "")[1:] for formula in rule.formula]
        for validation in self.sheet.data_validations.dataValidation:
            self._validation(validation)
        for chart in self.sheet._charts:
            self._chart(chart)
        for part in (self.sheet.oddFooter.left, self.sheet.oddFooter.center, self.sheet.oddFooter.right):
            part.text = part.text and self._said(part.text, "footer")
            part.font = self.book.language.font

    def _said(self, text: str, kind: str, cell: str = "") -> str:
        return _asked(self.book, text, self.ask, Place(kind, self.sheet.title, cell))

    def _cell(self, value: str, cell: str) -> str:
        is_kept = (self.sheet.title, cell) in self.book.kept
        if value.startswith("="):
            return self._formula(value, cell, "" if is_kept else self.book.language.explains)
        return value if is_kept else self._said(value, "cell", cell)

    def _formula(self, formula: str, cell: str, explains: str = "") -> str:
        def say(pattern: str, operands: Mapping[str, str]) -> str:
            return self.ask(pattern, Place("formula", self.sheet.title, cell, operands))

        language = self.book.language
        return Wording(say, self.sheets, language.formats, language.comma, explains, self.heads).worded(formula)

    def _link(self, link: Any) -> None:
        """A link into the workbook, and the words it shows."""
        if link.location:
            link.location = self._formula(f"={link.location}", "")[1:]
        if link.display:
            link.display = self._said(link.display, "cell")

    def _validation(self, rule: Any) -> None:
        """What an input says, and its list where the words stand in the rule itself."""
        for name in ("error", "errorTitle", "prompt", "promptTitle"):
            if text := getattr(rule, name):
                setattr(rule, name, self._said(text, "validation", str(rule.sqref)))
        if rule.type == "list" and rule.formula1.startswith('"'):
            words = rule.formula1.strip('"').split(",")
            rule.formula1 = '"{}"'.format(",".join(self._said(word, "validation") for word in words))
            return
        for name in ("formula1", "formula2"):
            if formula := getattr(rule, name):
                setattr(rule, name, self._formula(f"={formula}", "")[1:])

    def _chart(self, chart: Any) -> None:
        """Words, references and type of a chart, wherever they stand in it."""
        formats = self.book.language.number_formats
        for part in _parts(chart, set()):
            match part:
                case RegularTextRun():
                    part.t = self._said(part.t, "chart")
                case SeriesLabel() if part.v:
                    part.v = self._said(part.v, "chart")
                case NumFmt() if part.formatCode in formats:
                    part.formatCode = formats[part.formatCode]
                case DataLabelList() if part.numFmt in formats:
                    part.numFmt = formats[part.numFmt]
                case StrRef() | NumRef():
                    part.f = self._formula(f"={part.f}", "")[1:]
                case CharacterProperties() if part.latin is not None:
                    part.latin = Font(typeface=self.book.language.font)
                    part.ea = Font(typeface=self.book.language.font)


def _parts(node: object, seen: set[int]) -> Iterator[Serialisable]:
    """Everything that a chart is made of, each part once."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, (list, tuple)):
        for item in node:
            yield from _parts(item, seen)
    if isinstance(node, Serialisable):
        yield node
        for item in list(vars(node).values()):
            yield from _parts(item, seen)


def _heads(book: Book, sheet: Worksheet, ask: Ask) -> Iterator[tuple[str, str]]:
    """The heads of a sheet's tables, and what they are in the language."""
    for table in sheet.tables.values():
        for cell in sheet[table.ref][0]:
            is_kept = (sheet.title, cell.coordinate) in book.kept
            place = Place("cell", sheet.title, cell.coordinate)
            yield cell.value, cell.value if is_kept else _asked(book, cell.value, ask, place)


def _tables(book: Book, plain: Wording, ask: Ask) -> None:
    """A table's columns are called as its heads say, also where they are calculated."""
    for sheet in book.workbook.worksheets:
        for table in sheet.tables.values():
            heads = sheet[table.ref][0]
            for column, head in zip(table.tableColumns, heads, strict=True):
                column.name = head.value
                if column.calculatedColumnFormula is not None:
                    formula = column.calculatedColumnFormula
                    formula.attr_text = plain.worded(f"={formula.attr_text}")[1:]
            place = Place("alt", sheet.title)
            book.table_texts[table.name] = _asked(book, book.table_texts[table.name], ask, place)


def _properties(book: Book, ask: Ask) -> None:
    """What the file says of itself."""
    for name in ("title", "subject", "description", "keywords"):
        setattr(book, name, _asked(book, getattr(book, name), ask, Place("property")))
