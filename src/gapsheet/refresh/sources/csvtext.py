"""CSV as text: its encoding, its rows, and what in them is refused."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice

import pandas as pd

from gapsheet.counting import number_of
from gapsheet.errors import DataError, SourceError
from gapsheet.refresh.configuration import Limits
from gapsheet.refresh.records import Source, Type
from gapsheet.refresh.rownumbers import FIRST, PASSED, row_numbers
from gapsheet.refresh.sources.content import options_of, shown

OPTIONS = {"encoding": "utf-8", "delimiter": "", "decimal": "point", "blank": "", "skip": "0"}
_DELIMITERS = {"": ",", "comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|"}
_DECIMALS = {"point": ".", ".": ".", "comma": ",", ",": ","}
_WITH_COMMA = re.compile(r"[ \t]*[+-]?(?:[0-9]+,?[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t]*")
_ZIPPED = b"PK\x03\x04"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def csv_frame(
    source: Source, name: str, content: bytes, limits: Limits, options: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The rows of a CSV as text, blanks as None.

    Args:
        source: The source, for messages.
        name: What messages call the data.
        content: The bytes.
        limits: How many rows are accepted.
        options: Encoding, delimiter, decimal, the sign in figures, blank, the sign for a missing figure, and skip, the
            lines above the headings; those in the source's query if omitted.

    Raises:
        SourceError: The query's options are not understood.
        DataError: The bytes are no such text, or the rows no table.
    """
    is_its_query = options is None
    options = options_of(source, OPTIONS) if options is None else options
    usual = "\t" if name.casefold().removesuffix(".gz").endswith(".tsv") else ","
    delimiter = _delimiter(source, options["delimiter"], usual)
    has_commas = _decimal(source, options["decimal"]) == ","
    where = f"source {source.id}: {shown(name, 200)}"
    text = _decoded(where, content, _encoding(source, options["encoding"]))
    blank: list[int] = []
    skip = _skipped(source, options["skip"])
    rows = _rows(where, text, delimiter, skip, limits.rows, blank)
    headings = next(rows, None)
    if headings is None:
        raise DataError(f"{where} is empty; a row of headings is needed")
    first = 2 + skip + len(blank)  # those before the headings
    if is_its_query:
        _refuse_unsplit(source, where, headings, delimiter)
    names = _names(where, headings)
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    blanks = {"", options["blank"]}
    frame = pd.DataFrame(
        {
            field: pd.Series([None if cell in blanks else cell for cell in column], dtype=object)
            for field, column in zip(names, columns, strict=True)
        }
    )
    frame.attrs |= {FIRST: first, PASSED: tuple(blank)}
    return _with_points(source, where, frame) if has_commas else frame


def _delimiter(source: Source, said: str, usual: str) -> str:
    delimiter = _DELIMITERS.get(said, said) if said else usual
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise SourceError(
            f"source {source.id}: delimiter={shown(said)} is to be comma, tab, semicolon, pipe or one sign"
        )
    return delimiter


def _decimal(source: Source, said: str) -> str:
    sign = _DECIMALS.get(said)
    if sign is None:
        raise SourceError(f"source {source.id}: decimal={shown(said)} is to be point or comma")
    return sign


