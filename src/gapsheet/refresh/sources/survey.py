"""One look at a part of an Excel file before a reader trusts it: entities, extent, errors, formulas without values.

The reader (calamine) holds every cell between a sheet's outermost ones; two cells in opposite corners would end the
whole process, and no program can catch that.
"""

from __future__ import annotations

import re
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ROWS, _COLUMNS = 1_048_576, 16_384  # of a sheet
MOST_NOTED = 100_000  # formulas without values


class SurveyError(Exception):
    """The part is not what a spreadsheet program writes."""


class Survey:
    """A part as it goes by, piece by piece.

    Attributes:
        first_error: The first cell that shows an error; "" if there is none.
        unvalued: The row and column of formulas without a stored value, which a reader takes for blanks; not all of
            them where there are very many.
    """

    def __init__(self, part: str) -> None:
        self.first_error = ""
        self.unvalued: list[tuple[int, int]] = []
        self._part = part
        self._row = self._column = 0
        self._row_text, self._digits = "0", 1
        self._columns: dict[str, int] = {}  # by letters, those of cells that were placed
        self._seen: dict[str, int] = {}  # the same once a cell of this row was placed, nothing before
        self._kind: str | None = None  # of the cell that is being read
        self._waits = False  # whether it has a formula and no value yet
        self._formula = self._value = ""  # what these elements are called
        self._top = self._left = _ROWS
        self._bottom = self._right = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._find_cells

    @property
    def area(self) -> int:
        """How many cells lie between the outermost ones."""
        return max(self._bottom - self._top + 1, 0) * max(self._right - self._left + 1, 0)

    def feed(self, piece: bytes) -> None:
        """Look at the next piece.

        Raises:
            SurveyError: It is not well-formed, defines entities, or names a cell that no sheet has.
        """
        self._parse(piece, is_last=False)

    def close(self) -> None:
        """The part has gone by.

        Raises:
            SurveyError: It was cut short.
        """
        self._parse(b"", is_last=True)
        self._end_cell()

    def _parse(self, piece: bytes, is_last: bool) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError as fault:
            raise SurveyError(f"{self._part} is not well-formed XML; save the file anew in Excel") from fault

    def _refuse_doctype(self, *_: object) -> None:
        raise SurveyError(
            f"{self._part} is XML with a document type or entities, which no spreadsheet program writes and "
            "which could read files; it is not opened"
        )

    def _find_cells(self, name: str, _: dict[str, str]) -> None:
        """Wait for a sheet's cells: the list of formulas, for one, has elements of the same names."""
        if name == "sheetData" or name.endswith(":sheetData"):
            prefix = name.removesuffix("sheetData")
            self._formula, self._value = f"{prefix}f", f"{prefix}v"
            self._parser.StartElementHandler = self._element

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c" or name.endswith(":c"):
            if self._waits:
                self._end_cell()
            self._kind = attributes.get("t")
            reference = attributes.get("r", "")
            # Nearly every cell stands beside one of its row and below one of its column: nothing new to learn of it
            known = self._seen.get(reference[: -self._digits]) if reference.endswith(self._row_text) else None
            self._column = known or self._place(reference)
            if self._kind == "e" and not self.first_error:
                self.first_error = reference or f"R{self._row}C{self._column}"
        elif name == self._formula:
            self._waits = self._kind != "str"  # there no value is the empty text
        elif name == self._value:
            if self._waits:
                self._parser.CharacterDataHandler = self._note_value
                self._parser.EndElementHandler = self._end_value
        elif name == "row" or name.endswith(":row"):
            if self._waits:
                self._end_cell()
            self._begin_row(attributes.get("r"))

    def _note_value(self, text: str) -> None:
        if text.strip():
            self._waits = False

    def _end_value(self, _: str) -> None:
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None

    def _end_cell(self) -> None:
        """Note the last cell if no value came for its formula."""
        if self._waits and len(self.unvalued) < MOST_NOTED:
            self.unvalued.append((self._row, self._column))
        self._waits = False

    def _begin_row(self, said: str | None) -> None:
        self._row = self._row + 1 if said is None else _whole(said)
        self._column = 0
        self._row_text, self._digits = str(self._row), len(str(self._row))
        self._seen = self._columns if self._top <= self._row <= self._bottom else {}

    def _place(self, reference: str) -> int:
        """The column of a cell, which widens the extent; one without a reference follows the one before."""
        match = _REFERENCE.fullmatch(reference)
        column = _column(match[1]) if match else self._column + 1
        is_elsewhere = bool(reference) and (match is None or match[2] != self._row_text)
        if is_elsewhere or not (0 < self._row <= _ROWS and 0 < column <= _COLUMNS):
            raise SurveyError(f"{self._part} names a cell that no sheet has; save the file anew in Excel")
        self._top, self._bottom = min(self._top, self._row), max(self._bottom, self._row)
        self._left, self._right = min(self._left, column), max(self._right, column)
        if match:
            self._columns[match[1]] = column
        self._seen = self._columns
        return column


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
