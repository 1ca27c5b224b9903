"""What a seller pays in consumption tax by each method, what it keeps, and what staying exempt may cost it."""

from __future__ import annotations

import math
from typing import Any

from gapsheet.errors import DomainError, MissingValueError, ZeroBaseError
from gapsheet.guards import refuse_negative, refuse_where
from gapsheet.invoice.returns import national_part, output_tax, payable
from gapsheet.invoice.rules import (
    METHODS,
    Rule,
    Seller,
    method_called,
    obstacle,
    refuse_unknown_law,
    rule_for,
    rule_nearest,
)
from gapsheet.invoice.units import BaseSales, BusinessType, Flag, InclusiveYen, MethodTable, NetIncome, PriceCut, Tax
from gapsheet.quantities import DateSerial, Text

_NO_INPUT_TAX = "input_tax is blank; the standard method needs the tax that invoices show, 0 if there is none"


def consumption_tax_due(
    sales: InclusiveYen,
    method: Text,
    tax_period_end: DateSerial,
    base_period_sales: BaseSales | None = None,
    is_individual: Flag = True,
    input_tax: Tax | None = None,
    business_type: BusinessType = 5.0,
) -> Tax:
    """Japan's consumption tax that a seller owes for a tax period by one of the five methods.

    Args:
        sales: Taxable sales of the tax period, tax included, all at 10 %; for the year of registering those since then.
        method: exempt (免税), two-tenths (2割特例), three-tenths (3割特例), simplified (簡易課税) or standard
            (本則課税).
        tax_period_end: Last day of the tax period: 31 December for an individual, the end of the business year for a
            company.
        base_period_sales: Taxable sales of the base period, two years earlier, which decide what is allowed; the same
            as sales if omitted.
        is_individual: TRUE for a person, FALSE for a company; TRUE if omitted.
        input_tax: Tax on purchases (10 %) that qualified invoices show; only the standard method uses it, and needs it.
        business_type: Business type of simplified taxation, 1 to 6; 5, services, if omitted.

    Returns:
        National (7.8 %) and local (2.2 %) tax together, rounded down as on the return. Negative = a refund, by the
        standard method only.

    Raises:
        UnknownLabelError: method is none of the five.
        RuleError: The method is closed to this seller or tax period, or the period ends before 1 October 2023; WHY
            quotes the rule.
        MissingValueError: The standard method is asked for without input_tax; type 0 if there is none.
        DomainError: An amount is negative, is_individual is neither TRUE nor FALSE, business_type is no whole number
            from 1 to 6, or tax_period_end is no date.

    Warnings:
        Not tax advice. The rules come from secondary sources, as of November 2026; three-tenths was read in the text
        of the reform outline, its enactment was not seen. Of the conditions only dates, person or company and
        base-period sales are checked, not the election of simplified taxation, the first half of the year before, or
        capital. A company's tax period is taken as 12 months. Sales at 8 % are not covered.

    Working:
        sales * 100 / 110 down to 1,000 yen, * 7.8 % less the credit by method, down to 100 yen, + 22 / 78 of that, down
        to 100 yen

    Source:
        Tax reform outline for fiscal 2026 and notices of tax offices, each rule with its page in invoice_rules.csv;
        rounding by the Act on General Rules for National Taxes (国税通則法), articles 118 to 120.

    Examples:
        >>> consumption_tax_due(1966000.0, "2割特例", 46387.0)
        35600.0
        >>> consumption_tax_due(1966000.0, "simplified", 46752.0, 1800000.0, True, 0.0, 4.0)
        71400.0
    """
    _refuse_negative_amounts(sales=sales)
    chosen = method_called(method)
    seller = _seller(sales, tax_period_end, base_period_sales, is_individual, input_tax, business_type)
    return _due(rule_for(chosen, seller), sales, input_tax)


