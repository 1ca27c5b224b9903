"""Japan's pay ratio workbook: months against figures from outside, faulty months, small groups, notes, sizes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from gapsheet.recalc import recalculate
from support.answers import Answers

# Where the inputs stand on Months: heads in D to G, pay in H to K; part-timers in D and F, their hours in E and G.
HEADS, PAY = "DEFG", "HIJK"  # regular women, regular men, non-regular women, non-regular men
MONTHS, CONVERSION = range(6, 18), range(21, 33)
ALL, REGULAR, OTHERS = (
    "All workers (全労働者)",
    "Regular workers (正規雇用労働者)",
    "Non-regular workers (非正規雇用労働者)",
)
WORKERS = (ALL, REGULAR, OTHERS)

Cells = Mapping[str, Any]
Ask = Callable[[Cells], Answers]


def typed(path: Path, folder: Path, cells: Cells) -> Answers:
    """What the workbook says with these cells typed, given by name or as Sheet!A1."""
    book = load_workbook(path)
    for where, value in cells.items():
        target = book.defined_names[where].attr_text if where in book.defined_names else where
        sheet, _, address = target.replace("$", "").rpartition("!")
        book[sheet.strip("'")][address].value = value
    copy = folder / "typed.xlsx"
    book.save(copy)
    assert recalculate(copy, copy).kept == ()
    return Answers(copy)


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["pay_gap_japan"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    return lambda cells: typed(built["pay_gap_japan"], tmp_path, cells)


def company(groups: Sequence[tuple[int, float] | None]) -> dict[str, Any]:
    """Twelve equal months of four groups: total pay of the year and heads; None where the group does not exist."""
    cells: dict[str, Any] = {"converts": "no"}
    for group, year in enumerate(groups):
        pay, heads = year or (None, None)
        for place, row in enumerate(MONTHS):
            month = None if pay is None else pay // 12 + (pay % 12 if place == 11 else 0)
            cells[f"Months!{PAY[group]}{row}"], cells[f"Months!{HEADS[group]}{row}"] = month, heads
    return cells


def without_part_timers() -> dict[str, Any]:
    return {f"Months!{letter}{row}": None for letter in "DEFG" for row in CONVERSION}


# Total pay and heads of women and men: the worked example of the guides, whose ratios are 74.1, 75.0 and 50.4.
GOLDEN = ((200_000_000, 45), (600_000_000, 100), (120_000_000, 80), (60_000_000, 30))


def shown(answers: Answers, worker: str, column: str = "D") -> Any:
    """A cell of the form's table on Results."""
    return answers.measure(worker, "Results", column)


def behind(answers: Answers, worker: str, column: str) -> Any:
    """A cell of the table behind the figures."""
    row = answers.row(worker, "Results", "Behind the figures")
    return answers.book.cells["Results", f"{column}{row}"].value


def line(answers: Answers, label: str, column: str, sheet: str = "Month checks") -> Any:
    return answers.measure(label, sheet, column)


# ---------------------------------------------------------------------------------------------------------- the figures


def test_the_example_gives_what_its_months_give(example: Answers, built: Mapping[str, Path]) -> None:
    sheet = load_workbook(built["pay_gap_japan"])["Months"]

    def column(letter: str, rows: range) -> list[Fraction]:
        return [Fraction(str(sheet[f"{letter}{row}"].value)) for row in rows]

    pay = [sum(column(letter, MONTHS)) for letter in PAY]
    heads = [sum(column(letter, MONTHS)) for letter in HEADS]
    for group, letters in ((2, "DE"), (3, "FG")):
        people, hours = (column(letter, CONVERSION) for letter in letters)
        heads[group] += sum(n * (h / 40 - 1) for n, h in zip(people, hours, strict=True))
    women, men = (0, 2), (1, 3)

    def average(groups: Sequence[int]) -> Fraction:
        return Fraction(sum(pay[group] for group in groups)) / (sum(heads[group] for group in groups) / 12)

    for worker, places in zip(WORKERS, ((0, 1), (0,), (1,)), strict=True):
        hers, his = average([women[place] for place in places]), average([men[place] for place in places])
        assert shown(example, worker) == pytest.approx(float(int(hers / his * 1000 + Fraction(1, 2))) / 1000)
        assert behind(example, worker, "C") == pytest.approx(float(hers))
        assert behind(example, worker, "D") == pytest.approx(float(his))


