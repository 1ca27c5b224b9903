"""The words of the pay equity workbook: text to copy, method, steps and sources."""

from __future__ import annotations

from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff import instructions

STEPS = (
    ("Fill in Inputs", "Employer, pay period and its days, labels, limit and target of the adjusted gap, confidence, limits of the data checks."),
    instructions.MAP,
    instructions.PASTE,
    ("Say who was on full pay", "Full pay is no for everybody paid less or nothing in the pay period because of leave. They stay in the list and out of the comparison."),
    ("Choose the factors", "On Factors name up to eight columns of Employees with their kind, and mark those behind which the employer's own decisions stand. Choose what may lawfully explain pay: demands of the job, training, experience. Never choose what follows from sex. Fewer factors are better than many."),
    instructions.CHECK,
    ("Read Results", "The first line is the finding; the warnings say how far it carries. Run the model again without each doubtful factor and keep both."),
    ("Look behind the gap", "Whatever the model says: look at groups of equal work one by one, at single cases, and at who gets into the higher grades."),
    instructions.PRIVACY,
    instructions.EXAMPLE,
)  # fmt: skip
METHOD = (
    ("No legal advice", "A preparation aid, as of November 2026. It is not the Swiss Confederation's Logib, whose factors are fixed; a legal duty to analyse may prescribe a tool."),
    ("Hourly pay", "(ordinary pay + bonus / its days × days of the period) × 7 / days of the period / weekly hours. Logarithms of it are compared."),
    ("Adjusted gap", "Least squares of ln(hourly pay) on the factors and being a woman, b with variance V: gap = 1 − exp(b − V/2) (Kennedy 1981). Positive: women earn less."),
    ("Rating", "As Logib since 2024: two-sided t test at 5 %, then the gap without its sign, cut to a tenth of a per cent, against limit and target."),
    ("With certainty", "The t interval of b at the confidence of Inputs, as gaps. The limit is exceeded with certainty where the whole interval lies beyond it, kept where the whole interval lies within."),
    ("Parts", "Oaxaca and Blinder's split of the gap in means of logarithms at the coefficients chosen on Inputs; categories count so that no level is the base (Yun 2005). Scaled by gap without factors / gap in logarithms, so that parts add up to the former."),
    ("Two figures that differ", "With pooled coefficients the unexplained part in logarithms is minus b. In per cent it differs from the adjusted gap a little: one is scaled, the other exponentiated."),
    ("Matching", "Ñopo's comparison of people with the same value in every category of the model; numbers do not take part. Shares with a match say where the model compares people with nobody."),
    ("What an adjusted gap is not", "Not proof of discrimination: a factor may be missing. Not proof of fairness: a factor such as grade may itself come from unequal treatment and hide it. It says nothing about single persons."),
    ("Few people", "Below 50 people, or 10 for each coefficient, estimates are shaky; use a comparison of jobs instead."),
    ("Left out", "Rows with an error, people not on full pay, and the third label are in no comparison; Data checks counts them."),
    ("Small groups", "With fewer men or women in the model than Inputs ask for, every figure of the model shows [c], together: none can be worked back. Levels are never shown one by one."),
)  # fmt: skip
SOURCES = (
    ("Adjusted gap, rating", "Federal Office for Gender Equality, Logib, method of the standard analysis tool, since 2024; Kennedy (1981), American Economic Review 71(4); van Garderen and Shah (2002), Econometrics Journal 5(1)."),
    ("Parts", "Oaxaca (1973), International Economic Review 14(3); Blinder (1973), Journal of Human Resources 8(4); Jann (2008), Stata Journal 8(4); Yun (2005), Economic Inquiry 43(4)."),
    ("Matching", "Ñopo (2008), Review of Economics and Statistics 90(2)."),
    ("Objective, gender-neutral criteria", "Directive (EU) 2023/970, Article 4: skills, effort, responsibility, working conditions."),
    ("People of the example", "Invented; they are no company's payroll."),
)  # fmt: skip
_TEXTS: tuple[tuple[str, str], ...] = (
    ("Who is compared", '=employer&", pay period to "&period_told&": "&men_words&" men and "&women_words&" women on full pay."'),
    ("What is compared", "Hourly pay: ordinary pay and the part of bonuses that belongs to the period, for each hour agreed."),
    ("Finding", '=finding&"."'),
    ("Limit", "=limit_words_found"),
    ("Rating", "=rating_found"),
    ("Factors", "=alike_in"),
    ("Uncertainty", '=IF(can_show_parts*ISNUMBER(half_interval)=1,"With "&FIXED(N(confidence_level)*100,0)&" % confidence the adjusted gap lies between "&interval_words&".",no_parts)'),
    ("Parts", '=chart_title&"."'),
    ("Factors to be questioned", '=IF(all_doubtful="",none_doubtful,doubtful_words&all_doubtful&".")'),
    ("Warnings", '="Warnings about the model that need a look: "&FIXED(COUNTIF(warnings_found,INDEX(warning_states,2)),0)&" of "&FIXED(ROWS(warnings_found),0)&"."'),
    ("Method", "Least squares of the logarithm of hourly pay on the factors and sex; Kennedy's correction; rating as in Logib."),
    ("What it does not say", "The adjusted gap is no proof of discrimination and no proof of its absence: factors may be missing, and a factor may itself come from unequal treatment."),
)  # fmt: skip


def write_text(book: Book) -> Page:
    """Write the text that goes with the figures."""
    page = Page(book, "Notes text", "output", (30, 110, 36))
    page.head("Notes text", f"{instructions.NOTICE} Text to copy into a report.")
    row = page.heads(TOP, ("Subject", "Wording", ""))
    for label, text in _TEXTS:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, text, "Calculated text", style.GENERAL)
        page.put(row, FIRST + 2, None, "Label")
        page.height(row, 36 if len(text) > 120 else 24)
        row += 1
    page.freeze(TOP + 1)
    page.close(row - 1)
    return page
