"""The pay equity workbook: its figures against least squares, factors that change, faulty rows, bare cases."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import t as students_t

from support.answers import Answers
from support.staff_lists import Row, pasted, people_of

Paste = Callable[..., Answers]
DASH = "–"


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["pay_equity"])


@pytest.fixture
def paste(built: Mapping[str, Path], tmp_path: Path) -> Paste:
    def after(rows: Sequence[Row], factors: Sequence[tuple[str, str]] | None = None, **typed: Any) -> Answers:
        return pasted(built["pay_equity"], tmp_path, rows, typed | slots(factors))

    return after


def slots(factors: Sequence[tuple[str, str]] | None) -> dict[str, Any]:
    """The cells of Factors: column and kind of each slot, the rest empty with a dash."""
    if factors is None:
        return {}
    filled = [*factors, *[(DASH, "number")] * (8 - len(factors))]
    return {
        f"Factors!{letter}{row}": word
        for row, slot in enumerate(filled, start=5)
        for letter, word in zip("CD", slot, strict=True)
    }


def person(number: int, sex: str, hourly: float, **more: Any) -> dict[str, Any]:
    """Somebody on full pay for ten hours a week; with a pay period of a week, basic pay is ten times the hourly pay."""
    lives = {"Job function": "job", "Grade": 1, "Age": 40, "Service": 5, "Training": 12, "Own factor": "site"}
    return {
        "Id": f"P{number}",
        "Sex": sex,
        "Full pay": "yes",
        "Weekly hours": 10.0,
        "BASIC": hourly * 10,
        **lives,
        **more,
    }


def alike(gap: float, pairs: int = 40) -> list[dict[str, Any]]:
    """Men and women with the same training and ages; women are paid that much less, give or take a little noise."""
    rows = []
    for number in range(2 * pairs):
        pair, woman = divmod(number, 2)
        training, age = 9 + pair % 7, 25 + pair * 11 % 30
        noise = 0.004 * math.sin(number * 2.3)
        rate = math.exp(2 + 0.05 * training + 0.01 * age + noise) * (1 - gap * woman)
        rows.append(person(number, "MF"[woman], rate, Training=training, Age=age, Grade=1 + pair % 3))
    return rows


def levels(values: Sequence[Any]) -> np.ndarray[Any, Any]:
    """Dummies of every level but the first."""
    return np.array([[float(value == level) for level in sorted(set(values))[1:]] for value in values])


def fitted(pay: np.ndarray[Any, Any], woman: np.ndarray[Any, Any], factors: Sequence[np.ndarray[Any, Any]]) -> Any:
    """Coefficients with their covariance by the textbook's matrix formula."""
    blocks = [np.ones((len(pay), 1)), woman[:, None], *(block.reshape(len(pay), -1) for block in factors)]
    matrix = np.hstack(blocks)
    inverse = np.linalg.inv(matrix.T @ matrix)
    found = inverse @ matrix.T @ np.log(pay)
    left = np.log(pay) - matrix @ found
    freedom = len(pay) - matrix.shape[1]
    return found, inverse * (left @ left / freedom), freedom


# -- the example, worked out anew -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared(built: Mapping[str, Path]) -> list[dict[str, Any]]:
    """The people who should be compared, with hourly pay by hand."""
    found, seen = [], set()
    for row in people_of(built["pay_equity"]):
        fit = row["Id"] not in seen and row["Sex"] in "MF" and row["Full pay"] == "yes" and row["Weekly hours"] > 0
        seen.add(row["Id"])
        if fit:
            ordinary = sum(row[code] for code in ("BASIC", "SHIFT", "ALLOW", "SALSAC"))
            bonus = row["COMMIS"] * 30.44 / 30.44 + row["ANNUAL"] * 30.44 / 365.25
            found.append(row | {"hourly": (ordinary + bonus) * 7 / 30.44 / row["Weekly hours"]})
    return found


