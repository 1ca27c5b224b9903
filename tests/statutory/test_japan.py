"""男女の賃金の差異: pooled ratios, rounding as decimals, the hours conversion, and tables with holes."""

from __future__ import annotations

import math
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gapsheet import catalog, cells
from gapsheet.errors import CellError, DomainError, MissingValueError, ShapeError, UnknownLabelError
from gapsheet.statutory.japan import jp_pay_ratio

NAN = math.nan
PAY = np.array([600e6, 200e6, 60e6, 120e6])
HEADS = np.array([100.0, 45.0, 30.0, 80.0])
GENDER = ["男性", "女性", "男性", "女性"]
KIND = ["正規", "正規", "パート", "有期"]
ENGLISH, JAPANESE, RATIO, GAP, WOMENS_AVERAGE, MENS_AVERAGE, WOMEN, MEN, NOTE = range(9)


def table(pay: Any = PAY, heads: Any = HEADS, **more: Any) -> list[list[Any]]:
    return jp_pay_ratio(
        pay,
        heads,
        more.pop("gender", GENDER),
        more.pop("employment", KIND),
        "男性",
        more.pop("regular", "正規"),
        **more,
    )


def test_rows_are_all_regular_and_non_regular_workers() -> None:
    assert [row[:2] for row in table()] == [
        ["all", "全労働者"],
        ["regular", "正規雇用労働者"],
        ["non-regular", "非正規雇用労働者"],
    ]


def test_ratio_is_told_in_words_with_its_gap() -> None:
    assert table()[1][RATIO : GAP + 1] == [0.741, 0.259]
    assert table()[1][NOTE] == "74.1 = women's average pay as % of men's; gap 25.9"


def test_averages_and_heads_are_shown() -> None:
    assert table()[0][WOMENS_AVERAGE:NOTE] == pytest.approx([320e6 / 125, 660e6 / 130, 125, 130])


# 48.05 % and 99.95 % of 1,000,000: binary fractions fall short of the half.
@pytest.mark.parametrize(
    ("women", "ratio"),
    [(480_500.0, 0.481), (999_500.0, 1.0), (480_499.0, 0.48), (1_000_500.0, 1.001), (280_500.0, 0.281)],
)
def test_second_decimal_is_rounded_half_up(women: float, ratio: float) -> None:
    rows = table([1_000_000.0, women], [1.0, 1.0], gender=["男性", "女性"], employment=["正規"] * 2)
    assert rows[1][RATIO] == rows[0][RATIO] == ratio


@given(st.lists(st.integers(1, 10**12), min_size=4, max_size=4), st.lists(st.integers(1, 5000), min_size=4, max_size=4))
@example(pay=[27584, 2, 1, 1], heads=[2586, 1, 1, 1])  # 0.1875 exactly: 18.8
def test_ratios_agree_with_fractions(pay: list[int], heads: list[int]) -> None:
    """Fractions, since decimals of 28 digits cannot hold 27584 / 2586 and then round a half the wrong way."""
    rows = table(np.array(pay, dtype=float), np.array(heads, dtype=float))
    men, women = (0, 2), (1, 3)
    for row, parts in zip(rows, [(0, 1), (0,), (1,)], strict=True):
        averages = [
            Fraction(sum(pay[side[part]] for part in parts), sum(heads[side[part]] for part in parts))
            for side in (women, men)
        ]
        wanted = floor(averages[0] / averages[1] * 1000 + Fraction(1, 2))  # in tenths of a per cent, half up
        assert Fraction(repr(row[RATIO])) * 1000 == wanted


def test_order_and_splitting_of_rows_change_nothing() -> None:
    by_place = table(
        np.concatenate((PAY / 2, PAY[::-1] / 2)),
        np.concatenate((HEADS / 2, HEADS[::-1] / 2)),
        gender=[*GENDER, *reversed(GENDER)],
        employment=[*KIND, *reversed(KIND)],
    )
    assert by_place == table()


def test_months_are_averaged() -> None:
    monthly = table(np.tile(PAY / 12, 12), np.tile(HEADS, 12), gender=GENDER * 12, employment=KIND * 12, counts=12.0)
    for month, year in zip(monthly, table(), strict=True):
        assert month[RATIO:NOTE] == pytest.approx(year[RATIO:NOTE], rel=1e-12)


