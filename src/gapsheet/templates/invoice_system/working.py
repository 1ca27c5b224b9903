"""The working behind the Invoice System workbook: each method, the studio's side, the return by hand, the finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gapsheet.invoice.rules import METHODS
from gapsheet.templates import sheets, style
from gapsheet.templates.book import Book
from gapsheet.templates.cases import Case, Measure, Placed, place
from gapsheet.templates.known import day_told, known, of_day, worked_out
from gapsheet.templates.page import FIRST, TOP, Page

METHOD, POSITION, WHY_NOT, OPEN, FIGURE, CUT, TAX, NET, EVEN, STATE, LABEL, BAR = range(FIRST, FIRST + 12)
_CASE = "base_sales,is_person,input_tax,business_type"
_TABLE = f"INVOICE_METHODS(sales,tax_period_end,{_CASE})"
_HEADS = ("Method", "Place among all", "Why there is no figure", "Open", "Figure", "Price cut", "Tax due, yen",
          "Net income, yen", "Break-even cut", "State", "Bar of the chart", "Bar, yen")  # fmt: skip
_STUDIO: tuple[Measure | str, ...] = (
    Measure("bought", "Bought from the seller", "yen, with tax", "all sales where nothing else is typed",
            "=IF(N(bought_amount)>0,bought_amount,N(sales))", style.WHOLE),
    Measure("inside", "Consumption tax in that price", "yen", "price × 10 / 110",
            "={bought}*tax_rate/(1+tax_rate)", style.WHOLE),
    Measure("credit", "Part of it that can be credited", "of the tax", "by the day of the purchase; up to the yearly cap",
            "=IF({can_buy}=1,INDEX(step_rate,{step}),not_available)", "0%"),
    Measure("cap", "Yearly cap of purchases with credit", "yen, one seller", "a dash: no cap on that day",
            "=IF({can_buy}=1,INDEX(step_limit,{step}),not_available)", style.WHOLE),
    Measure("beyond", "Part of this purchase above it", "yen", "earns no credit",
            "=IF(ISNUMBER({cap}),MIN({bought},MAX(0,MAX(N(supplier_total),{bought})-N({cap}))),0)", style.WHOLE),
    Measure("loss", "Lost if the seller stays exempt", "yen", "tax in the price × (1 − credit); no credit above the cap",
            "=IF({can_buy}=1,{deducts}*BUYER_CREDIT_LOSS({bought},purchase_date,supplier_total),not_available)", style.WHOLE),
    Measure("lost_share", "The same", "of the price", "", "=IF({can_buy}=1,{loss}/{bought},not_available)", "0.0%"),
    Measure("whole", "Price cut that would make the studio whole", "of the price", "the cut price is credited in part, too",
            "=IF({can_buy}=1,{loss}/({bought}-{inside}+{loss}),not_available)", "0.0%"),
    Measure("yours", "If you register instead: your tax on it", "yen", "cheapest open method, same share of the price",
            "=IF({can_compare}=1,best_cut*{bought},not_available)", style.WHOLE),
    Measure("together", "Loss of the studio less your tax", "yen", "above 0: registering is the cheaper way for both together",
            "=IF({can_compare}=1,{loss}-{yours},not_available)", "#,##0;-#,##0;0"),
    Measure("reason", "Why there is no figure", "", "a dash: there is one",
            '=IF({can_buy}=1,dash,WHY("BUYER_CREDIT_LOSS",{bought},purchase_date,supplier_total))',
            style_name="Case text", lines=2),
    "What the inputs allow (1 = yes)",
    Measure("can_buy", "The purchase is covered by the rules", "flag", "",
            '=complete*(WHY("BUYER_CREDIT_LOSS",{bought},purchase_date,supplier_total)="")', style.YEAR),
    Measure("deducts", "The buyer deducts by invoices", "flag", "", "=1*(buyer_kind<>INDEX(buyer_kinds,2))", style.YEAR),
    Measure("step", "Step of the credit", "number", "row among the credits on Rules",
            "=SUMPRODUCT(1*(step_first<=N(purchase_date)))", style.YEAR),
    Measure("can_compare", "Both sides have a figure", "flag", "", "={can_buy}*has_best", style.YEAR),
)  # fmt: skip
STUDIO_NAMES = {"bought": "bought", "loss": "studio_loss", "lost_share": "studio_share", "can_buy": "can_buy",
                "deducts": "buyer_deducts", "credit": "credit_now"}  # fmt: skip

TESTS = (
    ("Inputs are incomplete", "=1-complete", "sales or the end of the tax period is missing"),
    ("Rules do not cover the case", "=1-can_ask", "the finding gives the reason"),
    ("Staying exempt is closed", "=1-exempt_open", "base-period sales are above the limit"),
    ("No method has a figure", "=1-has_best", "the reason stands beside each method"),
    ("The price cut is above the break-even", "=1*(N(price_cut)>N(best_cut))", "price cut on Inputs"),
    ("The studio loses more", "=1*(N(studio_share)>N(best_cut))", "per yen of price; see Studio"),
    ("Otherwise", "=1", ""),
)
_ASK = f'WHY("INVOICE_METHODS",sales,tax_period_end,{_CASE})'
_VERDICT = (
    "=INDEX(verdict_symbols,verdict_code)",
    f'=verdict_symbol&" "&INDEX(verdict_words,verdict_code)&IF(complete*(1-can_ask)=1,": "&{_ASK},"")',
)
_SENTENCES: tuple[tuple[str, str], ...] = (
    ("cut_words", '=IF(N(price_cut)>0," after a price cut of "&FIXED(price_cut*100,1)&" %","")'),
    ("exempt_closed", '=IF(can_ask*(1-exempt_open)=1,"staying exempt is closed","net income cannot be worked out")'),
    ("exempt_words", '=IF(exempt_open*ISNUMBER(net_exempt)=1,"staying exempt leaves "&FIXED(N(net_exempt),0)&" yen"&[cut_words],[exempt_closed])'),
    ("best_words", '=IF(has_best*ISNUMBER(best_net)=1,"; registered, cheapest by "&best_method&", "&FIXED(N(best_net),0)&" yen","")'),
    ("tax_words", '=IF(has_best=1," after "&FIXED(N(best_tax),0)&" yen of tax","")'),
    ("costs_words", '=IF(ISNUMBER(costs),""," (costs not given: before costs)")'),
    ("seller_words", '=seller_name&": "&[exempt_words]&[best_words]&[tax_words]&[costs_words]'),
    ("day_words", f'="Bought on "&{day_told("purchase_date")}&": the studio loses "'),
    ("studio_words", '=IF(can_buy=1,[day_words]&FIXED(N(studio_loss),0)&" yen if the seller stays exempt","The studio\'s side has no figure")'),
    ("share_words", '=IF(can_buy=1,", "&FIXED(N(studio_share)*100,1)&" % of the price","")'),
    ("even_words", '=IF(has_best*exempt_open=1,"; above a cut of "&FIXED(N(best_cut)*100,1)&" % registering leaves you more","")'),
    ("buyer_words", "=[studio_words]&[share_words]&[even_words]"),
    ("cost_words", '=IF(N(best_tax)<0,"Registering brings ","Registering costs ")&FIXED(ABS(N(best_tax)),0)&" yen a tax period"'),
    ("headline", '=IF(has_best*exempt_open=1,[cost_words]&" by the cheapest open method","Net income by method")'),
    ("source", '="Sources: rules as listed on Notes; sales: "&IF(sales_source="","not stated",sales_source)'),
)  # fmt: skip


def write_working(book: Book) -> tuple[Page, dict[str, int]]:
    """Write the sheet; gives it with the rows of the sentences."""
    page = Page(book, "Working", "calc", (40, 18, 64, 12, 12, 12, 14, 16, 14, 14, 24, 14))
    page.head(
        "Working", "Every method by the functions, the return once more by hand, and the tests that make the finding."
    )
    top = page.heads(TOP, _HEADS, right=(1, 3, 4, 5, 6, 7, 8, 11))
    for offset in range(len(METHODS)):
        _method(page, top + offset, offset + 1)
    row = _gates(page, top, top + len(METHODS) + 1)
    page.new_page(row)
    row = page.section(row, "The return by hand")
    placed = place(page, row, return_by_hand("sales", "input_tax"), methods_by_hand("business_type"))
    book.define("by_hand_tax", page.sheet, placed.at("by_hand"), placed.at("by_hand", 3))
    sheets.verdict_tests(page, placed.end + 1, FIRST, TESTS, _VERDICT)
    after = placed.end + len(TESTS) + 5
    page.new_page(after + 1)
    rows = sheets.sentences(page, Placed(page.name, {}, (), after), _SENTENCES)
    page.freeze(TOP + 1)
    sheets.repeat_title(page)
    page.close(max(rows.values()))
    return page, rows


def _method(page: Page, row: int, number: int) -> None:
    """One method; the same formulas in every row."""
    asked = f"sales,B{row},tax_period_end,{_CASE}"
    exempt = f"(B{row}=INDEX(methods,1))"
    cut = known(f"N(price_cut)*{exempt}", f"SQRT(N(price_cut)*(1-N(price_cut))*{exempt})")
    none, why = f"INDEX(empty_codes,1+1-complete*(1-N(E{row})))", f'WHY("CONSUMPTION_TAX_DUE",{asked})'
    cells = (
        (f"=INDEX(methods,{number})", "Label", None),
        (f"=IF(can_ask=1,MATCH({_in_table(page, row, number)},INDEX({_TABLE},0,1),0),0)", "Calculated", style.YEAR),
        (f"=IF(F{row}=1,dash,{why})", "Long text", None),
        (f"=IF(can_ask=1,1*INDEX({_TABLE},MAX(1,C{row}),4),INDEX(empty_codes,1+1-complete))", "Calculated", style.YEAR),
        (f'=can_ask*(WHY("CONSUMPTION_TAX_DUE",{asked})="")', "Calculated", style.YEAR),
        (f"={cut}", "Calculated", "0.0%"),
        (f"=IF(F{row}=1,CONSUMPTION_TAX_DUE({asked}),{none})", "Calculated", style.WHOLE),
        (f"=IF(F{row}*ISNUMBER(G{row}*SQRT(N(costs)))=1,INVOICE_NET_INCOME(sales,N(costs),B{row},tax_period_end,G{row},{_CASE}),{none})", "Calculated", style.WHOLE),
        (f"=IF(F{row}*exempt_open*(B{row}<>INDEX(methods,1))=1,INVOICE_BREAK_EVEN({asked}),dash)", "Calculated", "0.0%"),
        (f"=IF(can_ask=1,INDEX(state_words,1+E{row}+F{row}),E{row})", "Calculated text", None),
        (f'=B{row}&IF(F{row}=1,""," ("&K{row}&")")', "Calculated text", None),
        (f"=N(I{row})", "Calculated", '#,##0;-#,##0;"–"'),
    )  # fmt: skip
    for offset, (formula, style_name, number_format) in enumerate(cells):
        page.put(row, FIRST + offset, formula, style_name, number_format)
    page.height(row, 74)


def _in_table(page: Page, row: int, number: int) -> str:
    """The method as INVOICE_METHODS calls it: in English, whatever the language of the sheet."""
    return f"B{row}" if page.book.language.is_original else f'T("{list(METHODS)[number - 1]}")'


def _gates(page: Page, top: int, row: int) -> int:
    """What the inputs allow, and the cheapest method of those who register."""
    first, last = top + 1, top + len(METHODS) - 1
    taxes, which = f"H{first}:H{last}", "MATCH(best_tax,registered_taxes,0)"
    lines = (
        (
            "Sales and end of the tax period given",
            f"=(N(sales)>0)*ISNUMBER({of_day('tax_period_end')})",
            "complete",
            style.YEAR,
        ),
        ("The rules cover the case", f'=complete*({_ASK}="")', "can_ask", style.YEAR),
        ("Staying exempt is open", f"=F{top}", "exempt_open", style.YEAR),
        ("Net income when exempt", f"=I{top}", "net_exempt", style.WHOLE),
        ("A registered method has a figure", f"=1*(COUNT({taxes})>0)", "has_best", style.YEAR),
        ("Tax by the cheapest of them", f"=IF(has_best=1,MIN({taxes}),dash)", "best_tax", style.WHOLE),
        ("That method", f"=IF(has_best=1,INDEX(registered_methods,{which}),dash)", "best_method", style.GENERAL),
        ("Net income by it", f"=IF(has_best=1,INDEX(I{first}:I{last},{which}),dash)", "best_net", style.WHOLE),
        ("Its tax as part of the price", "=IF(has_best=1,best_tax/sales,dash)", "best_cut", "0.0%"),
    )
    page.book.define("registered_taxes", page.sheet, (first, TAX), (last, TAX))
    page.book.define("registered_methods", page.sheet, (first, METHOD), (last, METHOD))
    page.book.define("all_taxes", page.sheet, (top, TAX), (last, TAX))
    row = page.section(row, "What follows")
    for label, formula, name, number_format in lines:
        page.put(row, FIRST, label, "Label")
        page.put(row, FIRST + 1, formula, "Calculated", number_format)
        page.book.define(name, page.sheet, (row, FIRST + 1))
        page.height(row)
        row += 1
    return row + 1


def return_by_hand(sales: str, input_tax: str) -> tuple[Measure, ...]:
    """The lines of a return for one seller, one column per method; both arguments are parts of formulas.

    Without the sales no line has a figure; without the tax on invoices the method that deducts it has none.
    """
    base = f"INT(ROUND(ROUND({sales},0)/(1+tax_rate),6)/base_step)*base_step"
    kept = "N({output})*N({share})"
    on_invoices = f"(1-ISNUMBER({{share}}))*N({input_tax})*national_rate/tax_rate"
    deducts = f"ISNUMBER({{output}})*(ISNUMBER({{share}})+ISNUMBER({input_tax})>0)=1"
    return (
        Measure("base", "Taxable base", "yen", "sales without tax, down to 1,000 yen", "=" + known(base, sales), style.WHOLE),
        Measure("output", "National tax on it", "yen", "base × 7.8 %",
                "=" + known("INT(ROUND({base}*national_rate,6))", "{base}"), style.WHOLE),
        Measure("share", "Share kept", "of that tax", "from Rules; the standard method deducts invoices instead",
                number_format="0%"),
        Measure("credit", "Deducted", "yen", "share × tax, or the national part of the tax on invoices",
                f"=IF({deducts},INT(ROUND({kept}+{on_invoices},6)),not_available)", style.WHOLE),
        Measure("left", "National tax left", "yen", "negative: a refund", "=" + worked_out("{output}-{credit}"), style.WHOLE),
        Measure("national", "National tax due", "yen", "down to 100 yen; a refund to the yen",
                "=" + known("MIN(0,{left})+INT(MAX(0,{left})/tax_step)*tax_step", "{left}"), style.WHOLE),
        Measure("rest", "Local tax before rounding", "yen", "national tax due × 22 / 78, whole yen",
                "=" + known("INT(ROUND(ABS({national})*local_rate/national_rate,6))", "{national}"), style.WHOLE),
        Measure("local", "Local tax due", "yen", "down to 100 yen; a refund to the yen",
                "=" + known("({left}>=0)*INT({rest}/tax_step)*tax_step-({left}<0)*{rest}", "{rest}"), style.WHOLE),
        Measure("by_hand", "Tax due, by hand", "yen", "national + local", "=" + worked_out("{national}+{local}"), style.WHOLE),
    )  # fmt: skip


def methods_by_hand(business_type: str) -> Sequence[Case]:
    """The columns of a return worked out by hand, with the share of the tax that each method lets the seller keep."""
    usual = "INDEX(type_rates,5)"  # services: what the functions take where no type is given
    shares: Mapping[str, str] = {
        "two-tenths": "=kept_two",
        "three-tenths": "=kept_three",
        "simplified": f"=IF((N({business_type})>=1)*(N({business_type})<=ROWS(type_rates))=1,INDEX(type_rates,{business_type}),{usual})",
        "standard": "=dash",
    }
    return [Case(method, {"share": formula}) for method, formula in shares.items()]


def write_studio(book: Book) -> Placed:
    """The buyer's side."""
    page = Page(book, "Studio", "calc", (46, 16, 56, 40))
    page.head(
        "The studio's side",
        "What a buyer loses when its supplier is not registered. A studio that deducts a fixed part loses nothing.",
    )
    placed = place(page, TOP, _STUDIO, [Case("Value", {}, names=STUDIO_NAMES)])
    row = page.note(placed.end + 1, "A buyer may not force a price cut below what was agreed.")
    page.freeze(TOP + 1)
    page.close(row)
    return placed
