"""How a message counts things: one cell, two cells."""

from __future__ import annotations


def number_of(count: int, one: str, many: str = "") -> str:
    """A number with the word for what is counted.

    Args:
        count: How many there are.
        one: The word for a single thing, and whatever follows it: "cell shows".
        many: The same for none or several; `one` with an s if left out.

    Examples:
        >>> number_of(1, "cell"), number_of(2_500, "cell")
        ('1 cell', '2,500 cells')
        >>> number_of(1, "cell shows", "cells show")
        '1 cell shows'
    """
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"
