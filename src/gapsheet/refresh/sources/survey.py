"""One look at a part of an Excel file before a reader trusts it: entities, the extent of a sheet, cells with errors.

The reader (calamine) holds every cell between a sheet's outermost ones; two cells in opposite corners would end the
whole process, and no program can catch that.
"""

from __future__ import annotations

import re
from xml.parsers import expat

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ROWS, _COLUMNS = 1_048_576, 16_384  # of a sheet


class SurveyError(Exception):
    """The part is not what a spreadsheet program writes."""


class Survey:
    """A part as it goes by, piece by piece.

    Attributes:
        first_error: The first cell that shows an error; "" if there is none.
    """

    def __init__(self, part: str) -> None:
        self.first_error = ""
        self._part = part
        self._row = self._column = 0
        self._rows: list[int] = []
        self._top = self._left = _ROWS
        self._bottom = self._right = 0
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._element

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

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            self._row = self._number(attributes.get("r"), self._row + 1)
            self._column = 0
        elif kind == "c":
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        if reference:
            self._place(reference)
        else:
            self._column += 1
        if not (0 < self._row <= _ROWS and 0 < self._column <= _COLUMNS):
            raise SurveyError(f"{self._part} names a cell that no sheet has; save the file anew in Excel")
        self._top, self._bottom = min(self._top, self._row), max(self._bottom, self._row)
        self._left, self._right = min(self._left, self._column), max(self._right, self._column)
        if attributes.get("t") == "e" and not self.first_error:
            self.first_error = reference or f"R{self._row}C{self._column}"

    def _place(self, reference: str) -> None:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            raise SurveyError(f"{self._part} names a cell that no sheet has; save the file anew in Excel")
        self._column = 0
        for letter in match[1]:
            self._column = self._column * 26 + ord(letter) - ord("A") + 1
        self._row = int(match[2])

    def _number(self, said: str | None, otherwise: int) -> int:
        if said is None:
            return otherwise
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else 0
