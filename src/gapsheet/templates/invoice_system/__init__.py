"""The workbook for Japan's Invoice System: what registering costs a small seller, and what not registering costs its buyer."""

from __future__ import annotations

from collections.abc import Mapping

from gapsheet.facts import load
from gapsheet.invoice.rules import METHODS, rules_of, table
from gapsheet.languages.language import ENGLISH, Language
from gapsheet.templates import charts, covers, sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Placed
from gapsheet.templates.invoice_system.inputs import CODES, write_inputs, write_lists
from gapsheet.templates.invoice_system.rules import VOLUNTARY, rule_sources, write_rules
from gapsheet.templates.invoice_system.working import BAR, LABEL, write_studio, write_working
from gapsheet.templates.known import day_told, known, numbers_given, of_day
from gapsheet.templates.page import FIRST, TOP, Page
from gapsheet.templates.sheets import Check

TITLE = "To register for invoices, or not?"
_CASE = "base_sales,is_person,input_tax,business_type"
CONTENTS = {
    "Inputs": "One seller, one buyer, one tax period: overwrite the blue cells",
    "Result": "Every method side by side: open or why not, tax, net income, break-even price cut, chart",
    "Studio": "What the buyer loses if the seller stays exempt, and what makes up for it",
    "Calendar": "The steps from 2023 to 2031, and both sides year by year with a chart",
    "Working": "Each method by the functions, the return by hand, the tests of the finding",
    "Rules": "The dated rules, each with limit, condition and status",
    "Lists": "Choices, rates and words",
    "Checks": "Arithmetic and data checks with the master check",
    "Notes": "Method, functions, codes, sources, change log",
}
METHOD = (
    ("No tax advice", VOLUNTARY + " Whoever registers pays the tax, whatever the sales."),
    ("Tax due", "Sales / 1.1 down to 1,000 yen; national tax 7.8 % of it less the deduction; due down to 100 yen; local tax 22/78 of that, down to 100 yen."),
    ("Methods", "Exempt: 0. Two-tenths and three-tenths: that part of the tax on sales. Simplified: the tax less a fixed part by business type. Standard: the tax less the tax on invoices received."),
    ("Open or closed", "Only dates, person or company and base-period sales are tested. The simplified method must have been chosen beforehand; two- and three-tenths are for those taxable only because they registered."),
    ("Net income", "Sales after a price cut, less costs, less tax due; before income tax and social insurance. The price cut applies to the exempt seller only."),
    ("Break-even cut", "Tax due / sales. Above this price cut registering leaves more, below it staying exempt does. The work of invoices and returns is not counted."),
    ("The studio's loss", "Tax in the price × (1 − credit of the day). It falls on buyers that deduct by invoices; others lose nothing."),
    ("Three-tenths", "Read in the text of the tax reform outline for fiscal 2026 only; its enactment was not seen. Check it before relying on 2027 and 2028."),
    ("Sources disagree", "One third-party page shows yearly steps of the credit that end in September 2029; the two-year steps to September 2031 used here stand in notices of a software house and of tax offices."),
    ("Not in here", "Goods at 8 %, the small-amount rule, capital and first-half tests, tax periods other than 12 months, registration in the middle of a period."),
)  # fmt: skip


def author(language: Language = ENGLISH) -> Book:
    """The workbook as authored: formulas without values."""
    base = load()
    sales = base.fact("janica_mean_20_24_2023")
    book = Book(
        "invoice_system",
        TITLE,
        "Consumption tax of a small seller by method, and its buyer's loss",
        base.as_of,
        language=language,
    )
    cover = covers.cover(book, "One seller, one buyer, every method side by side; no tax advice.", *_cover_texts())
    write_inputs(book, sales)
    result = Page(book, "Result", "output", (20, 12, 15, 13, 10, 15, 16, 12, 110))
    studio = write_studio(book)
    calendar = Page(book, "Calendar", "output", (16, 14, 14, 14, 14, 16, 18, 76))
    working, words = write_working(book)
    rules = write_rules(book).rows
    _result(result, working, words)
    years = _calendar(calendar, rules)
    write_lists(book)
    sheets.checks(book, _checks(studio, years), _SOURCES)
    used = [*sheets.sources([sales]), *rule_sources()]
    sheets.notes(book, METHOD, used, "First version; worked example: makers of anime aged 20-24, calendar 2026.", CODES)
    covers.contents(cover, CONTENTS)
    sheets.footers(book)
    return book


_SOURCES = sheets.SOURCES_LINE.replace("Figures: ", "Rules and sales: ")


