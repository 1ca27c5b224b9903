"""What the user types about the disclosure: the year, how heads are counted and converted, the notes, the limits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from gapsheet.phrases import Kept
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import TEXT, Followed, Line, copy_lines, write_followed, write_lines
from gapsheet.templates.known import known, of_day
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice
from gapsheet.templates.pay_gap_japan.lists import COUNTING, WITHHOLDING, YES_NO
from gapsheet.templates.pay_gap_japan.people import REGULAR_HOURS, people
from gapsheet.templates.staff import inputs as staff_inputs
from gapsheet.templates.staff.inputs import COPY, LABEL

STARTED = known("period_start", of_day("period_start"), "0")  # 0, as an empty cell, where it is no day
FIRST_DAY = dt.date(2025, 4, 1)  # of the example's business year
WOMEN, MEN, OTHERS = "女性", "男性", "その他"
REGULAR, NON_REGULAR = "正規", "非正規"
_FACTOR = Allowed("decimal", 0.01, 100, "A number from 0.01 to 100 is expected.", "0.3 is 30 %")


def write_inputs(book: Book) -> Page:
    """Write the sheet with the example's year."""
    page, row = staff_inputs.inputs_page(
        book, "Blue on cream: overwrite these. The employer, the people and the pay of the example are invented."
    )
    row = write_lines(page, page.section(row, "This copy"), copy_lines(book, COPY))
    row = write_lines(page, page.section(row, "The employer and the year (対象期間)"), _employer())
    row = write_lines(page, page.section(row, "How heads are counted (人員数)"), _counting())
    row = write_followed(page, row, _FOLLOWED)
    row = write_lines(page, page.section(row, "What the notes say (説明欄)"), _notes())
    row = staff_inputs.write_labels(page, page.section(row, "Labels of Employees"), MEN, WOMEN, OTHERS)
    book.define("kind_labels", page.sheet, (row, FIRST + 1), (row + 1, FIRST + 1))
    row = write_lines(page, row, _KINDS)
    row = write_lines(page, page.section(row, "Limits of the data checks"), LIMITS)
    row = staff_inputs.write_closing(page, page.section(row, "Small groups and settings"), _settings())
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _employer() -> tuple[Line, ...]:
    heads = Allowed("whole", 1, 1e7, "A whole number above 0 is expected.", "Workers regularly employed")
    start = Allowed("date", 42370, 109574, "A date from 2016-01-01 is expected.", "The first day of the business year")
    return (
        Line("employer", "Employer", "An invented company", TEXT, "text", remark="Stands at the head of the notes."),
        Line("period_start", "First day of the business year", FIRST_DAY, start, "first day of a month", "date",
             style.DATE, "The twelve months of the sheet Months follow from it."),
        Line("workers_employed", "Workers regularly employed (常時雇用する労働者)", len(people()), heads, "above 0",
             "people", style.WHOLE, "Decides who has to publish; counted by the law's own rules, not on Months."),
        _yes_no("listed", "Listed company (上場企業)", "no", "Its securities report (有価証券報告書) shows the figures, too."),
    )  # fmt: skip


def _yes_no(name: str, label: str, value: str, remark: str) -> Line:
    return Line(name, label, value, choice("yes_no", " or ".join(YES_NO)), "yes or no", remark=remark)


def _counting() -> tuple[Line, ...]:
    hours = Allowed("decimal", 1, 60, "Hours a week from 1 to 60 are expected.", "Hours of a regular worker")
    return (
        Line("counted_on", "Heads are counted", COUNTING[0][0], choice("countings", "When heads are counted"), "from the list",
             remark="Alike for women and men and from year to year; a change is said with its reason."),
        _yes_no("converts", "Part-timers are converted by hours (人員数の換算)", "yes",
                "Allowed, not required. The table is on Months; that it is done is said in the notes."),
        Line("regular_hours", "Scheduled hours of a regular worker", REGULAR_HOURS, hours, "1 to 60", "hours a week", "0.0#",
             "In the unit of the conversion table."),
    )  # fmt: skip


