"""What every reader of a source hands over, and the options that the column Query holds for files."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gapsheet.errors import SourceError
from gapsheet.refresh.records import Source

if TYPE_CHECKING:
    import pandas as pd  # for the hint alone: it takes long to import

Tell = Callable[[str], None]
CELL_TEXT_LIMIT = 32_767  # characters that a cell of Excel holds


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found: the data as they came, and what their source says of them.

    Attributes:
        frame: One column per field, as text or as the source's own types; its attrs number the rows (`row_numbers`).
        digest: SHA-256 of the bytes, in hexadecimal.
        as_of: As Fetched has it.
        vintage: As Fetched has it.
        retrieved: When the data came first; None for just now.
        is_cached: As Fetched has it.
    """

    frame: pd.DataFrame
    digest: str
    as_of: str = ""
    vintage: str = ""
    retrieved: datetime | None = None
    is_cached: bool = False


def digest_of(parts: Iterable[bytes]) -> str:
    """SHA-256 over pieces of bytes; where one file ends and the next begins counts."""
    parts = list(parts)
    if len(parts) == 1:
        return hashlib.sha256(parts[0]).hexdigest()
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def options_of(source: Source, known: Mapping[str, str]) -> dict[str, str]:
    """The options in a source's query, written as name=value with spaces between; defaults for the others.

    Raises:
        SourceError: Something else stands there.
    """
    options = dict(known)
    try:
        words = shlex.split(source.query)
    except ValueError as fault:
        raise SourceError(f"source {source.id}: the quotation marks in its query do not pair; correct it") from fault
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise SourceError(
                f"source {source.id}: '{shown(word)}' in its query means nothing for the kind {source.kind}; "
                f"known: {', '.join(f'{name}=' for name in known)}"
            )
        options[name] = value
    return options


def shown(text: object, width: int = 40) -> str:
    """Text of unknown origin as a message may show it: short, and without signs that a terminal would obey."""
    clean = visible(str(text)[: width + 1])
    return clean if len(clean) <= width else f"{clean[:width]}..."


def visible(text: str) -> str:
    """Text of unknown origin as a whole, with signs that a terminal would obey, or that hide others, as their codes."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in text)