def _cover_texts() -> tuple[str, str, list[tuple[str, str]]]:
    purpose = (
        "Shows a freelancer or a small studio what each way through Japan's Invoice System costs: staying exempt, the two- "
        "and three-tenths rules, the simplified and the standard method; and what its buyer loses if it does not register. "
        "The example, mean income of makers of anime aged 20-24 taken as sales, is there to be overwritten."
    )
    limits = (
        "No tax advice. The rules come from secondary sources, three-tenths from a reform outline whose enactment was not "
        "seen. Sales at 10 % only, tax periods of 12 months; of the conditions only dates, person or company and "
        "base-period sales are tested."
    )
    state = [
        ("Finding", "=verdict"),
        ("Voluntary", VOLUNTARY),
        ("As of", "=" + day_told("as_of")),
        ("Owner", "=owner"),
        ("Version", "=version"),
    ]
    return purpose, limits, state


def _result(page: Page, working: Page, words: dict[str, int]) -> None:
    """The sheet people read: finding and sentences, the methods side by side, the chart."""
    page.head(TITLE, VOLUNTARY)
    sheets.verdict_line(page, TOP)
    for offset, key in enumerate(("seller_words", "buyer_words"), start=1):
        page.put(TOP + offset, FIRST, f"='Working'!$C${words[key]}&\".\"", "Reading")
    heads = ("Method", "In Japanese", "State", "Tax due, yen", "Of sales", "Net income, yen", "Against staying exempt, yen",
             "Break-even price cut", "The rule, or why the method has no figure")  # fmt: skip
    top = page.heads(TOP + 4, heads, right=(3, 4, 5, 6, 7))
    for offset in range(len(METHODS)):
        _method(page, top + offset, TOP + 1 + offset, offset + 1)
    last = top + len(METHODS) - 1
    page.colour_by(f"B{top}:J{last}", f"$D{top}<>INDEX(state_words,3)", style.GREY)
    row = page.note(
        last + 1,
        "Net income: after costs and consumption tax, before income tax; a loss has no bar. Break-even: above this price cut registering leaves more.",
    )
    frame = charts.Frame(
        (row + 1, FIRST),
        (words["headline"], FIRST + 1),
        "Bar chart of the net income that each of the five methods leaves; closed methods have no bar.",
        f"='Working'!$C${words['source']}",
        width=24.0,
        height=7.5,
        source_rows=17,
    )
    rows = (TOP + 1, TOP + len(METHODS))
    bars = '#,##0;-#,##0;"–"'
    charts.bars(page, frame, (LABEL, *rows), (BAR, *rows), axis_titles=("Method", "yen a tax period, before income tax"),
                number_format=bars, data=working, muted=(0,))  # fmt: skip
    page.freeze(top)
    page.close(row + 18)


def _method(page: Page, row: int, at: int, number: int) -> None:
    """One method; what has no figure shows a dash or [x] and says why."""
    told = f"INDEX(INVOICE_METHODS(sales,tax_period_end,{_CASE}),'Working'!C{at},5)"
    rule = told if page.book.language.is_original else f"INDEX(rule_words,MATCH({told},rule_quotes,0))"
    beside = f"('Working'!F{at}*exempt_open*(B{row}<>INDEX(methods,1)))"
    cells = (
        (f"=INDEX(methods,{number})", "Label", None),
        (f"=INDEX(other_names,{number})", "Calculated text", None),
        (f"='Working'!K{at}", "Calculated text", None),
        (f"='Working'!H{at}", "Calculated", style.WHOLE),
        (f"=IF(ISNUMBER(E{row}),E{row}/sales,E{row})", "Calculated", "0.0%"),
        (f"='Working'!I{at}", "Calculated", style.WHOLE),
        (
            "=" + known(f"G{row}-net_exempt", f"(G{row}-net_exempt)/{beside}", "dash"),
            "Calculated",
            "+#,##0;-#,##0;0",
        ),
        (f"='Working'!J{at}", "Calculated", "0.0%"),
        (f"=IF('Working'!F{at}=1,{rule},'Working'!D{at})", "Long text", None),
    )
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row, 46)


def _calendar(page: Page, rules: Mapping[str, int]) -> tuple[int, int]:
    """The steps in order of their days, then both sides year by year; gives the rows of the years."""
    page.head(
        "Calendar of the Invoice System",
        "What begins and ends when. Amounts are those of your inputs; a dash stands where the step has none.",
    )
    heads = ("From", "To", "For whom", "Share", "Studio loses, yen", "Of the price", "State", "What holds")
    row = page.heads(TOP, heads, right=(3, 4, 5))
    first = row
    dated = [rule for rule in table() if rule.method != "simplified" and rule.method != "standard"]
    steps = {rule.rule for rule in rules_of("buyer credit")}
    for rule in sorted(dated, key=lambda rule: (rule.first, table().index(rule))):
        _step(page, row, rules[rule.rule], buyer=rule.rule in steps)
        row += 1
    page.book.define("moments", page.sheet, (first, FIRST + 6), (row - 1, FIRST + 6))
    row = page.note(
        row,
        "State: on the as-of date of Inputs. Share: the part of the tax that the seller keeps or the buyer credits. Simplified and standard have no end.",
    )
    page.new_page(row + 1)
    years = _years(page, row + 1)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    return years


