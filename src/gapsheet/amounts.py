"""Amounts of money as people write them, in Japanese and in English, and back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from gapsheet.errors import AmountTextError, ArgumentTypeError
from gapsheet.guards import clipped
from gapsheet.quantities import Text, Yen

_JAPANESE_PREFIXES = {"": 0, "十": 1, "百": 2, "千": 3}
_JAPANESE_UNITS = {"": 0, "万": 4, "億": 8, "兆": 12, "京": 16}
_JAPANESE = {
    prefix + unit: prefix_power + unit_power
    for unit, unit_power in _JAPANESE_UNITS.items()
    for prefix, prefix_power in _JAPANESE_PREFIXES.items()
    if prefix + unit
}
_ENGLISH = {
    **dict.fromkeys(("k", "thousand"), 3),
    **dict.fromkeys(("m", "mn", "mln", "million"), 6),
    **dict.fromkeys(("b", "bn", "bln", "billion"), 9),
    **dict.fromkeys(("tn", "trn", "trillion"), 12),
}
_UNITS = _JAPANESE | _ENGLISH  # each unit with its power of ten
_YEN = {"¥", "jp¥", "jpy", "yen", "円"}
_MINUS = "−‐–△▲-"  # the plain hyphen last, where a character class takes it literally

# What people write around an amount that this module must not swallow, and why. The first that is found is named.
_REFUSED = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"[%‰]|パーセント|percent|\bpct\b", "makes it a percentage, not an amount"),
        (
            r"約|およそ|おおよそ|ほぼ|概ね|程度|前後|余り?|強|弱|近く|\b(?:about|around|approx\.?|approximately|roughly|nearly|almost"
            r"|circa|ca\.|c\.|some)|^[~〜≈≒]",
            "makes it approximate; enter the figure itself",
        ),
        (
            r"超|以上|以下|未満|最大|最低|最小|上限|下限|[<>≤≥≦≧±+]$|^[<>≤≥≦≧±]"
            r"|\b(?:over|under|more than|less than|up to|at least|at most|above|below)\b",
            "makes it a bound; enter the figure itself",
        ),
        (
            r"(?<=\S)(?<!yen)(?<!jpy)(?<!¥)\s*(?:[~〜–—…]|から|\bto\b|\.\.+|[-−‐](?=\s*[¥0-9]))",
            "makes it a range; enter one figure",
        ),
        (
            r"(?:us|nt|hk|au?|ca?|sg?)?\$|[€£₩₹₽฿₫₺]|元|ドル|ユーロ|ウォン|ポンド|人民币|人民元"
            r"|(?<![a-z])(?:usd|eur|gbp|krw|cny|rmb|twd|ntd|hkd|chf|inr|dollars?|euros?|pounds?|won|yuan)(?![a-z])",
            "is another currency; only yen are read",
        ),
        (r"[一二三四五六七八九〇零壱弐参]", "is a kanji numeral; write digits before 千, 万, 億, 兆"),
        (r"[数何幾][十百千万億兆]", "is no definite number"),
        (r"[0-9]e[+-]?[0-9]", "is scientific notation; write the digits out"),
    )
)
_TOKEN = re.compile(
    r"(?P<number>[0-9][0-9,.]*|\.[0-9]+)"
    r"|(?P<unit>[十百千]?[万億兆京]|[十百千])"
    r"|(?P<word>jp¥|[a-z]+|[¥円])"
    r"|(?P<space>\s+)"
    r"|(?P<other>[^\s0-9a-z¥円万億兆京十百千]+)"
)
_NUMBER = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?|\.[0-9]+")


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text: a number, a unit or a yen sign."""

    kind: str
    written: str
    spaced: bool = False  # whether a space stands before it


@dataclass(frozen=True, slots=True)
class _Part:
    """A number and the unit it counts: 2,387億 is 2387 and 億."""

    written: str
    number: Decimal
    unit: str

    @property
    def power(self) -> int:
        """The power of ten of the unit."""
        return _UNITS.get(self.unit, 0)

    @property
    def value(self) -> Decimal:
        """The part in yen."""
        return self.number.scaleb(self.power)


