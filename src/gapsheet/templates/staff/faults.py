"""Faults that every staff list can have, to be chosen from by a book; limits are names of cells on its Inputs.

That a row can be read at all is asked before them in every book: see `StaffList.rules`.
"""

from __future__ import annotations

from gapsheet.templates.staff.model import ID, SEX, TABLE, Fault

_MOST_SIGNS = 100  # of an id; longer texts cannot be looked up
MISSING_ID = Fault(
    "no id",
    "error",
    f'({{{ID}}}="")+(LEN({{{ID}}})>{_MOST_SIGNS})>0',
    "The id is empty, or longer than 100 signs.",
    "Type the person's own number.",
)
REPEATED_ID = Fault(
    "id listed before",
    "error",
    f'IF({{{ID}}}="",0,MATCH({{{ID}}},{TABLE}[{ID}],0)<ROW()-ROW({TABLE}[[#Headers],[{ID}]]))',
    "A row above has the same id; that one stays.",
    "Delete the row that is wrong, or merge two jobs of one person.",
)
UNKNOWN_SEX = Fault(
    "sex missing or unknown",
    "error",
    f'({{{SEX}}}="")+(COUNTIF(sex_labels,{{{SEX}}})=0)>0',
    "The label is none of those on Inputs.",
    "Use the labels on Inputs, or change them there.",
)
TEXT_IN_PAY = Fault(
    "text among the pay",
    "error",
    "COUNT({codes})+COUNTBLANK({codes})<COLUMNS({codes})",
    "A pay column holds something that is no number.",
    "Turn texts into numbers; leave empty what was not paid.",
)
OTHER_SEX = Fault(
    "neither man nor woman",
    "warning",
    f"{{{SEX}}}=other_label",
    "The row has the third label; it stays in no comparison of men and women.",
    "Nothing, if the person wants it so.",
)


def no_hours(head: str) -> Fault:
    """Working hours that are missing, 0 or no number."""
    return Fault(
        "working hours missing or 0",
        "error",
        f"N({{{head}}})<=0",
        "Hours are empty, a text, 0 or below.",
        "Type the normal hours of a week, without overtime.",
    )


def too_many_hours(head: str) -> Fault:
    """Working hours that no week has, by the name most_hours."""
    return Fault(
        "working hours over the limit",
        "error",
        f"N({{{head}}})>most_hours",
        "Hours are above the limit on Inputs.",
        "Check whether hours of a month were typed.",
    )


def long_hours(head: str) -> Fault:
    """Working hours that are seldom meant, by the name long_hours."""
    return Fault(
        "long working hours",
        "warning",
        f"N({{{head}}})>long_hours",
        "Hours are above the second limit on Inputs.",
        "Check that overtime is not in them.",
    )


def low_pay(head: str, unless: str = "0") -> Fault:
    """Pay by the hour below the name least_hourly; `unless` is a condition under which nobody asks."""
    return Fault(
        "hourly pay too low to be true",
        "warning",
        f"IF({unless},0,N({{{head}}})<least_hourly)",
        "Hourly pay is below the limit on Inputs.",
        "Check hours, and pay that is missing.",
    )


def high_pay(head: str) -> Fault:
    """Pay by the hour above the name most_hourly."""
    return Fault(
        "hourly pay very high",
        "warning",
        f"N({{{head}}})>most_hourly",
        "Hourly pay is above the limit on Inputs.",
        "Check hours, and bonuses that are not cut to the period.",
    )


NEGATIVE_PAY = Fault(
    "negative amount among the pay",
    "warning",
    'COUNTIF({codes},"<0")>0',
    "A pay column is below 0.",
    "Right for deductions such as salary sacrifice; check all others.",
)
