"""The Invoice System workbook: its example, every method's state, and what its reader must never see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support.answers import Answers, Typed, answered

Ask = Callable[..., Answers]

EPOCH = dt.date(1899, 12, 30)
# Columns of the table of methods on Result.
STATE, TAX, NET, AGAINST, EVEN, REASON = "D", "E", "G", "H", "I", "J"


def serial(year: int, month: int, day: int) -> float:
    return float((dt.date(year, month, day) - EPOCH).days)


@pytest.fixture(scope="module")
def example(built: Mapping[str, Path]) -> Answers:
    return Answers(built["invoice_system"])


@pytest.fixture
def ask(built: Mapping[str, Path], tmp_path: Path) -> Ask:
    def after(typed: Mapping[str, Typed] | None = None, **named: Typed) -> Answers:
        return answered(built["invoice_system"], tmp_path, {**(typed or {}), **named})

    return after


def row(answers: Answers, method: str, *columns: str) -> list[object]:
    return [answers.measure(method, value_column=column) for column in columns]


def studio(answers: Answers, label: str) -> object:
    return answers.measure(label, "Studio")


# 1,966,000 / 1.1 = 1,787,272: base 1,787,000, national tax 139,386.
# two-tenths: 139,386 - 111,508 = 27,878, due 27,800 + 7,841 cut to 7,800; simplified type 5: 69,600 + 19,600;
# standard without invoices: 139,300 + 39,289 cut to 39,200.
@pytest.mark.parametrize(
    ("method", "tax", "net"),
    [
        ("exempt", 0, 1_966_000),
        ("two-tenths", 35_600, 1_930_400),
        ("simplified", 89_200, 1_876_800),
        ("standard", 178_500, 1_787_500),
    ],
)
def test_the_example_gives_the_tax_of_each_open_method(example: Answers, method: str, tax: float, net: float) -> None:
    assert row(example, method, STATE, TAX, NET) == ["open", tax, net]


def test_a_closed_method_shows_dashes_and_its_reason(example: Answers) -> None:
    assert row(example, "three-tenths", STATE, TAX, NET, AGAINST, EVEN) == ["closed", "–", "–", "–", "–"]
    (reason,) = row(example, "three-tenths", REASON)
    assert "tax_period_end is 2026-12-31, not from 2027-01-01 to 2028-12-31" in str(reason)
    assert "enactment not seen" in str(reason)


def test_the_example_says_that_the_studio_loses_more(example: Answers) -> None:
    assert example["studio_loss"] == pytest.approx(1_966_000 / 11 * 0.3)  # 30 % of the tax is lost from October 2026
    assert example["best_cut"] == pytest.approx(35_600 / 1_966_000)
    # a studio pays the same net of credit at a price P (1 - cut) with 70 % credited as at P with all of it credited
    cut = 1 - (10 / 11) / (1 - 0.7 / 11)
    assert studio(example, "Price cut that would make the studio whole") == pytest.approx(cut)
    assert str(example["verdict"]).startswith("▲ Staying exempt leaves you more, but costs the studio more")
    assert any(text.startswith("Bought on 2026-11-22: the studio loses 53,618 yen") for text in example.texts("Result"))
    assert example["master_check"] is True
    assert example.errors == []


def test_the_reader_is_told_that_it_is_voluntary_and_no_advice(example: Answers) -> None:
    for sheet in ("Cover", "Result"):
        assert any("voluntary" in text and "not tax advice" in text for text in example.texts(sheet)), sheet
    assert any("its enactment was not seen" in text for text in example.texts("Notes"))


def test_in_2027_three_tenths_takes_the_place_of_two_tenths(ask: Ask) -> None:
    answers = ask(tax_period_end=serial(2027, 12, 31), purchase_date=serial(2027, 12, 31))
    assert row(answers, "two-tenths", STATE, TAX) == ["closed", "–"]
    assert row(answers, "three-tenths", STATE, TAX) == ["open", 53_500]
    assert answers["best_method"] == "three-tenths"
    assert answers["master_check"] is True


def test_large_base_sales_close_all_but_the_standard_method(ask: Ask) -> None:
    answers = ask(base_sales=50_000_001.0)
    assert [row(answers, method, STATE)[0] for method in ("exempt", "two-tenths", "simplified", "standard")] == [
        "closed",
        "closed",
        "closed",
        "open",
    ]
    assert answers["verdict"] == "▲ Staying exempt is closed; compare the methods that are open"
    assert row(answers, "standard", AGAINST, EVEN) == ["–", "–"]
    assert answers.errors == []
    assert answers["master_check"] is True


def test_a_company_has_no_three_tenths(ask: Ask) -> None:
    answers = ask(seller_kind="a company", tax_period_end=serial(2027, 12, 31))
    assert row(answers, "three-tenths", STATE) == ["closed"]
    assert "the rule is for an individual" in str(row(answers, "three-tenths", REASON)[0])


def test_without_the_tax_on_invoices_the_standard_method_has_no_figure(ask: Ask) -> None:
    answers = ask(input_tax=None)
    assert row(answers, "standard", STATE, TAX, NET) == ["input missing", "[x]", "[x]"]
    assert "input_tax is blank" in str(row(answers, "standard", REASON)[0])
    assert answers["best_method"] == "two-tenths"
    assert answers.errors == []


def test_a_refund_is_counted_to_the_yen(ask: Ask) -> None:
    answers = ask(input_tax=200_000.0)
    # 139,386 - 156,000 = -16,614 national, 16,614 x 22 / 78 = 4,686 local
    assert row(answers, "standard", TAX, NET) == [-21_300, 1_987_300]
    assert answers["best_method"] == "standard"
    assert "Registering brings 21,300 yen a tax period by the cheapest open method" in answers.texts("Working")
    assert answers["master_check"] is True


def test_costs_and_business_type_count(ask: Ask) -> None:
    answers = ask(costs=300_000.0, business_kind="4: whatever is in no other type, such as restaurants")
    # type 4: 139,386 - 83,631 = 55,755: 55,700 + 15,710 cut to 15,700
    assert row(answers, "simplified", TAX, NET) == [71_400, 1_966_000 - 300_000 - 71_400]
    assert not any("before costs" in text for text in answers.texts("Result"))


@pytest.mark.parametrize("sales", [1.0, 1_099.0, 1_100.0, 1_234_567.0, 9_999_999.0, 49_999_999.0])
def test_the_return_by_hand_agrees_for_small_and_large_sales(ask: Ask, sales: float) -> None:
    answers = ask(sales=sales, base_sales=2_000_000.0, input_tax=123_457.0)
    assert answers["master_check"] is True
    assert answers.errors == []


@pytest.mark.parametrize(
    ("cut", "verdict"),
    [(0.0181, "▲ Staying exempt leaves you more"), (0.0182, "▲ Registering leaves you more than staying exempt")],
)
def test_the_break_even_is_where_the_finding_turns(ask: Ask, cut: float, verdict: str) -> None:
    answers = ask(price_cut=cut)  # 35,600 of 1,966,000 is 1.811 %
    assert str(answers["verdict"]).startswith(verdict)
    assert row(answers, "exempt", NET) == [pytest.approx(1_966_000 * (1 - cut))]


@pytest.mark.parametrize(
    ("day", "lost"),
    [
        ((2023, 10, 1), 0.2),
        ((2026, 9, 30), 0.2),
        ((2026, 10, 1), 0.3),
        ((2028, 9, 30), 0.3),
        ((2028, 10, 1), 0.5),
        ((2030, 10, 1), 0.7),
        ((2031, 9, 30), 0.7),
        ((2031, 10, 1), 1.0),
    ],
)
def test_the_day_of_the_purchase_decides_the_step(ask: Ask, day: tuple[int, int, int], lost: float) -> None:
    answers = ask(purchase_date=serial(*day), bought_amount=1_100_000.0)
    assert answers["studio_loss"] == pytest.approx(100_000 * lost)
    assert answers["master_check"] is True


def test_what_lies_above_the_cap_earns_no_credit(ask: Ask) -> None:
    answers = ask(bought_amount=11_000_000.0, supplier_total=105_500_000.0)
    # 5.5 m of the 11 m lie above 100 m: 500,000 x 30 % + 500,000
    assert answers["studio_loss"] == pytest.approx(650_000)
    assert studio(answers, "Part of this purchase above it") == 5_500_000
    assert answers["master_check"] is True


def test_a_purchase_larger_than_the_yearly_total_has_its_reason(ask: Ask) -> None:
    answers = ask(supplier_total=1_000.0)
    assert studio(answers, "Lost if the seller stays exempt") == "[x]"
    assert "supplier_total 1,000 is less than purchases" in str(studio(answers, "Why there is no figure"))
    assert answers.errors == []


def test_a_studio_that_deducts_a_fixed_part_loses_nothing(ask: Ask) -> None:
    answers = ask(buyer_kind="a fixed part, or not at all")
    assert answers["studio_loss"] == 0
    assert str(answers["verdict"]).startswith("✓ Staying exempt leaves you more")


def test_the_calendar_holds_the_steps_as_dates_in_order(example: Answers) -> None:
    cells = example.book.cells
    rows = range(5, 16)
    first = [cells["Calendar", f"B{at}"].value for at in rows]
    assert first == sorted(first, key=float)  # type: ignore[arg-type]
    steps = {cells["Calendar", f"B{at}"].value: cells["Calendar", f"E{at}"].value for at in rows[4:]}
    assert steps == {
        serial(2023, 10, 1): 0.8,
        serial(2024, 10, 1): 0.8,
        serial(2026, 10, 1): 0.7,
        serial(2027, 1, 1): 0.7,  # three-tenths, the seller's side
        serial(2028, 10, 1): 0.5,
        serial(2030, 10, 1): 0.3,
        serial(2031, 10, 1): 0.0,
    }


def test_the_years_show_both_sides_to_2031(example: Answers) -> None:
    tax = {year: of_year(example, year, "G") for year in range(2023, 2032)}
    expected = dict.fromkeys(range(2023, 2027), 35_600) | dict.fromkeys((2027, 2028), 53_500)
    assert tax == expected | dict.fromkeys(range(2029, 2032), 89_200)
    assert of_year(example, 2031, "H") == pytest.approx(1_966_000 / 11)


def of_year(answers: Answers, year: int, column: str) -> object:
    """The amount in the calendar's row of the tax period that ends with a year."""
    place = ("Calendar", 2, serial(year, 12, 31))
    rows = [cell.row for (sheet, _), cell in answers.book.cells.items() if (sheet, cell.column, cell.value) == place]
    return answers.book.cells["Calendar", f"{column}{min(rows)}"].value


