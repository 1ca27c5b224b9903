"""Hourly pay out of a payroll: ordinary pay and the part of bonuses that falls into the period, by weekly hours."""

from __future__ import annotations

from gapsheet.templates.page import choice
from gapsheet.templates.staff.model import Calculated, Column, Fault

HOURLY, HOURS, FULL_PAY = "Hourly pay", "Weekly hours", "Full pay"
FULL_PAY_UNANSWERED = Fault(
    "full pay not answered",
    "error",
    f'({{{FULL_PAY}}}="")+(COUNTIF(yes_no,{{{FULL_PAY}}})=0)>0',
    "Full pay is neither yes nor no.",
    "Say whether full pay was paid in the pay period.",
)


def full_pay(caption: str, prompt: str) -> Column:
    """Whether a person had full pay in the period."""
    return Column(FULL_PAY, caption, 8, choice("yes_no", prompt))


def hourly_pay(caption: str) -> tuple[Calculated, ...]:
    """Ordinary pay, the part of bonuses that is cut to the period, and what both make by the hour; never below 0."""
    by_hours = f"MAX(0,({{Ordinary pay}}+{{Bonus part}})*weekly_part/{{{HOURS}}})"
    return (
        Calculated("Ordinary pay", "of the pay period", 11, "=SUMIF(code_treatments,INDEX(treatments,1),{codes})"),
        Calculated("Bonus part", "bonus cut to the pay period", 10, "=SUMPRODUCT(code_weights,{codes})"),
        Calculated(HOURLY, caption, 9, f"=IF(N({{{HOURS}}})>0,{by_hours},0)"),
    )