def amount_value(text: Text) -> Yen:
    """The number that a written amount means: 1.5兆円, 1億2,345万円, 196.6万円, 55bn yen, ¥1 trillion.

    Args:
        text: The amount as written, in yen or without a currency. Full-width digits and △ or ▲ for minus are read.

    Returns:
        The number in yen (in the text's own unit if it names no currency).

    Raises:
        AmountTextError: A part of the text is not understood: it is approximate (約), a bound (超), a range, a
            percentage, another currency, in kanji numerals, wrongly grouped (1,23億) or in disorder (3億2兆円).
        ArgumentTypeError: text is TRUE or FALSE.

    Warnings:
        Nothing is guessed: what is not understood whole is #VALUE!, and WHY names the part. The comma separates
        thousands, the point is the decimal point. (1,966) in brackets is negative, as accountants write it.

    Working:
        text

    Source:
        Japanese and English usage: 千 = 10^3, 万 = 10^4, 億 = 10^8, 兆 = 10^12, 京 = 10^16; billion = 10^9.

    Examples:
        >>> amount_value("1兆2,387億円")
        1238700000000.0
        >>> amount_value("196.6万円")
        1966000.0
        >>> amount_value("△55bn yen")
        -55000000000.0
    """
    plain = _plain(text)
    for pattern, reason in _REFUSED:
        if found := pattern.search(plain):
            raise AmountTextError(f"'{found.group().strip()}' in '{clipped(text)}' {reason}")
    sign, unsigned = _sign(plain)
    with localcontext(prec=len(text) + 40):  # every digit counts; nothing is rounded before the float
        total = sum((part.value for part in _parts(unsigned, text)), Decimal(0))
        return float(sign * total)


def amount_text(value: Yen, language: Text = "en") -> Text:
    """An amount of yen in words, exact: 1.2387 trillion yen, or 1兆2,387億円.

    Args:
        value: The amount in yen.
        language: "en" for English, "ja" for Japanese; English if omitted.

    Returns:
        The text, with every digit of the amount; AMOUNT_VALUE reads it back as the same number.

    Raises:
        ArgumentTypeError: language is neither "en" nor "ja".

    Warnings:
        Nothing is rounded: round the value first if fewer digits are wanted. The value is taken as yen.

    Working:
        value

    Source:
        Japanese and English usage; △ for minus as in Japanese accounts.

    Examples:
        >>> amount_text(1238700000000.0)
        '1.2387 trillion yen'
        >>> amount_text(1238700000000.0, "ja")
        '1兆2,387億円'
    """
    writer = {"en": _english, "ja": _japanese}.get(language.strip().lower())
    if writer is None:
        raise ArgumentTypeError(f"language is '{clipped(language)}'; 'en' and 'ja' are known")
    exact = Decimal(repr(float(value)))
    with localcontext(prec=400):  # the longest float has 309 digits before the point
        return writer(exact)


def _plain(text: str) -> str:
    """The text with full-width characters as ordinary ones, in small letters."""
    return "".join(_ordinary(character) for character in text).lower().strip()


def _ordinary(character: str) -> str:
    """Another width of a character as the ordinary one; ², ① and the like stay, so that they are not read as digits."""
    kind = unicodedata.decomposition(character).partition(" ")[0]
    return unicodedata.normalize("NFKC", character) if kind in ("<wide>", "<narrow>", "<noBreak>") else character


def _sign(plain: str) -> tuple[int, str]:
    """+1 or -1 and the rest, with the sign before or behind the currency, or brackets around it all."""
    if plain.startswith("(") and plain.endswith(")"):
        return -1, plain[1:-1].strip()
    found = re.match(rf"((?:jp¥|jpy|yen|¥)?\s*)([+{_MINUS}])\s*", plain)
    if not found:
        return 1, plain
    return (1 if found[2] == "+" else -1), found[1] + plain[found.end() :]


