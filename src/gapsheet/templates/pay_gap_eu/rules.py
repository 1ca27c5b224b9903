"""What the Directive says in numbers, the Member States, and the words of the EU pay gap workbook."""

from __future__ import annotations

from dataclasses import dataclass

from gapsheet.phrases import Kept, Phrase
from gapsheet.statutory.eu import eu_report_due
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.staff.lists import write_rules
from gapsheet.templates.staff.model import StaffList

CHECK = "Check national law."


@dataclass(frozen=True, slots=True)
class Country:
    """A Member State, and what this book knows of its own law beside the Directive: mostly nothing."""

    name: str
    fewest: int | None = None  # workers from which its own law asks for a report
    rule: str = "No national rule is built in."
    source: str = "–"


COUNTRIES = (
    *map(
        Country,
        ("Austria", "Belgium", "Bulgaria", "Croatia", "Cyprus", "Czechia", "Denmark", "Estonia", "Finland", "France",
         "Germany", "Greece", "Hungary"),
    ),
    Country(
        "Ireland",
        50,
        "An Irish report of its own is asked for from 50 employees since 2025, with a snapshot date in June; "
        "IE_PAY_GAP gives its figures.",
        "Gender Pay Gap Information Act 2021",
    ),
    *map(
        Country,
        ("Italy", "Latvia", "Lithuania", "Luxembourg", "Malta", "Netherlands", "Poland", "Portugal", "Romania",
         "Slovakia", "Slovenia"),
    ),
    Country(
        "Spain",
        None,
        "A pay register by groups of equal value is asked for, with reasons where one sex is paid 25 % more; "
        "ES_PAY_REGISTER gives it.",
        "Real Decreto 902/2020",
    ),
    Country("Sweden"),
    Country("another country"),
)  # fmt: skip

# In the order of the tests of a category: the test, the symbol, what it means for Article 10.
OUTCOMES = (
    ("Nobody is in the category", "–", "nobody in it"),
    ("One sex only", "≠", "no comparison: one sex only"),
    ("Below the trigger", "✓", "no: below the trigger"),
    ("Justified, with words", "✓", "no: justified by the criteria stated"),
    ("Justified, without words", "◌", "open: the justification has no words"),
    ("Remedied", "✓", "no: remedied in time"),
    ("Not remedied, no duty to report", "▲", "conditions met; the Directive binds employers with a duty to report"),
    ("Not remedied, duty to report", "✗", "yes: joint pay assessment"),
    ("Otherwise", "◌", "open: justify it, or remedy it in time"),
)
YES_NO = (("yes",), ("no",))
WHOM = (
    ("all workers, none = 0", Kept("all"), "who receives none counts as 0"),
    ("recipients only", Kept("recipients"), "who receives none is left out of points b, d and g"),
)
DIRECTIONS = (("–",), ("equal",), ("women",), ("men",))
GAP_SIDES = (("to the disadvantage of men",), ("to the disadvantage of women",))
REACHED = (("no",), ("yes",), ("–",))
# What stands in the place of a gap, by what is missing: nobody, one of the sexes, the men's pay.
GAP_CODES: tuple[tuple[str, str], ...] = (
    ("–", "nobody is in it"),
    ("[z]", "no comparison: one sex only"),
    ("[b]", "no base: the men's figure is 0"),
    ("[x]", "not available: too few people"),
)
NUMBERS: tuple[tuple[str, object, str], ...] = (
    ("trigger", 0.05, "Article 10(1)(a): a difference in average pay level of at least this much, in any category"),
    (
        "remedy_months",
        6,
        "Article 10(1)(c): months after the report in which an unjustified difference may be remedied",
    ),
    ("smallest_duty", 100, "Article 9(2) to (5): workers from which the Directive asks for a report"),
    ("least_people", 4, "four quartile bands need four people"),
)
CODES = (
    ("[c]", "confidential: a figure of fewer women or men than the threshold on Inputs is not shown"),
    ("[z]", "no comparison: women only, or men only"),
    ("[b]", "no base: the men's figure is 0, so no gap can be formed"),
    ("[x]", "not available: one sex only in the whole list, or fewer than four people"),
    ("–", "does not apply"),
    ("✓", "no joint pay assessment is needed"),
    ("▲", "caution: the list is not complete; or Article 10 is met by an employer that is too small to be bound"),
    ("✗", "a joint pay assessment is needed"),
    ("◌", "open: an answer is missing on Categories"),
    ("≠", "no comparison"),
    ("blue on cream", "an input you may change; everything else follows from the inputs"),
)