def _step(page: Page, row: int, rule: int, *, buyer: bool) -> None:
    is_step = f"COUNTIF(step_names,'Rules'!B{rule})"
    loss = f"buyer_deducts*BUYER_CREDIT_LOSS(bought,B{row},supplier_total)"
    amount = f"=IF(can_buy*{is_step}=1,{loss},INDEX(empty_codes,1+{is_step}))"
    note = "" if buyer else f'&IF(\'Rules\'!L{rule}=dash,""," ("&\'Rules\'!L{rule}&")")'
    begun, over = f"(B{row}<=N(as_of))", f"(N(C{row})>0)*(N(C{row})<N(as_of))"
    cells = (
        (f"='Rules'!D{rule}", "Calculated text", style.DATE),
        (f"='Rules'!E{rule}", "Calculated text", style.DATE),
        (f"='Rules'!C{rule}", "Aside", None),
        (f"='Rules'!F{rule}", "Calculated", "0%"),
        (amount, "Calculated", style.WHOLE),
        (f"=IF(ISNUMBER(F{row}),F{row}/bought,F{row})", "Calculated", "0.0%"),
        (f"=INDEX(moment_words,1+{begun}+{over})", "Calculated text", None),
        (f"='Rules'!B{rule}&\": \"&'Rules'!H{rule}{note}", "Aside", None),
    )  # fmt: skip
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row, 36)


_FIRST_YEAR, _YEARS = 2023, 9


def _years(page: Page, row: int) -> tuple[int, int]:
    """Tax by method and loss of the studio, for each tax period to 2031, on the same sales."""
    row = page.section(row, "Year by year, on the same sales")
    names = (
        "Tax period ends",
        *(method for method in METHODS if method != "exempt"),
        "Cheapest open",
        "Studio loses at its end",
    )
    top = page.heads(row, names, right=(1, 2, 3, 4, 5, 6))
    for column, number in zip("CDEF", range(2, 6), strict=True):
        page.sheet[f"{column}{row}"].value = f"=INDEX(methods,{number})"
    last = top + _YEARS - 1
    flags = last + 25
    for offset in range(_YEARS):
        _year(page, top + offset, flags + offset, row, first=offset == 0)
    page.section(flags - 2, "Method open in that period (1 = yes)")
    page.heads(flags - 1, names[:5], right=(1, 2, 3, 4))
    for column, number in zip("CDEF", range(2, 6), strict=True):
        page.sheet[f"{column}{flags - 1}"].value = f"=INDEX(methods,{number})"
    _cost_chart(page, last + 1, (top, last))
    page.new_page(flags - 2)
    page.close(flags + _YEARS - 1)
    return top, last


def _cost_chart(page: Page, row: int, rows: tuple[int, int]) -> None:
    """What registering costs the seller, and staying exempt the studio, over the years."""
    lines = (
        charts.Line("Your tax, cheapest open method", (FIRST + 5, *rows), style.ACCENT),
        charts.Line("The studio's loss if you stay exempt", (FIRST + 6, *rows), dashed=True),
    )
    page.put(
        row + 2, FIRST, '="Cost of registering and of staying exempt, sales of "&FIXED(N(sales),0)&" yen"', "Reading"
    )
    frame = charts.Frame(
        (row + 1, FIRST),
        (row + 2, FIRST),
        "Line chart from 2023 to 2031: the tax of a registered seller by the cheapest open method, and the loss of its buyer.",
        "Sources: rules as listed on Notes; amounts follow from the inputs",
        width=24.0,
        height=8.5,
    )
    axes = ("Tax period ends", "yen a tax period")
    charts.lines(page, frame, (FIRST, *rows), lines, axis_titles=axes, number_format="#,##0")


def _year(page: Page, row: int, flag: int, heads: int, *, first: bool) -> None:
    """One tax period: amounts above, flags below."""
    start = "=IF(complete=1,EDATE(tax_period_end,12*(YEAR(first_day)-YEAR(tax_period_end))),first_day)"
    page.put(row, FIRST, start if first else f"=EDATE(B{row - 1},12)", "Calculated text", style.DATE)
    page.put(flag, FIRST, f"=B{row}", "Calculated text", style.DATE)
    none = "INDEX(empty_codes,1+1-complete)"
    for letter in "CDEF":
        asked = f"sales,{letter}${heads},$B{row},{_CASE}"
        column = " ABCDEF".index(letter)
        open_now = f'=IF(complete=1,1*(WHY("CONSUMPTION_TAX_DUE",{asked})=""),not_available)'
        page.put(row, column, f"=IF({letter}{flag}=1,CONSUMPTION_TAX_DUE({asked}),{none})", "Calculated", style.WHOLE)
        page.put(flag, column, open_now, "Calculated", style.YEAR)
    cheapest = f"=IF(COUNT(C{row}:F{row})>0,MIN(C{row}:F{row}),{none})"
    page.put(row, FIRST + 5, cheapest, "Calculated", style.WHOLE)
    covered = f"can_buy*(B{row}>=first_day)=1"
    loss = f"=IF({covered},buyer_deducts*BUYER_CREDIT_LOSS(bought,B{row},supplier_total),dash)"
    page.put(row, FIRST + 6, loss, "Calculated", style.WHOLE)
    page.height(row)
    page.height(flag, 16)