def test_old_rules_fail_a_check(ask: Ask) -> None:
    assert ask(as_of=serial(2028, 1, 1))["master_check"] is False


@pytest.mark.parametrize(
    ("typed", "verdict", "shown"),
    [
        ({"sales": None}, "◌ No figures: sales and the end of the tax period are needed", "[x]"),
        ({"tax_period_end": None}, "◌ No figures: sales and the end of the tax period are needed", "[x]"),
        (
            {"tax_period_end": 45_199.0},
            "◌ No figures with these inputs: tax_period_end is 2023-09-30; the rules known here begin on 2023-10-01",
            "–",
        ),
        (
            {"input_tax": -1.0},
            "◌ No figures with these inputs: input_tax is -1; an amount cannot be negative",
            "–",
        ),
        (
            {"input_tax": "none"},
            "◌ No figures with these inputs: input_tax is the text 'none'; a number is needed",
            "–",
        ),
    ],
)
def test_inputs_that_give_no_figures_give_no_errors(
    ask: Ask, typed: dict[str, Typed], verdict: str, shown: str
) -> None:
    answers = ask(typed)
    assert answers["verdict"] == verdict
    assert answers.errors == []
    assert row(answers, "two-tenths", TAX) == [shown]


@pytest.mark.parametrize("name", ["base_sales", "costs", "input_tax", "price_cut", "bought_amount", "supplier_total"])
def test_an_input_that_may_be_empty_is_no_place_for_a_text(ask: Ask, name: str) -> None:
    asked = {typed: ask({name: typed}) for typed in (None, 0.0, "unknown")}
    assert {typed: answers["master_check"] for typed, answers in asked.items()} == {
        None: True,
        0.0: True,
        "unknown": False,
    }
    assert all(answers.errors == [] for answers in asked.values())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"sales": None}, "net income cannot be worked out"),
        ({"sales": 0}, "net income cannot be worked out"),
        ({"tax_period_end": serial(2023, 9, 30)}, "net income cannot be worked out"),
        ({"base_sales": 10_000_001}, "staying exempt is closed; registered, cheapest by simplified"),
    ],
)
def test_only_a_closed_method_is_called_closed(ask: Ask, typed: dict[str, Typed], told: str) -> None:
    line = next(text for text in ask(typed).texts("Result") if text.startswith("Maker of anime, 20-24: "))
    assert line.startswith(f"Maker of anime, 20-24: {told}")


def test_an_emptied_workbook_holds_no_error(ask: Ask) -> None:
    typed = (
        "sales",
        "tax_period_end",
        "purchase_date",
        "seller_kind",
        "business_kind",
        "buyer_kind",
        "input_tax",
        "as_of",
    )
    answers = ask(dict.fromkeys(typed))
    assert answers.errors == []
    assert studio(answers, "Lost if the seller stays exempt") == "[x]"
