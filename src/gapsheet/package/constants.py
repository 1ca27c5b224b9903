"""How a constant stands in a cell: text always as text, never as a formula or a link."""

from __future__ import annotations

import re

from gapsheet.errors import CellError, RewriteError
from gapsheet.package.celltext import escaped, written
from gapsheet.quantities import CellValue

LONGEST_TEXT = 32_767  # characters that a cell may hold
_OUTER_SPACE = re.compile(r"\A\s|\s\Z|\n|\t|  ")


def constant(value: CellValue, prefix: bytes = b"") -> tuple[bytes, bytes]:
    """The t attribute (with a space before it; b"" for numbers) and the content of a cell that is not blank.

    Text is stored in the cell itself: whatever it begins with, a spreadsheet program reads it as text.
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return written(float(value), prefix)  # float: a number of numpy's would give away its class
    if not isinstance(value, str) or isinstance(value, CellError):
        return written(value, prefix)
    if len(value) > LONGEST_TEXT:
        raise RewriteError(
            f"a text of {len(value):,} characters does not fit into a cell, which holds {LONGEST_TEXT:,}; shorten it "
            f"({value[:40]!r}...)"
        )
    preserve = b' xml:space="preserve"' if _OUTER_SPACE.search(value) else b""
    return b' t="inlineStr"', b"<%bis><%bt%b>%b</%bt></%bis>" % (
        prefix,
        prefix,
        preserve,
        escaped(value),
        prefix,
        prefix,
    )
