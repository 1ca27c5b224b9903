"""The words of the UK pay gap workbook: supporting narrative, written statement, method, steps and sources."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.known import day_told, known, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff import instructions
from gapsheet.templates.staff.suppression import NOTE

STEPS = (
    ("Fill in Inputs", "Employer, snapshot date, pay period, rules, limits of the data checks, and who signs. The figures follow SI 2017/172, rules as of November 2026 (public bodies: SI 2017/353, Sch. 1)."),
    instructions.MAP,
    instructions.PASTE,
    ("Say who was on full pay", "Full pay is no for everybody paid less or nothing in the pay period because of leave, with the leave named. They count for bonuses, not for hourly pay and quarters. Leave out partners and, if you have no pay data of them, contractors; list everybody else employed on the snapshot date."),
    ("Give hours and bonuses", "Weekly hours are normal hours without overtime, the average of 12 weeks where they vary. One column holds all bonus of the 12 months that end with the snapshot date; bonus paid in the pay period stands in columns of its own, cut to the period by its days on Pay elements."),
    instructions.CHECK,
    ("File", "Type the 14 figures of Results, in their order, into the government's gender pay gap service; take text and statement from Notes text; publish both on your website, too, and keep them there for three years."),
    instructions.BEFORE_FILING,
    instructions.PRIVACY,
    instructions.EXAMPLE,
)  # fmt: skip
METHOD = (
    ("No legal advice", "A preparation aid. Rules as of November 2026: SI 2017/172, regulations 2 to 14, and the government's guidance; look for later changes."),
    ("Hourly pay", "(ordinary pay + bonus / its days × days of the pay period) × 7 / days of the period / weekly hours. A month is 30.44 days, a year 365.25."),
    ("Gaps", "(men − women) / men, from means and medians. Hourly: everybody on full pay. Bonus: everybody paid a bonus in the 12 months, on full pay or not."),
    ("Quarters", "People ranked by hourly pay, cut into four parts of equal numbers; not cuts at quartile values."),
    ("People left over", "Fixed by the guidance, so no input: one goes to the lower quarter, a second to the upper middle, a third to the lower middle."),
    ("Equal pay across two quarters", "Men and women at that pay are shared in proportion (regulation 13(2)); Inputs choose parts of people or whole people."),
    ("Rounding", "Half away from zero. Women's share of a quarter is rounded, men's is the rest: both make 100 %."),
    ("Bonus gaps", "Left empty where men's share rounds to 0 %; 100 % where no woman had a bonus. Both as the official service wants them."),
    ("Rows left out", "Rows with an error on Data checks are in no figure. The third label stays in no comparison, as the guidance allows."),
    ("Repeated ids", "The first row with an id stays, later ones are left out: a person has one hourly pay."),
    NOTE,
    ("Not in here", "Employees without normal hours and piecework rates (regulation 7) need their hours worked out before; groups of companies report company by company."),
)  # fmt: skip
SOURCES = (
    ("Figures, formulas, quarters", "The Equality Act 2010 (Gender Pay Gap Information) Regulations 2017, SI 2017/172, regs 2 to 14, legislation.gov.uk."),
    ("Public bodies", "The Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017, SI 2017/353, Schedule 1, legislation.gov.uk."),
    ("Order of the form, decimals, empty bonus gaps", "The government's gender pay gap service, gender-pay-gap.service.gov.uk."),
    ("People of the example", "Invented; they are no company's payroll."),
)  # fmt: skip

_TEXTS: tuple[tuple[str, str], ...] = (
    ("Who reports", '=employer&" reports these gender pay gap figures for the snapshot date "&snapshot_told&"."'),
    ("Publish by", '=' + known('TEXT(EDATE(snapshot_date,12)-1,"yyyy-mm-dd")', of_day("snapshot_date"), "dash")),
    ("Who is counted", '="On that date there were "&FIXED(staff_used,0)&" relevant employees, among them "&women_words&" women and "&men_words&" men."'),
    ("Who is in hourly pay", '="On full pay were "&FIXED(ranked_men+ranked_women,0)&" people; whoever was paid less because of leave counts for bonuses only."'),
    ("Pay period and hours", '="Hourly pay rests on a pay period of "&FIXED(period_days,2)&" days: ordinary pay and bonus cut to the period, without overtime."'),
    ("Period of the bonuses", f'=IF(ISNUMBER({of_day("snapshot_date")}),"Bonuses are those paid from "&TEXT(EDATE(snapshot_date,-12)+1,"yyyy-mm-dd")&" to "&snapshot_told&".",dash)'),
    ("Mean gap", "=INDEX(filed_words,9)"),
    ("Median gap", "=INDEX(filed_words,10)"),
    ("Quarters", "=chart_title"),
    ("Bonus paid to men", "=INDEX(filed_words,11)"),
    ("Bonus paid to women", "=INDEX(filed_words,12)"),
    ("Mean bonus gap", "=INDEX(filed_words,13)"),
    ("Median bonus gap", "=INDEX(filed_words,14)"),
    ("Why", '=causes&""'),
    ("What is done", '=actions&""'),
)  # fmt: skip
_STATEMENT: tuple[tuple[str, str], ...] = (
    ("Statement", '="I confirm that the gender pay gap information of "&employer&" for the snapshot date "&snapshot_told&" is accurate."'),
    ("Signed by", '=signatory&""'),
    ("Office", '=signatory_role&""'),
    ("Date", "=" + day_told("statement_date")),
    ("Signature", "____________________"),
)  # fmt: skip


def write_text(book: Book) -> Page:
    """Write the narrative that goes with the figures, and the statement to be signed."""
    page = Page(book, "Notes text", "output", (30, 110, 36))
    page.head("Notes text", f"{instructions.NOTICE} Text to copy; causes and actions come from Inputs.")
    row = _block(page, page.section(TOP, "Supporting narrative"), _TEXTS)
    row = page.section(row + 1, "Written statement")
    row = page.note(
        row, "Asked for by regulation 14 of private and voluntary employers; signed by a director, partner or the like."
    )
    row = _block(page, row, _STATEMENT)
    page.freeze(TOP + 1)
    page.sheet.print_title_rows = "1:3"
    page.close(row - 1)
    return page


def _block(page: Page, row: int, texts: tuple[tuple[str, str], ...]) -> int:
    for label, text in texts:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, text, "Calculated text", style.GENERAL)
        page.put(row, FIRST + 2, None, "Label")
        page.height(row, 20 if label not in ("Why", "What is done") else 50)
        row += 1
    return row
