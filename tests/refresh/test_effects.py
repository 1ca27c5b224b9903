"""What moved a headline: the steps between the old rows and the new, and what each of them did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gapsheet.package.rewrites import BookRewrite
from gapsheet.quantities import CellValue
from gapsheet.refresh.book import Headline
from gapsheet.refresh.comparing import compared
from gapsheet.refresh.effects import Effect, effects
from gapsheet.refresh.records import Column, Kind, Purpose, Role, Source, Type
from gapsheet.refresh.splitting import Step, advance, elapsed, rewrites
from gapsheet.refresh.wording import apart, difference, entered, figure, unit, why

YEAR = Column("Year", "year", Role.PERIOD, Type.INTEGER)
VALUE = Column("Value", "value", Role.VALUE, Type.NUMBER, required=False)
DEFINITION = Column("Definition", "definition", Role.DEFINITION, Type.TEXT, required=False)
SALES = Source("sales", True, Kind.CSV, "", "", "", "Sales", "yearly", (YEAR, VALUE, DEFINITION))
TARGET = replace(SALES, id="target", table="Target", purpose=Purpose.TARGET)
OLD = [(2022.0, 10.0, "a"), (2023.0, 12.0, "a")]


def steps(*sources: tuple[Source, list[tuple[CellValue, ...]]]) -> list[tuple[Step, list[list[float]]]]:
    """Per step the figures of each table."""
    found = rewrites([compared(source, OLD, new) for source, new in sources], {})
    return [(step, [[row[1] for row in table.rows] for table in rewrite.tables]) for step, rewrite in found]


def test_every_reason_is_let_in_after_the_other() -> None:
    new = [(2023.0, 12.5, "a"), (2024.0, 14.0, "a"), (2025.0, 15.0, "a")]
    target = [(2022.0, 10.0, "a"), (2023.0, 99.0, "a")]
    assert steps((SALES, new), (TARGET, target)) == [
        (Step.REVISION, [[10.0, 12.5], [10.0, 12.0]]),
        (Step.REMOVAL, [[12.5], [10.0, 12.0]]),
        (Step.TIME, [[12.5, 12.5, 12.5], [10.0, 12.0]]),
        (Step.NEWS, [[12.5, 14.0, 15.0], [10.0, 12.0]]),
        (Step.TARGET, [[12.5, 14.0, 15.0], [10.0, 99.0]]),
    ]


def test_steps_with_nothing_to_do_are_left_out() -> None:
    assert [step for step, _ in steps((SALES, [(2022.0, 10.0, "a"), (2023.0, 13.0, "a")]))] == [Step.REVISION]
    assert steps((SALES, OLD)) == []


def test_a_break_is_no_revision() -> None:
    new = [(2022.0, 10.0, "a"), (2023.0, 20.0, "b")]
    assert steps((SALES, new)) == [(Step.OTHER, [[10.0, 20.0]])]


def test_a_break_at_a_new_period_is_no_new_data_and_neither_are_the_periods_after_it() -> None:
    new = [*OLD, (2024.0, 14.0, "a"), (2025.0, 70.0, "b"), (2026.0, 75.0, "b")]
    assert steps((SALES, new)) == [
        (Step.TIME, [[10.0, 12.0, 12.0, 12.0, 12.0]]),
        (Step.NEWS, [[10.0, 12.0, 14.0, 14.0, 14.0]]),
        (Step.OTHER, [[10.0, 12.0, 14.0, 70.0, 75.0]]),
    ]


def test_time_passes_under_the_old_definition() -> None:
    found = rewrites([compared(SALES, OLD, [*OLD, (2024.0, 70.0, "b")])], {})
    assert [(step, rewrite.tables[0].rows[2]) for step, rewrite in found] == [
        (Step.TIME, (2024.0, 12.0, "a")),
        (Step.OTHER, (2024.0, 70.0, "b")),
    ]


def test_new_periods_after_history_that_broke_wait_for_it() -> None:
    new = [(2022.0, 10.0, "a"), (2023.0, 60.0, "b"), (2024.0, 70.0, "b")]
    assert steps((SALES, new)) == [(Step.TIME, [[10.0, 12.0, 12.0]]), (Step.OTHER, [[10.0, 60.0, 70.0]])]
    new = [(2022.0, 50.0, "b"), (2023.0, 60.0, "b"), (2024.0, 70.0, "b")]  # history told anew, all of it
    assert steps((SALES, new)) == [(Step.TIME, [[10.0, 12.0, 12.0]]), (Step.OTHER, [[50.0, 60.0, 70.0]])]


def test_a_break_concerns_its_own_series() -> None:
    country = Column("Country", "country", Role.KEY, Type.TEXT)
    source = replace(SALES, columns=(country, YEAR, VALUE, DEFINITION))
    old: list[tuple[CellValue, ...]] = [("JP", 2023.0, 1.0, "a"), ("KR", 2023.0, 2.0, "a")]
    new: list[tuple[CellValue, ...]] = [
        *old,
        ("JP", 2024.0, 7.0, "b"),
        ("KR", 2024.0, 3.0, "a"),
        ("TW", 2024.0, 9.0, "c"),
    ]
    found = rewrites([compared(source, old, new)], {})
    assert [(step, [row[2] for row in rewrite.tables[0].rows]) for step, rewrite in found] == [
        (Step.TIME, [1.0, 2.0, 1.0, 2.0]),
        (Step.NEWS, [1.0, 2.0, 1.0, 3.0, 9.0]),
        (Step.OTHER, [1.0, 2.0, 7.0, 3.0, 9.0]),
    ]


def test_earlier_history_of_another_definition_is_new_data() -> None:
    new = [(2020.0, 3.0, "z"), (2021.0, 4.0, "a"), *OLD]
    assert steps((SALES, new)) == [(Step.NEWS, [[3.0, 4.0, 10.0, 12.0]])]


def test_what_is_gone_is_no_revision() -> None:
    assert steps((SALES, [(2023.0, 12.0, "a")])) == [(Step.REMOVAL, [[12.0]])]
    comparison = compared(SALES, OLD, [(2022.0, None, "a"), (2023.0, 13.0, "a")])
    told = [(step, [row[1] for row in rewrite.tables[0].rows]) for step, rewrite in rewrites([comparison], {})]
    assert told == [(Step.REVISION, [10.0, 13.0]), (Step.REMOVAL, [None, 13.0])]


def test_another_order_is_told_apart_from_what_else_happens() -> None:
    old = [(2021.0, 9.0, "a"), *OLD, (2024.0, 13.0, "a")]
    new = [(2023.0, 12.0, "a"), (2022.0, 11.0, "a"), (2024.0, 13.0, "a")]  # forth and back, so it stays
    found = rewrites([compared(SALES, old, new)], {})
    assert [(step, [row[:2] for row in rewrite.tables[0].rows]) for step, rewrite in found] == [
        (Step.OTHER, [(2021.0, 9.0), (2023.0, 12.0), (2022.0, 10.0), (2024.0, 13.0)]),
        (Step.REVISION, [(2021.0, 9.0), (2023.0, 12.0), (2022.0, 11.0), (2024.0, 13.0)]),
        (Step.REMOVAL, [(2023.0, 12.0), (2022.0, 11.0), (2024.0, 13.0)]),
    ]


def test_a_figure_filled_in_is_new_data() -> None:
    comparison = compared(SALES, [(2022.0, 10.0, "a"), (2023.0, None, "a")], OLD)
    assert [step for step, _ in rewrites([comparison], {})] == [Step.NEWS]


def test_earlier_periods_that_come_later_are_no_time_passed() -> None:
    assert [step for step, _ in steps((SALES, [(2021.0, 9.0, "a"), *OLD]))] == [Step.NEWS]


def test_the_date_of_the_report_is_time_passed() -> None:
    cells = {"Stamp": {(1, 2): 46000.0}}
    found = rewrites([compared(SALES, OLD, [(2022.0, 11.0, "a"), (2023.0, 12.0, "a")])], cells)
    assert [(step, dict(rewrite.cells)) for step, rewrite in found] == [(Step.REVISION, {}), (Step.TIME, cells)]


def test_rows_keep_their_old_row_in_every_step() -> None:
    new = [(2023.0, 12.0, "a"), (2022.0, 10.0, "a"), (2024.0, 14.0, "a")]
    found = rewrites([compared(SALES, OLD, new)], {})
    assert [(step, rewrite.tables[0].origins) for step, rewrite in found] == [
        (Step.OTHER, (1, 0)),
        (Step.TIME, (1, 0, None)),
        (Step.NEWS, (1, 0, None)),
    ]


def test_time_is_told_where_all_sources_agree() -> None:
    one = compared(SALES, OLD, [*OLD, (2024.0, 1.0, "a")])
    two = compared(replace(SALES, id="two"), OLD, [*OLD, (2024.0, 1.0, "a"), (2025.0, 1.0, "a")])
    goal = compared(replace(SALES, purpose=Purpose.TARGET), OLD, [*OLD, (2024.0, 1.0, "a")])
    assert (advance(one), advance(two), advance(goal)) == ("1 year", "2 years", "")
    told = [elapsed(advances) for advances in (["1 year"], ["1 year", "", "1 year"], ["1 year", "2 years"], [])]
    assert told == ["1 year", "1 year", "", ""]


RATE, VERDICT = Headline(0, "required rate", "0.0%"), Headline(1, "verdict")
REVISION, TIME, NEWS = ((step, BookRewrite(cells={step.value: {}})) for step in (Step.REVISION, Step.TIME, Step.NEWS))


def found(
    stored: dict[int, CellValue], path: list[dict[int, CellValue]], *at: tuple[Step, BookRewrite]
) -> list[Effect]:
    """The effects where calculations give these values, one after the other."""
    waiting = iter(path[:-1])
    told = effects([RATE, VERDICT], stored, path[-1], at, lambda rewrite: next(waiting))
    assert next(waiting, None) is None
    return list(told)


def test_the_parts_of_a_movement_add_up() -> None:
    path: list[dict[int, CellValue]] = [
        {0: 0.143, 1: "on pace"},
        {0: 0.144, 1: "on pace"},
        {0: 0.153, 1: "below pace"},
        {0: 0.150, 1: "below pace"},
    ]
    rate, verdict = found(path[0], path, REVISION, TIME, NEWS)
    assert list(rate.parts) == [Step.REVISION, Step.TIME, Step.NEWS]
    assert sum(rate.parts.values()) == pytest.approx(0.007)  # type: ignore[arg-type]
    assert why(rate, "1 year") == (
        "required rate 14.3 % → 15.0 %: revision +0.1 pp, time passed (1 year) +0.9 pp, new data −0.3 pp"
    )
    words = {
        "revision": "改定",
        "time passed": "時間の経過",
        "new data": "新データ",
        "pp": "ポイント",
        "{count} year": "{count}年",
    }
    assert why(rate, "1 year", lambda text: words[text]) == (
        "required rate 14.3 % → 15.0 %: 改定 +0.1 ポイント, 時間の経過 (1年) +0.9 ポイント, 新データ −0.3 ポイント"
    )
    assert verdict.parts == {Step.TIME: "below pace"}
    assert why(verdict) == "verdict on pace → below pace: time passed → below pace"


def test_what_the_file_did_not_show_yet_has_other_causes() -> None:
    path: list[dict[int, CellValue]] = [{0: 0.2, 1: "x"}, {0: 0.3, 1: "x"}]
    rate, _ = found({0: 0.1, 1: "x"}, path, NEWS)
    assert rate.parts == pytest.approx({Step.OTHER: 0.1, Step.NEWS: 0.1})


def test_headlines_that_stand_still_cost_no_calculation() -> None:
    told = found({0: 0.1, 1: "x"}, [{0: 0.1, 1: "x"}], REVISION, NEWS)
    assert [(effect.is_moved, effect.parts) for effect in told] == [(False, {}), (False, {})]


def test_a_number_that_becomes_an_error_has_no_difference() -> None:
    told = found({0: 0.1, 1: "x"}, [{0: 0.1, 1: "x"}, {0: "#N/A", 1: "x"}], NEWS)
    assert told[0].change is None
    assert told[0].parts == {Step.NEWS: "#N/A"}


@pytest.mark.parametrize(
    ("value", "number_format", "shown", "moved"),
    [
        (0.1432, "0.0%", "14.3 %", "+14.3 pp"),
        (1234567.0, "#,##0", "1,234,567", "+1,234,567"),
        (6.0e12, '#,##0.0,,,," tn"', "6.0", "+6.0"),
        (2.5, '0.00"×"', "2.50", "+2.50"),
        (6.85e12, "0.0,,,,", "6.9", "+6.9"),
        (0.285, "0%", "29 %", "+29 pp"),
        (-0.285, "0%", "-29 %", "−29 pp"),
        (1.005, "0.00", "1.01", "+1.01"),
        (1.5e300, "0", f"15{'0' * 299}", f"+15{'0' * 299}"),
        (1966.0, "#,##0.##", "1,966", "+1,966"),
        (1966.5, "#,##0.##", "1,966.5", "+1,966.5"),
        (2730.0, "0.0##", "2730.0", "+2730.0"),
        (0.25, "0.##%", "25 %", "+25 pp"),
        (2.5, "General", "2.5", "+2.5"),
        (2033.0, "General", "2033", "+2033"),
        (2033.0, "0", "2033", "+2033"),
        (1234567.0, "General", "1,234,567", "+1,234,567"),
        (45000.0, "yyyy-mm-dd", "2023-03-15", "+45,000 days"),
        (-1.0, "yyyy-mm-dd", "-1", "−1 day"),
        (0.0001, "0.0%", "0.0 %", "+0.01 pp"),
        (0.0, "0.0%", "0.0 %", "+0.0 pp"),
        (-0.0004, "#,##0.00", "-0.00", "−0.0004"),
        (-0.02, "0.0%;-0.0%", "-2.0 %", "−2.0 pp"),
    ],
)
def test_figures_are_told_as_their_cells_show_them(value: float, number_format: str, shown: str, moved: str) -> None:
    assert (figure(value, number_format), difference(value, number_format)) == (shown, moved)


def test_blanks_are_told_in_the_language_of_the_workbook() -> None:
    words = {"blank": "空欄", "other causes": "その他の要因"}
    effect = Effect(VERDICT, "on pace", None, {Step.OTHER: None})
    assert why(effect, say=lambda text: words[text]) == "verdict on pace → 空欄: その他の要因 → 空欄"
    assert why(effect) == "verdict on pace → blank: other causes → blank"


def test_noise_beside_a_figure_is_told_as_no_difference() -> None:
    assert difference(3e-13, "0.0%", of=(0.143, 0.15)) == "+0.0 pp"
    assert difference(3e-8, "0.0%", of=(0.143, 0.15)) == "+0.000003 pp"
    effect = Effect(Headline(0, "rate", "0.0%"), 0.143, 0.15, {Step.REVISION: 0.007, Step.OTHER: 2.8e-17})
    assert why(effect).endswith("+0.7 pp, other causes +0.0 pp")


@pytest.mark.parametrize(
    ("value", "headline", "cell", "held"),
    [
        (0.007, "0.0%", '+0.0" pp";-0.0" pp"', 0.7),
        (0.007, "0.0%", '+0.0"ポイント"', 0.7),
        (0.007, "0.0%", "+0.0%", 0.007),
        (0.007, "0.0%", "General", 0.007),
        (0.7, '+0.0" pp"', '+0.0" pp"', 0.7),
        (0.7, "0.0", '0.0" pp"', 0.7),
        (5.0, "0%", '0" app"', 5.0),
        ("on pace", "0.0%", '0.0" pp"', "on pace"),
        (None, "0.0%", '0.0" pp"', None),
    ],
)
def test_a_cell_in_points_holds_points(value: CellValue, headline: str, cell: str, held: CellValue) -> None:
    assert entered(value, headline, cell, {"pp": "ポイント"}.__getitem__) == pytest.approx(held)


def test_programs_are_told_what_a_headline_counts() -> None:
    def told(number_format: str, before: CellValue, after: CellValue) -> str:
        return unit(Effect(Headline(0, "x", number_format), before, after, {}))

    assert told("0.0%", 0.1, 0.2) == "fraction"
    assert told("yyyy-mm-dd", 45000.0, 45001.0) == "day"
    assert told('0.0" tn"', 1.0, "#N/A") == "number"
    assert told("0.0%", "on pace", "below pace") == "text"


@pytest.mark.parametrize(
    ("old", "new", "number_format", "told"),
    [
        (0.143, 0.150, "0.0%", ("14.3 %", "15.0 %")),
        (0.1431, 0.1434, "0.0%", ("14.31 %", "14.34 %")),
        (0.1431, "[x]", "0.0%", ("14.3 %", "[x]")),
        (12345.6, 12345.7, "#,##0", ("12,345.6", "12,345.7")),
        (1.00001, 1.00002, "General", ("1.00001", "1.00002")),
        (123456.1, 123456.2, "General", ("123,456.1", "123,456.2")),
        (45000.0, 45000.25, "yyyy-mm-dd", ("2023-03-15", "2023-03-15")),
        (0.0, 1e-20, "0.00", ("0.00", "0.00")),
        (0.0, 1e-5, "0.00", ("0.00000", "0.00001")),
        (1e-9, 2e-9, "General", ("1e-09", "2e-09")),
        (0.3, 0.30000000000001, "0.0%", ("30.0 %", "30.0 %")),
        (1e9, 1e9 + 0.00001, "#,##0", ("1,000,000,000", "1,000,000,000")),
    ],
)
def test_two_figures_are_told_so_that_they_differ(
    old: CellValue, new: CellValue, number_format: str, told: tuple[str, str]
) -> None:
    assert apart(old, new, number_format) == told
