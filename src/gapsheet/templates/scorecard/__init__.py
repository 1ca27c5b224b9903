"""The flagship workbook: the claims of one article on Japan's AI and content policy, measured."""

from __future__ import annotations

from gapsheet.facts import AS_OF, article, load
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.scorecard import (
    ai_plan,
    budgets,
    checks,
    cover,
    deficit,
    fact_sheet,
    inputs,
    notes,
    scorecard,
    targets,
    wages,
)
from gapsheet.templates.scorecard import article as article_sheet

# The sheets in reading order, each with the line that the contents give it.
CONTENTS = (
    ("Scorecard", "Every claim in one row: how far, how fast, and what the past allows to say"),
    ("Targets", "Overseas sales against 20 trillion yen: required rate, trend, path, dollars, receipts"),
    ("Budgets", "Content support beside its past and its peers, with what differs"),
    ("AI plan", "One trillion yen over five years, beside the first year's draft"),
    ("Digital deficit", "Projections to 2035 and the past by definition and vintage"),
    ("Wages", "Animators' income against national pay, with a comparator card for every gap"),
    ("Article check", "All 27 figures of the article: as printed, as sourced, verdict and why"),
    ("Inputs", "Thresholds, assumptions, units and the wording of verdicts"),
    ("Facts", "Every figure with definition, vintage, source, confidence and a citation"),
    ("Checks", "Derived figures against published ones; sums, counts, dates"),
    ("Notes", "Functions, method, limits, codes, changes"),
)
_CHECKED = ("Scorecard", "Targets", "Budgets", "AI plan", "Digital deficit", "Wages", "Article check")


def author() -> Book:
    """Write every sheet; Facts and Notes come late because they report on the others."""
    base = load()
    book = Book(
        "japan_policy_scorecard.xlsx",
        "Japan's AI and content policy: how far are the targets?",
        "Growth multiples and wage gaps behind the claims of December 2025",
        AS_OF,
    )
    path = targets.write(book, base)
    budget = budgets.write(book, base)
    plan = ai_plan.write(book, base)
    deficits = deficit.write(book, base)
    pay = wages.write(book, base)
    claims = article()
    article_sheet.write(book, base)
    scorecard.write(book, _claims(path, deficits, budget, plan, pay), path, pay)
    inputs.write(book, [*targets.INPUTS, *budgets.INPUTS, *ai_plan.INPUTS, *deficit.INPUTS, *wages.INPUTS])
    checks.write(book, _areas(book), len(claims))
    cover.write(book, CONTENTS)
    fact_sheet.write(book, base)
    notes.write(book, base)
    book.order(["Cover", *(name for name, _ in CONTENTS)])
    return book
