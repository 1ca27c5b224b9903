"""Pages of a PDF as pictures, and which sheet each of them shows."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gapsheet.errors import MissingProgramError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_POINTS = 72  # to an inch
_UNFIT = re.compile(r"[^\w -]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG file's bytes, with the name it should get."""

    name: str
    content: bytes
    width: int
    height: int


def page_pictures(pdf: Path, dpi: int) -> Iterator[Picture]:
    """Every page, named by its place, its sheet, and its number within the sheet.

    Raises:
        MissingProgramError: What draws the pages is not installed.
    """
    with _opened(pdf) as document:
        names = _page_names(document)
        for number, name in enumerate(names):
            pixels = _pixels(document[number], dpi)
            yield Picture(f"{name}.png", png(pixels), pixels.shape[1], pixels.shape[0])


def png(pixels: Pixels) -> bytes:
    """Pixels (rows, columns, red-green-blue) as a PNG file: ISO/IEC 15948, eight bits, no filter."""
    height, width, _ = pixels.shape
    lines = np.zeros((height, width * 3 + 1), dtype=np.uint8)
    lines[:, 1:] = pixels.reshape(height, width * 3)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def refuse_without_drawer() -> None:
    """Find out before any work whether pages can be drawn.

    Raises:
        MissingProgramError: The package that draws them is not installed.
    """
    if find_spec("pypdfium2") is None:
        raise MissingProgramError(
            'pictures of pages need one more package; install it with: pip install "gapsheet[pictures]"'
        )


def _opened(pdf: Path) -> Any:
    refuse_without_drawer()
    import pypdfium2

    return pypdfium2.PdfDocument(pdf)


def _pixels(page: Any, dpi: int) -> Pixels:
    bitmap = page.render(scale=dpi / _POINTS, rev_byteorder=True, prefer_bgrx=False)
    pixels: Pixels = np.array(bitmap.to_numpy(), dtype=np.uint8)[:, :, :3]
    return pixels


def _page_names(document: Any) -> list[str]:
    """A name for each page from the bookmark it follows: 02_Scorecard, 03_Targets_1, 03_Targets_2."""
    count = len(document)
    starts = [(mark.get_dest().get_index(), mark.get_title()) for mark in document.get_toc() if mark.level == 0]
    starts = starts or [(0, "page")]
    ends = [start for start, _ in starts[1:]] + [count]
    names: list[str] = []
    for place, ((start, title), end) in enumerate(zip(starts, ends, strict=True), start=1):
        bare = f"{place:02d}_{_UNFIT.sub('_', title).strip()}"
        several = end - start > 1
        names += [f"{bare}_{number}" if several else bare for number in range(1, end - start + 1)]
    return names
