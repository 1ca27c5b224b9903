"""How a consumption-tax return rounds: the base down to 1,000 yen, national and local tax each to 100."""

from __future__ import annotations

import math


def output_tax(sales: float) -> int:
    """National tax (7.8 %) on tax-inclusive sales at 10 %, on a base cut to 1,000 yen.

    Sales are whole yen: a fraction left by earlier arithmetic is rounded to the nearest yen first.
    """
    base = round(sales) * 100 // 110 // 1000 * 1000
    return base * 78 // 1000


def national_part(tax: float) -> int:
    """The national 7.8 of 10 per cent of tax, cut to whole yen."""
    return math.floor(round(tax * 78 / 100, 6))  # the sixth place removes what floating point adds or takes away


def payable(national: int) -> float:
    """National tax left after credits, with the local 22/78 of it: cut to 100 yen each, a refund to 1 yen each."""
    if national < 0:
        return float(national - -national * 22 // 78)
    due = _hundreds(national)
    return float(due + _hundreds(due * 22 // 78))


def _hundreds(yen: int) -> int:
    return yen // 100 * 100
