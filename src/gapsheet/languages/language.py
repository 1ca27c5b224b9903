"""What differs between languages besides words: font, dates, formats; and the words, from the language's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from gapsheet.amounts import amount_text
from gapsheet.errors import LanguageError
from gapsheet.languages.catalogue import translations
from gapsheet.phrases import Amount


@dataclass(frozen=True, slots=True)
class Language:
    """One edition of the workbooks. A text without a translation stays in English."""

    code: str
    tag: str  # for the properties of a file
    font: str
    texts: Mapping[str, str] = field(default_factory=dict)
    formats: Mapping[str, str] = field(default_factory=dict)  # inside TEXT
    number_formats: Mapping[str, str] = field(default_factory=dict)  # of cells and axes
    date_pattern: str = "{0.year}-{0.month:02}-{0.day:02}"
    amounts: str = ""  # the language in which AMOUNT_TEXT writes yen; "" for units as published
    folder: str = ""  # below the folder of the English edition

    def say(self, text: str) -> str:
        """The text in this language."""
        return self.texts.get(text) or text

    def day(self, day: date) -> str:
        """A date in a sentence."""
        return self.date_pattern.format(day)

    def amount(self, amount: Amount) -> str:
        """A figure with its unit."""
        return self.yen(amount) or amount.with_unit(self.say(amount.unit))

    def yen(self, amount: Amount) -> str:
        """Yen in the language's own steps, such as 兆 and 億; "" where it has none."""
        return amount_text(amount.value, self.amounts) if self.amounts and amount.base_unit == "JPY" else ""

    @property
    def is_original(self) -> bool:
        """Whether the texts are those that stand in the code."""
        return self.code == "en"


ENGLISH = Language("en", "en-GB", "Calibri")

# Yu Gothic comes with Windows since 8.1 and with Office for Mac, so the file looks alike on both.
_JAPANESE = Language(
    "ja",
    "ja-JP",
    "Yu Gothic",
    formats={"yyyy-mm-dd": 'yyyy"年"m"月"d"日"'},
    number_formats={
        '+0.0" pp";-0.0" pp";0.0" pp"': '+0.0"ポイント";-0.0"ポイント";0.0"ポイント"',
        '0.00"×"': '0.00"倍"',
        '"NT$"#,##0': '#,##0"台湾ドル"',
    },
    date_pattern="{0.year}年{0.month}月{0.day}日",
    amounts="ja",
    folder="ja",
)
CODES = ("en", "ja")


@cache
def language(code: str) -> Language:
    """The language of that code.

    Raises:
        LanguageError: There is no such edition.
    """
    if code == "en":
        return ENGLISH
    if code != "ja":
        raise LanguageError(f"there is no edition in the language {code!r}; there are {', '.join(CODES)}")
    return replace(_JAPANESE, texts=translations("ja"))