_NO_ERROR = "Correct the inputs; the functions may be missing."


def _checks(studio: Placed, years: tuple[int, int]) -> list[Check]:
    """Arithmetic against a second way to the same figure, then the data themselves."""
    methods = f"INDEX(INVOICE_METHODS(sales,tax_period_end,{_CASE}),0,3)"
    wrong, given = "Report it: the arithmetic is wrong.", "Choose from the lists on Inputs."
    first, last = TOP + 5, TOP + 4 + len(METHODS)
    return [
        Check("The table of methods gives the tax that each method gives", f"=IF(can_ask=1,SUM({methods}),0)", "=SUM(all_taxes)", wrong, "#,##0"),
        Check("The cheapest tax is that of the return by hand", "=N(best_tax)",
              "=IF(has_best=1,INDEX(by_hand_tax,MATCH(best_method,registered_methods,0)),0)", wrong, "#,##0"),
        Check("Net income, tax and costs add up to the sales", "=IF(has_best*ISNUMBER(best_net)=1,best_net+best_tax+N(costs),0)", "=IF(has_best=1,sales,0)", wrong, "#,##0"),
        Check("At the break-even cut both ways leave the same",
              '=IF(has_best*exempt_open*ISNUMBER(best_net)=1,INVOICE_NET_INCOME(sales,N(costs),INDEX(methods,1),tax_period_end,best_cut,base_sales,is_person),0)',
              "=IF(has_best*exempt_open*ISNUMBER(best_net)=1,best_net,0)", wrong, "#,##0"),
        Check("The studio loses the tax less the credit on what the cap leaves", "=N(studio_loss)", _by_credit(studio), wrong, "#,##0.00"),
        Check("Each step of the credit begins the day after the one before", "=SUMPRODUCT(1*(later_first-earlier_last=1))",
              "=ROWS(later_first)", "Mend the dates on Rules."),
        Check("The sales have a source and a status", '=(sales_source<>"")+COUNTIF(statuses,sales_status)', "=1+1", "Name who says so on Inputs."),
        Check("Seller, buyer and business type come from their lists",
              "=COUNTIF(seller_kinds,seller_kind)+COUNTIF(buyer_kinds,buyer_kind)+COUNTIF(business_kinds,business_kind)", "=1+1+1", given),
        _numbers(),
        Check("The rules are not stale", "=" + known("1*(YEAR(as_of)-YEAR(rules_date)<=stale_after)", of_day("as_of")), "=1",
              "Compare Rules with this year's law, or allow for older rules on Inputs."),
        Check("Every step of the calendar has its state", "=" + "+".join(f"COUNTIF(moments,INDEX(moment_words,{n}))" for n in (1, 2, 3)),
              "=ROWS(moments)", "Undo the last change on Calendar."),
        Check("No result is an error", f"=1*ISERROR(SUMPRODUCT(1*('Result'!$E${first}:$I${last}=\"\")))", "=0", _NO_ERROR),
        Check("No year of the calendar is an error", f"=1*ISERROR(SUMPRODUCT(1*('Calendar'!$B${years[0]}:$H${years[1]}=\"\")))", "=0", _NO_ERROR),
    ]  # fmt: skip


def _numbers() -> Check:
    """No text in place of a number: those that may stay empty would be read as not given."""
    must = ("as_of", "sales", "tax_period_end", "purchase_date", "stale_after", "tolerance")
    may = ("base_sales", "costs", "input_tax", "price_cut", "bought_amount", "supplier_total")
    found, expected = numbers_given(must, may)
    cure = "Type a number: an input may stay empty only where the column Accepted says so."
    return Check("Inputs hold numbers, no text, and all that must be filled are", f"={found}", f"={expected}", cure)


def _by_credit(studio: Placed) -> str:
    """The studio's loss once more: what the credit does not cover."""
    inside, beyond = studio.ref("inside"), studio.ref("beyond")
    return f"=IF(can_buy=1,buyer_deducts*{inside}*(1-credit_now*(bought-{beyond})/bought),0)"
