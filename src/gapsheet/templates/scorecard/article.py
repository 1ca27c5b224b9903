"""The Article check sheet: every claim as printed, as sourced, and recalculated where there is something to calculate."""

from __future__ import annotations

from gapsheet.facts import Claim, FactBase, Verdict, article
from gapsheet.facts.article import PUBLISHED, TITLE
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard.article_figures import BEHIND, LIVE, Live
from gapsheet.templates.scorecard.inputs import CONFIDENCE_MARKS

WIDTHS = (14, 36, 10, 10, 56, 12, 22, 4, 12, 44, 16)
HEADS = (
    "Item",
    "The article says",
    "Printed",
    "Unit",
    "Sources say",
    "Calculated",
    "What is calculated",
    " ",
    "Verdict",
    "Why",
    "Source",
)
ITEM, CLAIM, PRINTED, UNIT, SOURCED, CALCULATED, WHAT, SYMBOL, VERDICT, WHY, SOURCE = range(FIRST, FIRST + len(HEADS))
BEHIND_HEADS = ("Item", "Figure behind the verdict", "Value")

# Each verdict with its symbol, what it means, and the name of its count.
WORDS = (
    (Verdict.RIGHT, "✓", "The figure stands, with what the reader should know beside it.", "article_right"),
    (Verdict.VAGUE, "▲", "The figure can be found; what it counts, when or for whom is left open.", "article_vague"),
    (Verdict.WRONG, "✗", "The statement as printed contradicts the sources.", "article_wrong"),
    (Verdict.UNVERIFIED, "◌", "No source but the article, or none that says what is counted.", "article_unverified"),
    (Verdict.NO_CLAIM, "–", "The article says nothing; the item adds what its readers lack.", "article_no_claim"),
)
COLOURS = (("✓", style.GOOD), ("▲", style.CAUTION), ("✗", style.BAD), ("◌", style.GREY))


def write(book: Book, base: FactBase) -> Page:
    """Write the sheet, with the counts of verdicts on top."""
    del base  # article() has looked its figures up
    page = Page(book, "Article check", "data", WIDTHS)
    page.head("Article check: what holds, and what does not?", _lead())
    claims = article()
    top = TOP + 1 + len(WORDS) + 2
    _counts(page, top, len(claims))
    page.heads(top, HEADS, right=(2, 5))
    for offset, claim in enumerate(claims):
        _claim_row(page, top + 1 + offset, claim)
    last = top + len(claims)
    page.table("Article_check", top, FIRST, len(claims), HEADS, "Every claim of the article with sources and verdict")
    _colour(page, f"I{top + 1}:J{last}", f"$I{top + 1}")
    page.note(last + 1, f"Article: {TITLE} ({PUBLISHED}). What sources say and the verdicts are this workbook's words.")
    end = _behind(page, last + 3)
    page.freeze(top + 1, CLAIM + 1)
    page.close(end)
    return page


def _lead() -> str:
    """The counts as a sentence that follows them."""
    counted = "&".join(f'{name}&" {word.value}, "' for word, _, _, name in WORDS[:-1])
    return f'={counted[:-4]}"&"; the rest is context"'


def _counts(page: Page, table_top: int, claims: int) -> None:
    """How many items got each verdict."""
    page.heads(TOP, ("Verdict", "Meaning", "Items", ""), right=(2,))
    verdicts = f"J{table_top + 1}:J{table_top + claims}"
    for offset, (word, symbol, meaning, name) in enumerate(WORDS):
        row = TOP + 1 + offset
        page.put(row, ITEM, word.value, "Verdict")
        page.put(row, CLAIM, meaning, "Aside")
        page.put(row, PRINTED, f"=COUNTIF({verdicts},B{row})", "Calculated", "0")
        page.put(row, UNIT, symbol, "Symbol")
        page.book.define(name, page.sheet, (row, PRINTED))
        page.fit(row)
    _colour(page, f"E{TOP + 1}:E{TOP + len(WORDS)}", f"$E{TOP + 1}")


def _colour(page: Page, area: str, symbol: str) -> None:
    for mark, colour in COLOURS:
        page.colour_by(area, f'{symbol}="{mark}"', colour)


def _claim_row(page: Page, row: int, claim: Claim) -> None:
    """One claim."""
    page.put(row, ITEM, claim.item, "Linked number", "0")
    page.put(row, CLAIM, claim.claim, "Label")
    page.put(row, PRINTED, "–" if claim.printed is None else claim.printed, "Calculated", "#,##0.###")
    page.put(row, UNIT, claim.printed_unit or "–", "Aside")
    page.put(row, SOURCED, claim.sourced, "Long text")
    live = LIVE.get(claim.item)
    page.put(row, CALCULATED, "–" if live is None else f"={live.formula}", "Calculated", live and live.number_format)
    page.put(row, WHAT, "no arithmetic" if live is None else live.what, "Aside")
    marks = f"$E${TOP + 1}:$E${TOP + len(WORDS)},MATCH(J{row},$B${TOP + 1}:$B${TOP + len(WORDS)},0)"
    page.put(row, SYMBOL, f"=INDEX({marks})", "Symbol")
    page.put(row, VERDICT, claim.verdict.value, "Verdict")
    page.put(row, WHY, claim.why, "Long text")
    page.put(row, SOURCE, f"{CONFIDENCE_MARKS[claim.confidence]}", "Aside")
    page.fit(row)


def _behind(page: Page, row: int) -> int:
    """The further figures, item by item; the row after them."""
    row = page.section(row, "Figures behind the verdicts")
    top = page.heads(row, BEHIND_HEADS, right=(2,))
    for offset, (item, live) in enumerate(BEHIND):
        _behind_row(page, top + offset, item, live)
    return top + len(BEHIND)


def _behind_row(page: Page, row: int, item: int, live: Live) -> None:
    page.put(row, ITEM, item, "Linked number", "0")
    page.put(row, CLAIM, live.what, "Label")
    page.put(row, PRINTED, f"={live.formula}", "Calculated", live.number_format)
    page.fit(row)