# 80 women at 20 of 40 hours count as 40, 30 men at 30 of 40 as 22.5: 3 m against 2.667 m = 112.5 %.
def test_part_timers_are_converted_by_hours() -> None:
    rows = table(hours=np.array([NAN, 40.0, 30.0, 20.0]), regular_hours=40.0)
    assert rows[2][RATIO : GAP + 1] == [1.125, -0.125]
    assert rows[2][WOMEN : MEN + 1] == [40, 22.5]
    assert rows[1] == table()[1]
    assert rows[0][WOMEN : MEN + 1] == [85, 122.5]
    assert "say so in the notes (人員数の換算)" in rows[0][NOTE]


def test_conversion_of_one_sex_only_is_told() -> None:
    rows = table(hours=np.array([NAN, NAN, NAN, 20.0]), regular_hours=40.0)
    assert rows[0][NOTE].endswith("hours are given for one sex only; heads must be counted alike for both")


def test_sex_that_is_absent_leaves_no_ratio() -> None:
    rows = table([600e6, 200e6, NAN, 120e6], [100.0, 45.0, NAN, 80.0])
    assert rows[2][RATIO : MENS_AVERAGE + 1] == [CellError.NA, CellError.NA, 1.5e6, CellError.NA]
    assert rows[2][NOTE] == "no men among them, so no ratio (「－」)"
    assert rows[0][RATIO] == 0.427


def test_men_without_pay_leave_no_ratio() -> None:
    assert table([600e6, 200e6, 0.0, 120e6])[2][RATIO : GAP + 1] == [CellError.DIV0] * 2


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"heads": [100.0, 45.0, 0.0, 80.0]}, DomainError, "total_pay is 60,000,000 for workers whose headcount is 0"),
        ({"heads": [100.0, 45.0, NAN, 80.0]}, MissingValueError, "row 3 of total_pay lacks"),
        ({"pay": [NAN, 200e6, 60e6, 120e6]}, MissingValueError, "row 1 of total_pay lacks"),
        ({"gender": ["男性", None, "男性", "女性"]}, MissingValueError, "row 2 of total_pay lacks"),
        ({"employment": ["正規", "正規", None, "有期"]}, MissingValueError, "row 3"),
        ({"gender": ["男性", "女性", "男性"]}, ShapeError, "gender has 3 cells, total_pay 4"),
        ({"employment": ["正規", "パート"]}, ShapeError, "employment has 2 cells"),
        ({"gender": ["男性"] * 4}, DomainError, "gender has 1 label"),
        ({"gender": ["男性", "女性", "男性", "合計"]}, DomainError, "gender has 3 labels"),
        ({"regular": "正社員"}, UnknownLabelError, "regular_value '正社員' is not in employment, which has '正規'"),
        ({"pay": [-1.0, 200e6, 60e6, 120e6]}, DomainError, "total_pay holds -1"),
        ({"hours": np.array([NAN, NAN, 30.0, 20.0])}, MissingValueError, "regular_hours is blank"),
        ({"hours": np.array([NAN, NAN, 30.0, 20.0]), "regular_hours": 0.0}, DomainError, "regular_hours is 0"),
        ({"hours": np.array([30.0]), "regular_hours": 40.0}, ShapeError, "hours has 1 cells"),
        ({"counts": 0.0}, DomainError, "counts is 0; it is a whole number of 1 or more"),
        ({"counts": 1.5}, DomainError, "counts is 1.5"),
    ],
)
def test_table_with_faults_is_refused(changes: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        table(**changes)


def test_excel_columns_come_through_the_border() -> None:
    entry = catalog.find("JP_PAY_RATIO")
    assert entry is not None
    columns = [[[cell] for cell in column] for column in (PAY.tolist(), HEADS.tolist(), GENDER, KIND)]
    rows = cells.bind(entry, catalog.find)(*columns, "男性", "正規", None, None, None)
    assert [row[RATIO] for row in rows] == [0.504, 0.741, 0.75]
