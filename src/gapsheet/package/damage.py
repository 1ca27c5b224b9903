"""What reading a part throws that says what no spreadsheet program writes, as an error that names the file."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from gapsheet.errors import DamagedWorkbookError


@contextlib.contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn the faults of readers that trust what a part says of itself into one of the house.

    Addresses that are none, counts that are no numbers, texts that are not UTF-8: each reader would have to look for
    all of them on paths that run hundreds of thousands of times.

    Raises:
        DamagedWorkbookError: Something in the block met such a part.
    """
    try:
        yield
    except (ValueError, OverflowError, LookupError, etree.LxmlError) as problem:
        raise DamagedWorkbookError(
            f"{path} is damaged: a part says what no spreadsheet program writes ({problem}); "
            "open it in Excel, check it, and save it again"
        ) from problem
