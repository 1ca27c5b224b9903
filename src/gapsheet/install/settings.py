"""How gapsheet's keys stand among others in xlwings' configuration file, byte for byte.

The file holds lines `"KEY","value"`. VBA reads it in the code page of Windows, so it is written in that; what others
wrote is never decoded, because nobody knows in which encoding they did.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from gapsheet.errors import ConfigurationError

INTERPRETER = "GAPSHEET_INTERPRETER_WIN"
MODULES = "GAPSHEET_UDF_MODULES"
XLWINGS = "GAPSHEET_XLWINGS_VERSION"
VERSION = "GAPSHEET_VERSION"
TEMPLATES = "GAPSHEET_TEMPLATES"
HOST_MODULE = "gapsheet.hosts.windows"

# In the code pages of East Asia the second byte of a character is never a quotation mark or a line end.
_OURS = re.compile(rb'[ \t]*"(GAPSHEET_[A-Z_]+)"[ \t]*,[ \t]*"([^"\r\n]*)"[ \t]*(?:\r\n|\r|\n)?', re.IGNORECASE)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_WINDOWS_LINE_END = b"\r\n"


def read(content: bytes, code_page: str) -> dict[str, str]:
    """gapsheet's keys in the file; of several lines with one key the first counts, as in VBA."""
    found: dict[str, str] = {}
    for line in content.splitlines():
        match = _OURS.fullmatch(line)
        if match:
            found.setdefault(match[1].decode("ascii").upper(), match[2].decode(code_page, errors="replace"))
    return found


def with_settings(content: bytes, settings: Mapping[str, str], code_page: str) -> bytes:
    """The file with these settings and no other key of gapsheet; the same bytes if it holds just these.

    Raises:
        ConfigurationError: A value cannot be written, or the file is one that VBA cannot read.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content:
        raise ConfigurationError(
            "the file is written in UTF-16, which Excel cannot read here; open it in the editor and save it as ANSI"
        )
    wanted = [_line(key, value, code_page) for key, value in settings.items()]
    mark, body = _split(content)
    lines = body.splitlines()
    present = [line for line in lines if _OURS.fullmatch(line)]
    readable = not mark or lines[:1] != present[:1]  # behind the mark, VBA does not know the first line's key
    if sorted(present) == sorted(wanted) and readable:
        return content
    return mark + _inserted(_others(body), wanted, behind_first=bool(mark))


def without_settings(content: bytes) -> bytes:
    """The file without gapsheet's keys: the bytes that were there before them."""
    mark, body = _split(content)
    return mark + _others(body)


def _split(content: bytes) -> tuple[bytes, bytes]:
    """The byte order mark that editors put in front of UTF-8, and the rest."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark, content.removeprefix(mark)


def _others(body: bytes) -> bytes:
    lines = body.splitlines(keepends=True)
    kept = b"".join(line for line in lines if not _OURS.fullmatch(line))
    is_last = bool(lines) and _OURS.fullmatch(lines[-1]) and not _LINE_END.search(lines[-1])
    return _without_last_line_end(kept) if is_last else kept


def _line(key: str, value: str, code_page: str) -> bytes:
    if re.search(r'["\x00-\x1f]', value):
        raise ConfigurationError(f"{value!r} holds a quotation mark or a control character; no folder may be named so")
    try:
        return f'"{key}","{value}"'.encode(code_page)
    except UnicodeEncodeError as fault:
        raise ConfigurationError(
            f"{value} holds {fault.object[fault.start : fault.end]}, which Excel's VBA cannot read on this Windows "
            f"(its language for non-Unicode programs lacks it); install Python and gapsheet in a folder such as "
            r"C:\Python, and run from there: gapsheet install"
        ) from fault


def _inserted(others: bytes, wanted: list[bytes], behind_first: bool) -> bytes:
    """Ours go first: then it does not matter whether the last line of the others has an end."""
    match = _LINE_END.search(others)
    line_end = match[0] if match else _WINDOWS_LINE_END
    block = b"".join(line + line_end for line in wanted)
    if not behind_first:
        return block + others
    if match:
        return others[: match.end()] + block + others[match.end() :]
    return others + line_end + block.removesuffix(line_end)


def _without_last_line_end(content: bytes) -> bytes:
    for line_end in (b"\r\n", b"\n", b"\r"):
        if content.endswith(line_end):
            return content.removesuffix(line_end)
    return content
