"""The flagship workbook: the claims of one article on Japan's AI and content policy, measured."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from gapsheet import facts
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import refreshing, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.known import numbers_given
from gapsheet.templates.page import TOP
from gapsheet.templates.scorecard import (
    ai_plan,
    article,
    budgets,
    checks,
    cover,
    deficit,
    deficit_scenarios,
    fact_sheet,
    inputs,
    invoice,
    invoice_inputs,
    notes,
    scorecard,
    sensitivity,
    series,
    sources,
    targets,
    uncertainty,
    wages,
)
from gapsheet.templates.scorecard.scorecard import Claim, Kind

# The sheets in reading order, each with the line that the contents give it.
CONTENTS = (
    ("Scorecard", "Every claim in one row: how far, how fast, and what the past allows to say"),
    ("Targets", "Overseas sales against 20 trillion yen: required rate, trend, path, dollars, receipts"),
    ("Sensitivity", "The 20 tn in four scenarios: what would do, what moves the answer; one cell switches"),
    ("Uncertainty", "Chance and fan where the series is long enough: anime abroad; and why not for the total"),
    ("Budgets", "Content support: what may be compared, and what may not, with what differs"),
    ("AI plan", "One trillion yen over five years, beside the first year's draft"),
    ("Digital deficit", "Projections to 2035 and the past by definition and vintage"),
    ("Deficit scenarios", "What the projected deficits add up to, and what could cross what"),
    ("Wages", "Animators' income against national pay, with a comparator card for every gap"),
    ("Invoice", "What consumption tax leaves of animators' income by method, the studio's side, the calendar to 2031"),
    ("Article check", "All 27 figures of the article: as printed, as sourced, verdict and why"),
    ("Inputs", "Thresholds, assumptions, units and the wording of verdicts"),
    ("Invoice rules", "The dated rules of the Invoice System with limits, conditions and sources"),
    ("Facts", "Every figure with definition, vintage, source, confidence and a citation"),
    ("Series", "The yearly series behind targets and chances, which a refresh brings up to date"),
    ("Rates and goals", "The exchange rate and the goals, refreshed too"),
    *refreshing.SHEETS[:2],
    ("Checks", "Derived figures against published ones; sums, counts, dates"),
    ("Notes", "Functions, method, limits, codes, changes"),
    *refreshing.SHEETS[2:],
)
_CHECKED = (
    "Scorecard",
    "Targets",
    "Sensitivity",
    "Uncertainty",
    "Budgets",
    "AI plan",
    "Digital deficit",
    "Deficit scenarios",
    "Wages",
    "Invoice",
    "Article check",
)

_TYPED = (
    *targets.INPUTS,
    *budgets.INPUTS,
    *ai_plan.INPUTS,
    *deficit.INPUTS,
    *wages.INPUTS,
    *invoice_inputs.INPUTS,
)


def author(language: Language = ENGLISH) -> Book:
    """Write every sheet; Facts and Notes come late because they report on the others."""
    base = facts.load()
    book = Book(
        "japan_policy_scorecard.xlsx",
        "Japan's AI and content policy: how far are the targets?",
        "Growth multiples and wage gaps behind the claims of December 2025",
        facts.AS_OF,
        language=language,
    )
    path = targets.write(book, base)
    budget = budgets.write(book, base)
    ai_plan.write(book, base)
    sensitivity.write(book, path)
    uncertainty.write(book, base, path.block)
    deficits = deficit.write(book, base)
    deficit_scenarios.write(book, base)
    pay = wages.write(book, base)
    tax = invoice.write(book, base, pay)
    article.write(book, base)
    claims = _claims(path, deficits, budget, pay)
    scorecard.write(book, claims, path, pay)
    series.write(book)
    sources.write(book, claims)
    inputs.write(
        book,
        _TYPED,
        (sensitivity.typed, uncertainty.typed, deficit_scenarios.typed, sensitivity.words, deficit_scenarios.words),
    )
    how_sure = (*sensitivity.CHECKS, *uncertainty.CHECKS, *deficit_scenarios.CHECKS, _filled())
    page = checks.write(
        book,
        [(name, _area(book, name)) for name in _CHECKED],
        len(facts.article()),
        [*budgets.balances(), *how_sure, *invoice.balances(tax)],
    )
    cover.write(book, CONTENTS)
    fact_sheet.write(book, base)
    notes.write(book, base)
    checks.write_limits(page)
    book.order(["Cover", *(name for name, _ in CONTENTS)])
    return book


def _filled() -> checks.Balance:
    """The check that the inputs at the head of Inputs, and the growth of one's own, are numbers where they must be."""
    rows = (*inputs.THRESHOLDS, *_TYPED, *deficit_scenarios.INPUTS)
    found, expected = numbers_given([row.name for row in rows if not row.allowed.blank])
    return checks.Balance("TEXT3", "Inputs that must be filled hold numbers", "inputs", found, expected)


def _area(book: Book, name: str) -> str:
    """A sheet's cells below its head, which itself shows the result of the checks, to the end of what is printed."""
    sheet = book.workbook[name]
    last = sheet.print_area.rpartition("$")[2]
    return f"$B${TOP}:${get_column_letter(sheet.max_column)}${last}"


def _claims(path: targets.Targets, deficits: Placed, budget: Placed, pay: wages.Gaps) -> tuple[Claim, ...]:
    """The rows of the Scorecard, in reading order."""
    paths = (
        ("Overseas content sales to 20 tn", path.block, 0),
        ("Overseas content sales to 10 tn, milestone", path.block, 1),
        ("Anime abroad, its part of the 20 tn", path.block, 2),
        ("Digital deficit, base case", deficits, 0),
        ("Digital deficit, pessimistic case", deficits, 1),
        ("Digital deficit, hidden part included", deficits, 2),
    )
    return (
        *(Claim(text, "tn yen", Kind.TARGET, block, case, style.TRILLION) for text, block, case in paths),
        _amount(budget, "Content support against the earlier 25.2 bn", "content_budget_reference"),
        _amount(budget, "Content support against South Korea 2026", budgets.KOREA, f"{budgets.KOREA}_year"),
        _pay(pay, "Animators 20-24 against employees' mean", wages.TAX_20_24),
        _pay(pay, "Animators 25-29 against employees' mean", wages.TAX_25_29),
        _pay(pay, "Animators 20-24 against doda median, as printed", wages.DODA_20_24),
        _pay(pay, "Animators 25-29 against doda median, as printed", wages.DODA_25_29),
    )


def _amount(budget: Placed, text: str, fact: str, year: str = "dash") -> Claim:
    """Japan's fund beside another amount; `year` is a formula, the dash where nobody says which year it is."""
    case = [item.fact for item in budgets.PEERS].index(fact)
    years = (f"{budgets.HOME.fact}_year", year)
    return Claim(text, "bn yen", Kind.AMOUNT, budget, case, style.BILLION, years)


def _pay(pay: wages.Gaps, text: str, case: int) -> Claim:
    """Animators' income beside a yardstick."""
    compared = wages.COMPARISONS[case]
    years = (f"{compared.group}_year", f"{compared.reference}_year")
    return Claim(text, "k yen", Kind.PAY, pay.block, case, style.THOUSAND, years)