def _with_points(source: Source, where: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Figures with a decimal comma in the way of programs; other columns stay as they are.

    Raises:
        DataError: A figure is written otherwise, as with points between thousands, which would change its meaning.
    """
    figures = {column.field for column in source.read if column.type in (Type.NUMBER, Type.INTEGER)}
    for field in figures.intersection(frame.columns):
        cells = frame[field].tolist()
        odd = next((place for place, cell in enumerate(cells) if cell and not _WITH_COMMA.fullmatch(cell)), None)
        if odd is not None:
            raise DataError(
                f"{where}: row {row_numbers(frame)[odd]:,} holds '{shown(cells[odd])}' in the column {shown(field)}, "
                "which is no figure with a decimal comma; write figures without points or spaces between thousands, "
                "and name a sign for gaps with blank= in the query"
            )
        frame[field] = pd.Series([cell and cell.replace(",", ".") for cell in cells], dtype=object)
    return frame


def _encoding(source: Source, said: str) -> str:
    try:
        "".encode(said)
        return codecs.lookup(said).name
    except (LookupError, UnicodeError) as fault:
        raise SourceError(
            f"source {source.id}: encoding={shown(said)} is not known; usual ones are utf-8, cp932, cp1252 and utf-16"
        ) from fault


def _skipped(source: Source, said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) < 6):
        raise SourceError(f"source {source.id}: skip={shown(said)} is to be the number of lines above the headings")
    return int(said)


def _decoded(where: str, content: bytes, encoding: str) -> str:
    """The text, without a byte order mark; nothing is guessed and no byte replaced."""
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError as fault:
        raise DataError(f"{where} {_undecodable(content, encoding, fault)}") from fault
    odd = _CONTROL.search(text)
    if odd:
        line = text.count("\n", 0, odd.start()) + 1
        raise DataError(
            f"{where} holds the control character U+{ord(odd[0]):04X} in line {line}; it is no text, or in another "
            "encoding: save it anew as CSV UTF-8"
        )
    return text


def _undecodable(content: bytes, encoding: str, fault: UnicodeError) -> str:
    """Which byte is wrong, and what may cure it."""
    if content.startswith(_ZIPPED):
        return 'is an Excel or zip file, no CSV; write "excel" under Kind for a workbook, or save it as CSV UTF-8'
    place = fault.start if isinstance(fault, UnicodeDecodeError) else 0
    line = content.count(b"\n", 0, place) + 1
    candidates = ("utf-16",) if content.startswith(_UTF16) else ("cp932", "cp1252")
    likely = next((name for name in candidates if _decodes(content, name)), None)
    hint = f", or write encoding={likely} in its query if that is what it is" if likely and encoding == "utf-8" else ""
    byte = f"byte 0x{content[place]:02X}" if place < len(content) else "its end"
    return f"is not {encoding.upper()}: {byte} in line {line} (position {place + 1:,}); save it as CSV UTF-8{hint}"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeError:
        return False
    return True


def _rows(where: str, text: str, delimiter: str, skip: int, limit: int, blank: list[int]) -> Iterator[list[str]]:
    """The headings and the rows; lines without anything are passed over, and their numbers put down."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = None
    count = 0
    try:
        for number, row in enumerate(islice(reader, skip, None), skip + 1):
            if not row:
                blank.append(number)
                continue
            if width is None:
                width = len(row)
            elif len(row) != width:
                cells = number_of(len(row), "cell")
                raise DataError(
                    f"{where}: line {reader.line_num} has {cells} under {number_of(width, 'heading')}; "
                    "correct the line, or name the sign between cells with delimiter= in the query"
                )
            elif (count := count + 1) > limit:
                raise too_many_rows(where, limit)
            yield row
    except csv.Error as fault:
        raise DataError(f"{where}: line {reader.line_num} cannot be read as CSV ({fault}); correct it") from fault


def too_many_rows(where: str, limit: int) -> DataError:
    """The refusal of more rows than one source may bring."""
    return DataError(
        f"{where} has more than {limit:,} rows; choose fewer of them with a query, or raise rows under [limits] in "
        "your configuration (a sheet holds 1,048,575)"
    )


def _refuse_unsplit(source: Source, where: str, headings: list[str], delimiter: str) -> None:
    """Refuse a table whose headings all stand in one cell, since another sign separates its cells."""
    if len(headings) > 1 or headings[0].strip() in {column.field for column in source.read}:
        return
    others = {name: sign for name, sign in _DELIMITERS.items() if name and sign != delimiter}
    sign = next((name for name, sign in others.items() if sign in headings[0]), None)
    if sign:
        raise DataError(
            f"{where}: its headings stand in one cell, '{shown(headings[0])}'; if the sign between cells is a {sign}, "
            f"write delimiter={sign} in the query"
        )


def _names(where: str, headings: list[str]) -> list[str]:
    names = [heading.strip() for heading in headings]
    if "" in names:
        raise DataError(f"{where}: column {names.index('') + 1} has no heading; give every column one")
    refuse_duplicates(where, names)
    return names


def refuse_duplicates(where: str, names: list[str]) -> None:
    """Two columns of one name cannot be told apart.

    Raises:
        DataError: There are such.
    """
    double = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if double is not None:
        raise DataError(f"{where} has two columns {shown(double)}; give each column a name of its own")
