"""The Article check sheet: every claim as printed, as sourced, and recalculated where there is something to calculate."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.styles import Alignment

from gapsheet.facts import Claim, FactBase, Verdict, article
from gapsheet.facts.article import PUBLISHED, TITLE
from gapsheet.templates import style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.scorecard.article_figures import BEHIND, LIVE
from gapsheet.templates.scorecard.inputs import CONFIDENCE_MARKS

WIDTHS = (7, 46, 10, 10, 60, 6, 13, 52, 16, 17, 42)
HEADS = ("Item", "The article says", "Printed", "Unit", "Sources say", "Mark", "Verdict", "Why", "Source")
ITEM, CLAIM, PRINTED, UNIT, SOURCED, MARK, VERDICT, WHY, SOURCE, CALCULATED, WHAT = range(FIRST, FIRST + 11)
LIVE_HEADS = ("Calculated", "What is calculated")  # beside the table: a table's column holds one formula, these differ

# Each verdict with its symbol, what it means, and the name of its count.
WORDS = (
    (Verdict.RIGHT, "✓", "The figure stands, with what the reader should know beside it.", "article_right"),
    (Verdict.VAGUE, "▲", "The figure can be found; what it counts, when or for whom is left open.", "article_vague"),
    (Verdict.WRONG, "✗", "The statement as printed contradicts the sources.", "article_wrong"),
    (Verdict.UNVERIFIED, "◌", "No source beyond the article, or none that says what is counted.", "article_unverified"),
    (Verdict.NO_CLAIM, "–", "The article says nothing; the item adds what its readers lack.", "article_no_claim"),
)
LEAD = (
    '=article_right&" right, "&article_vague&" vague, "&article_wrong&" wrong, "&article_unverified&" unverified, "'
    '&article_no_claim&" without a claim"'
)
COLOURS = (("✓", style.GOOD), ("▲", style.CAUTION), ("✗", style.BAD), ("◌", style.GREY))


def write(book: Book, base: FactBase) -> Page:
    """Write the sheet, with the counts of verdicts on top."""
    del base  # article() has looked its figures up
    page = Page(book, "Article check", "data", WIDTHS)
    page.head("Article check: what holds, and what does not?", LEAD)
    claims = article()
    top = TOP + 1 + len(WORDS) + 1
    _counts(page, top, len(claims))
    page.heads(top, (*HEADS, *LIVE_HEADS), right=(2, 9))
    for offset, claim in enumerate(claims):
        _claim_row(page, top + 1 + offset, claim)
    last = top + len(claims)
    page.table("Article_check", top, FIRST, len(claims), HEADS, "Every claim of the article with sources and verdict")
    _colour(page, f"G{top + 1}:H{last}", f"$G{top + 1}")
    page.note(last + 2, f"Article: {TITLE} ({PUBLISHED}). What sources say and the verdicts are this workbook's words.")
    end = _behind(page, last + 4, claims)
    page.freeze(top + 1, CLAIM + 1)
    page.close(end)
    return page


def _counts(page: Page, table_top: int, claims: int) -> None:
    """How many items got each verdict."""
    page.heads(TOP, ("Mark", "Verdict", "Items", "", "Meaning"), right=(2,))
    verdicts = f"$H${table_top + 1}:$H${table_top + claims}"
    for offset, (word, symbol, meaning, name) in enumerate(WORDS):
        row = TOP + 1 + offset
        page.put(row, ITEM, symbol, "Symbol")
        page.put(row, CLAIM, word.value, "Verdict")
        page.put(row, PRINTED, f"=COUNTIF({verdicts},C{row})", "Calculated", "0")
        page.put(row, UNIT, None, "Aside")
        page.put(row, SOURCED, meaning, "Aside")
        page.book.define(name, page.sheet, (row, PRINTED))
        page.fit(row)
    _colour(page, f"B{TOP + 1}:C{TOP + len(WORDS)}", f"$B{TOP + 1}")


def _colour(page: Page, area: str, symbol: str) -> None:
    for mark, colour in COLOURS:
        page.colour_by(area, f'{symbol}="{mark}"', colour)


def _claim_row(page: Page, row: int, claim: Claim) -> None:
    """One claim."""
    _item(page, row, claim.item)
    page.put(row, CLAIM, claim.claim, "Label")
    if claim.printed is None:
        page.put(row, PRINTED, "–", "Calculated", style.WHOLE)
    else:
        page.put(row, PRINTED, claim.printed, "Calculated", style.by_value(claim.printed))
    page.put(row, UNIT, claim.printed_unit or "–", "Aside")
    page.put(row, SOURCED, claim.sourced, "Long text")
    symbols, words = (f"${letter}${TOP + 1}:${letter}${TOP + len(WORDS)}" for letter in "BC")
    page.put(row, MARK, f"=INDEX({symbols},MATCH(H{row},{words},0))", "Symbol")
    page.put(row, VERDICT, claim.verdict.value, "Verdict")
    page.put(row, WHY, claim.why, "Long text")
    page.put(row, SOURCE, CONFIDENCE_MARKS[claim.confidence], "Aside")
    live = LIVE.get(claim.item)
    if live is None:
        page.put(row, CALCULATED, "–", "Calculated")
        page.put(row, WHAT, "nothing to calculate", "Aside")
    else:
        page.put(row, CALCULATED, f"={live.formula}", "Calculated", live.number_format)
        page.put(row, WHAT, live.what, "Aside")
    page.fit(row)


def _item(page: Page, row: int, item: int) -> None:
    """The number of a claim: a label, so it stands left."""
    cell = page.put(row, ITEM, item, "Aside", "0")
    cell.alignment = Alignment(horizontal="left", vertical="center", indent=1)


def _behind(page: Page, row: int, claims: Sequence[Claim]) -> int:
    """The further figures, item by item, under the heads of the table above; the row after them."""
    row = page.section(row, "Further figures behind the verdicts")
    said = {claim.item: claim.claim for claim in claims}
    for at, (item, live) in enumerate(BEHIND, start=row):
        for column in range(PRINTED, WHAT):
            page.put(at, column, None, "Aside")
        _item(page, at, item)
        page.put(at, CLAIM, said[item], "Aside")
        page.put(at, CALCULATED, f"={live.formula}", "Calculated", live.number_format)
        page.put(at, WHAT, live.what, "Aside")
        page.fit(at)
    return row + len(BEHIND)
