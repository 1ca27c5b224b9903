"""Everything that can go wrong, as one tree, and the error value that a cell then shows.

GapsheetError
|-- CalculationError             a function refuses; `.cell_error` is what the cell shows
|   |-- MissingValueError        #N/A     a required argument is blank, or no figure exists
|   |-- UnknownLabelError        #N/A     a name that is not in the list it is looked up in
|   |-- RuleError                #N/A     a rule of law that does not hold for this case or date
|   |-- ZeroBaseError            #DIV/0!  the base of a comparison is zero
|   |-- DomainError              #NUM!    not defined for these numbers
|   |-- LimitError               #NUM!    more rows than a sheet should be asked to hold
|   |-- ArgumentTypeError        #VALUE!  text where a number belongs, or the reverse
|   |-- ArgumentCountError       #VALUE!  too few or too many arguments
|   |-- AmountTextError          #VALUE!  a written amount that is not fully understood
|   |-- ShapeError               #VALUE!  ranges that do not fit together
|   `-- PassedError              (same)   an argument is itself an error
|-- FactError                    a figure asked for in a way its record forbids
|-- TableError                   a table that cannot be opened, or lacks what is asked of it
|   |-- MissingTableError
|   |-- MissingColumnError
|   |-- UnreadableTableError
|   `-- MissingEngineError       the program that was to read it is not installed
|-- LanguageError                an edition that does not exist, or a catalogue that cannot be used
|-- WorkbookError                a file that cannot be read, calculated or written
|   |-- MissingFileError
|   |-- NotAWorkbookError
|   |-- EncryptedWorkbookError
|   |-- DamagedWorkbookError
|   |-- OversizedWorkbookError
|   |-- UnwritableFileError
|   |-- MacroError               VBA that cannot be read from xlwings' files, or not be put into a workbook
|   `-- CircularReferenceError
|-- RefreshError                 data that cannot be brought into a workbook
|   |-- SourceError              a source that is described wrongly, or that cannot be read as described
|   |-- AccessError              a source that may not be read: not approved, outside the folders, another host
|   |-- SecretError              a secret that does not exist, or is not bound to the host that asks for it
|   |-- FetchError               a server or database that did not answer, or not with data
|   |-- DataError                data that are not what the workbook says they are
|   |-- RewriteError             a table that cannot take its new rows: no room, a damaged part
|   `-- ConflictError            the file changed underneath, or another refresh is at work on it
|-- PublishingError              a workbook that cannot be frozen, compared or printed as it is
|   `-- MissingProgramError      LibreOffice, or what draws pictures, is not there or does not answer
`-- InstallError                 the add-in cannot be put into Excel, or taken out of it
    |-- UnsupportedSystemError
    |-- AddinInUseError
    `-- ConfigurationError
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import numpy as np


class CellError(StrEnum):
    """The seven error values that every spreadsheet program knows."""

    NULL = "#NULL!"
    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    REF = "#REF!"
    NAME = "#NAME?"
    NUM = "#NUM!"
    NA = "#N/A"


class GapsheetError(Exception):
    """Root of all errors raised on purpose."""


class CalculationError(GapsheetError):
    """A function refuses its arguments; the message names the argument and what was received.

    `where` marks the refused elements when the arguments were arrays, and `reasons` tells the message of each.
    """

    cell_error: ClassVar[CellError] = CellError.VALUE
    where: np.ndarray | None = None
    reasons: Callable[[], list[str]] | None = None


class MissingValueError(CalculationError):
    """A required argument is blank, or the figure asked for does not exist."""

    cell_error = CellError.NA


class UnknownLabelError(CalculationError):
    """A name that is not in the list in which it is looked up."""

    cell_error = CellError.NA


class RuleError(CalculationError):
    """A rule of law that does not hold for this case, or on this date; the message quotes it."""

    cell_error = CellError.NA


class ZeroBaseError(CalculationError):
    """The base of a comparison is zero."""

    cell_error = CellError.DIV0


class DomainError(CalculationError):
    """The result is not defined for these numbers."""

    cell_error = CellError.NUM


class LimitError(CalculationError):
    """The answer would hold more rows than a sheet should be asked to hold."""

    cell_error = CellError.NUM


class ArgumentTypeError(CalculationError):
    """Text where a number belongs, or a number where text belongs."""


class ArgumentCountError(CalculationError):
    """Too few or too many arguments."""


class AmountTextError(CalculationError):
    """A written amount of which some part is not understood."""


class ShapeError(CalculationError):
    """Ranges that do not fit together, or a range where one cell belongs."""


class PassedError(CalculationError):
    """An argument is itself an error, which is passed on unchanged."""

    def __init__(self, message: str, passed: CellError) -> None:
        super().__init__(message)
        self.cell_error = passed  # type: ignore[misc]  # the one error whose cell error is not its class's


class FactError(GapsheetError):
    """A figure is asked for that does not exist, or in a way its record forbids."""


class TableError(GapsheetError):
    """A table cannot be opened, or lacks what is asked of it; the message names the cure."""


class MissingTableError(TableError):
    """There is no such file, folder or table."""


class MissingColumnError(TableError):
    """The table lacks a column; the message lists those it has."""


class UnreadableTableError(TableError):
    """The files are no tables, or hold what contradicts the kind of a column."""


class MissingEngineError(TableError):
    """What should read the table is not installed or does not start."""


class LanguageError(GapsheetError):
    """There is no edition in a language, or its catalogue of texts cannot be used."""


class WorkbookError(GapsheetError):
    """A workbook file cannot be read, calculated or written; the message names the file and the cure."""


class MissingFileError(WorkbookError):
    """There is no such file."""


class NotAWorkbookError(WorkbookError):
    """The file is something other than an .xlsx or .xlsm workbook."""


class EncryptedWorkbookError(WorkbookError):
    """The workbook is protected by a password."""


class DamagedWorkbookError(WorkbookError):
    """The workbook is cut short or its parts contradict each other."""


class OversizedWorkbookError(WorkbookError):
    """The workbook would unpack to more than the size limit."""


class UnwritableFileError(WorkbookError):
    """The result could not be written; the original is as it was."""


class MacroError(WorkbookError):
    """VBA cannot be read from the files of xlwings, or cannot be put into a workbook as it is given."""


class CircularReferenceError(WorkbookError):
    """Cells refer to themselves, directly or in a ring."""


class RefreshError(GapsheetError):
    """Data cannot be brought into a workbook; the message names source or table, what is wrong and the cure."""


class SourceError(RefreshError):
    """A source is described wrongly on the sheet, or holds something else than described."""


class AccessError(RefreshError):
    """A source may not be read: nobody approved it, or it lies outside what the user's configuration allows."""


class SecretError(RefreshError):
    """A secret does not exist, or is not bound to the host that asks for it; its value is never in the message."""


class FetchError(RefreshError):
    """A server, database or file did not answer, or answered with something that is no data."""


class DataError(RefreshError):
    """The data are not what the workbook says: columns, types, duplicates, plausible range."""


class RewriteError(RefreshError):
    """A table of the workbook cannot take its new rows."""


class ConflictError(RefreshError):
    """The file was changed by another program meanwhile, or another refresh is at work on it."""


class PublishingError(GapsheetError):
    """A workbook cannot be frozen, compared or printed as it is; the message names the cure."""


class MissingProgramError(PublishingError):
    """A program that prints or draws is not installed, or does not answer."""


class InstallError(GapsheetError):
    """The add-in cannot be installed or removed; the message says what is in the way and the cure."""


class UnsupportedSystemError(InstallError):
    """There is no Excel for Windows on this system."""


class AddinInUseError(InstallError):
    """Excel has the add-in open, and a file in use cannot be replaced."""


class ConfigurationError(InstallError):
    """xlwings' configuration file cannot hold gapsheet's settings."""
