"""Gaps as statistical offices publish them: one comparison of two groups, with each office's people and statistic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gapsheet.errors import DomainError, ShapeError, UnknownLabelError
from gapsheet.group_gaps.figures import refuse_no_base
from gapsheet.group_gaps.subgroups import MEAN, MEDIAN, named, statistic_of
from gapsheet.group_gaps.units import EnterpriseSizes, FullTimeFlags, GroupLabels, HourlyEarnings, PeoplesPay
from gapsheet.guards import clipped
from gapsheet.quantities import FloatArray, Gap, Label, Ratio, Weights
from gapsheet.samples import label_codes, two_groups

_SMALLEST_ENTERPRISE = 10  # employees; Eurostat, earn_grgpg2, reference metadata, statistical population
_YES = {"true", "yes", "y", "1"}
_NO = {"false", "no", "n", "0"}


def eurostat_gap(
    hourly_pay: HourlyEarnings,
    group: GroupLabels,
    reference_value: Label,
    weights: Weights | None = None,
    enterprise_size: EnterpriseSizes | None = None,
) -> Gap:
    """Unadjusted gender pay gap as Eurostat defines it: mean gross hourly earnings; positive = the group earns less.

    Args:
        hourly_pay: Gross earnings per hour of each paid employee, part-timers included; a blank leaves the person
            out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, which is the men, such as "M"; capitals do not matter.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        enterprise_size: Employees of each person's enterprise; people in one below 10, or blank, are left out. If
            omitted, all people count.

    Returns:
        (reference - group) / reference of the means, as a fraction; Eurostat prints it times 100.

    Raises:
        ZeroBaseError: The reference's mean is zero.
        DomainError: A group's mean is negative, nobody works in an enterprise of 10 or more, group has not exactly
            two labels, a weight is negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group.
        ShapeError: The columns differ in length.

    Warnings:
        Give the population of the Structure of Earnings Survey: paid employees of enterprises with 10 or more
        employees in NACE Rev. 2 sections B to S, public administration (O) optional, of any age and hours. Other
        people give another gap under the same name.

    Working:
        (mean of hourly_pay of reference_value - mean of the others) / mean of reference_value

    Source:
        Eurostat, gender pay gap in unadjusted form (earn_grgpg2), reference metadata.

    Examples:
        >>> eurostat_gap([20.0, 16.0, 30.0, 24.0], ["M", "F", "M", "F"], "M")
        0.2
        >>> eurostat_gap([20.0, 16.0, 30.0, 24.0], ["M", "F", "M", "F"], "M", None, [250.0, 10.0, 9.0, 9.0])
        0.2
    """
    asked = None if enterprise_size is None else _large(enterprise_size, np.size(hourly_pay))
    pays = _compared(_Preset(MEAN, "hourly_pay"), hourly_pay, group, reference_value, weights, asked)
    return (pays.reference - pays.group) / pays.reference


def oecd_gap(
    pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    weights: Weights | None = None,
    full_time: FullTimeFlags | None = None,
) -> Gap:
    """Gender wage gap as the OECD defines it: median gross earnings, full time only; positive = the group earns less.

    Args:
        pay: Gross earnings of each employee over the same period (week, month or year); a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, which is the men, such as "M"; capitals do not matter.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        full_time: TRUE for each full-time employee, FALSE for others, who are left out, as is a blank. If omitted,
            everybody given is taken as full time.

    Returns:
        (reference - group) / reference of the medians, as a fraction; the OECD prints it times 100.

    Raises:
        ZeroBaseError: The reference's median is zero.
        DomainError: A group's median is negative, nobody is full time, group has not exactly two labels, a weight is
            negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group, or a full_time is neither yes nor no.
        ShapeError: The columns differ in length.

    Warnings:
        Give full-time dependent employees only; the self-employed are a series of their own. Countries report weekly,
        monthly or annual pay, so differences of hours within full time remain in the gap.

    Working:
        (median of pay of reference_value - median of the others) / median of reference_value

    Source:
        OECD, gender wage gap (Earnings: gender wage gap indicator; Family Database LMF1.5).

    Examples:
        >>> oecd_gap([20.0, 16.0, 30.0, 24.0, 40.0, 36.0], ["M", "F", "M", "F", "M", "F"], "M")
        0.2
        >>> oecd_gap([20.0, 15.0, 9.0, 30.0], ["M", "F", "F", "M"], "M", None, ["yes", "yes", "no", "no"])
        0.25
    """
    asked = None if full_time is None else _full_time(full_time, np.size(pay))
    pays = _compared(_Preset(MEDIAN, "pay"), pay, group, reference_value, weights, asked)
    return (pays.reference - pays.group) / pays.reference


def bls_ratio(
    weekly_pay: PeoplesPay,
    group: GroupLabels,
    reference_value: Label,
    weights: Weights | None = None,
    full_time: FullTimeFlags | None = None,
) -> Ratio:
    """Women's-to-men's earnings ratio as the U.S. BLS defines it: medians of usual weekly earnings, full time only.

    Args:
        weekly_pay: Usual weekly earnings of each wage and salary worker; a blank leaves the person out.
        group: Group of each person, two labels such as M and F; a blank leaves the person out.
        reference_value: Label of the yardstick group, which is the men, such as "M"; capitals do not matter.
        weights: Sampling weight of each person, 0 or more; 1 each if omitted. A blank or 0 leaves the person out.
        full_time: TRUE for each full-time worker, FALSE for others, who are left out, as is a blank. If omitted,
            everybody given is taken as full time.

    Returns:
        Median of the group / median of the reference, as a fraction: 0.818 is printed as 81.8 %; the gap is 1 minus
        it.

    Raises:
        ZeroBaseError: The reference's median is zero.
        DomainError: A group's median is negative, nobody is full time, group has not exactly two labels, a weight is
            negative, all weights are 0, or a number is infinite.
        MissingValueError: No row has pay, group and weight.
        UnknownLabelError: reference_value is not in group, or a full_time is neither yes nor no.
        ShapeError: The columns differ in length.

    Warnings:
        Give full-time wage and salary workers of 16 and over, without the self-employed. The bureau interpolates its
        medians within classes of pay, this is the median of the pay itself, so that a published ratio may differ in
        its last digit. The Census Bureau's ratio is another: annual earnings, full time all year.

    Working:
        median of weekly_pay of all but reference_value / median of reference_value

    Source:
        U.S. Bureau of Labor Statistics, Usual Weekly Earnings of Wage and Salary Workers.

    Examples:
        >>> bls_ratio([800.0, 600.0, 1000.0, 800.0, 1200.0, 1100.0], ["M", "F", "M", "F", "M", "F"], "M")
        0.8
    """
    asked = None if full_time is None else _full_time(full_time, np.size(weekly_pay))
    pays = _compared(_Preset(MEDIAN, "weekly_pay"), weekly_pay, group, reference_value, weights, asked)
    return pays.group / pays.reference


@dataclass(frozen=True, slots=True)
class _Preset:
    """What an office compares, and what messages call it."""

    statistic: str
    pay: str


@dataclass(frozen=True, slots=True)
class _Pays:
    """The office's statistic for both groups."""

    reference: float
    group: float