def test_the_example_says_what_it_is(example: Answers) -> None:
    assert example.errors == []
    assert example["master_check"] is True
    assert (
        example["verdict"] == "▲ Complete; read the errors and warnings on Month checks and Data checks before you file"
    )
    texts = example.texts("Results")
    assert "All workers (全労働者): 72.4 = women's pay as % of men's; gap 27.6" in texts
    assert any("below both others, since 44 % of the women and 13 % of the men" in text for text in texts)
    assert any("not legal advice" in text for text in texts)


def test_the_guides_example_comes_out(ask: Ask) -> None:
    answers = ask(company(GOLDEN))
    assert [shown(answers, worker) for worker in WORKERS] == [0.504, 0.741, 0.75]
    texts = answers.texts("Results")
    assert "Regular workers (正規雇用労働者): 74.1 = women's pay as % of men's; gap 25.9" in texts
    assert "Non-regular workers (非正規雇用労働者): 75.0 = women's pay as % of men's; gap 25.0" in texts
    assert answers["master_check"] is True


def test_a_half_is_rounded_up_and_the_figure_for_all_is_pooled(ask: Ask) -> None:
    groups = ((74_150_000, 10), (100_000_000, 10), (12_000_000, 10), (8_000_000, 10))
    answers = ask(company(groups))
    assert shown(answers, REGULAR) == 0.742  # 74.15 %
    assert shown(answers, OTHERS) == 1.5
    assert shown(answers, ALL) == 0.798  # 86.15 / 108 = 79.77 %, where the mean of the two ratios is 112.1 %
    assert "gap -50.0" in " ".join(answers.texts("Results"))


def test_part_timers_count_by_their_hours(ask: Ask) -> None:
    cells = {**company(GOLDEN), "converts": "yes"}
    for row in CONVERSION:
        cells |= {f"Months!D{row}": 60, f"Months!E{row}": 20, f"Months!F{row}": 10, f"Months!G{row}": 30}
    answers = ask(cells)
    hers, his = 120 / (20 + 60 * 20 / 40), 60 / (20 + 10 * 30 / 40)
    assert shown(answers, OTHERS) == pytest.approx(round(hers / his, 3))
    assert behind(answers, OTHERS, "E") == pytest.approx(50)
    assert shown(answers, REGULAR) == 0.741
    assert any("40 hours a week of a regular worker" in text for text in answers.texts("Notes text"))


def test_employment_and_sex_may_have_other_labels(ask: Ask) -> None:
    answers = ask(
        {**company(GOLDEN), "men_label": "M", "women_label": "F", "regular_label": "R", "non_regular_label": "N"}
    )
    assert [shown(answers, worker) for worker in WORKERS] == [0.504, 0.741, 0.75]


# ------------------------------------------------------------------------------------------------- months with a fault


FAULTS = {
    "head count missing": ("Months!D6", None, "2025-04"),
    "total pay missing": ("Months!I7", None, "2025-05"),
    "head count is no number of 0 or more": ("Months!D8", -1, "2025-06"),
    "total pay is no number of 0 or more": ("Months!K9", "unknown", "2025-07"),
    "part-timers missing": ("Months!D25", None, "2025-08"),
    "hours of part-timers missing": ("Months!E26", None, "2025-09"),
    "part-timers are no number of 0 or more, or too many": ("Months!F27", 7, "2025-10"),
    "hours of part-timers are no number above 0": ("Months!G28", 0, "2025-11"),
}  # fmt: skip


def test_months_with_an_error_are_named_and_left_out(ask: Ask) -> None:
    answers = ask({where: value for where, value, _ in FAULTS.values()})
    for label, (_, _, month) in FAULTS.items():
        assert line(answers, label, "D") == 1, label
        first = dt.date(1899, 12, 30) + dt.timedelta(days=int(line(answers, label, "E")))
        assert f"{first:%Y-%m}" == month, label
    assert answers["months_used"] == 4
    assert answers["verdict"] == "✗ Not ready to file: a month with an error is left out; see Month checks"
    assert answers["master_check"] is False
    assert "head count missing: 正規, 女性" in answers.texts("Month checks")
    assert answers.errors == []


