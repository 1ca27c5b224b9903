"""The Cover: what the workbook is for, how to read it, what it must not be used for, and where things stand."""

from __future__ import annotations

from collections.abc import Sequence

from gapsheet import __version__
from gapsheet.facts.article import PUBLISHED, TITLE
from gapsheet.phrases import Phrase
from gapsheet.templates import covers
from gapsheet.templates.book import Book
from gapsheet.templates.page import Page

PURPOSE = (
    "Measures the claims of one news article on Japan's AI and content policy: how far each target is, how fast the "
    "past went, how far animators' pay lies below each yardstick, and which printed figures hold. "
    f"The article: “{TITLE}” ({PUBLISHED})."
)
LIMITS = (
    "For orientation and for checking claims, not for forecasts: a trend is the past gone on. A multiple between unlike "
    "things is arithmetic only and marked so. Most figures come from the press or from copies of primary documents: see "
    "the confidence of each on Facts before quoting it. Invoice is arithmetic on published rules, no tax advice."
)
READING = (
    "Start on Scorecard; each row leads to a sheet with its working. Blue on cream are inputs: change them and the "
    "verdicts follow. Kinds: a goal is wanted, a warning is a projection nobody wants (its verdicts read the other way "
    "round), a comparison has no time path. Chances stand on Uncertainty alone: arithmetic about the past, in no verdict."
)
SIGNS = (
    "✓ good, ▲ mind the gap, ✗ bad, ◌ no honest verdict, ≠ unlike things, – does not apply, [x] an input is empty. "
    "Sources: ● primary, ◐ secondary or derived, ○ the article alone or not verified: grey, never with a verdict."
)
# A refresh dates the report, whether or not its sources answered; what the article could know stays as it was compiled.
AS_OF = (
    '=IF(refresh_as_of>as_of,TEXT(as_of,"yyyy-mm-dd")&", the day the figures were compiled; report refreshed as of "'
    '&TEXT(refresh_as_of,"yyyy-mm-dd")&", sources stale or failed: "&sources_stale,'
    'TEXT(as_of,"yyyy-mm-dd")&", the day the figures were compiled")'
)

PASSED = (
    'IF(sources_stale>0,"▲ every check passes, but sources are stale or failed: "&sources_stale&", see Sources",'
    'IF(figures_old>0,"▲ every check passes, but the latest figures are old","every check passes"))'
)


def write(book: Book, sheets: Sequence[tuple[str, str]]) -> Page:
    """Write the sheet; `sheets` are the other sheets in reading order, each with the line the contents give it."""
    state = (
        ("As of", AS_OF),
        ("Owner", "whoever uses the workbook: name yourself here in your copy"),
        ("Version", Phrase("gapsheet {version}, figures of {day}", version=__version__, day=book.as_of)),
        ("How to read it", READING),
        ("Signs", SIGNS),
    )
    lead = "Growth multiples and wage gaps behind the claims of December 2025, each with its source and its verdict."
    page = covers.cover(book, lead, PURPOSE, LIMITS, state, PASSED)
    covers.contents(page, dict(sheets))
    return page
