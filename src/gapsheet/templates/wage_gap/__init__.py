"""The blank workbook for one wage gap: how far two pays are apart and whether they can be compared, with an example."""

from __future__ import annotations

from gapsheet.facts import comparators, load
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import charts, covers, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import FIRST_CASE, Case, Placed, place
from gapsheet.templates.inputs import filled
from gapsheet.templates.known import day_told, known, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.sheets import Check
from gapsheet.templates.wage_gap.inputs import Side, write_inputs, write_lists
from gapsheet.templates.wage_gap.measures import FEATURES, MEASURES, NAMES, SENTENCES, TESTS

TITLE = "How far is the pay?"
_TESTS = FIRST_CASE + 2  # column G, right of the block of measures
CONTENTS = {
    "Inputs": "Two pays with their comparator cards, and what is optional: overwrite the blue cells",
    "Result": "Gap, raise, cost and verdict, with the chart",
    "Comparison": "The two comparator cards line by line: what matches, what differs, what is not stated",
    "Lists": "Choices, units and the words of the verdicts",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
CODES = (
    ("✓", "no gap"),
    ("▲", "caution: a gap, but the two sides differ in more than pay"),
    ("✗", "a gap, like for like"),
    *(line for line in sheets.CODES if line[0] not in "✓✗"),
)
METHOD = (
    ("Wage gap", "(reference − group) / reference. Your group stands first, the yardstick second; positive means that your group earns less."),
    ("Raise", "reference / group − 1: the rise of the group's own pay. It is always larger than the gap, since its base is smaller."),
    ("Comparator cards", "Statistic and year decide: where they differ or are not stated there is no verdict. Ages, hours and employment are compared word for word; a difference turns the verdict into a caution."),
    ("Verdict", "Tests are asked in the order shown on Result; the first that holds decides."),
    ("Pay an hour", "Pay a year / hours a year, where hours are known for both sides. Hours of other people than those paid are an assumption."),
    ("Cost and cover", "Pay only, for one year: no employer's contributions, no taxes, and nobody's pay changes meanwhile. An illustration, not a proposal."),
    ("Years until the pays meet", "ln(reference / group) / ln((1 + growth of the group) / (1 + growth of the reference))."),
    ("Not in here", "The gap is unadjusted: no correction for occupation, experience or region. Pay in two currencies or price levels must be converted first."),
)  # fmt: skip


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    base, cards = load(), comparators()
    group, reference = _side("janica_mean_20_24_2023"), _side("nta_mean_20_24_2022")
    budget, hours = base.fact("content_budget_fy2025_supplementary"), base.fact("janica_hours_mean_2023")
    book = Book(
        "wage_gap", TITLE, "Two pays, their gap, and whether they can be compared", base.as_of, language=language
    )
    cover = covers.cover(
        book, "Two pays, one gap, and what does not match; overwrite the example on Inputs.", *_cover_texts()
    )
    write_inputs(book, group, reference, budget)
    placed = _result(book)
    _comparison(book)
    write_lists(book)
    sheets.checks(book, _checks(placed), sheets.SOURCES_LINE)
    used = [cards[group.card.name].fact, cards[reference.card.name].fact, hours, budget]
    change = "First version; worked example: makers of anime aged 20-24."
    sheets.notes(book, METHOD, sheets.sources(used), change, CODES)
    covers.contents(cover, CONTENTS)
    sheets.footers(book)
    return book


def _side(name: str) -> Side:
    """One side of the example. Ages and the year of the pay are taken from the figure's definition."""
    card = comparators()[name]
    monthly = load().fact("janica_hours_mean_2023").stated_value
    if name.startswith("janica"):
        return Side("People who make anime, 20-24", card.fact, card, 2022, "20-24", card.hours, monthly * 12)
    return Side("employees in Japan, 20-24", card.fact, card, 2022, "20-24", None, None)


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Sets the pay of a group against a yardstick: the gap, the raise that closes it, what that costs, and whether the "
        "two figures can be compared at all. The example, income of people who make anime against the pay of employees "
        "of the same age, is there to be overwritten."
    )
    limits = (
        "Two figures at a time, each a mean or a median that somebody published. The gap is unadjusted and explains "
        "nothing by itself. Cost and cover are illustrations. The verdict is only as good as the cards filled in."
    )
    state = [
        ("Compared", '=group_name&" with "&reference_name'),
        ("Verdict", "=verdict"),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]
    return purpose, limits, state


