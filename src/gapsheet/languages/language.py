"""What differs between languages besides words: font, dates, formats; and the words, from the language's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from gapsheet.errors import LanguageError
from gapsheet.phrases import Amount, Period


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
    period_patterns: tuple[str, str, str] = ("{}", "{}-{:02}", "{}-{:02}-{:02}")  # year, month, day
    amounts: str = ""  # the language in which AMOUNT_TEXT writes yen; "" for units as published
    currencies: Mapping[str, str] = field(default_factory=lambda: {"JPY": "円"})  # in whose steps amounts are written
    unit_pattern: str = "{figure} {unit}"
    named_units: Mapping[str, str] = field(default_factory=dict)  # units with a pattern of their own
    comma: str = ", "  # between the items of a list
    explains: str = ""  # the language in which WHY and HOW are asked; "" for English
    folder: str = ""  # below the folder of the English edition

    def say(self, text: str) -> str:
        """The text in this language."""
        return self.texts.get(text) or text

    def day(self, day: date) -> str:
        """A date in a sentence."""
        return self.date_pattern.format(day)

    def period(self, period: Period) -> str:
        """A year, a month or a day in a sentence."""
        return self.period_patterns[len(period.numbers) - 1].format(*period.numbers)

    def amount(self, amount: Amount) -> str:
        """A figure with its unit."""
        return self.money(amount) or self.with_unit(amount, self.say(amount.unit))

    def money(self, amount: Amount) -> str:
        """Money in the language's own steps, such as 兆 and 億; "" where it has none."""
        from gapsheet.amounts import amount_text  # brings numpy, which most texts can do without

        currency = self.currencies.get(amount.base_unit)
        if not self.amounts or currency is None:
            return ""
        return amount_text(amount.value, self.amounts).removesuffix("円") + currency

    def with_unit(self, amount: Amount, unit: str) -> str:
        """A figure as published, with its unit in the language."""
        return self.named_units.get(amount.unit, self.unit_pattern).format(figure=amount.figure, unit=unit)

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
        '+0.00"×";-0.00"×";0.00"×"': '+0.00"倍";-0.00"倍";0.00"倍"',
        '"NT$"#,##0': '#,##0"台湾ドル"',
    },
    date_pattern="{0.year}年{0.month}月{0.day}日",
    period_patterns=("{}年", "{}年{}月", "{}年{}月{}日"),
    amounts="ja",
    currencies={"JPY": "円", "JPY/month": "円/月", "KRW": "ウォン"},
    unit_pattern="{figure}{unit}",
    named_units={"index (2020=100)": "{unit}{figure}"},
    comma="、",
    explains="ja",
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
    from gapsheet.languages.catalogue import translations  # babel takes long to import, and English needs none of it

    return replace(_JAPANESE, texts=translations("ja"))