@pytest.mark.parametrize("entry", ["many", -1, "=1/0"])
def test_nonsense_in_every_figure_of_a_month_is_no_error_value(ask: Ask, entry: float | str) -> None:
    cells = {f"Months!{letter}8": entry for letter in HEADS + PAY}
    answers = ask({**cells, **{f"Months!{letter}23": entry for letter in "DEFG"}})
    assert [error for error in answers.errors if not error.startswith("Months!")] == []
    assert answers["months_used"] == 11
    assert shown(answers, ALL) == pytest.approx(0.73, abs=0.02)


def test_what_is_left_out_is_left_out_for_everybody(ask: Ask) -> None:
    rows = range(9, 18)  # July on
    answers = ask({**without_part_timers(), "converts": "no", **{f"Months!D{row}": None for row in rows}})
    assert answers["months_used"] == 3
    hers, his = (4_594_000 * 2 + 12_730_000) / 14, (9_464_500 * 2 + 26_525_500) / 24
    assert shown(answers, REGULAR) == pytest.approx(round(hers / his, 3))
    assert behind(answers, REGULAR, "F") == pytest.approx(24)


def test_doubtful_months_are_named_and_stay(ask: Ask) -> None:
    answers = ask({
        "Months!G6": 0, "Months!F21": 0, "Months!G21": None,  # pay, but no non-regular man
        "Months!J7": 0,
        "Months!D8": 14.5,
        "Months!E9": 60,
        "Months!H10": 48_930_000,
        "Months!E26": 44,
    })  # fmt: skip
    warned = {
        "pay, but nobody on the payroll": 1,
        "people, but no pay": 1,
        "head count is no whole number": 1,
        "head count far from the median month": 1,
        "pay a head far from the median month": 1,
        "hours of part-timers are longer than a regular worker's": 1,
    }
    assert {label: line(answers, label, "D") for label in warned} == warned
    assert answers["months_used"] == 12
    assert answers["master_check"] is True


def test_a_group_that_is_nobody_all_year_has_no_ratio(ask: Ask) -> None:
    answers = ask({**company((*GOLDEN[:3], None)), **without_part_timers()})
    assert [shown(answers, worker) for worker in WORKERS] == [0.427, 0.741, "–"]  # 2.56 / 6 million
    assert answers.errors == []
    assert answers["master_check"] is True


@pytest.mark.parametrize("missing", [(1, 3), (0, 2)])
def test_one_sex_alone_has_no_ratio(ask: Ask, missing: tuple[int, int]) -> None:
    groups = [None if group in missing else year for group, year in enumerate(GOLDEN)]
    answers = ask({**company(groups), **without_part_timers()})
    assert [shown(answers, worker) for worker in WORKERS] == ["–"] * 3
    assert answers.errors == []


def test_pay_without_anybody_all_year_is_refused(ask: Ask) -> None:
    cells = {**company(GOLDEN), **without_part_timers(), **{f"Months!G{row}": 0 for row in MONTHS}}
    answers = ask(cells)
    assert [shown(answers, worker) for worker in WORKERS] == ["[x]"] * 3
    assert answers["verdict"] == "◌ No figures: the function refuses the months; the reason stands on Calculation"
    assert any("headcount is 0" in text for text in answers.texts("Calculation"))
    assert answers.errors == []


def test_empty_months_hold_no_error(ask: Ask) -> None:
    answers = ask({**company((None,) * 4), **without_part_timers()})
    assert answers.errors == []
    assert answers["verdict"] == "◌ No figures: no month is complete; see Month checks"
    assert [shown(answers, worker) for worker in WORKERS] == ["[x]"] * 3


def test_emptied_inputs_hold_no_error(ask: Ask) -> None:
    names = ("period_start", "workers_employed", "counted_on", "regular_hours", "regular_scope", "other_scope_ja",
             "least_heads", "heads_jump", "pay_jump", "staff_tolerance", "converts", "withholding")  # fmt: skip
    answers = ask(dict.fromkeys(names))
    assert answers.errors == []
    assert answers["master_check"] is False


# -------------------------------------------------------------------------------------------------------- small groups


SMALL = (GOLDEN[0], GOLDEN[1], GOLDEN[2], (4_000_000, 2))


def test_levels_of_pay_are_withheld_where_a_group_is_small(ask: Ask) -> None:
    answers = ask(company(SMALL))
    assert shown(answers, OTHERS) == 0.75
    for worker in WORKERS:  # of all lines: what is hidden in one could be worked out from the others
        assert [behind(answers, worker, column) for column in "CDEF"] == ["[c]"] * 4