def _result(book: Book) -> Placed:
    """The sheet people read: verdict and sentences, measures on the left, the chart on the right."""
    page = Page(book, "Result", "output", (42, 18, 38, 18, 3, 44, 10, 40))
    page.head(TITLE, "A positive gap means that the group earns less. The verdict is the first test below that holds.")
    placed = place(page, TOP + 5, MEASURES, [Case("Value", {}, names=NAMES)])
    flags = placed.rows["complete"] - 1
    sheets.verdict_tests(page, flags, _TESTS, TESTS, _VERDICT)
    page.new_page(flags)
    rows = sheets.sentences(page, placed, SENTENCES)
    at = {key: f"$C${row}" for key, row in rows.items()}
    sheets.verdict_line(page, TOP)
    page.put(TOP + 1, FIRST, f'={at["headline"]}&"."', "Reading")
    page.put(TOP + 2, FIRST, f'=IF(complete=1,{at["raise_words"]}&{at["heads_words"]}&".","")', "Reading")
    page.put(TOP + 3, FIRST, f'={at["differing"]}&{at["unstated"]}&"."', "Reading")
    last = _chart(page, rows, placed)
    page.freeze(TOP + 6)
    page.close(last)
    return placed


_VERDICT = ("=INDEX(verdict_symbols,verdict_code)", '=verdict_symbol&" "&INDEX(verdict_words,verdict_code)')


def _chart(page: Page, rows: dict[str, int], placed: Placed) -> int:
    """Both pays as bars; the last row of the sheet."""
    top = max(rows.values()) + 2
    page.heads(top, ("Bars of the chart", "Value"), right=(1,))
    for offset, (name, key) in enumerate((("=group_name", "group"), ("=reference_name", "reference")), start=1):
        page.put(top + offset, FIRST, name, "Label")
        row, column = placed.at(key)
        pay = page.sheet.cell(row, column).coordinate
        page.put(top + offset, FIRST + 1, _labelled(pay), "Calculated", style.BARS)
    frame = charts.Frame(
        (TOP + 6, _TESTS),
        (rows["headline"], FIRST + 1),
        "Bar chart of the yearly pay of the group above that of the reference.",
        f"=$C${rows['source']}",
        width=18.2,
        height=10.0,
        source_rows=14,
    )
    charts.bars(
        page,
        frame,
        (FIRST, top + 1, top + 2),
        (FIRST + 1, top + 1, top + 2),
        axis_titles=("Whose pay", (rows["axis"], FIRST + 1)),
        number_format=style.BARS,
        muted=(1,),
    )
    return top + 2


def _labelled(pay: str) -> str:
    """A pay as its bar is labelled, which shows all decimals below 100: two, or four digits where it is small."""
    return f"=IF(N({pay})>0,ROUND({pay},MAX(2,INT(2+LOG10(100/{pay})))),0)"


def _comparison(book: Book) -> None:
    """The two cards side by side, compared line by line."""
    page = Page(book, "Comparison", "output", (16, 48, 48, 12, 8, 14, 46, 14, 14))
    page.head(
        "What does not match", "Compared word for word; statistic and year decide whether there is a verdict at all."
    )
    heads = (
        "Feature",
        "Group",
        "Reference",
        "Both stated",
        "Same",
        "Outcome",
        "What a difference means",
        "Differs",
        "Not stated",
    )
    top = row = page.heads(TOP, heads, right=(3, 4))
    for label, name, compared, meaning in FEATURES:
        _judged(page, row, meaning, compared=compared)
        _feature(page, row, label, name)
        row += 1
    last = top + sum(compared for _, _, compared, _ in FEATURES) - 1
    book.define("outcomes", page.sheet, (top, FIRST + 5), (last, FIRST + 5))
    book.define("statistic_same", page.sheet, (top, FIRST + 4))
    book.define("year_same", page.sheet, (top + 1, FIRST + 4))
    row = _summary(page, row + 1, top, last)
    page.freeze(TOP + 1)
    page.close(row)


def _feature(page: Page, row: int, label: str, name: str) -> None:
    """What the two cards say; the row is made high enough for the example's words."""
    page.put(row, FIRST, label, "Label")
    for offset, side in ((1, "group"), (2, "reference")):
        page.put(row, FIRST + offset, _example(page, f"{side}_{name}"), "Calculated text")
    page.fit(row)
    for offset, side in ((1, "group"), (2, "reference")):
        page.put(row, FIRST + offset, f'=IF({side}_{name}="",INDEX(match_words,1),{side}_{name}&"")', "Calculated text")


