"""Ireland's 20 figures and Spain's pay register, where they differ from the UK's and the EU's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from gapsheet.errors import CellError, DomainError, LimitError, ShapeError, UnknownLabelError
from gapsheet.statutory.ireland import ie_pay_gap
from gapsheet.statutory.spain import es_pay_register
from gapsheet.statutory.uk import uk_pay_gap

NAN = math.nan
PAY, GENDER = np.array([20.0, 16.0, 12.0, 10.0, 30.0, 18.0]), ["M", "F", "M", "F", "M", "F"]
BONUS = np.array([900.0, 0.0, 0.0, 400.0, 300.0, 500.0])


def test_irish_figures_come_in_the_order_of_the_act() -> None:
    items = [row[0] for row in ie_pay_gap(PAY, GENDER, "M")]
    assert items[:8] == [
        f"{word} gender pay gap, {what}"
        for what in ("hourly pay", "bonus", "part-time hourly pay", "temporary contract hourly pay")
        for word in ("Mean", "Median")
    ]
    assert items[8:12] == [
        f"{who} who received {what}" for what in ("a bonus", "benefits in kind") for who in ("Men", "Women")
    ]
    assert items[12:14] == ["Lower quartile: men", "Lower quartile: women"]
    assert len(items) == 20


def test_irish_and_british_figures_agree_where_both_exist() -> None:
    irish = [row[1] for row in ie_pay_gap(PAY, GENDER, "M", BONUS)]
    british = [row[1] for row in uk_pay_gap(PAY, GENDER, "M", BONUS)]
    assert irish[:4] == british[8:10] + british[12:14]
    assert irish[8:10] == british[10:12]
    assert irish[12:] == british[6:8] + british[4:6] + british[2:4] + british[0:2]


# Part-time: men 12, women 10 and 18 (14). Temporary: men 20 and 30 (25), women 16.
def test_part_time_and_temporary_staff_are_compared_among_themselves() -> None:
    part_time, temporary = ["n", "n", "y", "y", None, "y"], [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]
    table = ie_pay_gap(PAY, GENDER, "M", None, part_time, temporary, [True, False, False, False, False, None])
    assert [row[1] for row in table[4:8]] == [-0.167, -0.167, 0.36, 0.36]
    assert [row[2:4] for row in table[4:8]] == [[1, 2], [1, 2], [2, 1], [2, 1]]
    assert [row[1] for row in table[10:12]] == [0.333, 0.0]


def test_irish_groups_without_both_sexes_have_no_figure() -> None:
    table = ie_pay_gap(PAY, GENDER, "M", None, ["yes", "no"] * 3)
    assert table[4][1] is CellError.NA
    assert table[4][2:] == [3, 0, "there are not both men and women to compare"]
    assert [row[1] for row in table[2:4]] == [CellError.NA] * 2


def test_irish_rows_left_out_are_told() -> None:
    table = ie_pay_gap(np.append(PAY, [50.0, NAN]), [*GENDER, None, "F"], "M")
    assert table[0][-1].endswith("1 row without a gender is left out; 1 person without an hourly pay is left out")


def test_irish_flags_are_checked() -> None:
    with pytest.raises(UnknownLabelError, match="temporary holds 'maybe'"):
        ie_pay_gap(PAY, GENDER, "M", None, None, ["maybe"] * 6)
    with pytest.raises(ShapeError, match="part_time has 2 cells"):
        ie_pay_gap(PAY, GENDER, "M", None, ["y", "n"])


def register(men: float, women: float) -> list[Any]:
    return es_pay_register(np.array([men, women]), ["H", "M"], "H")[0]


# Art. 6(b): one sex's figure at least 25 % above the other's, measured on the lower one.
@pytest.mark.parametrize(
    ("men", "women", "reached"),
    [
        (1250.0, 1000.0, True),
        (1249.99, 1000.0, False),
        (1000.0, 1250.0, True),
        (1000.0, 1249.99, False),
        (12.5, 10.0, True),
        (10.0, 0.0, True),
        (0.0, 0.0, False),
    ],
)
def test_spanish_limit_is_measured_on_the_lower_figure(men: float, women: float, reached: bool) -> None:
    row = register(men, women)
    assert row[9] is reached
    assert ("reason other than sex" in row[10]) is reached


def test_spanish_median_alone_reaches_the_limit() -> None:
    pay = np.array([10.0, 20.0, 30.0, 10.0, 15.0, 35.0])
    row = es_pay_register(pay, ["H", "H", "H", "M", "M", "M"], "H")[0]
    assert row[1:10] == [3, 3, 20, 20, 0, 15, 20, 0.25, True]


def test_spanish_groups_follow_all_and_one_sex_has_no_gap() -> None:
    table = es_pay_register(np.array([10.0, 8.0, 9.0, NAN]), ["H", "M", "M", "H"], "H", ["b", "b", "a", "a"])
    assert [row[0] for row in table] == ["all", "a", "b"]
    assert table[1][5] is CellError.NA
    assert table[1][9:] == ["", "women only: no comparison"]
    assert table[2][1:6] == [1, 1, 8, 10, 0.2]


def test_spanish_men_without_pay_leave_no_gap() -> None:
    assert register(0.0, 5.0)[5] is CellError.DIV0
    assert register(0.0, 5.0)[9] is True


def test_spanish_workers_in_no_group_are_told() -> None:
    table = es_pay_register(np.array([10.0, 8.0, 9.0]), ["H", "M", "M"], "H", ["b", "b", None])
    assert table[0][-1] == "1 worker in no group"


def test_spanish_faults_are_refused() -> None:
    with pytest.raises(ShapeError, match="category has 1 cells"):
        es_pay_register(np.array([10.0, 8.0]), ["H", "M"], "H", ["b"])
    with pytest.raises(DomainError, match="pay is filled for no man"):
        es_pay_register(np.array([NAN, 8.0]), ["H", "M"], "H")
    with pytest.raises(LimitError, match="category has 9,999 labels"):
        es_pay_register(np.ones(9999), ["H", *["M"] * 9998], "H", [float(row) for row in range(9999)])
