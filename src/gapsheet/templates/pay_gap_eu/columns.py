"""The staff list of the EU pay gap workbook: its columns, what payroll codes count as, and what a fault is."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.page import Allowed
from gapsheet.templates.staff import faults
from gapsheet.templates.staff.model import (
    COUNTED_AS,
    IDENTITY,
    SEX_COLUMN,
    TABLE,
    Calculated,
    Column,
    Element,
    Fault,
    StaffList,
    Treatment,
)

# What formulas compare: a row that is left out is counted as a dash, and its pay is 0.
SEX, CATEGORY = f"{TABLE}[{COUNTED_AS}]", f"{TABLE}[Category no.]"
BASIC, VARIABLE = f"{TABLE}[Basic an hour]", f"{TABLE}[Variable an hour]"

TREATMENTS = (
    Treatment("basic", "ordinary basic or minimum wage or salary of the year, Article 3(1)(a)"),
    Treatment("variable", "complementary or variable component of the year, in cash or in kind"),
    Treatment(
        "variable, longer", "the same, paid for more or less than a year: cut to one year by its days", prorated=True
    ),
    Treatment("excluded", "no pay: expenses paid back, payments for leaving; say why"),
)
ELEMENTS = (
    Element("SALARY", "Basic salary", "basic", "Salary of the calendar year, before tax."),
    Element("SHIFT", "Shift and night premium", "variable", "Paid for the hour of the day, not for the work: complementary."),
    Element("OVERTIME", "Overtime", "variable", "Pay for hours beyond the contract; check how national law treats it."),
    Element("BONUS", "Bonus of the year", "variable", "Paid in spring for the calendar year."),
    Element("LTI", "Long-term bonus", "variable, longer", "One payment for three years: a third belongs to the year.", 1095.75),
    Element("CAR", "Company car", "variable", "Pay in kind, at the value that is taxed."),
    Element("EXPENSES", "Travel expenses paid back", "excluded", "Pays back what the worker spent: no pay."),
)  # fmt: skip

_LABEL = Allowed("textLength", 1, 250, "A category of the sheet Categories is expected.", "Spelt as on Categories")
_HOURS = Allowed("decimal", 0, 168, "Hours from 0 to 168 are expected.", "Hours a week that are paid for")
_WEEKS = Allowed("decimal", 0, 54, "Weeks from 0 to 54 are expected.", "Weeks of the year that were paid")
COLUMNS = (
    IDENTITY,
    SEX_COLUMN,
    Column("Category", "as on Categories", 17, _LABEL),
    Column("Hours", "paid a week", 8, _HOURS, "0.0"),
    Column("Weeks", "paid in the year", 8, _WEEKS, "0.0"),
)


def _sum(treatment: int) -> str:
    return f"SUMIF(code_treatments,INDEX(treatments,{treatment}),{{codes}})"


_PER_HOUR = "IF({{Counted as}}=dash,0,{{{pay}}}/({{Hours}}*{{Weeks}}))"
CALCULATED = (
    Calculated("Basic wage", "of the year", 12, f"={_sum(1)}"),
    Calculated("Variable pay", "of the year", 12, f"={_sum(2)}+SUMPRODUCT({{codes}},code_weights)"),
    Calculated("Pay an hour", "all of it", 9,
               "=IF(N({Hours})*N({Weeks})>0,({Basic wage}+{Variable pay})/(N({Hours})*N({Weeks})),0)"),
    Calculated("Category no.", "its row on Categories", 9, "=N(IFERROR(MATCH({Category},category_names,0),0))", style.YEAR),
)  # fmt: skip
AFTER = (
    Calculated("Basic an hour", "rows used", 9, "=" + _PER_HOUR.format(pay="Basic wage")),
    Calculated("Variable an hour", "rows used", 9, "=" + _PER_HOUR.format(pay="Variable pay")),
)
FAULTS = (
    faults.MISSING_ID,
    faults.REPEATED_ID,
    faults.UNKNOWN_SEX,
    Fault("category missing", "error", '{Category}=""', "The row names no category of workers.", "Type the category."),
    Fault("category unknown", "error", "IF({Category no.}=0,1,INDEX(category_names,{Category no.})<>{Category})", "The category is not on Categories.", "Add it there, or spell it as there."),
    faults.no_hours("Hours"),
    faults.too_many_hours("Hours"),
    Fault("weeks missing or 0", "error", "N({Weeks})<=0", "Weeks are empty, a text, 0 or below.", "Type the weeks of the year that were paid."),
    Fault("weeks over the limit", "error", "N({Weeks})>most_weeks", "There are more weeks than a year has.", "Check whether days were typed."),
    faults.TEXT_IN_PAY,
    Fault("no days of the pay period", "error", "N(period_days)<=0", "Inputs do not say how many days the pay period has.", "Type the days on Inputs."),
    Fault("basic wage 0 or below", "error", "{Basic wage}<=0", "No basic wage in the year, or a negative one.",
          "Check the codes; leave out who was not paid at all."),
    Fault("variable pay below 0", "error", "{Variable pay}<0", "Variable components add up to less than 0.",
          "Move what was taken back to the year in which it was paid."),
    faults.OTHER_SEX,
    faults.long_hours("Hours"),
    faults.low_pay("Pay an hour"),
    faults.high_pay("Pay an hour"),
    Fault("variable above basic", "warning", "{Variable pay}>{Basic wage}", "Variable pay is above the basic wage.",
          "Check the codes, and payments for several years without days."),
)  # fmt: skip


def staff_list(rows: tuple[tuple[str | float | int | bool, ...], ...]) -> StaffList:
    """The list with these people."""
    return StaffList(COLUMNS, TREATMENTS, ELEMENTS, CALCULATED, FAULTS, rows, AFTER)
