"""The staff list of the pay equity workbook: its columns, payroll codes, the slots of the factors, and its rules."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.page import Allowed
from gapsheet.templates.staff import faults
from gapsheet.templates.staff.hourly import FULL_PAY, FULL_PAY_UNANSWERED, HOURLY, HOURS, full_pay, hourly_pay
from gapsheet.templates.staff.model import (
    COUNTED_AS,
    IDENTITY,
    SEX_COLUMN,
    TABLE,
    Calculated,
    Cell,
    Column,
    Element,
    Fault,
    StaffList,
    Treatment,
)
from gapsheet.templates.staff.people import Person, people

SLOTS = 8  # factors that a model may have
LOG, COMPARED, CELL = "Log of pay", "Compared as", "Cell"
CANDIDATES = (HOURS, "Job function", "Grade", "Age", "Service", "Training", "Own factor")
FACTORS = tuple(f"Factor {slot}" for slot in range(1, SLOTS + 1))
CANDIDATE_HEADS = f"{TABLE}[[#Headers],[{CANDIDATES[0]}]:[{CANDIDATES[-1]}]]"

_EMPTY = '""'  # in a row with an error value: a blank that functions skip
_WORDS = Allowed("textLength", 0, 60, "At most 60 characters are expected.", "Text or number", blank=True)
_YEARS = Allowed("decimal", 0, 100, "Years from 0 to 100 are expected.", "Years", blank=True)
_HOURS = Allowed(
    "decimal", 0, 1000, "Hours from 0 are expected.", "Normal hours of a week; the average where they vary"
)

_COLUMNS = (
    IDENTITY,
    SEX_COLUMN,
    full_pay("yes, or no: leave", "Was full pay paid in the period?"),
    Column(HOURS, "normal hours, without overtime", 9, _HOURS, "0.0"),
    Column("Job function", "what the job is", 18, _WORDS),
    Column("Grade", "of the job", 7, _WORDS, style.YEAR),
    Column("Age", "in years", 7, _YEARS, style.YEAR),
    Column("Service", "years", 8, _YEARS, style.YEAR),
    Column("Training", "years", 8, _YEARS, style.YEAR),
    Column("Own factor", "any other", 11, _WORDS),
)  # fmt: skip
TREATMENTS = (
    Treatment("ordinary pay", "Counts: basic pay, allowances, premiums for shifts and demands; salary sacrifice as a negative amount"),
    Treatment("bonus", "Counts, cut to the days of the pay period: 13th month, bonus, commission", prorated=True),
    Treatment("excluded", "Counts nowhere: overtime, expenses, redundancy, benefits in kind"),
)  # fmt: skip
ELEMENTS = (
    Element("BASIC", "Basic pay", "ordinary pay", "The pay of the contract."),
    Element("SHIFT", "Shift premium", "ordinary pay", "A premium that goes with the job; leave it out if others could not earn it."),
    Element("ALLOW", "Allowances", "ordinary pay", "For location, duties, recruitment."),
    Element("SALSAC", "Salary sacrifice", "ordinary pay", "Turned into something else: a negative amount."),
    Element("OVERTIME", "Overtime", "excluded", "Neither overtime pay nor its hours count."),
    Element("EXPENSES", "Expenses", "excluded", "Reimbursed, so no pay."),
    Element("COMMIS", "Commission of the month", "bonus", "For one month.", 30.44),
    Element("ANNUAL", "Annual bonus", "bonus", "For a year: cut to the period.", 365.25),
)  # fmt: skip
_CANDIDATE_CELLS = f"{TABLE}[[#This Row],[{CANDIDATES[0]}]:[{CANDIDATES[-1]}]]"


def _factor(slot: int) -> Calculated:
    """The value that a person has in a slot: a text, or a number to the power of 1 or 2; 1 in a slot that is not used."""
    value = f"INDEX({_CANDIDATE_CELLS},slot_{slot}_place)"
    formula = f'=IF(slot_{slot}_words=1,{value}&"",N({value})^slot_{slot}_power)'
    caption = "1: not used"
    return Calculated(FACTORS[slot - 1], caption, 17, formula, "0.0;-0.0;0.0;@", "Calculated text", _EMPTY)


def _cell() -> str:
    """The categories of a person in one text, for matching."""
    return "=dash&" + "&".join(f'REPT({{Factor {slot}}}&"|",slot_{slot}_words)' for slot in range(1, SLOTS + 1))


def _missing() -> str:
    """Whether a column that the model reads is empty, or holds no number where one is needed."""
    parts = (
        f'INDEX(needs_number,{place})*(1-ISNUMBER({{{head}}}))+INDEX(needs_value,{place})*({{{head}}}="")'
        for place, head in enumerate(CANDIDATES, start=1)
    )
    return f"({'+'.join(parts)})>0"


_CALCULATED = (
    *hourly_pay("what is compared"),
    Calculated(LOG, "natural logarithm of it", 9, f"=IF({{{HOURLY}}}>0,LN({{{HOURLY}}}),0)", "0.0000"),
    *(_factor(slot) for slot in range(1, SLOTS + 1)),
    Calculated(CELL, "all categories, for matching", 26, _cell(), style.GENERAL, "Calculated text", _EMPTY),
)  # fmt: skip
_AFTER = (
    Calculated(
        COMPARED,
        "empty: not compared",
        10,
        f'=IF(({{{FULL_PAY}}}=INDEX(yes_no,1))*(({{{COUNTED_AS}}}=men_label)+({{{COUNTED_AS}}}=women_label))>0,{{{COUNTED_AS}}},"")',
        style.GENERAL,
        "Calculated text",
        _EMPTY,
    ),
)
_FAULTS = (
    faults.MISSING_ID,
    faults.REPEATED_ID,
    faults.UNKNOWN_SEX,
    FULL_PAY_UNANSWERED,
    faults.no_hours(HOURS),
    faults.too_many_hours(HOURS),
    faults.TEXT_IN_PAY,
    Fault("no pay on full pay", "error", f"({{{FULL_PAY}}}=INDEX(yes_no,1))*({{{HOURLY}}}<=0)>0",
          "Hourly pay is 0 or below, and full pay is yes.", "Find the missing pay, or set full pay to no."),
    Fault("factor missing", "error", _missing(),
          "A chosen factor is empty, or no number where one is expected.", "Fill it in, or take the factor off Factors."),
    faults.OTHER_SEX,
    Fault("not on full pay", "warning", f"{{{FULL_PAY}}}=INDEX(yes_no,2)",
          "Full pay is no: the row is in no comparison.", "Nothing, if leave is the reason."),
    Fault("more service than age allows", "warning", "({Age}>0)*(N({Age})-N({Service})<least_entry_age)>0",
          "Age at entry is below the limit on Inputs.", "Check age and years of service."),
    faults.low_pay(HOURLY),
    faults.high_pay(HOURLY),
    faults.long_hours(HOURS),
)  # fmt: skip


def equity_staff() -> StaffList:
    """The staff list with the sixty invented people."""
    rows = tuple(_row(place, person) for place, person in enumerate(people()))
    return StaffList(_COLUMNS, TREATMENTS, ELEMENTS, _CALCULATED, _FAULTS, rows, _AFTER)


def _row(place: int, person: Person) -> tuple[Cell, ...]:
    """A person as the payroll of the example exports it."""
    full = "yes" if person.on_full_pay else "no"
    site = "North" if place % 3 else "South"
    own: tuple[Cell, ...] = (person.id, person.sex, full, person.weekly_hours, person.job, person.grade)
    lives: tuple[Cell, ...] = (person.age, person.service, person.training, site)
    pay = (person.basic, person.shift, person.allowance, person.sacrifice, person.overtime, person.expenses)
    return (*own, *lives, *pay, person.commission, person.bonus)
