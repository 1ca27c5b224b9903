"""What a refresh says to people: figures, the reason why a headline moved, and refusals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from gapsheet.quantities import CellValue
from gapsheet.refresh import messages
from gapsheet.refresh.comparison import Change
from gapsheet.refresh.effects import Effect
from gapsheet.refresh.periods import LAST_SERIAL, day_of
from gapsheet.refresh.sentences import Say, Sentence
from gapsheet.refresh.splitting import Step

BLANK = "blank"  # a cell that holds nothing
POINTS = "pp"  # percentage points: what two percentages differ by

_MOST_DECIMALS = 12  # beyond those of its cell that a figure is told with
_CARRIED = 12  # digits to which calculations agree: later ones are noise
_ALL_DIGITS = Context(prec=400)  # more than any number with decimals has
_LONG = 10_000  # from here on a number without a format gets commas; years never do
_DIGITS = re.compile(r"([#0?](?:[#0?,]*[#0?])?)(?:\.([0#?]+))?(,*)")
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


@dataclass(frozen=True, slots=True)
class _Form:
    """What a number format does: decimals (None for as many as it takes), how many of them only where they are not
    zeros, factor, percent, thousands, dates."""

    decimals: int | None = None
    optional: int = 0
    scale: float = 1.0
    percent: str = ""
    grouped: bool = False
    is_date: bool = False

    @classmethod
    def of(cls, number_format: str) -> _Form:
        section = _LITERALS.sub("", number_format).split(";")[0]
        digits = _DIGITS.search(section)
        if digits is None:
            return cls(is_date=re.search("[yd]", section.casefold()) is not None)
        percent = " %" if "%" in section else ""
        scale = 0.001 ** len(digits[3]) * (100.0 if percent else 1.0)
        decimals = digits[2] or ""
        return cls(len(decimals), len(decimals) - decimals.count("0"), scale, percent, "," in digits[1])

    def attempts(self, *values: float) -> range:
        """With how many more decimals to try to tell figures of this size apart."""
        largest = max(map(abs, values)) * self.scale
        whole = math.floor(math.log10(largest)) + 1 if largest else 0
        told = 4 if self.decimals is None and largest < _LONG else whole + (self.decimals or 0)
        return range(min(_MOST_DECIMALS, max(1, _CARRIED + 1 - told)))

    def rounded(self, value: float, sign: str = "", more: int = 0) -> str:
        value *= self.scale
        if self.decimals is None:
            whole = abs(value) >= _LONG
            return f"{value:{sign},.{more}f}" if whole else f"{value:{sign}.{4 + more}g}"
        decimals = self.decimals + more
        text = f"{rounded(value, decimals):{sign}{',' if self.grouped else ''}.{decimals}f}"
        return text if more else self._without_zeros(text)

    def _without_zeros(self, text: str) -> str:
        """A figure without those zeros at its end, and the point, that its format asks for only as digits."""
        kept = len(text) - self.optional
        return (text[:kept] + text[kept:].rstrip("0")).removesuffix(".")


def rounded(value: float, decimals: int) -> Decimal:
    """A number rounded as spreadsheets show it: the fifteen digits that they tell, halves away from zero."""
    digits = Decimal(f"{value:.15g}")
    return digits.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _ALL_DIGITS)


def is_date(number_format: str) -> bool:
    """Whether a number format shows a number as a date."""
    return _Form.of(number_format).is_date


def figure(value: CellValue, number_format: str = "General", say: Say = str) -> str:
    """A value with the decimals, the percent sign and the thousands of its cell's number format."""
    if value is None:
        return say(BLANK)
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    form = _Form.of(number_format)
    return (
        day_of(value).isoformat() if form.is_date and 1 <= value < LAST_SERIAL else form.rounded(value) + form.percent
    )


def apart(old: CellValue, new: CellValue, number_format: str = "General", say: Say = str) -> tuple[str, str]:
    """Two values as their cell shows them, numbers with as many more decimals as it takes to see that they differ.

    Where that would take more than calculations carry, they stay as their cell shows them.
    """
    texts = figure(old, number_format, say), figure(new, number_format, say)
    if texts[0] != texts[1] or type(old) is not float or type(new) is not float or is_date(number_format):
        return texts
    form = _Form.of(number_format)
    for more in form.attempts(old, new):
        longer = form.rounded(old, more=more) + form.percent, form.rounded(new, more=more) + form.percent
        if longer[0] != longer[1]:
            return longer
    return texts


