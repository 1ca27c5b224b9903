"""The lines of the Invoice sheet: tax, income and gap of each age band by method, and the studio's loss by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gapsheet.invoice.rules import METHODS
from gapsheet.templates import style
from gapsheet.templates.cases import Measure
from gapsheet.templates.known import known, of_share, worked_out
from gapsheet.templates.scorecard.rows import RANK

# The methods' names as parts of keys, and their places in the list on the sheet of rules.
KEYS = {method: method.replace("-", "_") for method in METHODS}
REGISTERED = tuple(key for key in KEYS.values() if key != "exempt")
CARD_PARTS = ("employment", "caveat")  # of a comparator card: what the pay is, and what to bear in mind
_LOSS = "tax in the price × (1 − credit)"
AFTER = "Left after tax, and the gap to the yardstick"  # a heading that begins a page


def method(key: str) -> str:
    """The method of a key as part of a formula."""
    return f"INDEX(methods,{list(KEYS.values()).index(key) + 1})"


def asked(key: str) -> str:
    """What the functions are asked about a band: sales, method, period, base-period sales, person, input tax, type."""
    return f"{{income}},{method(key)},{_case(key)}"


def _case(key: str) -> str:
    """The same after the method; only the standard method uses the tax on invoices, the others need no costs."""
    return CASE.replace("{input_tax}", "{input_tax}" if key == "standard" else "0")


CASE = "invoice_period_end,{base},TRUE,{input_tax},invoice_business_type"


def _can(key: str, *needed: str) -> str:
    """The test that a method is open and that what it needs is known."""
    known_too = (*needed, "{input_tax}") if key == "standard" else needed
    return "*".join((f"N({{open_{key}}})", *(f"ISNUMBER({need})" for need in known_too))) + "=1"


def _none(key: str) -> str:
    """What stands where there is no figure: a dash where the method is closed, else that something is missing."""
    return f"INDEX(empty_codes,1+({{open_{key}}}<>0))"


def _label(key: str) -> str:
    name = next(name for name, other in KEYS.items() if other == key)
    return f"{name.capitalize()} ({METHODS[name]})"


_INCOME: tuple[Measure | str, ...] = (
    "Whose income, and what it is taken for",
    Measure("group_fact", "Income of the group", "name", "as on Facts", style_name="Case name"),
    Measure("reference_fact", "Yardstick", "name", "as on Facts, the same as on Wages", style_name="Case name"),
    Measure(
        "rank", "Source of the income", "rank", "1 primary to 5 unverified", "=" + RANK.format("{group_fact}"), "0"
    ),
    Measure("income", "Income before tax", "yen a year", "taken as sales with tax: an assumption", None, style.WHOLE),
    Measure(
        "base",
        "Sales of the base period",
        "yen a year",
        "two years earlier; input, empty: as the income",
        "=IF(ISNUMBER(invoice_base_sales),invoice_base_sales,{income})",
        style.WHOLE,
    ),
    Measure(
        "costs",
        "Costs of one's own",
        "yen a year",
        "assumption on Inputs, a share of the income",
        f"=IF(ISNUMBER({{income}})*ISNUMBER(invoice_costs_share)*ISNUMBER({of_share('invoice_costs_share')})=1,"
        "{income}*invoice_costs_share,not_available)",
        style.WHOLE,
    ),
    Measure(
        "input_tax",
        "Tax inside these costs",
        "yen a year",
        "10/110 of them; assumption: all with invoices",
        "=" + worked_out("{costs}*tax_rate/(1+tax_rate)"),
        style.WHOLE,
    ),
    Measure("reference", "Yardstick", "yen a year", "salary before income tax; no sales, no tax", None, style.WHOLE),
)


def _open(key: str) -> Measure:
    rules = asked(key).replace("{input_tax}", "0")  # what decides is the income, whatever the tax on invoices
    return Measure(
        f"open_{key}",
        _label(key),
        "1 = open",
        "the rules allow it in the period",
        "=" + known(f'1*(WHY("CONSUMPTION_TAX_DUE",{rules})="")', "{income}"),
        "0",
    )


def _tax(key: str) -> Measure:
    formula = f"=IF({_can(key)},CONSUMPTION_TAX_DUE({asked(key)}),{_none(key)})"
    return Measure(f"tax_{key}", _label(key), "yen", "a dash: closed, the reason stands below", formula, style.WHOLE)


def _net(key: str) -> Measure:
    cut = "invoice_price_cut" if key == "exempt" else "0"
    needed = ("{costs}*SQRT(1-invoice_price_cut)/COUNT(invoice_price_cut)",) if key == "exempt" else ("{costs}",)
    case = "{base},TRUE" if key == "exempt" else _case(key).partition(",")[2]
    call = f"INVOICE_NET_INCOME({{income}},{{costs}},{method(key)},invoice_period_end,{cut},{case})"
    how = "income − costs − price cut" if key == "exempt" else "income − costs − tax"
    return Measure(f"net_{key}", _label(key), "yen", how, f"=IF({_can(key, *needed)},{call},{_none(key)})", style.WHOLE)


def _gap(key: str) -> Measure:
    has_pay = f"SQRT({{net_{key}}})/{{reference}}"  # a loss is no pay to compare
    formula = "=" + known(f"WAGE_GAP({{net_{key}}},{{reference}})", has_pay, "dash")
    return Measure(f"gap_{key}", _label(key), "of yardstick", "a dash: closed, or a loss", formula, style.PERCENT)


def _break_even(key: str) -> Measure:
    formula = f"=IF(N({{open_exempt}})*(N({{income}})>0)*{_can(key)},INVOICE_BREAK_EVEN({asked(key)}),dash)"
    return Measure(
        f"even_{key}", _label(key), "of the price", "above this cut registering leaves more", formula, "0.00%"
    )


_BEST: tuple[Measure | str, ...] = (
    "If one registers: the cheapest method that is open",
    Measure(
        "best_tax",
        "Tax due",
        "yen",
        "the least of the four",
        "=IF(COUNT({tax_two_tenths}:{tax_standard})>0,MIN({tax_two_tenths}:{tax_standard}),dash)",
        style.WHOLE,
    ),
    Measure(
        "best_place",
        "Its place among the four",
        "number",
        "",
        "=IF(ISNUMBER({best_tax}),MATCH({best_tax},{tax_two_tenths}:{tax_standard},0),dash)",
        "0",
    ),
    Measure(
        "best",
        "Method",
        "word",
        "registering is voluntary",
        "=IF(ISNUMBER({best_place}),INDEX(methods,1+{best_place}),dash)",
        style_name="Case text",
    ),
    Measure(
        "best_share",
        "Tax as part of the income",
        "of income",
        "tax / income",
        "=" + known("{best_tax}/{income}", "{best_tax}/{income}", "dash"),
        "0.00%",
    ),
)

_WIDER: tuple[Measure | str, ...] = (
    "What the tax does to the gap",
    Measure(
        "gap",
        "Gap before consumption tax",
        "of yardstick",
        "costs of one's own off; without costs as on Wages",
        "=" + known("WAGE_GAP({income}-{costs},{reference})", "({income}-{costs})/{reference}"),
        style.PERCENT,
    ),
    Measure(
        "gap_best",
        "Gap after it, registered, cheapest method",
        "of yardstick",
        "",
        "=IF(ISNUMBER({best_place}),INDEX({gap_two_tenths}:{gap_standard},{best_place}),dash)",
        style.PERCENT,
    ),
    Measure(
        "wider",
        "The tax widens the gap by",
        "points",
        "gap after − gap before",
        "=" + known("({gap_best}-{gap})*100", "{gap_best}-{gap}", "dash"),
        style.POINTS,
    ),
    Measure(
        "reading",
        "In words",
        "",
        "arithmetic: see below what is not compared",
        '=IF(ISNUMBER({gap_best}),"Gap "&FIXED({gap}*100,1)&" %; registered by "&{best}&" "&FIXED({gap_best}*100,1)&" %",dash)',
        style_name="Case text",
        lines=2,
    ),
    "What is and what is not comparable",
    Measure("symbol", "Verdict on Wages, before tax", "", "no verdict is given after tax", style_name="Case symbol"),
    Measure("verdict", "The same in words", "", "it holds for the pay before tax", style_name="Case verdict", lines=2),
    Measure("group_employment", "The income is", "words", "comparator card, see Wages", style_name="Long text"),
    Measure("group_caveat", "To bear in mind", "words", "", style_name="Long text"),
    Measure("reference_employment", "The yardstick is", "words", "", style_name="Long text"),
    Measure("reference_caveat", "To bear in mind", "words", "", style_name="Long text"),
    Measure("differs", "Not the same on both sides", "words", "", style_name="Long text"),
)


def _each(measure: Callable[[str], Measure], keys: Sequence[str]) -> tuple[Measure, ...]:
    return tuple(measure(key) for key in keys)


MEASURES: tuple[Measure | str, ...] = (
    *_INCOME,
    "Open in the tax period of Inputs",
    *_each(_open, tuple(KEYS.values())),
    "Consumption tax due for the period",
    *_each(_tax, tuple(KEYS.values())),
    *_BEST,
    "Price cut at which staying exempt leaves as much as registering",
    *_each(_break_even, REGISTERED),
    AFTER,
    *_each(_net, tuple(KEYS.values())),
    "Gap to the yardstick after consumption tax",
    *_each(_gap, tuple(KEYS.values())),
    *_WIDER,
)


def sellers(income: str, spans: Mapping[str, str]) -> tuple[Measure | str, ...]:
    """Who may use which method: sellers differ in {person} and {base}; `spans` tell from when to when, by key."""
    case = "invoice_period_end,{base},{person},0,invoice_business_type"
    why = {key: f'WHY("CONSUMPTION_TAX_DUE",{income},{method(key)},{case})' for key in KEYS.values()}
    rules = (
        Measure(
            f"rule_{key}",
            _label(key),
            "",
            spans[key],
            "=" + known(f"LEFT(word_open,LEN(word_open)*{{flag_{key}}})&{why[key]}", income, "figure_missing"),
            style_name="Long text",
            lines=8 if key != "standard" else 1,  # which is open to all
        )
        for key in KEYS.values()
    )
    flags = (
        Measure(f"flag_{key}", _label(key), "1 = open", "", "=" + known(f'1*({why[key]}="")', income), "0")
        for key in KEYS.values()
    )
    return (
        Measure("person", "The seller is a person", "flag", "FALSE: a company", None, style.TRUTH),
        Measure("base", "Sales of its base period", "yen a year", "at a limit of the rules", None, style.WHOLE),
        *rules,
        "The same as flags",
        *flags,
    )


def steps(incomes: Mapping[str, str]) -> tuple[Measure | str, ...]:
    """The studio's side, one column per step of the credit; `incomes` are the bands' titles and cells."""
    losses: list[Measure] = []
    for number, (title, income) in enumerate(incomes.items()):
        formula = "=" + known(f"BUYER_CREDIT_LOSS({income},{{first}})", f"1*{income}")
        losses.append(Measure(f"loss_{number}", f"Lost on {income_words(title)}", "yen", _LOSS, formula, style.WHOLE))
    price = next(iter(incomes.values()))
    end = "N(invoice_period_end)"
    still = f"(IF(ISNUMBER({{last}}),{{last}},{end})>={end})"
    return (
        Measure("first", "From", "date", "purchases from this day on", None, style.DATE),
        Measure("last", "To", "date", "a dash: no end", None, style.DATE, "Case text"),
        Measure("credit", "Part of the tax that the studio may credit", "of the tax", "", None, "0%"),
        Measure("cap", "Yearly cap of such purchases", "yen, one seller", "far above these purchases", None, style.WHOLE),
        Measure(
            "holds", "Holds at the end of the tax period", "yes / no", "tax period on Inputs",
            f"=INDEX(yes_no,2-({{first}}<={end})*{still})", style_name="Case text",
        ),
        *losses,
        Measure("share", "The same", "of the price", "loss / price", "=" + worked_out(f"{{loss_0}}/{price}"), "0.00%"),
        Measure(
            "whole", "Price cut that makes the studio whole", "of the price", "the cut price is credited in part, too",
            "=" + worked_out(f"{{loss_0}}/({price}/(1+tax_rate)+{{loss_0}})"), "0.00%",
        ),
    )  # fmt: skip


def income_words(title: str) -> str:
    """A band's head inside a sentence: \"Aged 20-24\" is \"work of ages 20-24\"."""
    return f"a year's work, {title[0].lower()}{title[1:]}"
