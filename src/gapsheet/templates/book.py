"""A workbook while it is being authored: its sheets and their roles, names, alt texts and properties."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from io import BytesIO

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet import __version__, names
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.phrases import Phrase
from gapsheet.templates import style
from gapsheet.templates.pagination import Letters, turn_pages
from gapsheet.templates.wholes import show_whole
from gapsheet.templates.wording import put_into_words

_MADE = Phrase("Made by gapsheet {version}. Every formula carries its calculated value.", version=__version__)
_YU_GOTHIC = Letters(digit=6.0, row=18.75)
ROLES = ("cover", "output", "calc", "inputs", "data", "checks", "notes", "log")


@dataclass
class Book:
    """Collects what openpyxl alone cannot hold until the file is finished."""

    file_name: str
    title: str
    subject: str
    as_of: dt.date
    description: str = _MADE
    keywords: str = "growth multiple; wage gap; sourced figures"
    language: Language = ENGLISH
    workbook: Workbook = field(default_factory=Workbook)
    roles: dict[str, str] = field(default_factory=dict)
    chart_texts: dict[str, list[str]] = field(default_factory=dict)
    table_texts: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, Phrase] = field(default_factory=dict)
    kept: set[tuple[str, str]] = field(default_factory=set)  # sheet and cell of what stays as it is in every language

    def __post_init__(self) -> None:
        """Start without the sheet that openpyxl adds."""
        self.workbook.remove(self.workbook.active)
        self.hear(self.description)
        style.register(self.workbook, self.language.font)

    def sheet(self, name: str, role: str) -> Worksheet:
        """Add a sheet; its role says what may stand in it."""
        if role not in ROLES:
            raise ValueError(f"role {role!r} is none of {ROLES}")
        self.roles[name] = role
        return self.workbook.create_sheet(name)

    def define(self, name: str, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int] | None = None) -> str:
        """Name a cell or a block, given as (row, column); gives the name back."""
        if reason := names.invalid_reason(name):
            raise ValueError(f"a cell cannot be named so: {reason}")
        if name in self.workbook.defined_names:
            raise ValueError(f"the name {name!r} is taken")
        target = ":".join(
            f"${get_column_letter(column)}${row}" for row, column in ((first,) if last is None else (first, last))
        )
        self.workbook.defined_names[name] = DefinedName(name, attr_text=f"{quote_sheetname(sheet.title)}!{target}")
        return name

    def hear(self, text: object) -> None:
        """Remember how a text is put together, so that the language can put it together its own way."""
        if isinstance(text, Phrase):
            self.phrases[str(text)] = text

    def keep(self, sheet: Worksheet, cell: str) -> None:
        """Leave a cell's text as it is in every language."""
        self.kept.add((sheet.title, cell))

    def say(self, text: str) -> str:
        """A text as the finished sheet will show it, for measuring."""
        phrase = self.phrases.get(text)
        return self.language.say(text) if phrase is None else phrase.said(self.language)

    def order(self, sheets: list[str]) -> None:
        """Put the sheets in reading order."""
        if sorted(sheets) != sorted(self.workbook.sheetnames):
            raise ValueError(f"the order names {sheets}, the workbook has {self.workbook.sheetnames}")
        self.workbook._sheets.sort(key=lambda sheet: sheets.index(sheet.title))
        self.roles = {name: self.roles[name] for name in sheets}

    def saved(self) -> bytes:
        """The authored file: formulas without values, properties set, no recalculation on load."""
        for sheet in self.workbook.worksheets:
            show_whole(sheet)
            turn_pages(sheet, Letters() if self.language.is_original else _YU_GOTHIC)
        if not self.language.is_original:
            put_into_words(self, lambda text, place: self.language.say(text))
        book = self.workbook
        moment = dt.datetime.combine(self.as_of, dt.time())
        properties = book.properties
        properties.title, properties.subject, properties.language = self.title, self.subject, self.language.tag
        properties.creator = properties.lastModifiedBy = "gapsheet"
        properties.created = properties.modified = moment
        properties.description, properties.keywords = self.description, self.keywords
        for name, text in (
            ("as of", self.as_of.isoformat()),
            ("generator", f"gapsheet {__version__}"),
            ("sheet roles", ";".join(f"{sheet}={role}" for sheet, role in self.roles.items())),
        ):
            book.custom_doc_props.append(StringProperty(name=name, value=text))
        # Values are right as stored: recalculating on load would turn them to #NAME? where the functions are absent.
        book.calculation = CalcProperties(calcId=191029, fullCalcOnLoad=False)
        book.active = 0
        self._spell()
        stream = BytesIO()
        book.save(stream)
        return stream.getvalue()

    def _spell(self) -> None:
        """Spell every formula as a file stores it."""
        for sheet in self.workbook.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        cell.value = names.stored(cell.value)
