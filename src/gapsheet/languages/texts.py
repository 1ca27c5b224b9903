"""Which texts a translator is asked for: words, not names of cells and functions, addresses, codes or numbers."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"https?://\S+")
_USAGE = re.compile(r"\b[A-Z][A-Z0-9_]{2,}\([^()]*\)")  # a call of a function, as the help writes it
_NAMES = re.compile(r"\b\w*_\w*\b|\b(?!FY)[A-Z]{1,4}\d+[A-Za-z]?\b|\bTRUE\b|\bFALSE\b|\b\d+[a-z]{1,2}\b|&[A-Z]")
_PLACE = re.compile(r"\{\w+(?:\*[\d.]+)?\}")
_WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def is_text(text: str) -> bool:
    """Whether the text holds words to translate; one that is mostly Japanese already does not."""
    rest = _ADDRESS.sub(" ", _PLACE.sub(" ", text))
    while (shorter := _USAGE.sub(" ", rest)) != rest:
        rest = shorter
    letters = sum(map(len, _WORD.findall(_NAMES.sub(" ", rest))))
    return letters > len(_EAST_ASIAN.findall(rest))


def places(text: str) -> list[str]:
    """The placeholders of a pattern, sorted, each as often as it stands there."""
    return sorted(re.sub(r"\*[\d.]+", "", place) for place in _PLACE.findall(text))
