"""The named units of the Invoice System's functions: yen with the tax inside, the choices, the table of methods."""

from __future__ import annotations

from typing import Annotated, Any

from gapsheet.quantities import Quantity, Shape

_LABEL = Quantity("label", "General", Shape.LABEL)
_TAX = Quantity("yen; empty where there is no amount", "#,##0")
_FLAG = Quantity("TRUE or FALSE")

_METHODS = (
    ("method", _LABEL),
    ("Japanese name", _LABEL),
    ("tax due", _TAX),
    ("eligible", _FLAG),
    ("reason", _LABEL),
)

InclusiveYen = Annotated[float, Quantity("yen, consumption tax of 10 % included", "#,##0")]
BaseSales = Annotated[float, Quantity("yen of taxable sales in the base period", "#,##0")]
Tax = Annotated[float, Quantity("yen of consumption tax, national and local together", "#,##0")]
NetIncome = Annotated[float, Quantity("yen, before income tax", "#,##0")]
PriceCut = Annotated[float, Quantity("fraction of the price, 0.02 = 2 %", "0.0%")]
Flag = Annotated[float, _FLAG]
BusinessType = Annotated[float, Quantity("business type of simplified taxation, 1 to 6", "0")]
MethodTable = Annotated[list[list[Any]], Quantity("one row a method, cheapest first", "General", Shape.TABLE, _METHODS)]
