"""How a cell's value is spelled inside a sheet part, and how such a spelling is read."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from html import unescape as html_unescape

from gapsheet.errors import CellError
from gapsheet.quantities import CellValue

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|#[0-9]+|#x[0-9A-Fa-f]+);")
# What XML 1.0 cannot hold, the carriage return that parsers turn into a line feed, and texts that look like an escape.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_OUTER_SPACE = re.compile(r"\A\s|\s\Z|\n")
_ERRORS = {error.value: error for error in CellError}


def unescaped(raw: bytes) -> str:
    """Text between two tags as people wrote it."""
    text = raw.decode("utf-8")
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html_unescape(entity[0]), text)
    return decoded(text)


def decoded(text: str) -> str:
    """Text whose characters that XML cannot hold stand in it as _xHHHH_."""
    return _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> bytes:
    """Text as it may stand between two tags; what XML cannot hold becomes _xHHHH_."""
    text = _UNWRITABLE.sub(lambda character: f"_x{ord(character[0]):04X}_", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def number(value: float) -> bytes:
    """The shortest digits that read back as the same number."""
    digits = b"%r" % value
    return digits[:-2] if digits.endswith(b".0") else digits


def numbers(values: Sequence[float]) -> list[bytes]:
    """What `number` makes of each of these floats, in half the time."""
    written_out = (repr(list(values))[1:-1] + ",").replace(".0,", ",")[:-1]
    return written_out.encode("ascii").split(b", ") if values else []


def stored_value(kind: bytes, raw: bytes | None, inline: bytes = b"", strings: Sequence[str] = ()) -> CellValue:
    """The value that a cell element holds.

    Args:
        kind: Its t attribute, b"" if it has none.
        raw: The text of its v element, None if it has none.
        inline: Its is element, for t="inlineStr".
        strings: The workbook's shared strings, for t="s".
    """
    if kind == b"inlineStr":
        return _inline_text(inline) if inline else None
    if raw is None:
        return None
    if kind == b"str":
        return unescaped(raw)
    raw = raw.strip()
    if not raw:
        return None
    return _READERS.get(kind, _number_or_text)(raw, strings)


def _number_or_text(raw: bytes, strings: Sequence[str]) -> CellValue:
    try:
        return float(raw)
    except ValueError:
        return unescaped(raw)


def _shared(raw: bytes, strings: Sequence[str]) -> CellValue:
    place = int(raw) if raw.isdigit() else len(strings)
    return strings[place] if place < len(strings) else None


def _error(raw: bytes, strings: Sequence[str]) -> CellValue:
    """Errors newer than the seven are what older programs show for them: #VALUE!."""
    return _ERRORS.get(raw.decode("utf-8"), CellError.VALUE)


_READERS: dict[bytes, Callable[[bytes, Sequence[str]], CellValue]] = {
    b"b": lambda raw, strings: raw in (b"1", b"true"),
    b"e": _error,
    b"s": _shared,
    b"d": lambda raw, strings: unescaped(raw),
}

_TEXT_RUN = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^<>]*)?>([^<]*)</")
_PHONETIC = re.compile(rb"<((?:[\w.-]+:)?)rPh[\s>].*?</\1rPh\s*>", re.DOTALL)


def _inline_text(inline: bytes) -> str:
    """The runs of an is element, without the reading aids of Japanese text."""
    return "".join(unescaped(run) for run in _TEXT_RUN.findall(_PHONETIC.sub(b"", inline)))


def written(value: CellValue, prefix: bytes = b"") -> tuple[bytes, bytes]:
    """The t attribute (with a space before it; b"" for numbers) and the v element for a value."""
    if isinstance(value, CellError):
        return b' t="e"', b"<%bv>%b</%bv>" % (prefix, value.value.encode("ascii"), prefix)
    if isinstance(value, bool):
        return b' t="b"', b"<%bv>%d</%bv>" % (prefix, value, prefix)
    if value is None or isinstance(value, str):
        return b' t="str"', _text_element(value or "", prefix)
    if not math.isfinite(value):
        return b' t="e"', b"<%bv>#NUM!</%bv>" % (prefix, prefix)
    return b"", b"<%bv>%b</%bv>" % (prefix, number(value), prefix)


def _text_element(text: str, prefix: bytes) -> bytes:
    preserve = b' xml:space="preserve"' if _OUTER_SPACE.search(text) else b""
    return b"<%bv%b>%b</%bv>" % (prefix, preserve, escaped(text), prefix)
