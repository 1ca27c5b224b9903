"""A language that nobody speaks: every text stands in ⟦brackets⟧, so that one which was not asked for shows."""

from __future__ import annotations

import re

from gapsheet.invoice.rules import METHODS
from gapsheet.languages.language import Language


class _Bracketed(dict[str, str]):
    """Texts in brackets, but for marks alone, and for the words that functions take, which must be words they know."""

    def get(self, text: str, default: str | None = None) -> str:  # type: ignore[override]
        del default
        has_words = re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", text))
        return METHODS.get(text, f"⟦{text}⟧" if has_words else text)


PSEUDO = Language("xx", "ja-JP", "Yu Gothic", texts=_Bracketed(), date_pattern="⟦{0.day}.{0.month}.{0.year}⟧")


def plain(text: str) -> str:
    """The English text again."""
    english = {japanese: method for method, japanese in METHODS.items()}
    for japanese, method in english.items():
        text = text.replace(japanese, method)
    return text.replace("⟦", "").replace("⟧", "")