def write_countries(book: Book) -> Page:
    """The Member States with the national rules that are built in, and for the rest where to look."""
    page = Page(book, "Countries", "data", (24, 20, 76, 44))
    page.head(
        "Countries",
        "The Directive's rules hold everywhere. National law may ask for more: what is not stated here must be looked up.",
    )
    row = page.heads(TOP, ("Country", "Own report from, workers", "National rule built in", "Source"), right=(1,))
    first = row
    for country in COUNTRIES:
        page.put(row, FIRST, country.name, "Label")
        page.put(row, FIRST + 1, country.fewest or "–", "Calculated", style.WHOLE)
        page.put(row, FIRST + 2, Phrase("{rule} {check}", rule=country.rule, check=CHECK), "Calculated text")
        page.put(row, FIRST + 3, country.source, "Aside")
        page.fit(row)
        row += 1
    for name, column in (("countries", FIRST), ("country_fewest", FIRST + 1), ("country_rules", FIRST + 2)):
        book.define(name, page.sheet, (first, column), (row - 1, column))
    page.freeze(TOP + 1)
    page.sheet.page_setup.fitToHeight = 1
    page.close(row - 1)
    return page


def _size_classes() -> list[tuple[Kept, str, str]]:
    """The size classes as EU_REPORT_DUE names them, and what it says of each."""
    rows = (eu_report_due(float(fewest))[0] for fewest in (0, 100, 150, 250))
    return [(Kept(size), size, rule) for size, _, _, rule in rows]


def write_lists(book: Book, staff: StaffList) -> Page:
    """Choices, the Directive's numbers, what the outcomes say, and the rules for the rows of Employees."""
    page = Page(book, "Lists", "data", (36, 30, 70, 60))
    page.head("Lists", "The Directive's numbers with their articles, choices of the inputs, codes, and the words used.")
    row = page.section(TOP, "The Directive's numbers")
    row = sheets.single_words(page, row, NUMBERS)
    row = page.section(row + 1, "When a report is due, by number of workers")
    heads, names = ("Word of the function", "Size class", "Rule"), ("size_classes", "size_words", "size_rules")
    row = sheets.words(page, row, heads, _size_classes(), names)
    row = page.section(row + 1, "In the place of a gap")
    row = sheets.words(page, row, ("Code", "Meaning"), GAP_CODES, ("gap_codes",))
    row = page.section(row + 1, "Who is paid less")
    row = sheets.words(page, row, ("Paid less",), DIRECTIONS, ("direction_words",))
    row = sheets.words(page, row + 1, ("In a sentence",), GAP_SIDES, ("gap_sides",))
    row = page.section(row + 1, "Whether the trigger is reached")
    row = sheets.words(page, row, ("Reached",), REACHED, ("reached_words",))
    row = page.section(row + 1, "Answers")
    row = sheets.words(page, row, ("Answer",), YES_NO, ("yes_no",))
    row = page.section(row + 1, "Whom the points on variable pay compare")
    row = sheets.words(page, row, ("Choice", "Word of the function", "Meaning"), WHOM, ("whom_choices", "whom_codes"))
    row = page.section(row + 1, "Joint pay assessment: what the outcomes say, in the order of the tests")
    row = sheets.words(page, row, ("Test", "Symbol", "Words"), OUTCOMES, ("", "outcome_symbols", "outcome_words"))
    page.new_page(row + 1)
    row = write_rules(page, row + 1, staff)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row)
    return page