def test_the_ratio_of_a_small_group_is_withheld_on_request(ask: Ask) -> None:
    answers = ask({**company(SMALL), "withholding": "withhold ratios of small groups, too"})
    assert [shown(answers, worker) for worker in WORKERS][1:] == [0.741, "[c]"]
    assert shown(answers, OTHERS, "E") == "[c]"
    assert "Women's average pay as % of men's, without small groups" in answers.texts("Chart")
    assert "Non-regular workers (非正規雇用労働者): [c]" in answers.texts("Results")
    assert not any("75.0" in text for sheet in ("Results", "Chart") for text in answers.texts(sheet))


def test_a_threshold_of_nothing_shows_all(ask: Ask) -> None:
    answers = ask({**company(SMALL), "least_heads": 0})
    assert behind(answers, OTHERS, "D") == 2_000_000


# ------------------------------------------------------------------------------------------ the notes and who publishes


def note(answers: Answers, subject: str, column: str = "C") -> Any:
    return answers.measure(subject, "Notes text", column)


def test_the_notes_say_what_was_done(example: Answers) -> None:
    assert note(example, "Period (対象期間)") == "Business year from 2025-04-01 to 2026-03-31."
    assert note(example, "Period (対象期間)", "D") == "対象期間：2025年4月1日から2026年3月31日まで。"
    left_out = note(example, "Left out (除外した手当)")
    named = "Commuting allowance (refunds a cost), Retirement allowance (paid once, for many years)"
    assert left_out == f"Left out of total pay: {named}."
    assert note(example, "Left out (除外した手当)", "D") == "総賃金から除外した手当等：通勤手当、退職手当。"
    assert "週40時間" in note(example, "Conversion (人員数の換算)", "D")
    assert "12か月平均" in note(example, "Heads (人員数)", "D")
    together = note(example, "All together", "D")
    assert together.startswith("対象期間")
    assert "退職手当" in together
    assert "派遣元" in together


def test_the_notes_follow_the_inputs(ask: Ask) -> None:
    cells: dict[str, Any] = {"converts": "no", "counted_on": "on the pay day of each month", "says_dispatched": "no",
             "change_said": "Heads were counted on the first day before", "regular_scope_ja": "無期雇用"}  # fmt: skip
    cells |= {f"Pay elements!D{row}": "total pay (総賃金)" for row in range(11, 18)}
    answers = ask(cells)
    assert note(answers, "Conversion (人員数の換算)") == "Heads are not converted."
    assert note(answers, "Left out (除外した手当)") == "Nothing is left out of total pay."
    assert "通勤手当、退職手当" in note(answers, "Total pay (総賃金)", "D")
    assert "各月の給与支給日" in note(answers, "Heads (人員数)", "D")
    assert note(answers, "Changes (変更点)") == "Heads were counted on the first day before."
    assert note(answers, "Regular workers (正規雇用労働者)", "D") == "正規雇用労働者：無期雇用。"
    assert not note(answers, "Dispatched workers (派遣労働者)")


@pytest.mark.parametrize(
    ("workers", "first_day", "said", "by"),
    [
        (301, dt.date(2025, 4, 1), "has to publish the three ratios.", None),
        (300, dt.date(2025, 4, 1), "The rule does not hold yet for this year.", None),
        (101, dt.date(2025, 5, 1), "has to publish the three ratios.", "2026-07-31"),  # the year ends on 2026-04-30
        (150, dt.date(2026, 1, 1), "has to publish the three ratios.", "2027-03-31"),
        (100, dt.date(2026, 1, 1), "is asked to make an effort (努力義務).", None),
    ],
)
def test_the_size_decides_who_publishes(ask: Ask, workers: int, first_day: dt.date, said: str, by: str | None) -> None:
    texts = ask({"workers_employed": workers, "period_start": first_day}).texts("Results")
    (duty,) = [text for text in texts if text.startswith("With ")]
    assert duty.endswith(said)
    assert [text.split()[3].rstrip(";") for text in texts if text.startswith("Publish by")] == ([by] if by else [])


def test_listed_companies_are_told_of_their_report(ask: Ask) -> None:
    assert any("有価証券報告書" in text for text in ask({"listed": "yes"}).texts("Results"))