def exact(value: CellValue) -> str:
    """A figure of the data, with all its digits."""
    return f"{value:,.12g}" if isinstance(value, float) and not isinstance(value, bool) else figure(value)


def unrounded(value: float, number_format: str = "General") -> str:
    """A figure as it was typed: as percent or date where its cell shows it so, with all its digits."""
    form = _Form.of(number_format)
    if form.is_date:
        return figure(value, number_format)
    if form.percent:
        return f"{value * 100:,.10g}{form.percent}"
    return f"{value:,.10g}" if form.grouped or abs(value) >= _LONG else f"{value:.10g}"


def difference(value: float, number_format: str = "General", say: Say = str, of: Iterable[CellValue] = ()) -> str:
    """A difference with its sign, in percentage points where the cell shows percent, in days where it shows dates.

    One that is there is not told as none: it has as many more decimals as that takes, unless it is too small beside
    the figures it is one of.
    """
    form = _Form.of(number_format)
    figures = [it for it in of if type(it) is float]
    texts = [form.rounded(value, "+", more) for more in form.attempts(value, *figures)]
    text = next((text for text in texts if text.strip("+-0.,")), texts[0]).replace("-", "−")
    if form.is_date:
        return say("{count} day" if abs(value) == 1 else "{count} days").format(count=text)
    return text + (f" {say(POINTS)}" if form.percent else "")


def entered(value: CellValue, headline_format: str, number_format: str, say: Say = str) -> CellValue:
    """A difference as a cell of its own holds it.

    Percentages are fractions, and so is what they differ by; a cell whose format says points shows them as such only
    if it holds a hundred times as much.

    Args:
        value: The difference; of a text what it became.
        headline_format: The number format of the headline's own cell.
        number_format: That of the cell which shows the difference.
        say: Puts words into the language of the workbook.
    """
    if isinstance(value, bool) or not isinstance(value, float) or not _Form.of(headline_format).percent:
        return value
    in_points = re.search(rf'"\s*(?:{POINTS}|{re.escape(say(POINTS))})\s*"', number_format)
    return value * 100 if in_points else value


def unit(effect: Effect) -> str:
    """What a headline's values are counted in, for programs: "fraction", "day", "number" or "text"."""
    form = _Form.of(effect.headline.number_format)
    if not any(isinstance(value, float) for value in (effect.before, effect.after)):
        return "text"
    return "fraction" if form.percent else "day" if form.is_date else "number"


def why(effect: Effect, elapsed: str = "", say: Say = str) -> str:
    """A headline's movement as one line: required rate 14.3 % → 15.0 %: revision +0.1 pp, time passed +0.6 pp.

    Args:
        effect: The movement.
        elapsed: How far the data went on in time, such as "1 year".
        say: Puts words into the language of the workbook.
    """
    form = effect.headline.number_format
    before, after = apart(effect.before, effect.after, form, say)
    head = f"{effect.headline.name} {before} → {after}"
    told = [_part(effect, step, value, elapsed, say) for step, value in effect.parts.items()]
    return f"{head}: {', '.join(told)}" if told else head


def _part(effect: Effect, step: Step, value: CellValue, elapsed: str, say: Say) -> str:
    form = effect.headline.number_format
    name = say(step.value)
    if step is Step.TIME and elapsed:
        count, _, _ = elapsed.partition(" ")
        name = f"{name} ({say(in_words(elapsed)).format(count=count)})"
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{name} {difference(value, form, say, (effect.before, effect.after))}"
    return f"{name} → {figure(value, form, say)}"


def in_words(elapsed: str) -> str:
    """The pattern of a stretch of time, as it is translated: "{count} years" of "2 years"."""
    return f"{{count}} {elapsed.partition(' ')[2]}"


def past_threshold(change: Change, threshold: float) -> Sentence:
    """Which change of history is too large to be taken over without a reason."""
    revision = {
        "column": change.column,
        "key": change.key,
        "old": exact(change.old),
        "new": exact(change.new),
        "threshold": f"{threshold * 100:.3g}%",
    }
    if change.percent is None:
        return Sentence.of(messages.LARGE, **revision)
    return Sentence.of(messages.LARGE_SHARE, share=f"{change.percent:+.1%}", **revision)