def _parts(unsigned: str, text: str) -> list[_Part]:
    """The amount as its parts, from the largest unit to the smallest."""
    tokens = _without_currency(list(_tokens(unsigned, text)), text)
    parts: list[_Part] = []
    while tokens:
        part, used = _next_part(tokens, text)
        if parts:
            _check_order(parts[-1], part, tokens[0].spaced, text)
        parts.append(part)
        tokens = tokens[used:]
    if not parts:
        raise AmountTextError(f"'{clipped(text)}' holds no number")
    return parts


def _tokens(unsigned: str, text: str) -> Iterator[_Token]:
    """The pieces of the text; a piece of an unknown kind is named."""
    spaced = False
    for found in _TOKEN.finditer(unsigned):
        kind, written = str(found.lastgroup), found.group()
        if kind == "word":
            kind = "yen" if written in _YEN else "unit" if written in _ENGLISH else "other"
        if kind == "other":
            raise AmountTextError(f"'{written.strip()}' in '{clipped(text)}' is not understood")
        if kind != "space":
            yield _Token(kind, written, spaced)
        spaced = kind == "space"


def _without_currency(tokens: list[_Token], text: str) -> list[_Token]:
    """The pieces without the one yen sign before or behind them."""
    if tokens and tokens[0].kind == "yen" and tokens[0].written != "円":
        tokens = tokens[1:]
    elif tokens and tokens[-1].kind == "yen":
        tokens = tokens[:-1]
    for token in tokens:
        if token.kind == "yen":
            raise AmountTextError(f"'{token.written}' stands in an unexpected place in '{clipped(text)}'")
    return tokens


def _next_part(tokens: list[_Token], text: str) -> tuple[_Part, int]:
    """The first number with its unit, and how many pieces that took."""
    digits = tokens[0].written
    if tokens[0].kind != "number":
        raise AmountTextError(f"'{digits}' in '{clipped(text)}' has no digits before it")
    if not _NUMBER.fullmatch(digits):
        raise AmountTextError(f"'{digits}' in '{clipped(text)}' is no number with thousands separated by commas")
    number = Decimal(digits.replace(",", ""))
    if len(tokens) == 1:
        return _Part(digits, number, ""), 1
    unit = tokens[1]
    if unit.kind != "unit":
        raise AmountTextError(f"'{unit.written}' in '{clipped(text)}' follows a number without a unit")
    return _Part(digits + unit.written, number, unit.written), 2


def _check_order(before: _Part, part: _Part, spaced: bool, text: str) -> None:
    """In 1兆2,387億円 each part is smaller than one unit of the part before it, and all are of one language."""
    # A bare number set apart, or behind an English unit, is something else: the year in "55bn 2024".
    stray = not part.unit and (spaced or before.unit in _ENGLISH)
    mixed = bool(part.unit) and (part.unit in _ENGLISH) != (before.unit in _ENGLISH)
    if stray or mixed or before.number % 1 or part.value >= Decimal(1).scaleb(before.power):
        raise AmountTextError(f"'{part.written}' in '{clipped(text)}' cannot follow '{before.written}'")


def _english(value: Decimal) -> str:
    """The largest unit that leaves a number of at least 1."""
    for word, power in (("trillion", 12), ("billion", 9), ("million", 6)):
        if abs(value) >= Decimal(1).scaleb(power):
            return f"{_digits(value.scaleb(-power))} {word} yen"
    return f"{_digits(value)} yen"


def _japanese(value: Decimal) -> str:
    """Groups of four digits, each with its unit; the last group holds the fraction."""
    rest = abs(value)
    groups = []
    for unit, power in sorted(_JAPANESE_UNITS.items(), key=lambda item: -item[1]):
        count, rest = (rest, Decimal(0)) if not power else divmod(rest, Decimal(1).scaleb(power))
        if count:
            groups.append(_digits(count) + unit)
    return ("△" if value < 0 else "") + ("".join(groups) or "0") + "円"


def _digits(number: Decimal) -> str:
    """Digits without an exponent and without idle zeros."""
    written = f"{number:,f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written