def invoice_net_income(
    sales: InclusiveYen,
    costs: InclusiveYen,
    method: Text,
    tax_period_end: DateSerial,
    price_cut: PriceCut = 0.0,
    base_period_sales: BaseSales | None = None,
    is_individual: Flag = True,
    input_tax: Tax | None = None,
    business_type: BusinessType = 5.0,
) -> NetIncome:
    """What a seller keeps of its sales after costs and consumption tax, also after a price cut by its buyers.

    Args:
        sales: Taxable sales of the tax period before any price cut, tax included, all at 10 %.
        costs: Costs of the same period, tax included.
        method: exempt (免税), two-tenths (2割特例), three-tenths (3割特例), simplified (簡易課税) or standard
            (本則課税).
        tax_period_end: Last day of the tax period: 31 December for an individual, the end of the business year for a
            company.
        price_cut: Part of the price that buyers take off, as a fraction: 2 % is 0.02; 0 if omitted. A negative one is
            a premium.
        base_period_sales: Taxable sales of the base period, two years earlier; the same as sales before the cut if
            omitted.
        is_individual: TRUE for a person, FALSE for a company; TRUE if omitted.
        input_tax: Tax on purchases that qualified invoices show, for the standard method; 10/110 of costs if omitted.
        business_type: Business type of simplified taxation, 1 to 6; 5, services, if omitted.

    Returns:
        Yen before income tax; negative = a loss.

    Raises:
        UnknownLabelError: method is none of the five.
        RuleError: The method is closed to this seller or tax period, or the period ends before 1 October 2023; WHY
            quotes the rule.
        DomainError: An amount is negative, price_cut is above 100 %, is_individual is neither TRUE nor FALSE,
            business_type is no whole number from 1 to 6, or tax_period_end is no date.

    Warnings:
        Not tax advice; sources and limits as for CONSUMPTION_TAX_DUE, three-tenths included: its enactment was not
        seen. With input_tax omitted the standard method counts all costs as bought at 10 % with qualified invoices,
        which wages, rent of a home or unregistered suppliers are not.

    Working:
        sales * (1 - price_cut) - costs - the tax due on sales after the cut

    Source:
        Arithmetic definition; the tax as CONSUMPTION_TAX_DUE.

    Examples:
        >>> invoice_net_income(1966000.0, 300000.0, "two-tenths", 46387.0)
        1630400.0
        >>> invoice_net_income(2000000.0, 300000.0, "免税", 46387.0, 0.25, 2000000.0, True, 0.0, 5.0)
        1200000.0
    """
    _refuse_negative_amounts(sales=sales, costs=costs)
    chosen = method_called(method)
    base_sales = sales if base_period_sales is None else base_period_sales
    seller = _seller(sales, tax_period_end, base_sales, is_individual, input_tax, business_type, price_cut)
    cut_sales = sales * (1 - price_cut)
    tax = _tax(rule_for(chosen, seller), cut_sales, costs * 10 / 110 if input_tax is None else input_tax)
    return cut_sales - costs - tax


def invoice_methods(
    sales: InclusiveYen,
    tax_period_end: DateSerial,
    base_period_sales: BaseSales | None = None,
    is_individual: Flag = True,
    input_tax: Tax | None = None,
    business_type: BusinessType = 5.0,
) -> MethodTable:
    """All five methods of consumption tax with what each would cost, whether it is open, and why; the cheapest first.

    Args:
        sales: Taxable sales of the tax period, tax included, all at 10 %.
        tax_period_end: Last day of the tax period: 31 December for an individual, the end of the business year for a
            company.
        base_period_sales: Taxable sales of the base period, two years earlier; the same as sales if omitted.
        is_individual: TRUE for a person, FALSE for a company; TRUE if omitted.
        input_tax: Tax on purchases (10 %) that qualified invoices show; without it the standard method has no amount.
        business_type: Business type of simplified taxation, 1 to 6; 5, services, if omitted.

    Returns:
        A row a method: English name, Japanese name, tax due in yen, TRUE where the method is open, and the rule's
        condition or why the method is closed. Methods without an amount come last and leave that cell empty.

    Raises:
        RuleError: The period ends before 1 October 2023.
        DomainError: An amount is negative, is_individual is neither TRUE nor FALSE, business_type is no whole number
            from 1 to 6, or tax_period_end is no date.

    Warnings:
        Not tax advice; sources and limits as for CONSUMPTION_TAX_DUE, three-tenths included: its enactment was not
        seen. The cheapest tax is not the best income: buyers of an exempt seller lose credit (BUYER_CREDIT_LOSS) and
        may ask for a lower price (INVOICE_BREAK_EVEN).

    Working:
        the tax due on sales by each method, in ascending order

    Source:
        Tax reform outline for fiscal 2026 and notices of tax offices, each rule with its page in invoice_rules.csv.

    Examples:
        >>> invoice_methods(1966000.0, 46387.0, 1800000.0, True, 60000.0, 5.0)  # doctest: +NORMALIZE_WHITESPACE
        [['exempt', '免税', 0.0, True,
          'not registered; base-period sales at most 10 m yen (the buyer loses part of its credit)'],
         ['two-tenths', '2割特例', 35600.0, True,
          'taxable only by registering; base-period sales at most 10 m yen (last for calendar 2026)'],
         ['simplified', '簡易課税', 89200.0, True,
          'elected; base-period sales at most 50 m yen; type 5: services, transport, finance (animation by analogy)'],
         ['standard', '本則課税', 118500.0, True,
          'registered or otherwise taxable; input tax stands on qualified invoices'],
         ['three-tenths', '3割特例', '', False,
          'tax_period_end is 2026-12-31, not from 2027-01-01 to 2028-12-31']]
    """
    _refuse_negative_amounts(sales=sales)
    seller = _seller(sales, tax_period_end, base_period_sales, is_individual, input_tax, business_type)
    rows = [_method_row(method, seller, sales, input_tax) for method in METHODS]
    return sorted(rows, key=lambda row: (not row[3], math.inf if row[2] == "" else row[2]))


