"""The staff list of the UK pay gap workbook: its columns, payroll codes, hourly pay by regulation 6, and its rules."""

from __future__ import annotations

from gapsheet.phrases import Kept
from gapsheet.templates import style
from gapsheet.templates.page import Allowed, choice
from gapsheet.templates.staff import faults
from gapsheet.templates.staff.hourly import FULL_PAY, FULL_PAY_UNANSWERED, HOURLY, HOURS, full_pay, hourly_pay
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
from gapsheet.templates.staff.people import Person, people

ORDINARY, BONUS, BONUS_YEAR, EXCLUDED = (
    "ordinary pay",
    "bonus in the pay period",
    "bonus in the 12 months",
    "excluded",
)
BONUS_PAID, RANKED = "Bonus paid", "Ranked"
QUARTERS = ("lower quarter", "lower middle", "upper middle", "upper quarter")
REASONS = (
    "maternity leave",
    "paternity leave",
    "adoption leave",
    "parental leave",
    "sick pay below full pay",
    "unpaid leave",
    "other leave",
    "–",
)

_COLUMNS = (
    IDENTITY,
    SEX_COLUMN,
    full_pay("yes, or no: less or none because of leave", "Was full pay paid in the pay period?"),
    Column("Reason", "why not", 22, choice("leave_reasons", "Why less or no pay was paid; a dash on full pay")),
    Column(HOURS, "normal hours, without overtime", 9,
           Allowed("decimal", 0, 1000, "Hours from 0 are expected.", "Normal hours of a week; the average of 12 weeks where they vary"), "0.0"),
)  # fmt: skip
TREATMENTS = (
    Treatment(ORDINARY, "Counts in hourly pay: basic pay, allowances, shift premium, paid leave, piecework; salary sacrifice as a negative amount"),
    Treatment(BONUS, "Bonus, commission, incentives paid in the pay period: counts in hourly pay, cut to the days of the period", prorated=True),
    Treatment(BONUS_YEAR, "Everything paid as bonus in the 12 months that end with the snapshot date; not cut"),
    Treatment(EXCLUDED, "Counts nowhere: overtime, redundancy, pay instead of leave, expenses, benefits in kind"),
)  # fmt: skip
ELEMENTS = (
    Element("BASIC", "Basic pay", ORDINARY, "Basic pay is ordinary pay (reg. 3)."),
    Element("SHIFT", "Shift premium", ORDINARY, "Shift premium is ordinary pay (reg. 3)."),
    Element("ALLOW", "Allowances", ORDINARY, "For location, duties, recruitment: ordinary pay (reg. 3)."),
    Element("SALSAC", "Salary sacrifice", ORDINARY, "Pay is counted after salary sacrifice: a negative amount."),
    Element("OVERTIME", "Overtime", EXCLUDED, "Overtime is not ordinary pay, nor are its hours (reg. 3)."),
    Element("EXPENSES", "Expenses", EXCLUDED, "Reimbursed expenses are not pay (reg. 3)."),
    Element("COMMIS", "Commission of the month", BONUS, "Commission is bonus pay (reg. 4), for one month.", 30.44),
    Element("ANNUAL", "Annual bonus, if paid in the period", BONUS, "Paid for a year: cut to the period (reg. 6).", 365.25),
    Element("BONUS12", "All bonus of the 12 months", BONUS_YEAR, "A total from the payroll; it also holds the bonus of the period if that lies in the 12 months (reg. 10)."),
)  # fmt: skip
_CALCULATED = (
    *hourly_pay("by regulation 6"),
    Calculated(BONUS_PAID, "in the 12 months", 11, "=MAX(0,SUMIF(code_treatments,INDEX(treatments,3),{codes}))"),
)  # fmt: skip
_AFTER = (
    Calculated(RANKED, "1: in hourly pay and quarters", 8,
               f"=({{Fault no.}}>error_rules)*({{{FULL_PAY}}}=INDEX(yes_no,1))", style.YEAR),
)  # fmt: skip
_FAULTS = (
    faults.MISSING_ID,
    faults.REPEATED_ID,
    faults.UNKNOWN_SEX,
    FULL_PAY_UNANSWERED,
    faults.no_hours(HOURS),
    faults.too_many_hours(HOURS),
    faults.TEXT_IN_PAY,
    Fault("no ordinary pay on full pay", "error", f"({{{FULL_PAY}}}=INDEX(yes_no,1))*({{Ordinary pay}}<=0)>0",
          "Ordinary pay is 0 or below, and full pay is yes.", "Find the missing pay, or set full pay to no."),
    Fault("negative bonus", "error", "SUMIF(code_treatments,INDEX(treatments,3),{codes})<0",
          "The bonus of the 12 months is below 0.", "Take back a bonus in the year in which it was paid."),
    faults.OTHER_SEX,
    Fault("reduced pay without a reason", "warning",
          f'({{{FULL_PAY}}}=INDEX(yes_no,2))*(({{Reason}}="")+({{Reason}}=dash)>0)>0',
          "Full pay is no, and no leave is named.", "Only leave takes somebody out of hourly pay."),
    Fault("full pay with a reason", "warning",
          f'({{{FULL_PAY}}}=INDEX(yes_no,1))*({{Reason}}<>"")*({{Reason}}<>dash)>0',
          "Full pay is yes, and a leave is named.", "Leave on full pay stays in; less pay means no."),
    faults.low_pay(HOURLY, f"{{{FULL_PAY}}}=INDEX(yes_no,2)"),
    faults.high_pay(HOURLY),
    faults.long_hours(HOURS),
)  # fmt: skip


def uk_staff() -> StaffList:
    """The staff list with the sixty invented people."""
    rows = tuple(_row(person) for person in people())
    return StaffList(_COLUMNS, TREATMENTS, ELEMENTS, _CALCULATED, _FAULTS, rows, _AFTER)


def _row(person: Person) -> tuple[Cell, ...]:
    """A person as the payroll of the example exports it."""
    reason = Kept("–") if person.on_full_pay else person.reason
    full = "yes" if person.on_full_pay else "no"
    pay = (person.basic, person.shift, person.allowance, person.sacrifice, person.overtime, person.expenses)
    bonuses = (person.commission, person.bonus, round(person.bonus + 12 * person.commission * 0.9, 2))
    return (person.id, person.sex, full, reason, person.weekly_hours, *pay, *bonuses)
