"""How many lines a text takes in a column: the widths of the letters, and the breaking of words."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Widths of Calibri's letters (Carlito's are the same), with that of a digit as 1; letters not listed are as wide.
_GROUPS = {
    0.5: " ',.:;Iijl|",
    0.6: "!()-J[]`f{}",
    0.7: "rt",
    0.8: '"/L\\csz',
    0.9: "?FSZagkvxy",
    1.1: "ABCRV",
    1.2: "DGH",
    1.3: "&NOQU",
    1.4: "%w",
    1.7: "mM",
    1.8: "@W",
}
_WIDTHS = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_IDEOGRAPHS = 0x2E80  # from here on letters take two places
# One ideograph with the marks that may not begin a line, or letters in a row.
_UNBROKEN = re.compile(r"[⺀-\U0010ffff][、。，．：；！？）」』】〉》〕ー々％]*|[^⺀-\U0010ffff]+")
_ROOM = 0.94  # of a column's width: programs and printers round the widths of letters, each in its own way
_INDENT = 1.3  # digits that one step of indent takes
_BODY = 11  # points: a column's width is told in digits of this size


def width(text: str, size: float = _BODY, *, bold: bool = False) -> float:
    """The width of a text in digits of the body size."""
    digits = sum(2.0 if ord(letter) >= _IDEOGRAPHS else _WIDTHS.get(letter, 1.0) for letter in text)
    return digits * size / _BODY * (1.03 if bold else 1.0)


def count(text: str, column: float, size: float = _BODY, *, bold: bool = False, indent: float = 0) -> int:
    """How many lines a text takes in a column of that width, broken between words and inside the longest."""
    room = max(column * _ROOM - indent * _INDENT, 1.0)
    space = width(" ", size, bold=bold)
    lines, used = 1, 0.0
    for word, gap in _words(text):
        long = width(word, size, bold=bold)
        if used and used + gap * space + long > room:
            lines, used = lines + 1, 0.0
        used += long + (gap * space if used else 0)
        lines, used = lines + int(used // room), used % room
    return lines


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """What a line may be broken between, and whether a space stands before it: words; in Japanese ideographs, too."""
    japanese = 3 * sum(ord(letter) >= _IDEOGRAPHS for letter in text) > len(text)
    for word in text.split():
        parts = _UNBROKEN.findall(word) if japanese else [word]
        yield from ((part, number == 0) for number, part in enumerate(parts))


def height(lines: int, size: float) -> float:
    """Points that lines of text of a size take, with air above and below; 20 at least."""
    return max(20.0, 1.36 * size * lines + 5)
