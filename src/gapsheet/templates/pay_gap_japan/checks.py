"""What the Checks sheet of the Japanese pay workbook compares."""

from __future__ import annotations

from gapsheet.templates.book import Book
from gapsheet.templates.known import known, of_day
from gapsheet.templates.pay_gap_japan.figures import GROUPS, RATIOS, SHEET
from gapsheet.templates.pay_gap_japan.inputs import LIMITS, typed_lines
from gapsheet.templates.pay_gap_japan.results import FORM
from gapsheet.templates.sheets import Check
from gapsheet.templates.staff.data_checks import data_checks
from gapsheet.templates.staff.elements import ELEMENTS
from gapsheet.templates.staff.inputs import typed_numbers
from gapsheet.templates.staff.model import StaffList

_WRONG = "Report it: the arithmetic is wrong."
_GIVEN = "Choose from the lists on Inputs."
_LINES = 3


def checks(book: Book, staff: StaffList) -> list[Check]:
    """Arithmetic against a second way to the same figure, then the data themselves."""
    ratios = f"'{SHEET}'!$E${RATIOS}:$E${RATIOS + _LINES - 1}"
    gaps = f"'{SHEET}'!$F${RATIOS}:$F${RATIOS + _LINES - 1}"
    groups = f"'{SHEET}'!$F${GROUPS}:$F${GROUPS + 3}"
    form = f"'Results'!$D${FORM}:$E${FORM + _LINES - 1}"
    return [
        *(_by_hand(place) for place in range(_LINES)),
        Check("Ratio and gap add up to the whole", f"=SUM({ratios})+SUM({gaps})", "=SUM(both_sexes)", _WRONG, "0.0000"),
        Check("People of the four groups are all people of the months used", f"=SUM({groups})*MAX(1,months_used)", "=SUM(work_people)", _WRONG, "#,##0.00"),
        Check("Every month of the year is on Months", "=MONTH(period_end)-MONTH(INDEX(month_dates,12))", "=0", "Undo the last change on Months."),
        Check("The year begins on the first day of a month", "=" + known("DAY(period_start)", of_day("period_start")), "=1", "Type the first day of the business year on Inputs."),
        Check("All twelve months are used", "=months_used", "=ROWS(month_used)", "Mend the months named on Month checks."),
        Check("The function takes the months", "=can_ask", "=1", "Read the reason on Calculation."),
        Check("No result is an error", f'=1*ISERROR(SUMPRODUCT(1*({form}="")))', "=0", "Correct the inputs; the functions may be missing."),
        Check("Choices come from their lists",
              "=COUNTIF(countings,counted_on)+COUNTIF(yes_no,converts)+COUNTIF(withholdings,withholding)+COUNTIF(yes_no,listed)+COUNTIF(yes_no,says_dispatched)",
              "=1+1+1+1+1", _GIVEN),
        Check("The two labels of employment differ", "=COUNTIF(kind_labels,regular_label)", "=1", "Labels on Inputs must differ."),
        Check("The notes can name every pay element", f"=1*(ROWS({ELEMENTS}[Code])<=ROWS(named_places))", "=1", "Name the others by hand."),
        Check("The rules are not stale", "=" + known("1*(YEAR(as_of)-YEAR(rules_date)<=stale_after)", of_day("as_of")), "=1",
              "Compare Who publishes with this year's law, or allow for older rules on Inputs."),
        *typed_numbers(typed_lines(book), LIMITS),
        *data_checks(staff),
    ]  # fmt: skip


def _by_hand(place: int) -> Check:
    """A ratio against the division by hand, to half of its last decimal."""
    at = RATIOS + place
    words = ("all workers", "regular workers", "non-regular workers")[place]
    near = f"ABS(N('{SHEET}'!$E${at})-N('{SHEET}'!$K${at}))<=1/1000/2+N(tolerance)"
    return Check(f"The ratio of {words} is that of pay and heads, rounded", f"=1*({near})", "=1", _WRONG)