def invoice_break_even(
    sales: InclusiveYen,
    method: Text,
    tax_period_end: DateSerial,
    base_period_sales: BaseSales | None = None,
    is_individual: Flag = True,
    input_tax: Tax | None = None,
    business_type: BusinessType = 5.0,
) -> PriceCut:
    """The price cut at which staying exempt leaves a seller as much as registering and paying by a method.

    Args:
        sales: Taxable sales of the tax period without a price cut, tax included, all at 10 %.
        method: How the registered seller pays: two-tenths (2割特例), three-tenths (3割特例), simplified (簡易課税) or
            standard (本則課税).
        tax_period_end: Last day of the tax period: 31 December for an individual, the end of the business year for a
            company.
        base_period_sales: Taxable sales of the base period, two years earlier; the same as sales if omitted.
        is_individual: TRUE for a person, FALSE for a company; TRUE if omitted.
        input_tax: Tax on purchases (10 %) that qualified invoices show; only the standard method uses it, and needs it.
        business_type: Business type of simplified taxation, 1 to 6; 5, services, if omitted.

    Returns:
        Fraction of the price: above it registering leaves more, below it staying exempt does. Negative where
        registering brings a refund.

    Raises:
        UnknownLabelError: method is none of the five.
        RuleError: The method, or staying exempt, is closed to this seller or tax period, or the period ends before
            1 October 2023; WHY quotes the rule.
        MissingValueError: The standard method is asked for without input_tax; type 0 if there is none.
        DomainError: method is exempt itself, an amount is negative, is_individual is neither TRUE nor FALSE,
            business_type is no whole number from 1 to 6, or tax_period_end is no date.
        ZeroBaseError: sales is zero.

    Warnings:
        Not tax advice; sources and limits as for CONSUMPTION_TAX_DUE, three-tenths included: its enactment was not
        seen. The work of invoices and returns is not counted. A buyer may not force a cut below what was agreed.

    Working:
        the tax due by method / sales

    Source:
        Arithmetic definition; the tax as CONSUMPTION_TAX_DUE.

    Examples:
        >>> invoice_break_even(2000000.0, "two-tenths", 46387.0)
        0.0181
        >>> invoice_break_even(2000000.0, "簡易課税", 46752.0, 2000000.0, True, 0.0, 5.0)
        0.0454
    """
    _refuse_negative_amounts(sales=sales)
    chosen = method_called(method)
    if chosen == "exempt":
        raise DomainError("method is exempt; name the method by which the registered seller would pay")
    seller = _seller(sales, tax_period_end, base_period_sales, is_individual, input_tax, business_type)
    rule_for("exempt", seller)
    due = _due(rule_for(chosen, seller), sales, input_tax)
    refuse_where(sales == 0, ZeroBaseError, "sales is 0; a price cut needs a price")
    return due / sales


def _seller(
    sales: float,
    tax_period_end: float,
    base_period_sales: float | None,
    is_individual: float,
    input_tax: float | None,
    business_type: float,
    price_cut: float = 0.0,
) -> Seller:
    """The case as the rules see it, after the checks of each argument from the left."""
    refuse_unknown_law("tax_period_end", tax_period_end)
    refuse_where(price_cut > 1, DomainError, "price_cut is {}; a price cannot fall by more than 1 (100 %)", price_cut)
    base_sales = sales if base_period_sales is None else base_period_sales
    _refuse_negative_amounts(base_period_sales=base_sales)
    if is_individual not in (0, 1):
        raise DomainError(f"is_individual is {is_individual:.12g}; TRUE or FALSE is expected")
    _refuse_negative_amounts(input_tax=input_tax or 0.0)
    if business_type not in range(1, 7):
        raise DomainError(f"business_type is {business_type:.12g}; the types are 1, 2, 3, 4, 5 and 6")
    return Seller(tax_period_end, base_sales, bool(is_individual), int(business_type))


def _due(rule: Rule, sales: float, input_tax: float | None) -> float:
    """The tax by a rule, where what it needs was given."""
    if rule.rate is None and input_tax is None:
        raise MissingValueError(_NO_INPUT_TAX)
    return _tax(rule, sales, input_tax or 0.0)


def _tax(rule: Rule, sales: float, input_tax: float) -> float:
    """The tax by a rule: the output tax less the part that the rule lets the seller keep, or less the input tax."""
    output = output_tax(sales)
    credit = national_part(input_tax) if rule.rate is None else output * rule.rate // 100
    return payable(output - credit)


def _method_row(method: str, seller: Seller, sales: float, input_tax: float | None) -> list[Any]:
    """One method of the table: names, amount, whether it is open, the rule's condition or why not."""
    names = [method, METHODS[method]]
    rule = rule_nearest(method, seller)
    if closed := obstacle(rule, seller):
        return [*names, "", False, closed]
    if rule.rate is None and input_tax is None:
        return [*names, "", True, _NO_INPUT_TAX]
    return [*names, _tax(rule, sales, input_tax or 0.0), True, rule.told]


def _refuse_negative_amounts(**amounts: float) -> None:
    for name, amount in amounts.items():
        refuse_negative(name, amount, "an amount")