def _notes() -> list[Line]:
    """The free texts, each once more for the Japanese notes."""
    lines: Sequence[tuple[str, str, str | None, str, str]] = (
        ("regular_scope", "Regular workers (正規雇用労働者) are", "workers without a fixed term who work full time",
         "期間の定めのないフルタイムの労働者", "Use your own terms for them."),
        ("other_scope", "Non-regular workers (非正規雇用労働者) are", "workers on fixed terms and part-time workers",
         "有期雇用労働者及びパートタイム労働者", "Use your own terms for them."),
        ("change_said", "What has changed since last year, and why", None, "",
         "Needed where the way of counting heads has changed."),
        ("more_said", "Anything else to say", None, "", "For example why the figures are as they are."),
    )  # fmt: skip
    made = []
    for name, label, value, japanese, remark in lines:
        accepted = "text" if value else "text, or empty"
        made.append(Line(name, label, value, TEXT, accepted, remark=remark))
        said = Kept(japanese) if japanese else None
        made.append(Line(f"{name}_ja", "The same for the Japanese notes (公表用)", said, TEXT, accepted))
    remark = "They count with the employer that dispatches them (派遣元)."
    return [*made, _yes_no("says_dispatched", "Say where dispatched workers (派遣労働者) count", "yes", remark)]


_KINDS = (
    Line("regular_label", "Label of regular workers", Kept(REGULAR), LABEL, "text, spelt as in Employees"),
    Line("non_regular_label", "Label of non-regular workers", Kept(NON_REGULAR), LABEL, "text, spelt as in Employees"),
)
LIMITS = (
    Line("heads_jump", "Head count of a month is far from the median", 0.3, _FACTOR, "0.01 to 100", "of the median", "0%",
         "A warning, and never for one person more or less."),
    Line("pay_jump", "Pay a head of a month is far from the median", 4.0, replace(_FACTOR, low=1.01, prompt="4: four times, or a fourth"),
         "1.01 to 100", "times", "0.0#", "A warning. Months with a bonus reach three times the median."),
    Line("staff_tolerance", "Difference to the staff list", 0.05, _FACTOR, "0.01 to 100", "of the months", "0.0%",
         "A warning. People who have left are in the months and not on the list."),
    Line("least_year", "A year's pay is doubtful below", 500_000.0, Allowed("decimal", 0, 1e9, "A number from 0 is expected.", "Yen"),
         "0 or more", "yen a full year", style.WHOLE, "A warning; of full time and twelve months."),
    Line("most_year", "A year's pay is doubtful above", 30_000_000.0, Allowed("decimal", 0, 1e12, "A number from 0 is expected.", "Yen"),
         "0 or more", "yen a full year", style.WHOLE, "A warning; of full time and twelve months."),
    Line("most_excluded", "Rows of Employees that may be left out", 0.1,
         Allowed("decimal", 0, 1, "A share from 0 to 100 % is expected.", "Of all rows"), "0 % to 100 %", "of all rows", "0%",
         "Above it a line of Checks fails."),
)  # fmt: skip


def _settings() -> tuple[Line, ...]:
    stale = Allowed("whole", 1, 20, "A whole number from 1 to 20 is expected.", "Years from the rules' date to the as-of date")  # fmt: skip
    why = "The house's choice: no rule of the law on small groups was seen. 0 shows all."
    least, tolerance = staff_inputs.closing_lines(3, why)
    return (
        least,
        Line("withholding", "Where a group is smaller", WITHHOLDING[0][0], choice("withholdings", "What is withheld"),
             "from the list", remark="The law asks for all three ratios."),
        Line("stale_after", "Rules are stale after", 1, stale, "1 to 20", "years", style.YEAR, "Only a check uses it."),
        tolerance,
    )  # fmt: skip


def typed_lines(book: Book) -> tuple[Line, ...]:
    """What is typed on the sheet, apart from the labels and the limits of the data checks."""
    return (*copy_lines(book, COPY), *_employer(), *_counting(), *_notes(), *_settings())


_FOLLOWED = (
    Followed("period_end", "Last day of the business year", f"=EDATE({STARTED},12)-1", style.DATE, remark="Twelve months from the first day."),
    Followed("counting_place", "Way of counting, in the list", "=IF(COUNTIF(countings,counted_on)=1,MATCH(counted_on,countings,0),1)", style.YEAR),
    Followed("converting", "Part-timers are converted (1 = yes)", "=1*(converts=INDEX(yes_no,1))", style.YEAR),
)  # fmt: skip
