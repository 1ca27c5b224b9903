"""The staff list of the Japanese book: what stands beside the pay, what each pay element counts as, what is a fault."""

from __future__ import annotations

from gapsheet.phrases import Kept
from gapsheet.templates import style
from gapsheet.templates.page import Allowed, choice
from gapsheet.templates.pay_gap_japan.inputs import MEN, NON_REGULAR, REGULAR, WOMEN
from gapsheet.templates.pay_gap_japan.people import MONTHS, Person, people
from gapsheet.templates.staff import faults
from gapsheet.templates.staff.model import (
    IDENTITY,
    SEX_COLUMN,
    Calculated,
    Cell,
    Column,
    Element,
    Fault,
    StaffList,
    Treatment,
)

EMPLOYMENT, ON_PAYROLL, HOURS = "Employment", "Months paid", "Hours"
TOTAL_PAY, LEFT_OUT, YEARS, FULL_YEAR = "Total pay", "Not in it", "Years", "Full year"

_COLUMNS = (
    IDENTITY,
    SEX_COLUMN,
    Column(EMPLOYMENT, "a label from Inputs", 12, choice("kind_labels", "Regular or not, as on Inputs")),
    Column(ON_PAYROLL, "on the payroll in the year", 10,
           Allowed("decimal", 0, MONTHS, "Months from 0 to 12 are expected.", "Months on the payroll in the year"), style.PLAIN),
    Column(HOURS, "scheduled hours a week", 10,
           Allowed("decimal", 0, 168, "Hours from 0 to 168 are expected.", "Scheduled hours, without overtime"), "0.0"),
)  # fmt: skip
_TREATMENTS = (
    Treatment("total pay (総賃金)", "Counts: base pay, allowances, overtime, bonuses."),
    Treatment("left out (除外)", "The employer's choice, named in the notes, such as retirement and commuting allowances."),
)  # fmt: skip
# Codes are the heads of a Japanese payroll, which the Japanese notes list.
_ELEMENTS = (
    ("基本給", "Base pay", 0, "pay for work"),
    ("役職手当", "Post allowance", 0, "pay for work"),
    ("住宅手当", "Housing allowance", 0, "an allowance paid as pay"),
    ("時間外手当", "Overtime pay", 0, "pay for work"),
    ("賞与", "Bonus", 0, "paid for the year's work"),
    ("通勤手当", "Commuting allowance", 1, "refunds a cost"),
    ("退職手当", "Retirement allowance", 1, "paid once, for many years"),
)
_TREATED = "=SUMIF(code_treatments,INDEX(treatments,{number}),{{codes}})"
_PART = f"1-converting*(1-MIN(1,N({{{HOURS}}})/MAX(1,N(regular_hours))))"
_CALCULATED = (
    Calculated(TOTAL_PAY, "総賃金 of the year", 13, _TREATED.format(number=1), style.WHOLE),
    Calculated(LEFT_OUT, "除外した手当", 11, _TREATED.format(number=2), style.WHOLE),
    Calculated(YEARS, "人員数: months / 12, converted", 10,
               f"=N({{{ON_PAYROLL}}})/12*IF({{{EMPLOYMENT}}}=non_regular_label,{_PART},1)", "0.00"),
    Calculated(FULL_YEAR, "pay of a full year", 12, f"=IF({{{YEARS}}}>0,{{{TOTAL_PAY}}}/{{{YEARS}}},0)", style.WHOLE),
)  # fmt: skip
_FAULTS = (
    faults.MISSING_ID,
    faults.REPEATED_ID,
    faults.UNKNOWN_SEX,
    Fault("employment missing or unknown", "error", f'({{{EMPLOYMENT}}}="")+(COUNTIF(kind_labels,{{{EMPLOYMENT}}})=0)>0',
          "The label is neither that of regular nor that of non-regular workers.", "Use the labels on Inputs, or change them there."),
    Fault("months missing, 0 or over 12", "error", f"(N({{{ON_PAYROLL}}})<=0)+(N({{{ON_PAYROLL}}})>12)>0",
          "Months on the payroll are empty, a text, 0 or more than a year has.", "Type the months of this year in which the person was paid."),
    faults.no_hours(HOURS),
    faults.TEXT_IN_PAY,
    Fault("no pay, or less than none", "error", f"N({{{TOTAL_PAY}}})<=0",
          "Total pay of the year is 0 or negative.", "Check the pay columns, and what they count as on Pay elements."),
    Fault("hours above a regular worker's", "warning", f"N({{{HOURS}}})>N(regular_hours)",
          "Scheduled hours are above those of a regular worker on Inputs.", "Check that overtime is not in them; the person counts as one."),
    Fault("pay of a full year very low", "warning", f"{{{FULL_YEAR}}}<least_year",
          "Pay for twelve months of full time is below the limit on Inputs.", "Check months and hours, and pay that is missing."),
    Fault("pay of a full year very high", "warning", f"{{{FULL_YEAR}}}>most_year",
          "Pay for twelve months of full time is above the limit on Inputs.", "Check months and hours, and a retirement allowance in the wrong column."),
    faults.NEGATIVE_PAY,
    faults.OTHER_SEX,
)  # fmt: skip


def staff_list() -> StaffList:
    """The staff list with the invented people; one of them was exported twice."""
    rows = [_row(person) for person in people()]
    return StaffList(
        columns=_COLUMNS,
        treatments=_TREATMENTS,
        elements=tuple(Element(Kept(code), name, _TREATMENTS[place].word, why) for code, name, place, why in _ELEMENTS),
        calculated=_CALCULATED,
        faults=_FAULTS,
        rows=(*rows, rows[11]),
    )


def _row(person: Person) -> tuple[Cell, ...]:
    """One person as the payroll has him or her."""
    sex = WOMEN if person.sex == "women" else MEN
    kind = REGULAR if person.kind == "regular" else NON_REGULAR
    return f"J{person.number:03d}", sex, kind, person.months, person.hours, *map(float, person.elements())