@pytest.fixture(scope="module")
def by_hand(compared: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that the example should say."""
    pay = np.array([row["hourly"] for row in compared])
    woman = np.array([float(row["Sex"] == "F") for row in compared])
    blocks = {
        "Grade": levels([row["Grade"] for row in compared]),
        "Job function": levels([row["Job function"] for row in compared]),
        **{name: np.array([[float(row[name])] for row in compared]) for name in ("Training", "Service", "Age")},
    }
    found, covariance, freedom = fitted(pay, woman, list(blocks.values()))
    raw = np.log(pay)[woman == 0].mean() - np.log(pay)[woman == 1].mean()
    parts, place = {}, 2
    for name, block in blocks.items():
        apart = block[woman == 0].mean(axis=0) - block[woman == 1].mean(axis=0)
        parts[name] = float(apart @ found[place : place + block.shape[1]])
        place += block.shape[1]
    error = math.sqrt(covariance[1, 1])
    reach = students_t.ppf(0.975, freedom) * error
    centre = found[1] - error**2 / 2
    return {
        "raw": 1 - math.exp(-raw),
        "adjusted": 1 - math.exp(centre),
        "low": 1 - math.exp(centre + reach),
        "high": 1 - math.exp(centre - reach),
        "p": float(2 * students_t.sf(abs(found[1] / error), freedom)),
        "parts": parts,
        "unexplained": -float(found[1]),
        "log": float(raw),
        "coefficients": len(found),
    }


def test_the_example_shows_what_least_squares_by_hand_show(example: Answers, by_hand: dict[str, Any]) -> None:
    names = {"gap_raw": "raw", "gap_adjusted": "adjusted", "gap_low": "low", "gap_high": "high", "p_value": "p"}
    names |= {"unexplained_log": "unexplained", "gap_log": "log", "coefficients": "coefficients"}
    assert {name: example[name] for name in names} == pytest.approx(
        {name: by_hand[key] for name, key in names.items()}, rel=1e-9
    )


def test_each_factor_explains_its_difference_of_means(example: Answers, by_hand: dict[str, Any]) -> None:
    explained = {
        name: example.measure(name, "Results", "D") for name in by_hand["parts"]
    }  # scaled from logarithms to the gap without factors
    scale = by_hand["raw"] / by_hand["log"]
    assert explained == pytest.approx({name: part * scale for name, part in by_hand["parts"].items()}, rel=1e-9)


def test_the_example_is_told_in_words(example: Answers, by_hand: dict[str, Any], compared: list[Any]) -> None:
    gap = f"Women earn {by_hand['adjusted'] * 100:.1f} % less than men with the same 5 factors"
    assert example["finding"] == f"{gap} (rating: not significantly different from 0)"
    assert example["limit_words_found"] == "The limit of 5.0 % may be exceeded or kept: the interval holds it."
    assert "not significantly different from 0" in str(example["rating_found"])
    assert example["model_people"] == len(compared)
    assert example["staff_excluded"] == 2
    assert example["master_check"] is True


def test_doubtful_factors_are_named(example: Answers) -> None:
    assert example["all_doubtful"] == ": Grade"
    assert any("hide unequal treatment: Grade." in text for text in example.texts("Results"))


# -- verdicts ---------------------------------------------------------------------------------------------------------


FACTORS = [("Training", "number"), ("Age", "number")]


@pytest.mark.parametrize(
    ("gap", "said", "limit", "rating"),
    [
        (0.10, "Women earn 10.0 % less than men", "is exceeded with certainty", "significant, above the limit"),
        (0.03, "Women earn 3.0 % less than men", "is kept with certainty", "significant, above the target, not above"),
        (0.01, "Women earn 1.0 % less than men", "is kept with certainty", "significant, not above the target"),
        (-0.10, "Women earn 10.0 % more than men", "is exceeded with certainty", "significant, above the limit"),
    ],
)
def test_a_gap_that_was_put_in_is_found(paste: Paste, gap: float, said: str, limit: str, rating: str) -> None:
    answers = paste(alike(gap), FACTORS, period_days=7)
    assert answers["gap_adjusted"] == pytest.approx(gap, abs=0.002)
    assert str(answers["finding"]).startswith(f"{said} with the same 2 factors (rating: {rating}")
    assert limit in str(answers["limit_words_found"])
    assert rating in str(answers["rating_found"])
    assert answers["master_check"] is True


def test_the_limit_is_an_input(paste: Paste) -> None:
    answers = paste(alike(0.10), FACTORS, period_days=7, gap_limit=0.12)
    assert "12.0 % is kept with certainty" in str(answers["limit_words_found"])


# -- a list of factors that changes -----------------------------------------------------------------------------------


def test_slots_may_have_gaps_and_squares(paste: Paste, compared: list[dict[str, Any]], built: Any) -> None:
    chosen = [(DASH, "number"), ("Age", "number"), (DASH, "number"), ("Age", "square"), ("Own factor", "category")]
    answers = paste(people_of(built["pay_equity"]), chosen)
    age = np.array([float(row["Age"]) for row in compared])
    blocks = [age, (age - 40) ** 2, levels([row["Own factor"] for row in compared])]  # the same space as age squared
    woman = np.array([float(row["Sex"] == "F") for row in compared])
    found, covariance, _ = fitted(np.array([row["hourly"] for row in compared]), woman, blocks)
    assert answers["gap_adjusted"] == pytest.approx(1 - math.exp(found[1] - covariance[1, 1] / 2), rel=1e-8)
    assert answers["model_names"] == "Age, Age², Own factor"
    assert answers["master_check"] is True


def test_eight_factors_fit(paste: Paste) -> None:
    rows = [
        row | {"Job function": f"job {place * 7 % 3}", "Service": place * 5 % 9, "Weekly hours": 10.0 + place * 3 % 5}
        for place, row in enumerate(alike(0.1, 80))
    ]
    rows = [row | {"BASIC": row["BASIC"] * row["Weekly hours"] / 10} for place, row in enumerate(rows)]
    rows = [row | {"Own factor": f"site {place // 2 % 2}"} for place, row in enumerate(rows)]
    names = ("Job function", "Grade", "Own factor")
    factors = [(name, "category") for name in names] + [("Age", "square")]
    factors += [(name, "number") for name in ("Weekly hours", "Age", "Service", "Training")]
    answers = paste(rows, factors, period_days=7)
    assert answers["factor_count"] == 8
    assert answers["gap_adjusted"] == pytest.approx(0.1, abs=0.003)
    assert answers["master_check"] is True


def test_no_factor_is_no_model(paste: Paste) -> None:
    answers = paste(alike(0.1), [], period_days=7)
    assert answers["finding"] == "The adjusted gap is not shown"
    assert answers["reason_shown"] == "No factor is chosen on Factors."
    assert answers["master_check"] is False
    assert answers.errors == []


def test_factors_that_cannot_be_told_apart_are_named(paste: Paste) -> None:
    answers = paste(alike(0.1), [*FACTORS, ("Age", "number")], period_days=7)
    assert answers["can_adjust"] == 0
    assert str(answers["reason_shown"]).startswith("'Age' follows from the other factors")
    assert answers.measure("Adjusted gap", "Results", "C") == "[x]"
    assert answers.errors == []


def test_a_level_of_one_sex_leaves_the_gap_and_no_parts(paste: Paste) -> None:
    rows = [row | {"Grade": 9} if place in (0, 4) else row for place, row in enumerate(alike(0.1))]
    answers = paste(rows, [*FACTORS, ("Grade", "category")], period_days=7)
    assert answers["gap_adjusted"] == pytest.approx(0.1, abs=0.003)
    assert answers["can_split"] == 0
    assert "level '9' of 'Grade'" in str(answers["reason_shown"])
    assert answers.measure("Training", "Results", "D") == "[x]"
    assert answers.measure("Men with a match", "Results", "C") == pytest.approx(38 / 40)
    assert answers["master_check"] is True
    assert answers.errors == []


# -- faulty rows and few people ---------------------------------------------------------------------------------------


def test_rows_without_a_chosen_factor_are_left_out_and_named(paste: Paste) -> None:
    rows = alike(0.1)
    rows[2]["Training"] = None
    rows[5]["Training"] = "much"
    rows[7]["Grade"] = None  # no factor here, so nobody asks
    rows[9]["Full pay"] = "no"
    answers = paste(rows, FACTORS, period_days=7)
    assert answers["staff_excluded"] == 2
    assert answers["model_people"] == len(rows) - 3
    rule = answers.row("factor missing", "Data checks", "Rules for the rows")
    cells = answers.book.cells
    assert (cells["Data checks", f"E{rule}"].value, cells["Data checks", f"F{rule}"].value) == (2, 11)
    assert answers.errors == []


@pytest.mark.parametrize("head", ["Age", "Grade", "BASIC", "Sex"])
def test_an_error_value_leaves_out_its_row_alone(paste: Paste, head: str) -> None:
    rows = alike(0.1)
    rows[3][head] = "#N/A"
    answers = paste(rows, [*FACTORS, ("Grade", "category")], period_days=7)
    assert answers["model_people"] == len(rows) - 1
    assert answers["gap_adjusted"] == pytest.approx(0.1, abs=0.003)
    assert [error.split("!")[0] for error in answers.errors] == ["Employees"]


def test_few_people_hide_every_figure(paste: Paste) -> None:
    hidden = paste(alike(0.1), FACTORS, period_days=7, least_heads=41)
    for label in ("Adjusted gap", "Gap without factors", "Men in the model", "Gap between matched people"):
        assert hidden.measure(label, "Results", "C") == "[c]"
    assert hidden["finding"] == "The adjusted gap is not shown"
    assert not any("10.0" in text for text in hidden.texts("Notes text") + hidden.texts("Chart"))


def test_one_sex_alone_is_told(paste: Paste) -> None:
    answers = paste([row for row in alike(0.1) if row["Sex"] == "F"], FACTORS, period_days=7, least_heads=0)
    assert answers["finding"] == "The adjusted gap is not shown"
    assert "not in group" in str(answers["reason_shown"])
    assert answers.errors == []


@pytest.mark.parametrize("rows", [[], alike(0.1, 1)])
def test_bare_tables_have_no_errors(paste: Paste, rows: list[dict[str, Any]]) -> None:
    answers = paste(rows, FACTORS, least_heads=0)
    assert answers["finding"] == "The adjusted gap is not shown"
    assert answers.errors == []


def test_twenty_thousand_people(paste: Paste) -> None:
    answers = paste(alike(0.1, 10_000), [*FACTORS, ("Grade", "category")], period_days=7)
    assert answers["model_people"] == 20_000
    assert answers["gap_adjusted"] == pytest.approx(0.1, abs=0.001)
    assert answers["master_check"] is True
