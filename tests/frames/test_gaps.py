"""The gap by category over tables: each engine agrees with the cells, and bad data is told."""

from __future__ import annotations

import datetime
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from gapsheet.distribution import weighted_quantile
from gapsheet.errors import (
    ArgumentTypeError,
    CalculationError,
    CellError,
    DomainError,
    LimitError,
    MissingColumnError,
    MissingValueError,
    UnknownLabelError,
)
from gapsheet.frames import gaps, quantiles
from gapsheet.frames.gaps import gap_by
from gapsheet.group_gaps.by_category import wage_gap_by
from support.tables import Holder, assert_same, block, cells


def in_cells(staff: pd.DataFrame, by: list[str], weights: str | None, statistic: str) -> list[list[Any]]:
    weighs = None if weights is None else staff[weights].to_numpy()
    categories = block(staff, by) if by else None
    return wage_gap_by(staff["pay"].to_numpy(), cells(staff, "sex"), "m", weighs, categories, statistic)


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize(
    ("by", "weights"), [([], None), (["grade", "site"], "weight")], ids=["total", "categories and weights"]
)
def test_every_engine_shows_what_the_cells_show(
    held: Holder, staff: pd.DataFrame, by: list[str], weights: str | None, statistic: str
) -> None:
    answer = gap_by(held(staff), "pay", "sex", "m", by, weights, statistic)
    assert_same(answer.table, in_cells(staff, by, weights, statistic))


@pytest.mark.parametrize("statistic", ["平均", "中央値"])
@pytest.mark.parametrize(("by", "weights"), [(["grade"], None), (["site"], "weight"), ([], "weight")])
def test_other_questions_too(
    local: Holder, staff: pd.DataFrame, by: list[str], weights: str | None, statistic: str
) -> None:
    assert_same(
        gap_by(local(staff), "pay", "sex", "M", by, weights, statistic).table, in_cells(staff, by, weights, statistic)
    )


def test_small_groups_are_noted_and_hidden_as_in_cells(local: Holder, staff: pd.DataFrame) -> None:
    few = staff.head(60)
    expected = wage_gap_by(few["pay"].to_numpy(), cells(few, "sex"), "M", None, block(few, ["grade"]), "mean", 9, True)
    assert any("fewer than 9" in row[-1] for row in expected)
    assert_same(gap_by(local(few), "pay", "sex", "M", ["grade"], smallest=9, hide_small=True).table, expected)


def test_rows_are_counted_with_the_reason_why_they_do_not_count(local: Holder, staff: pd.DataFrame) -> None:
    rows = gap_by(local(staff), "pay", "sex", "M", [], "weight").rows
    paid = staff[staff["pay"].notna()]
    weighed = paid[paid["weight"].notna()]
    used = weighed[weighed["weight"] > 0]
    assert rows.left_out == {
        "pay is blank": len(staff) - len(paid),
        "weight is blank": len(paid) - len(weighed),
        "weight is 0": len(weighed) - len(used),
        "group is blank": int(used["sex"].isna().sum()),
    }
    assert rows.used == int(used["sex"].notna().sum())
    assert str(rows).startswith(f"{rows.used:,} of 1,200 rows used")


