"""The list of functions, in reading order: what hosts, help, templates and tests take as complete."""

from __future__ import annotations

from gapsheet import (
    amounts,
    crossings,
    distribution,
    explanation,
    grouped,
    growth,
    inequality,
    tables,
    targets,
    trend,
    uncertainty,
    wages,
)
from gapsheet.decomposition import adjusted, kitagawa, oaxaca, reweighting, rif_decomposition
from gapsheet.entries import Entry, section
from gapsheet.group_gaps import by_category, interval, matching, official
from gapsheet.invoice import buyer, seller

FUNCTIONS: tuple[Entry, ...] = (
    *section(
        "Growth",
        growth.growth_multiple,
        growth.growth_rate,
        growth.cagr,
        targets.required_growth,
        targets.years_to_target,
        targets.year_reached,
        targets.projected_value,
        targets.target_shortfall,
        growth.doubling_time,
        trend.trend_growth,
        trend.trend_summary,
        targets.target_path,
        tables.rebased_index,
        growth.contribution_to_growth,
        growth.share_of_growth,
        growth.real_value,
        tables.peer_table,
    ),
    *section(
        "Wages",
        wages.wage_gap,
        wages.wage_ratio,
        wages.raise_to_close,
        wages.years_to_parity,
        wages.hourly_pay,
        wages.hourly_wage_gap,
        wages.cost_to_close,
        wages.headcount_covered,
        wages.uprated_pay,
    ),
    *section(
        "Distribution",
        distribution.weighted_mean,
        distribution.weighted_median,
        distribution.weighted_quantile,
        distribution.quantile_ratio,
        distribution.quantile_dispersion,
        inequality.gini,
        inequality.theil,
        inequality.mean_log_deviation,
        grouped.grouped_quantile,
        grouped.grouped_mean,
    ),
    *section(
        "Group gaps",
        by_category.wage_gap_by,
        interval.wage_gap_interval,
        matching.factor_weighted_gap,
        matching.nopo_gap,
        official.eurostat_gap,
        official.oecd_gap,
        official.bls_ratio,
    ),
    *section(
        "Decomposition",
        kitagawa.kitagawa,
        oaxaca.oaxaca,
        oaxaca.oaxaca_detail,
        adjusted.adjusted_gap,
        rif_decomposition.rif_decomposition,
        reweighting.reweighted_gap,
    ),
    *section(
        "Uncertainty",
        uncertainty.target_probability,
        uncertainty.target_probability_history,
        uncertainty.fan_path,
        uncertainty.required_growth_after,
    ),
    *section(
        "Deficits",
        crossings.cumulative_value,
        crossings.crossing_year,
    ),
    *section(
        "Invoice",
        seller.consumption_tax_due,
        seller.invoice_methods,
        seller.invoice_net_income,
        seller.invoice_break_even,
        buyer.buyer_credit_loss,
    ),
    *section(
        "Amounts",
        amounts.amount_value,
        amounts.amount_text,
    ),
    *section(
        "Explanation",
        explanation.why,
        explanation.how,
    ),
)

_BY_NAME = {entry.name: entry for entry in FUNCTIONS}
NAMES = frozenset(_BY_NAME)  # as cells spell them, in capitals


def find(name: str) -> Entry | None:
    """The entry with this cell name, however it is capitalised; None if there is none."""
    return _BY_NAME.get(name.strip().upper())