def _judged(page: Page, row: int, meaning: str, *, compared: bool) -> None:
    """Whether both sides say something and the same; features that need not be alike get a dash."""
    cells = (
        (f"=(C{row}<>INDEX(match_words,1))*(D{row}<>INDEX(match_words,1))", "Calculated"),
        (f"=E{row}*(C{row}=D{row})", "Calculated"),
        (f"=INDEX(match_words,1+E{row}+F{row})", "Calculated text"),
        (meaning, "Aside"),
        (f'=IF(E{row}*(1-F{row})=1,B{row},"")', "Aside"),
        (f'=IF(E{row}=0,B{row},"")', "Aside"),
    )
    for offset, (content, style_name) in enumerate(cells, start=3):
        shown = content if compared or not content.startswith("=") else "=dash"
        page.put(row, FIRST + offset, shown, style_name, style.YEAR)


def _example(page: Page, name: str) -> str:
    """The example's words in a named input."""
    sheet, cell = page.book.workbook.defined_names[name].attr_text.split("!")
    return str(page.book.workbook[sheet.strip("'")][cell.replace("$", "")].value or "")


def _summary(page: Page, row: int, first: int, last: int) -> int:
    """How many features match, and which do not."""
    lines = (
        ("Compared", f"=COUNT(F{first}:F{last})", "features_compared"),
        ("Same", f"=SUM(F{first}:F{last})", "features_same"),
        ("Differing", f"=TRIM({_joined('I', first, last)})", "differing"),
        ("Not stated", f"=TRIM({_joined('J', first, last)})", "unstated"),
    )
    for label, formula, name in lines:
        page.put(row, FIRST, label, "Label")
        sheets.left(page.put(row, FIRST + 1, formula, "Calculated text", style.YEAR))
        page.book.define(name, page.sheet, (row, FIRST + 1))
        page.height(row)
        row += 1
    return row


def _joined(letter: str, first: int, last: int) -> str:
    """The texts of a column with spaces between."""
    return '&" "&'.join(f"{letter}{row}" for row in range(first, last + 1))


def _checks(placed: Placed) -> list[Check]:
    """Arithmetic against a second way to the same figure, then the data themselves."""
    at = placed.ref
    errors = f"=1*ISERROR(SUMPRODUCT(1*('Result'!$E${TOP + 6}:$E${placed.end - 1}=\"\")))"
    wrong, given = "Report it: the arithmetic is wrong.", "=1+1"
    return [
        Check("Gap and ratio add up to the whole", f"=IF(complete=1,pay_gap+{at('ratio')},1)", "=1", wrong, "0.0000"),
        Check("The group's pay after the raise is the reference's", "=IF(complete=1,group_pay*(1+raise_needed),0)",
              "=IF(complete=1,reference_pay,0)", wrong, "#,##0"),
        Check("The reference less the missing pay is the group's pay", f"=IF(complete=1,{at('reference')}-{at('missing')},0)",
              f"=IF(complete=1,{at('group')},0)", wrong, "#,##0.00"),
        Check("The budget covers the people counted, and not one more",
              f"=IF({at('can_cover')}=1,INT(budget_value/(reference_pay-group_pay)),0)",
              f"=IF({at('can_cover')}=1,{at('heads')},0)", wrong, "#,##0"),
        Check("Both pays have a source", '=1*(group_source<>"")+(reference_source<>"")', given, "Name who says so."),
        Check("Both pays have a source status", "=COUNTIF(statuses,group_status)+COUNTIF(statuses,reference_status)", given,
              "Choose from the list on Inputs."),
        Check("Unit and periods come from their lists",
              "=COUNTIF(scales,scale)+COUNTIF(periods,group_period)+COUNTIF(periods,reference_period)+COUNTIF(scales,budget_scale)", "=1+1+1+1",
              "Choose from the lists on Inputs."),
        filled(("as_of", "group_amount", "reference_amount", "least_answers", "stale_after", "tolerance")),
        Check("Every feature of the cards is compared", "=COUNTIF(outcomes,INDEX(match_words,1))+COUNTIF(outcomes,INDEX(match_words,1+1))+features_same",
              "=features_compared", "Undo the last change on Comparison."),
        Check("The pays are not stale", "=" + known("1*OR(N(reference_year)=0,YEAR(as_of)-N(reference_year)<=stale_after)", of_day("as_of")), "=1",
              "Look for newer figures, or allow for slower publication on Inputs."),
        Check("No measure is an error", errors, "=0", "Correct the inputs; the functions may be missing."),
    ]  # fmt: skip