@pytest.mark.parametrize("statistic", ["p90", "0.9"])
def test_any_quantile_can_be_asked_for(local: Holder, staff: pd.DataFrame, statistic: str) -> None:
    header, total = gap_by(local(staff), "pay", "sex", "M", [], "weight", statistic).table
    men = staff[staff["sex"] == "M"]
    assert total[3] == weighted_quantile(men["pay"].to_numpy(), 0.9, men["weight"].to_numpy())
    assert header[3] == "quantile 0.9 pay: M"


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few bins at a time, divided until hardly any row is left in the middle."""
    monkeypatch.setattr(quantiles, "_DIGITS", 2)
    monkeypatch.setattr(quantiles.Grid.__init__, "__defaults__", (2,))
    monkeypatch.setattr(quantiles, "_FEW", 3)


@pytest.mark.usefixtures("coarse")
@pytest.mark.parametrize(
    "pays",
    [
        [1.0, 2.0, 3.0, 4.0],
        [10.0] * 6 + [1000.0] * 6,
        [0.1 + 0.2] * 1000,
        [*np.linspace(20, 30, 501), 1e12],
        [*np.linspace(-3, 30, 500), -1e300, 1e300],
        np.random.default_rng(3).lognormal(3, 0.7, 4001).tolist(),
        [1e-300, 2e-300, 5.0],
    ],
    ids=["even", "two heaps", "all alike", "a billionaire", "beyond reason", "many", "tiny"],
)
def test_bins_are_divided_until_the_median_is_found(local: Holder, pays: list[float]) -> None:
    women = [pay / 2 for pay in pays]
    frame = pd.DataFrame({"pay": [*pays, *women], "sex": ["M"] * len(pays) + ["F"] * len(pays)})
    total = gap_by(local(frame), "pay", "sex", "M", statistic="median").table[-1]
    assert total[3:5] == [np.median(pays), np.median(women)]


def test_many_cells_take_coarser_bins(monkeypatch: pytest.MonkeyPatch, local: Holder, staff: pd.DataFrame) -> None:
    monkeypatch.setattr(quantiles, "_MOST_BINS", 40)
    answer = gap_by(local(staff), "pay", "sex", "M", ["grade"], "weight", "median")
    assert_same(answer.table, in_cells(staff, ["grade"], "weight", "median"))


def test_a_cumulative_weight_of_half_up_to_rounding_averages_two_pays(local: Holder) -> None:
    weights = [0.1] * 3 + [0.3] + [0.6]  # 0.1 + 0.1 + 0.1 + 0.3 is not quite 0.6
    frame = pd.DataFrame({"pay": [1.0, 2.0, 3.0, 4.0, 5.0] * 2, "w": weights * 2, "sex": ["M"] * 5 + ["F"] * 5})
    assert gap_by(local(frame), "pay", "sex", "M", [], "w", "median").table[-1][3] == 4.5


def test_spellings_of_a_label_are_one_category(local: Holder) -> None:
    frame = pd.DataFrame({"pay": [4.0, 6.0, 3.0, 5.0], "sex": ["M", "m", "F", "f"], "grade": ["a", "A", "A", "a"]})
    table = gap_by(local(frame), "pay", "sex", "M", ["grade"], smallest=1).table
    assert [row[:5] for row in table[1:]] == [["A", 2.0, 2.0, 5.0, 4.0], ["Total", 2.0, 2.0, 5.0, 4.0]]


@pytest.mark.parametrize(
    ("labels", "written"),
    [([1, 2], "1"), ([1.5, 2.0], "1.5"), ([True, False], "true"), (["M", "F"], "m"), (["1", "2"], "1")],
)
def test_the_reference_is_read_as_the_column_is(local: Holder, labels: list[Any], written: str) -> None:
    frame = pd.DataFrame({"pay": [20.0, 15.0], "sex": labels})
    assert gap_by(local(frame), "pay", "sex", written).table[-1][5] == 0.25


def test_dates_are_categories_by_their_day(local: Holder) -> None:
    days = [datetime.datetime(2024, 4, 1), datetime.datetime(2025, 4, 1)] * 2
    frame = pd.DataFrame({"pay": [1.0, 2.0, 3.0, 4.0], "sex": ["M", "M", "F", "F"], "hired": pd.to_datetime(days)})
    labels = [row[0] for row in gap_by(local(frame), "pay", "sex", "M", ["hired"]).table[1:]]
    assert [label[:10] for label in labels] == ["2024-04-01", "2025-04-01", "Total"]


def test_a_column_may_have_any_name(local: Holder) -> None:
    frame = pd.DataFrame({'pay "net"; --': [20.0, 15.0], "weight": ["M", "F"], "bin": ["x", "x"]})
    table = gap_by(local(frame), 'pay "net"; --', "weight", "M", ["bin"], statistic="median").table
    assert table[1][5] == 0.25


def test_a_group_missing_from_a_category_is_told(local: Holder) -> None:
    frame = pd.DataFrame({"pay": [20.0, 15.0, 9.0], "sex": ["M", "F", "M"], "grade": ["x", "x", "y"]})
    lonely = gap_by(local(frame), "pay", "sex", "M", ["grade"]).table[2]
    assert lonely[4:7] == [CellError.NA] * 3
    assert lonely[-1].startswith("no F")


GOOD = {"pay": [20.0, 15.0, 30.0], "sex": ["M", "F", "F"], "w": [1.0, 2.0, 1.0], "grade": ["a", "b", "b"]}


@pytest.mark.parametrize("statistic", ["mean", "median"])
@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"pay": ["20", "about 15", "30"]}, ArgumentTypeError, "text such as '20'"),
        ({"pay": [20.0, np.inf, 30.0]}, DomainError, "infinite"),
        ({"pay": [None, None, None]}, (MissingValueError, ArgumentTypeError), "pay"),
        ({"w": [1.0, -2.0, 1.0]}, DomainError, "-2"),
        ({"w": [0.0, 0.0, 0.0]}, DomainError, "all 0"),
        ({"w": [np.inf, 1.0, 1.0]}, DomainError, "infinite"),
        ({"w": ["1", "2", "x"]}, ArgumentTypeError, "weights needs numbers"),
        ({"sex": ["M", "F", "X"]}, DomainError, "3 labels"),
        ({"sex": ["M", "M", "M"]}, DomainError, "1 label"),
        ({"sex": ["W", "F", "F"]}, UnknownLabelError, "'M' is not in group"),
        ({"sex": [None, None, ""]}, MissingValueError, "no row"),
    ],
)
def test_bad_data_is_refused_in_words(
    local: Holder, changed: dict[str, Any], error: type[CalculationError], told: str, statistic: str
) -> None:
    with pytest.raises(error, match=told):
        gap_by(local(pd.DataFrame(GOOD | changed)), "pay", "sex", "M", ["grade"], "w", statistic)


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_an_infinite_pay_that_weighs_nothing_hurts_nobody(local: Holder, statistic: str) -> None:
    frame = pd.DataFrame({"pay": [20.0, 15.0, np.inf, np.nan], "sex": ["M", "F", "F", "M"], "w": [1.0, 1.0, 0.0, 1.0]})
    assert gap_by(local(frame), "pay", "sex", "M", [], "w", statistic).table[-1][5] == 0.25


def test_a_table_without_rows_has_nobody(local: Holder) -> None:
    empty = pd.DataFrame({"pay": pd.Series(dtype=float), "sex": pd.Series(dtype=str)})
    for statistic in ("mean", "median"):
        with pytest.raises(MissingValueError):
            gap_by(local(empty), "pay", "sex", "M", statistic=statistic)


def test_a_missing_column_lists_those_there_are(held: Holder, staff: pd.DataFrame) -> None:
    with pytest.raises(MissingColumnError, match=r"no column 'wage'; it has 'sex', 'grade', .*'pay'"):
        gap_by(held(staff.head(3)), "wage", "sex", "M")


@pytest.mark.parametrize("word", ["mode", "p0", "p100", "1", "nan", ""])
def test_an_unknown_statistic_is_refused(staff: pd.DataFrame, word: str) -> None:
    with pytest.raises(UnknownLabelError, match="mean, median, or a quantile"):
        gap_by(staff, "pay", "sex", "M", statistic=word)


@pytest.mark.parametrize("most", [gaps._MOST_LABELS, 5_000], ids=["as it is", "beyond what is taken into memory"])
def test_a_column_of_names_is_no_category(monkeypatch: pytest.MonkeyPatch, local: Holder, most: int) -> None:
    monkeypatch.setattr(gaps, "_MOST_LABELS", most)
    names = [f"person {place}" for place in range(12_000)]
    frame = pd.DataFrame({"pay": 1.0, "sex": ["M", "F"] * 6_000, "name": names})
    with pytest.raises(LimitError, match="categories"):
        gap_by(local(frame), "pay", "sex", "M", ["name"])


def test_a_million_people_with_the_same_pay_have_no_gap(local: Holder) -> None:
    frame = pd.DataFrame({"pay": 0.1, "sex": np.tile(["M", "F"], 500_000)})
    for statistic in ("mean", "median"):
        assert gap_by(local(frame), "pay", "sex", "M", statistic=statistic).table[-1][3:7] == [0.1, 0.1, 0.0, 1.0]


@pytest.mark.parametrize("statistic", ["mean", "median"])
def test_nan_in_a_database_is_a_blank(staff: pd.DataFrame, statistic: str) -> None:
    relation = duckdb.from_df(staff).select(
        "sex, grade, coalesce(pay, 'nan'::double) as pay, coalesce(weight, 'nan'::double) as weight"
    )
    answer = gap_by(relation, "pay", "sex", "M", ["grade"], "weight", statistic)
    assert_same(answer.table, in_cells(staff, ["grade"], "weight", statistic))
    assert answer.rows == gap_by(staff, "pay", "sex", "M", ["grade"], "weight", statistic).rows