def _compared(
    preset: _Preset,
    pay: FloatArray,
    group: Sequence[Any],
    reference_value: Any,
    weights: FloatArray | None,
    asked: NDArray[np.bool_] | None,
) -> _Pays:
    """The pays of both groups among the people the office asks about."""
    pay = np.asarray(pay, dtype=float)
    if asked is not None:
        pay = np.where(asked, pay, np.nan)
    groups = two_groups(pay, group, reference_value, weights, preset.pay)
    reference, other = (statistic_of(side, preset.statistic) for side in (groups.reference, groups.group))
    names = named(groups.reference_label), named(groups.group_label)
    refuse_no_base(preset.statistic, preset.pay, names, (reference, other))
    return _Pays(reference, other)


def _large(sizes: FloatArray, rows: int) -> NDArray[np.bool_]:
    """Who works in an enterprise that the Structure of Earnings Survey covers."""
    sizes = np.asarray(sizes, dtype=float)
    _refuse_other_length("enterprise_size", sizes.size, rows)
    large: NDArray[np.bool_] = sizes >= _SMALLEST_ENTERPRISE
    if not large.any():
        raise DomainError(f"enterprise_size is below {_SMALLEST_ENTERPRISE} for everybody")
    return large


def _full_time(flags: Sequence[Any], rows: int) -> NDArray[np.bool_]:
    """Who works full time."""
    codes, labels = label_codes(flags)
    _refuse_other_length("full_time", codes.size, rows)
    meanings = np.array([*map(_is_yes, labels), False])  # the last answers the blank's -1
    full: NDArray[np.bool_] = meanings[codes]
    if not full.any():
        raise DomainError("full_time is TRUE for nobody")
    return full


def _is_yes(flag: Any) -> bool:
    """Whether one flag says yes."""
    text = f"{flag:.15g}" if isinstance(flag, float) else str(flag).strip().casefold()
    if text not in _YES | _NO:
        raise UnknownLabelError(f"full_time holds '{clipped(str(flag))}'; it is TRUE or FALSE, yes or no, 1 or 0")
    return text in _YES


def _refuse_other_length(name: str, found: int, rows: int) -> None:
    """Each person needs an answer."""
    if found != rows:
        raise ShapeError(f"{name} has {found} cells for {rows} rows of pay; each row needs its own")
