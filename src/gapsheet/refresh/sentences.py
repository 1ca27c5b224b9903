"""Sentences of messages: English text like any other, and able to be told again in the language of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Self

Say = Callable[[str], str]


class Sentence(str):
    """A text made of a pattern and what stands in its places; other sentences may stand there."""

    pattern: str
    values: Mapping[str, str]

    @classmethod
    def of(cls, pattern: str, /, **values: str) -> Self:
        """The pattern filled in."""
        made = cls(pattern.format(**values))
        made.pattern, made.values = pattern, values
        return made

    @classmethod
    def joined(cls, texts: Iterable[str], between: str) -> Self:
        """Several texts in a row."""
        values = {f"text{place}": text for place, text in enumerate(texts)}
        return cls.of(between.join(f"{{{name}}}" for name in values), **values)


def told(text: str, say: Say) -> str:
    """A text in another language as far as it is made of sentences; anything else stays as it is.

    Args:
        text: The text.
        say: Puts patterns into the language.
    """
    if not isinstance(text, Sentence):
        return text
    return say(text.pattern).format(**{name: told(value, say) for name, value in text.values.items()})
