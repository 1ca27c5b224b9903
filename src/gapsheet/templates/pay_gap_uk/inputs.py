"""What the user types into the UK pay gap workbook: employer, snapshot date, pay period, rules, limits, signatory."""

from __future__ import annotations

import datetime as dt

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import DAY, TEXT, Followed, Line, copy_lines, write_followed, write_lines
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice
from gapsheet.templates.pay_gap_uk.staff_list import QUARTERS, REASONS
from gapsheet.templates.staff.inputs import (
    COPY,
    WEEKLY_PART,
    closing_lines,
    inputs_page,
    limit_lines,
    write_closing,
    write_labels,
)
from gapsheet.templates.staff.lists import write_rules
from gapsheet.templates.staff.model import StaffList

PERIODS = (("month", 30.44), ("four weeks", 28), ("two weeks", 14), ("week", 7))
_DECIMALS = Allowed("whole", 0, 1, "0 or 1 is expected: the form takes no more.", "Decimals of each percentage")


def write_inputs(book: Book) -> Page:
    """Write the sheet with the example."""
    page, row = inputs_page(
        book, "Blue on cream: overwrite these. The staff itself stands on Employees, the payroll codes on Pay elements."
    )
    row = write_lines(page, page.section(row, "This copy"), copy_lines(book, COPY))
    row = write_lines(page, page.section(row, "Employer and period"), _PERIOD)
    row = write_followed(page, row, _FOLLOWED)
    row = write_labels(page, page.section(row, "Labels in Employees"))
    row = write_lines(page, page.section(row, "Rules of the figures"), _RULES)
    row = write_followed(page, row, _RULES_FOLLOWED)
    page.new_page(row)
    row = write_lines(page, page.section(row, "Limits of the data checks"), LIMITS)
    row = write_lines(page, page.section(row, "Written statement"), _STATEMENT)
    row = write_closing(page, page.section(row, "Settings"), _SETTINGS)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_PERIOD = (
    Line("employer", "Employer", "Example Ltd (invented)", TEXT, "text", remark="As the published report names it."),
    Line("snapshot_date", "Snapshot date", dt.date(2026, 4, 5), DAY, "a date", "date", style.DATE,
         "5 April for private and voluntary employers, 31 March for public ones. Bonuses: the 12 months that end with it."),
    Line("pay_period", "Pay period", "month", choice("pay_periods", "The period in which the snapshot date falls"), "from the list",
         remark="The relevant pay period: the usual one that holds the snapshot date."),
)  # fmt: skip
_FOLLOWED = (
    Followed("period_days", "Days of the pay period",
             "=IF(COUNTIF(pay_periods,pay_period)=1,INDEX(period_lengths,MATCH(pay_period,pay_periods,0)),1)", "0.00", "days",
             "Regulation 6: a month counts as 30.44 days."),
    Followed("rounding_step", "Step of rounding", "=0.01*10^-decimals_used", "0.0000", "fraction", "One unit of the last decimal of a percentage."),
    WEEKLY_PART,
)  # fmt: skip
_RULES = (
    Line("tie_rule", "Equal pay across two quarters", Kept("fractional"), choice("tie_rules", "See Lists"), "from the list",
         remark="fractional: men and women shared in proportion; whole: as whole people. Regulation 13(2) wants the same proportion."),
    Line("decimals", "Decimals", 1, _DECIMALS, "0 or 1", "decimals", style.YEAR, "The form takes whole numbers or one decimal."),
)  # fmt: skip
_RULES_FOLLOWED = (
    Followed("tie_used", "Rule for equal pay that is used", "=IF(COUNTIF(tie_rules,tie_rule)=1,tie_rule,INDEX(tie_rules,1))",
             style.TEXT, remark="The first of the list where the choice is none of it; a check says so."),
    Followed("decimals_used", "Decimals that are used", "=INT(MEDIAN(0,1,N(decimals)))", style.YEAR,
             remark="Where Decimals are neither 0 nor 1 no figure is shown; a check says so."),
)  # fmt: skip
_STATEMENT = (
    Line("signatory", "Signed by", "Name of the signatory", TEXT, "text", remark="A director, partner or the like: regulation 14."),
    Line("signatory_role", "Office", "Director", TEXT, "text"),
    Line("statement_date", "Date of the statement", dt.date(2026, 11, 20), DAY, "a date", "date", style.DATE),
    Line("causes", "What explains the gap, in your words", "Fewer women than men work in the higher grades.", TEXT, "up to 250 characters"),
    Line("actions", "What is being done, in your words", "Targets for promotion, and part-time work in every grade.", TEXT, "up to 250 characters"),
)  # fmt: skip
LIMITS = limit_lines(80.0, 48.0, 12.0, 90.0, "pounds")
_SETTINGS = closing_lines(0, "The regulations know no hiding: 0. For tables of your own that go further 10 is common.")


def typed_lines(book: Book) -> tuple[Line, ...]:
    """What is typed on the sheet, apart from the labels and the limits of the data checks."""
    return (*copy_lines(book, COPY), *_PERIOD, *_RULES, *_STATEMENT, *_SETTINGS)


def write_lists(book: Book, staff: StaffList) -> Page:
    """The choices of the inputs, the rules for rows, and single words."""
    page = Page(book, "Lists", "data", (34, 26, 60, 60))
    page.head("Lists", "Choices of the inputs, rules for the rows of Employees, and the words that formulas show.")
    row = page.section(TOP, "Choices")
    row = sheets.words(page, row, ("Pay period", "Days"), PERIODS, ("pay_periods", "period_lengths"))
    for offset in range(len(PERIODS)):
        page.sheet.cell(row - 1 - offset, FIRST + 1).number_format = "0.00"
    row = sheets.words(page, row + 1, ("Full pay",), [("yes",), ("no",)], ("yes_no",))
    row = sheets.words(page, row + 1, ("Reason",), [(reason,) for reason in REASONS], ("leave_reasons",))
    row = sheets.words(page, row + 1, ("Tie rule", "Meaning"), _TIES, ("tie_rules", ""))
    row = sheets.words(page, row + 1, ("Quarter",), [(name,) for name in QUARTERS], ("quarter_names",))
    row = sheets.words(page, row + 1, ("Direction of a gap",), _DIRECTIONS, ("gap_words",))
    row = sheets.words(page, row + 1, ("Without a bonus gap", "When"), _NO_GAP, ("no_gap_words", ""))
    row = sheets.single_words(page, row + 1, _SINGLE)
    row = write_rules(page, row + 1, staff)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page


_TIES = (
    (Kept("fractional"), "exact proportions"),
    (Kept("whole"), "whole people by largest remainder"),
)
_DIRECTIONS = (
    ("higher than men's",),
    ("apart from men's",),
    ("lower than men's",),
)
_NO_GAP = (
    (Kept("[x]"), "too few people to compare"),
    ("leave empty", "0 % of men had a bonus: the form wants both bonus gaps empty"),
)
_SINGLE = (
    ("week_days", 7, "days of a week"),
    ("duty_from", 250, "employees from which the duty begins"),
)
