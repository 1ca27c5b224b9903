"""What a buyer loses when its supplier is not registered, step by step and above the cap."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import cast

import numpy as np

from gapsheet.elementwise import at_least
from gapsheet.errors import DomainError, RuleError
from gapsheet.guards import refuse_negative, refuse_where
from gapsheet.invoice.rules import LAST_SERIAL, day, first_day, rules_of
from gapsheet.invoice.units import InclusiveYen, Tax
from gapsheet.quantities import DateSerial


def buyer_credit_loss(purchases: InclusiveYen, purchase_date: DateSerial, supplier_total: InclusiveYen = 0.0) -> Tax:
    """Input tax that a buyer in Japan cannot credit because the supplier is not registered for invoices.

    Args:
        purchases: What was bought from one supplier that is not registered, tax included, all at 10 %.
        purchase_date: Day of the purchase, from 1 October 2023; the steps follow it.
        supplier_total: All bought from this supplier in the tax year up to and with this purchase, tax included; only
            this purchase if omitted or 0.

    Returns:
        The loss in yen, not rounded: the tax in the price less the part credited (80, 70, 50, 30, at last 0 %). What
        lies above the yearly cap earns no credit.

    Raises:
        DomainError: An amount is negative, supplier_total is less than purchases, or purchase_date is no date.
        RuleError: purchase_date lies before 1 October 2023; the rules known here begin then.

    Warnings:
        Not tax advice. The steps come from notices and tax offices, after the reform of fiscal 2026. The cap (1 bn yen
        from October 2024, 100 m from October 2026) is applied by the day of purchase; in law it begins with the buyer's
        first tax period that starts on or after 1 October. A buyer that uses simplified taxation or the two- or
        three-tenths rule, or is exempt, loses nothing.

    Working:
        purchases * 10 / 110 * (1 - the credit of that day), without credit above the cap

    Source:
        Notices of freee for its users (June 2026) and of tax offices, each step with its page in invoice_rules.csv.

    Examples:
        >>> buyer_credit_loss(1100000.0, 46295.0)
        20000.0
        >>> buyer_credit_loss(1100000.0, 46296.0)
        30000.0
        >>> buyer_credit_loss(11000000.0, 46296.0, 105500000.0)
        650000.0
    """
    refuse_negative("purchases", purchases, "an amount")
    _refuse_unknown_day(purchase_date)
    refuse_negative("supplier_total", supplier_total, "an amount")
    refuse_where(
        (supplier_total > 0) & (supplier_total < purchases),
        DomainError,
        "supplier_total {} is less than purchases {}, which are part of it",
        supplier_total,
        purchases,
    )
    rules = rules_of("buyer credit")
    starts = [rule.first for rule in rules]
    credit_percent = _in_force(starts, [rule.rate or 0 for rule in rules], purchase_date)
    cap = _in_force(starts, [math.inf if rule.limit is None else rule.limit for rule in rules], purchase_date)
    total = supplier_total + (supplier_total == 0) * purchases
    credited = at_least(purchases - at_least(total - cap, 0.0), 0.0)
    return (purchases * 100 - credited * credit_percent) / 1100


def _refuse_unknown_day(purchase_date: float) -> None:
    """The steps have a first day and, as every sheet, a last one."""
    known = f"the rules known here begin on {day(first_day())} ({first_day():,})"
    before = "purchase_date is {} as a serial; " + known
    refuse_where(purchase_date < first_day(), RuleError, before, purchase_date)
    refuse_where(purchase_date >= LAST_SERIAL + 1, DomainError, "purchase_date is {}, which is no date", purchase_date)


def _in_force(starts: Sequence[int], values: Sequence[float], serial: float) -> float:
    """The value of the step that a day, or each of them, falls into."""
    if isinstance(serial, np.ndarray):
        return cast(float, np.asarray(values, dtype=float)[np.searchsorted(starts, serial, side="right") - 1])
    return float(values[bisect_right(starts, serial) - 1])
