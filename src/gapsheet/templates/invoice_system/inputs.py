"""What the user types into the Invoice System workbook, and the lists behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from gapsheet.facts import Fact
from gapsheet.invoice.rules import METHODS, Rule, rules_of, table
from gapsheet.phrases import Kept, Phrase
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.inputs import TEXT, TOLERANCE, Followed, Line, copy_lines, write_followed, write_lines
from gapsheet.templates.invoice_system.rules import LAW, TAX_NUMBERS
from gapsheet.templates.page import FIRST, TOP, Allowed, Page, choice, positive

VALUE, UNIT, ACCEPTED, REMARK = range(FIRST + 1, FIRST + 5)
SELLERS = (("a person", "tax period = calendar year"), ("a company", "tax period = business year"))
BUYERS = (
    ("the invoices it holds", "standard method: what it cannot deduct is a cost"),
    ("a fixed part, or not at all", "simplified, two- or three-tenths, or exempt: it loses nothing"),
)
STATES = (
    ("closed", "the rule does not hold"),
    ("input missing", "open; an input is empty"),
    ("open", "the rule holds"),
)
MOMENTS = (
    ("to come", "begins after the as-of date"),
    ("in force", "holds on the as-of date"),
    ("over", "ended before it"),
)
# In the order of the tests on Working.
VERDICTS = (
    ("Inputs are incomplete", "◌", "No figures: sales and the end of the tax period are needed"),
    ("Rules do not cover the case", "◌", "No figures with these inputs"),
    ("Staying exempt is closed", "▲", "Staying exempt is closed; compare the methods that are open"),
    ("No method has a figure", "◌", "No comparison: no registered method has a figure; see the reasons"),
    ("The price cut is above the break-even", "▲", "Registering leaves you more than staying exempt"),
    ("The studio loses more", "▲", "Staying exempt leaves you more, but costs the studio more than registering costs you"),
    ("Otherwise", "✓", "Staying exempt leaves you more and costs the studio no more than registering costs you"),
)  # fmt: skip
CODES = (
    ("[x]", "not available: an input is empty"),
    ("–", "does not apply: the method is closed (the reason stands beside it), or there is nothing to compare"),
    ("✓", "the two sides do not pull apart"),
    ("▲", "something to weigh or to settle with the other side"),
    ("✗", "a check fails"),
    ("◌", "no figures are possible with these inputs"),
    ("blue on cream", "an input you may change; everything else follows from the inputs"),
)
_NOT_NEGATIVE = Allowed("decimal", 0, 1e15, "An amount of 0 or more is expected, or nothing.", "Yen, or empty", True)


def write_inputs(book: Book, sales: Fact) -> Page:
    """Write the sheet with the example."""
    page = Page(book, "Inputs", "inputs", (40, 38, 14, 34, 84))
    page.head("Inputs", "Blue on cream: overwrite these. All amounts in yen, consumption tax of 10 % included.")
    row = page.heads(TOP, ("Input", "Value", "Unit", "Accepted", "Source or remark"))
    for title, items in (
        ("This copy", copy_lines(book, _COPY, _CHECKED)),
        ("The seller: a freelancer or a small studio", _seller(sales)),
        ("The buyer: a studio or publisher", _buyer(book)),
        ("Settings", _SETTINGS),
    ):
        row = page.section(row, title)
        row = write_lines(page, row, items)
        if title.startswith("The seller"):
            row = write_followed(page, row, _FOLLOWED)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


_CHECKED = Allowed(
    "date", 36526, 109574, "A date from 2000 to 2199 is expected.", "The day to which you checked the rules"
)
_COPY = "The day on which the rules were last looked at. The calendar counts from it."


def _seller(sales: Fact) -> tuple[Line, ...]:
    status = replace(choice("statuses", "How close to its origin"), blank=True)
    return (
        Line("seller_name", "Who sells", "Maker of anime, 20-24", TEXT, "text", remark="Used in sentences."),
        Line("sales", "Sales of the tax period", sales.value, positive("Sales with tax, before any price cut"), "above 0",
              "yen", style.WHOLE, Phrase("Example: {title}, taken as sales. {definition}", title=sales.title[0].lower() + sales.title[1:],
                     definition=sales.definition)),
        Line("sales_status", "Source status of the sales", sheets.status_of(sales), status, "from the list"),
        Line("sales_source", "Source of the sales", Phrase("{publisher}, {published}", publisher=sales.publisher, published=sales.published), TEXT, "text"),
        Line("tax_period_end", "End of the tax period", dt.date(2026, 12, 31), LAW, "from 2023-10-01", "date", style.DATE,
              "31 December for a person; the end of the business year for a company."),
        Line("base_sales", "Sales of the base period", None, _NOT_NEGATIVE, "0 or more, or empty: as the sales", "yen",
              style.WHOLE, "Taxable sales two years earlier; they decide which methods are open (10 m and 50 m yen)."),
        Line("seller_kind", "The seller is", SELLERS[0][0], choice("seller_kinds", "A person or a company"), "from the list"),
        Line("business_kind", "Business type, simplified method", _types()[4], choice("business_kinds", "Type 1 to 6"),
              "from the list", remark="Type 5 for animation by analogy; processing what the customer supplies can be type 4."),
        Line("costs", "Costs of the tax period", None, _NOT_NEGATIVE, "0 or more, or empty: not counted", "yen", style.WHOLE,
              "Tax included. The example leaves them out: net income is then before costs."),
        Line("input_tax", "Tax on invoices received", 0, _NOT_NEGATIVE, "0 or more, or empty", "yen", style.WHOLE,
              "Assumption: none, the most that the standard method can cost. Only the standard method uses it; empty: no figure."),
        Line("price_cut", "Price cut if you stay exempt", None,
              Allowed("decimal", 0, 1, "From 0 % to 100 % is expected: for 2 % type 2% or 0.02.", "Such as 2%, or empty", True),
              "0 % to 100 %, or empty: none", "of the price", "0.0%", "What your buyers would take off because you give no invoice."),
    )  # fmt: skip


def _buyer(book: Book) -> tuple[Line, ...]:
    return (
        Line("purchase_date", "Day of the purchase", book.as_of, LAW, "from 2023-10-01", "date", style.DATE,
              "Decides the step of the credit. A year across 1 October holds purchases of two steps."),
        Line("bought_amount", "Bought from the seller", None, _NOT_NEGATIVE, "above 0, or empty: all sales", "yen", style.WHOLE),
        Line("supplier_total", "All bought from it in the year", None, _NOT_NEGATIVE, "0 or more, or empty: only this", "yen",
              style.WHOLE, "Up to and with this purchase; for the yearly cap of the credit."),
        Line("buyer_kind", "The buyer deducts", BUYERS[0][0], choice("buyer_kinds", "How the buyer works out its own tax"),
              "from the list", remark="A buyer on a simplified method or without tax of its own loses nothing."),
    )  # fmt: skip


_SETTINGS = (
    Line("stale_after", "Rules are stale after", 1,
          Allowed("whole", 1, 20, "A whole number from 1 to 20 is expected.", "Years from the rules' date to the as-of date"),
          "1 to 20", "years", style.YEAR, "Only a check uses it: tax law changes every year."),
    TOLERANCE,
)  # fmt: skip


_KIND = "=IF(COUNTIF(business_kinds,business_kind)=1,MATCH(business_kind,business_kinds,0),ROWS(business_kinds)-1)"
_FOLLOWED = (  # what the choices mean to the functions
    Followed("is_person", "Is a person", "=seller_kind<>INDEX(seller_kinds,2)", sheets.TRUE_FALSE),
    Followed("business_type", "Business type", _KIND, style.YEAR),
)


def _types() -> list[str]:
    """The business types as the list offers them, such as "5: services, transport, finance"."""
    return [rule.condition.rpartition("; type ")[2] for rule in rules_of("simplified")]


def _methods(page: Page) -> list[tuple[str, str]]:
    """The methods with their Japanese names; a Japanese book shows those first, and beside them what functions take."""
    if page.book.language.is_original:
        return list(METHODS.items())
    return [(name, Kept(name)) for name in METHODS]


def write_lists(book: Book) -> Page:
    """The choices, the rates of the tax, and what the findings say."""
    page = Page(book, "Lists", "data", (44, 24, 84))
    page.head("Lists", "Choices, rates and words; change the words to suit your readers.")
    row = page.section(TOP, "Methods")
    row = sheets.words(page, row, ("Method", "Japanese name"), _methods(page), ("methods", "other_names"))
    for title, rows, name in (
        ("Sellers", SELLERS, "seller_kinds"),
        ("Buyers", BUYERS, "buyer_kinds"),
        ("States of a method", STATES, "state_words"),
        ("States of a step", MOMENTS, "moment_words"),
    ):
        if name == "moment_words":
            page.new_page(row + 1)
        row = page.section(row + 1, title)
        row = sheets.words(page, row, ("Word", "", "Meaning"), [(word, "", meaning) for word, meaning in rows], (name,))
    row = page.section(row + 1, "Business types of the simplified method")
    row = sheets.words(page, row, ("Type",), [(text,) for text in _types()], ("business_kinds",))
    row = page.section(row + 1, "Source status of the rules and of the sales")
    row = sheets.statuses(page, row, ("rule_status", "sales_status"))
    page.new_page(row + 1)
    row = page.section(row + 1, "What the findings say")
    heads, names = ("Test", "Symbol", "Words"), ("", "verdict_symbols", "verdict_words")
    row = sheets.words(page, row, heads, VERDICTS, names)
    row = page.section(row + 1, "Single words and numbers")
    row = sheets.single_words(page, row, SINGLE_WORDS)
    first = row - len(SINGLE_WORDS)
    for offset in range(2, 5):
        page.sheet.cell(first + offset, FIRST + 1).number_format = style.PERCENT
    page.sheet.cell(row - 1, FIRST + 1).number_format = style.DATE
    page.sheet.cell(row - 1, FIRST + 1).value = book.as_of
    book.define("empty_codes", page.sheet, (first, FIRST + 1), (first + 1, FIRST + 1))
    if not book.language.is_original:
        row = _quotes(page, row + 1) + 1
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(row - 1)
    return page


def _quotes(page: Page, row: int) -> int:
    """The rules as INVOICE_METHODS quotes them, in English, beside another language's words; the row after them."""
    row = page.section(row, "Rules as the functions quote them")
    quoted = {rule.told: rule for rule in table() if rule.method in METHODS}
    rows = [(Kept(quote), "", _told(rule)) for quote, rule in quoted.items()]
    return sheets.words(page, row, ("Quoted", "", "Words"), rows, ("rule_quotes", "", "rule_words"))


def _told(rule: Rule) -> str:
    return Phrase("{condition} ({remark})", condition=rule.condition, remark=rule.note) if rule.note else rule.condition


SINGLE_WORDS: tuple[tuple[str, object, str], ...] = (
    ("dash", "–", "does not apply"),
    ("not_available", "[x]", "not available: an input is empty"),
    *((name, value, meaning) for name, value, meaning, _ in TAX_NUMBERS),
    ("rules_date", None, "the day to which the rules were compiled"),
)
