"""Trends: the constant growth that fits a whole series best, and how sure the series makes us of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gapsheet.elementwise import expm1
from gapsheet.errors import CellError, DomainError, ShapeError
from gapsheet.quantities import Amounts, CalendarYears, Confidence, FloatArray, Rate, TrendTable


@dataclass(frozen=True, slots=True)
class _Fit:
    """A straight line through the logarithms of a series."""

    slope: float
    slope_error: float  # standard error; NaN with two points, which any line fits
    years: FloatArray  # of the values used


def trend_growth(values: Amounts, calendar_years: CalendarYears | None = None) -> Rate:
    """Average yearly growth of a series by its trend, using every value.

    Args:
        values: A row or a column of positive values; blanks are skipped with their years.
        calendar_years: The year of each value. If omitted, the values are taken to stand one year apart.

    Returns:
        Growth per year as a fraction.

    Raises:
        DomainError: A value is not positive, fewer than two values are left, or all years are the same.
        ShapeError: values and calendar_years differ in length, or one of them is no single row or column.

    Warnings:
        Excel's LOGEST gives 1 + this rate, takes no blanks and wants both ranges in the same direction.

    Working:
        exp(slope of ln(values) on calendar_years) - 1

    Source:
        Log-linear least squares, as for the World Bank's least-squares growth rates.

    Examples:
        >>> trend_growth([100.0, 200.0, 400.0])
        1.0
        >>> trend_growth([100.0, 400.0, 1600.0], [2020.0, 2022.0, 2024.0])
        1.0
    """
    return float(expm1(_fit(values, calendar_years).slope))


def trend_summary(
    values: Amounts, calendar_years: CalendarYears | None = None, confidence: Confidence = 0.95
) -> TrendTable:
    """A series' trend growth with its confidence interval, the number of values used, and the first and last year.

    Args:
        values: A row or a column of positive values; blanks are skipped with their years.
        calendar_years: The year of each value. If omitted, the values are taken to stand one year apart.
        confidence: Confidence level of the interval, between 0 and 1; 0.95 if omitted.

    Returns:
        One row of six cells: growth, its lower and upper limit, n, first year, last year. Two values give no
        interval (#N/A in those two cells); a perfect fit gives one of no width.

    Raises:
        DomainError: A value is not positive, fewer than two values are left, all years are the same, or confidence
            is not between 0 and 1.
        ShapeError: values and calendar_years differ in length, or one of them is no single row or column.

    Warnings:
        The interval takes the deviations from the trend as independent, which yearly series seldom are: read it as
        the least uncertainty there is.

    Working:
        exp(slope of ln(values) on calendar_years) - 1, with the slope's t interval at confidence on n - 2

    Source:
        Log-linear least squares; Student's t interval of the slope, transformed by exp(x) - 1.

    Examples:
        >>> trend_summary([100.0, 200.0, 400.0], [2021.0, 2022.0, 2023.0])
        [[1.0, 1.0, 1.0, 3.0, 2021.0, 2023.0]]
    """
    if not 0 < confidence < 1:
        raise DomainError(f"confidence is {confidence:.12g}; it lies between 0 and 1")
    fit = _fit(values, calendar_years)
    growth = float(expm1(fit.slope))
    low, high = _interval(fit, confidence)
    return [[growth, low, high, float(fit.years.size), float(fit.years.min()), float(fit.years.max())]]


def _fit(values: FloatArray, calendar_years: FloatArray | None) -> _Fit:
    """Least squares of ln(value) on the year."""
    used, years = _pairs(values, calendar_years)
    logs = np.log(used / used[0])  # relative to the first value: the slope is the same and rounds less
    elapsed = years - years[0]  # small numbers, so that the mean of 2021, 2022 and 2024 rounds less
    from_middle = elapsed - elapsed.mean()
    from_mean = logs - logs.mean()
    spread = float(from_middle @ from_middle)
    slope = float(from_middle @ from_mean) / spread
    deviations = from_mean - slope * from_middle
    return _Fit(slope, _slope_error(deviations, spread, float(np.abs(logs).max())), years)


def _slope_error(deviations: FloatArray, spread: float, size: float) -> float:
    """Standard error of a slope from what the line leaves unexplained."""
    if deviations.size == 2:
        return math.nan
    rounding = 4 * np.finfo(float).eps * max(1.0, size)
    if np.abs(deviations).max() <= rounding:  # a perfect fit
        return 0.0
    return math.sqrt(float(deviations @ deviations) / (deviations.size - 2) / spread)


def _interval(fit: _Fit, confidence: float) -> tuple[Any, Any]:
    """Lower and upper limit of growth per year."""
    if fit.years.size == 2:
        return CellError.NA, CellError.NA
    if fit.slope_error == 0:
        return float(expm1(fit.slope)), float(expm1(fit.slope))
    from scipy.special import stdtrit  # slow to import, and needed here only

    reach = float(stdtrit(fit.years.size - 2, (1 + confidence) / 2)) * fit.slope_error
    return float(expm1(fit.slope - reach)), float(expm1(fit.slope + reach))


def _pairs(values: FloatArray, calendar_years: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """The values that have a year, and the years that have a value."""
    values = np.asarray(values, dtype=float)
    years = np.arange(1.0, values.size + 1) if calendar_years is None else np.asarray(calendar_years, dtype=float)
    if values.size != years.size:
        raise ShapeError(f"values has {values.size} cells, calendar_years {years.size}; each value needs its year")
    present = ~(np.isnan(values) | np.isnan(years))
    used, years = values[present], years[present]
    if (used <= 0).any():
        raise DomainError(f"values holds {used.min():,.12g}; a trend needs values above 0")
    if used.size < 2:
        raise DomainError(f"usable numbers in values: {used.size}; a trend needs two")
    if (years == years[0]).all():
        raise DomainError(f"calendar_years are all {years[0]:.10g}; a trend needs two different years")
    return used, years
