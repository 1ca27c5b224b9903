"""What a refresh says to people: figures, the reason why a headline moved, and refusals."""

from __future__ import annotations

import re
from collections.abc import Callable

from gapsheet.quantities import CellValue
from gapsheet.refresh.comparison import Change
from gapsheet.refresh.effects import Effect
from gapsheet.refresh.splitting import Step

Say = Callable[[str], str]

_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([0#?]+))?(,*)")
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


def figure(value: CellValue, number_format: str = "General") -> str:
    """A value with the decimals, the percent sign and the thousands of its cell's number format."""
    if value is None:
        return "blank"
    if isinstance(value, bool) or not isinstance(value, float):
        return str(value)
    decimals, scale, percent = _read(number_format)
    return _rounded(value * scale, decimals, "") + percent


def difference(value: float, number_format: str = "General") -> str:
    """A difference with its sign, in percentage points where the cell shows percent."""
    decimals, scale, _ = _read(number_format)
    return _rounded(value * scale, decimals, "+").replace("-", "−")


def _rounded(value: float, decimals: int | None, sign: str) -> str:
    return f"{value:{sign},.4g}" if decimals is None else f"{value:{sign},.{decimals}f}"


def _read(number_format: str) -> tuple[int | None, float, str]:
    """Decimals (None for as many as it takes), factor and percent sign of a number format."""
    section = _LITERALS.sub("", number_format).split(";")[0]
    digits = _DIGITS.search(section)
    if digits is None:
        return None, 1.0, ""
    scale = 0.001 ** len(digits[2]) * (100.0 if "%" in section else 1.0)
    return len(digits[1] or ""), scale, " %" if "%" in section else ""


def why(effect: Effect, elapsed: str = "", say: Say = str) -> str:
    """A headline's movement as one line: required rate 14.3 % → 15.0 %: revision +0.1, time passed +0.9.

    Args:
        effect: The movement.
        elapsed: How far the data went on in time, such as "1 year".
        say: Puts words into the language of the workbook.
    """
    form = effect.headline.number_format
    head = f"{effect.headline.name} {figure(effect.before, form)} → {figure(effect.after, form)}"
    told = [_part(step, value, form, elapsed, say) for step, value in effect.parts.items()]
    return f"{head}: {', '.join(told)}" if told else head


def _part(step: Step, value: CellValue, form: str, elapsed: str, say: Say) -> str:
    name = say(step.value)
    if step is Step.TIME and elapsed:
        name = f"{name} ({elapsed})"
    if isinstance(value, float) and not isinstance(value, bool):
        return f"{name} {difference(value, form)}"
    return f"{name} → {figure(value, form)}"


def past_threshold(change: Change, threshold: float) -> str:
    """Why a source is refused whose history changed too much."""
    grew = "" if change.percent is None else f" ({change.percent:+.1%})"
    return (
        f"source {change.source}: {change.column} of {change.key} was revised from {figure(change.old)} to "
        f"{figure(change.new)}{grew}, past the threshold of {threshold:.3g}; if that is right, type a new reason in "
        'the column Reason of its row, or give it with --accept "why"'
    )
