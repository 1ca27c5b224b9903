"""What the Invoice sheet asks for on Inputs; what no source tells is called an assumption there."""

from __future__ import annotations

import datetime as dt

from gapsheet.templates import style
from gapsheet.templates.invoice_system.rules import LAW
from gapsheet.templates.page import Allowed
from gapsheet.templates.scorecard.inputs import InputRow

_ASSUMED = "assumption: not in the fact base"
_SHARE = Allowed("decimal", 0, 1, "From 0 % to 100 % is expected: for 20 % type 20% or 0.2.", "Such as 20%")

INPUTS = (
    InputRow(
        "invoice_period_end",
        "Invoice System: end of the tax period",
        dt.date(2026, 12, 31),
        "date",
        LAW,
        "from 2023-10-01",
        "Decides which rules hold; a person's tax period ends on 31 December.",
        number_format=style.DATE,
    ),
    InputRow(
        "invoice_base_sales",
        "Sales of the base period, two years earlier",
        None,
        "yen",
        Allowed("decimal", 0, 1e15, "An amount of 0 or more is expected, or nothing.", "Yen, or empty", blank=True),
        "0 or more; empty: as the income",
        "Decides which methods are open (limits of 10 m and 50 m yen).",
        _ASSUMED,
        style.WHOLE,
    ),
    InputRow(
        "invoice_costs_share",
        "Assumption: anime makers' costs of their own",
        0,
        "share of income",
        _SHARE,
        "0 % to 100 %",
        "0 % is no finding: the surveys ask for income from anime work, not for costs. Type a share to see its weight.",
        _ASSUMED,
        "0%",
    ),
    InputRow(
        "invoice_price_cut",
        "Assumption: price cut by the studio if one stays exempt",
        0,
        "share of price",
        _SHARE,
        "0 % to 100 %",
        "A buyer may not force a cut below what was agreed; the break-even cut stands on Invoice.",
        _ASSUMED,
        "0.0%",
    ),
    InputRow(
        "invoice_business_type",
        "Assumption: business type of simplified taxation",
        5,
        "type",
        Allowed(
            "whole", 1, 6, "A whole number from 1 to 6 is expected.", "5: services; 4: processing what is supplied"
        ),
        "1 to 6",
        "Services by analogy: no source names animators; processing what the customer supplies can be type 4.",
        "assumption: by analogy",
        "0",
    ),
)
