"""The EU pay gap workbook: points a to g worked out a second time, the test of Article 10, and lists of many shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from gapsheet.catalog import FUNCTIONS
from gapsheet.languages.language import language
from gapsheet.templates.pay_gap_eu import author
from support.answers import Answers, Typed, answered
from support.staff_lists import Row, pasted, people_of

Ask = Callable[[Mapping[str, Typed]], Answers]
Paste = Callable[..., Answers]

# UK golden example of men and women by the hour; the bands of the Directive follow the same rule in this book.
MEN = (10, 10, 12, 12, 12, 15, 15, 18, 22, 25, 30, 40)
WOMEN = (10, 10, 10, 12, 12, 15, 15, 16, 20, 28)
HOURS, WEEKS = 40, 50
FIRST_CATEGORY = 5  # row of the first category on Categories


@pytest.fixture(scope="module")
def book(built: Mapping[str, Path]) -> Path:
    return built["pay_gap_eu"]


@pytest.fixture(scope="module")
def example(book: Path) -> Answers:
    return Answers(book)


@pytest.fixture
def ask(book: Path, tmp_path: Path) -> Ask:
    return lambda typed: answered(book, tmp_path, typed)


@pytest.fixture
def paste(book: Path, tmp_path: Path) -> Paste:
    return lambda rows, typed=None: pasted(book, tmp_path, rows, typed)


def worker(number: int, sex: str, rate: float, category: str = "Production", **more: Any) -> Row:
    """A worker with this basic wage an hour."""
    return {"Id": f"P{number}", "Sex": sex, "Category": category, "Hours": HOURS, "Weeks": WEEKS,
            "SALARY": round(rate * HOURS * WEEKS, 2)} | more  # fmt: skip


def crowd(men: tuple[float, ...], women: tuple[float, ...], category: str = "Production") -> list[Row]:
    """Men, then women, with these basic wages an hour."""
    paid = [("M", rate) for rate in men] + [("F", rate) for rate in women]
    return [worker(number, sex, rate, category) for number, (sex, rate) in enumerate(paid)]


def line(answers: Answers, sheet: str, label: str, column: int = 3) -> list[Any]:
    """The cells to the right of the first cell of a column with this text."""
    cells = [cell for (name, _), cell in answers.book.cells.items() if name == sheet]
    row = next(cell.row for cell in cells if (cell.column, cell.value) == (column, label))
    beside = [cell for cell in cells if cell.row == row and cell.column > column]
    return [cell.value for cell in sorted(beside, key=lambda cell: cell.column)]


Found = dict[tuple[str, str], list[tuple[float, float]]]


def gap(men: list[float], women: list[float]) -> float:
    return (mean(men) - mean(women)) / mean(men)


def by_hand(book: Path) -> Found:
    """Basic and variable pay an hour of the example's rows without a fault, by sex and category."""
    variable = ("SHIFT", "OVERTIME", "BONUS", "CAR")
    found: Found = {}
    for row in people_of(book):
        if row["Hours"] == 0 or row["Category"] == "Engineers" or row["Sex"] == "X":
            continue
        hours = row["Hours"] * row["Weeks"]
        extra = sum(row[code] for code in variable) + row["LTI"] * 365.25 / 1095.75
        found.setdefault((row["Sex"], row["Category"]), []).append((row["SALARY"] / hours, extra / hours))
    return found


def sexes(found: Found, category: str = "") -> list[list[tuple[float, float]]]:
    """Men and women, of one category or all."""
    sides = [
        [people for (sex, name), people in found.items() if sex == wanted and category in ("", name)] for wanted in "MF"
    ]
    return [[pay for people in side for pay in people] for side in sides]


def test_the_whole_list_is_compared_as_by_hand(book: Path, example: Answers) -> None:
    men, women = sexes(by_hand(book))
    level = [[basic + extra for basic, extra in people] for people in (men, women)]
    extras = [[extra for _, extra in people] for people in (men, women)]
    components = "Complementary or variable components"
    labels = ("Pay level, mean", f"{components}, mean", "Pay level, median", f"{components}, median")
    middle = [1 - median(women) / median(men) for men, women in (level, extras)]
    assert [line(example, "Results", label)[0] for label in labels] == pytest.approx(
        [gap(*level), gap(*extras), *middle]
    )
    shares = line(example, "Results", "Receive complementary or variable components")
    assert shares[0] == pytest.approx(sum(extra > 0 for extra in extras[1]) / len(women))
    assert (len(women), len(men)) == (29, 28)
    assert example["master_check"] is True


@pytest.mark.parametrize("category", ["Production", "Logistics", "Engineering", "Selling", "Administration"])
def test_each_category_is_compared_as_by_hand(category: str, book: Path, example: Answers) -> None:
    men, women = sexes(by_hand(book), category)
    level, side, heads_women, heads_men, basic, extra, reached = line(example, "Results", category)
    expected = gap([sum(pay) for pay in men], [sum(pay) for pay in women])
    assert level == pytest.approx(expected)
    assert basic == pytest.approx(gap([pay[0] for pay in men], [pay[0] for pay in women]))
    assert extra == pytest.approx(gap([pay[1] for pay in men], [pay[1] for pay in women]))
    assert (heads_women, heads_men) == (len(women), len(men))
    assert side == ("women" if expected > 0 else "men")
    assert reached == ("yes" if abs(expected) >= 0.05 else "no")


def test_small_groups_and_one_sex_show_codes(example: Answers) -> None:
    assert line(example, "Results", "Legal") == ["[c]", "–", 2, 1, "[c]", "[c]", "[c]"]
    assert line(example, "Results", "Caretaking") == ["[z]", "–", 0, 2, "[z]", "[z]", "–"]
    charted = {example.book.cells["Chart", f"D{row}"].value for row in range(34, 42)}
    assert "Legal" not in charted
    assert {"Engineering", "Selling"} <= charted


def test_point_g_needs_no_add_in(example: Answers) -> None:
    working = [cell.formula or "" for cell in example.book.formulas if cell.sheet.startswith("Category ")]
    assert len(working) > 1000
    assert not [formula for formula in working for entry in FUNCTIONS if f"{entry.name}(" in formula]


def test_no_amount_of_pay_stands_on_results(book: Path, example: Answers) -> None:
    shown = [cell.value for (sheet, _), cell in example.book.cells.items() if sheet in ("Results", "Chart")]
    numbers = {round(value, 6) for value in shown if isinstance(value, float)}
    means = {round(mean(map(sum, people)), 6) for people in by_hand(book).values()}
    assert not means & numbers


def test_faulty_rows_are_named_and_left_out(example: Answers) -> None:
    assert (example["staff_excluded"], example["staff_used"]) == (2, 58)
    assert line(example, "Data checks", "E1006", 2)[1:4] == ["working hours missing or 0", "M", "–"]
    assert line(example, "Data checks", "E1025", 2)[1] == "category unknown"


OPEN = "open: justify it, or remedy it in time"
NO_WORDS = "open: the justification has no words"
REMEDIED = "no: remedied in time"
ASSESSMENT = "yes: joint pay assessment"
NOT_BOUND = "conditions met; the Directive binds employers with a duty to report"


@pytest.mark.parametrize(
    ("typed", "outcomes"),
    [
        ({"E7": "yes", "F7": " ", "G7": "no", "G8": "yes", "E9": "yes", "F9": "By the pay scale.", "G10": "no"},
         (NO_WORDS, REMEDIED, "no: justified by the criteria stated", ASSESSMENT)),
        ({"E7": None, "as_of": 46722.0}, (ASSESSMENT,) * 4),  # 1 December 2027: the six months are past
        ({"E7": None, "as_of": 46721.0, "workers": 99}, (OPEN, OPEN, NOT_BOUND, OPEN)),
    ],
    ids=["answered", "after six months", "small employer"],
)  # fmt: skip
def test_article_10_asks_for_all_three_conditions(ask: Ask, typed: dict[str, Typed], outcomes: tuple[str, ...]) -> None:
    answers = ask({name if name.islower() else f"Categories!{name}": value for name, value in typed.items()})
    categories = ("Engineering", "Selling", "Administration", "Legal")
    assert tuple(line(answers, "Assessment", name)[-1] for name in categories) == outcomes
    assert answers.errors == []


FIVE_PERCENT = {  # men's and women's pay an hour, whether 5 % is reached, who is paid less
    "Production": (20.0, 19.0, "yes", "women"),
    "Logistics": (19.0, 18.05, "yes", "women"),  # floats make it 4.9999… %
    "Engineering": (20.0, 19.01, "no", "women"),
    "Selling": (20.0, 21.0, "yes", "men"),
    "Administration": (20.0, 20.0, "no", "equal"),
}


def test_five_percent_is_reached_unrounded_and_either_way(paste: Paste) -> None:
    rows = [row for name, (men, women, _, _) in FIVE_PERCENT.items() for row in crowd((men,) * 3, (women,) * 3, name)]
    answers = paste([{**row, "Id": place} for place, row in enumerate(rows)])
    for name, (_, _, reached, side) in FIVE_PERCENT.items():
        shown = line(answers, "Results", name)
        assert (shown[1], shown[-1]) == (side, reached), name
    assert answers["master_check"] is True


def test_the_golden_staff_gives_the_golden_figures(paste: Paste) -> None:
    answers = paste(crowd(MEN, WOMEN))
    assert line(answers, "Results", "Pay level, mean")[0] == pytest.approx(0.19638009, abs=5e-9)
    assert line(answers, "Results", "Pay level, median")[0] == pytest.approx(0.1)
    names = ("Lower", "Lower middle", "Upper middle", "Upper")
    bands = [line(answers, "Results", f"{name} quartile band")[0] for name in names]
    assert bands == pytest.approx([3.4 / 6, 2.1 / 5, 3.5 / 6, 1.0 / 5])
    assert answers.errors == []


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [worker(1, "F", 20.0)],
        crowd((20.0, 21.0, 22.0, 23.0, 24.0), ()),
        crowd((), (20.0, 21.0, 22.0, 23.0, 24.0)),
        crowd((20.0,), (19.0,)),
        crowd((20.0, 20.0), (19.0, 19.0), "Nowhere"),
    ],
    ids=["nobody", "one woman", "men only", "women only", "one man and one woman", "no known category"],
)
def test_lists_that_cannot_be_compared_show_codes(paste: Paste, rows: list[Row]) -> None:
    answers = paste(rows, {"least_heads": 0})
    assert answers.errors == []
    assert line(answers, "Results", "Pay level, mean")[0] == "[x]"
    assert "No gap may be shown" in answers.texts("Chart") or len(rows) == 2


def test_recipients_only_leaves_out_who_receives_none(paste: Paste) -> None:
    bonuses = {"M": (0.0, 1000.0, 3000.0), "F": (0.0, 0.0, 1500.0)}
    paid = [(sex, bonus) for sex, amounts in bonuses.items() for bonus in amounts]
    rows = [worker(number, sex, 20.0, BONUS=bonus) for number, (sex, bonus) in enumerate(paid)]
    label = "Complementary or variable components, mean"
    everybody = paste(rows, {"least_heads": 0})
    assert line(everybody, "Results", label)[0] == pytest.approx(1 - 500 / (4000 / 3))
    some = paste(rows, {"least_heads": 0, "variable_whom": "recipients only"})
    assert line(some, "Results", label)[:4] == [pytest.approx(1 - 1500 / 2000), "women", 1, 2]
    assert line(some, "Results", "Production")[5] == pytest.approx(0.25)
    hidden = paste(rows, {"variable_whom": "recipients only"})
    assert line(hidden, "Results", label)[0] == "[c]"
    assert line(hidden, "Results", "Production")[5] == "[c]"


def test_faults_of_every_kind_leave_rows_out(paste: Paste) -> None:
    good = crowd((20.0, 21.0, 22.0, 23.0), (19.0, 20.0, 21.0, 22.0))
    bad: dict[str, Row] = {
        "no id": worker(0, "F", 20.0, Id=None),
        "id listed before": worker(3, "F", 20.0),
        "sex missing or unknown": worker(21, "woman", 20.0),
        "category missing": worker(22, "F", 20.0, Category=None),
        "category unknown": worker(23, "F", 20.0, Category="Prod*"),  # no pattern, though MATCH would take it for one
        "working hours over the limit": worker(24, "F", 20.0, Hours=160),
        "weeks missing or 0": worker(25, "F", 20.0, Weeks="all"),
        "weeks over the limit": worker(26, "F", 20.0, Weeks=365),
        "text among the pay": worker(27, "F", 20.0, BONUS="1,000 €"),
        "basic wage 0 or below": worker(28, "F", 20.0, SALARY=-1.0),
        "variable pay below 0": worker(29, "F", 20.0, BONUS=-1.0),
        "error value in the row": worker(30, "F", 20.0, Category="#N/A"),
    }
    answers = paste([*good, *bad.values()])
    counted = {name: line(answers, "Data checks", name, 2)[2] for name in bad}
    assert counted == dict.fromkeys(bad, 1)
    assert answers["staff_used"] == len(good)
    assert line(answers, "Results", "Pay level, mean")[0] == pytest.approx(gap([20, 21, 22, 23], [19, 20, 21, 22]))
    assert answers["master_check"] is False  # more rows are left out than Inputs allow
    assert [error.partition("!")[0] for error in answers.errors] == ["Employees"]  # the one typed, and no other


def test_the_country_and_the_size_say_what_is_due(ask: Ask) -> None:
    irish = ask({"country": "Ireland", "workers": 60})
    texts = irish.texts("Results")
    assert any(text.startswith("Ireland: ") and text.endswith("It asks for one from your size.") for text in texts)
    assert "Directive, 60 workers: below 100 a report is voluntary, unless national law asks for it" in texts
    large = ask({"workers": 250})
    assert "Directive, 250 workers: first report by 2027-06-07, then every year" in large.texts("Results")
    assert "Austria: No national rule is built in. Check national law." in large.texts("Results")
    assert ask({"workers": None})["workers_n"] == 57


def test_a_category_named_twice_fails_a_check(ask: Ask) -> None:
    assert ask({f"Categories!C{FIRST_CATEGORY + 1}": "production"})["master_check"] is False


def test_emptied_inputs_leave_no_error(ask: Ask) -> None:
    names = ("filed_on", "report_year", "country", "variable_whom", "least_heads", "workers", "as_of", "employer_name")
    answers = ask(dict.fromkeys(names))
    assert answers.errors == []
    assert "Remedy of what is not justified: until –" in answers.texts("Assessment")


def test_twenty_thousand_rows_are_compared_as_by_numpy(paste: Paste) -> None:
    random = np.random.default_rng(5)
    names = np.array(["Production", "Logistics", "Engineering", "Selling"])[random.integers(0, 4, 20_000)]
    sexes_ = np.where(random.random(20_000) < 0.4, "F", "M")
    rates = np.round(random.normal(25, 4, 20_000).clip(9), 2) - 1.5 * ((sexes_ == "F") & (names == "Selling"))
    columns = zip(sexes_.tolist(), rates.tolist(), names.tolist(), strict=True)
    answers = paste([worker(number, *row) for number, row in enumerate(columns)], {"workers": 20_000})
    assert answers["staff_used"] == 20_000
    men, women = rates[sexes_ == "M"], rates[sexes_ == "F"]
    assert line(answers, "Results", "Pay level, mean")[0] == pytest.approx(1 - women.mean() / men.mean())
    assert line(answers, "Results", "Pay level, median")[0] == pytest.approx(1 - np.median(women) / np.median(men))
    assert line(answers, "Results", "Selling")[-1] == "yes"
    assert answers["master_check"] is True


A4_ACROSS, A4_DOWN = 841.89, 595.28  # points, the long side across
DIGITS = {"en": 5.25, "ja": 6.0}  # points: a digit of Calibri 11 and of Yu Gothic 11, as Excel measures columns


def last_page(sheet: Worksheet) -> tuple[float, float]:
    """Points of the rows on a sheet's last printed page, and of those that the paper holds at the sheet's width."""
    digit = DIGITS["en" if sheet.title.isascii() else "ja"]
    left, right = sheet.print_area.replace("$", "").rpartition("!")[2].split(":")
    last_column, last_row = sheet[right].column, sheet[right].row
    columns = [cell.column_letter for cell in sheet[1][sheet[left].column - 1 : last_column]]
    wide = digit * sum(sheet.column_dimensions[letter].width for letter in columns)
    margins = sheet.page_margins
    across, down = A4_ACROSS - 72 * (margins.left + margins.right), A4_DOWN - 72 * (margins.top + margins.bottom)
    first_title, last_title = (int(row) for row in sheet.print_title_rows.replace("$", "").split(":"))
    top = max([1, *(each.id + 1 for each in sheet.row_breaks.brk)])
    titles = range(first_title, last_title + 1) if top > 1 else ()
    rows = [*titles, *range(top, last_row + 1)]
    return sum(sheet.row_dimensions[row].height or 15 for row in rows), down * max(1, wide / across)


@pytest.mark.parametrize("code", DIGITS)
@pytest.mark.parametrize("place", ["Results", "Notes text", "Category means"])
def test_rows_that_wait_for_categories_or_codes_print_no_blank_page(code: str, place: str) -> None:
    book = author(language(code))
    number = list(book.roles).index(place)
    used, room = last_page(load_workbook(BytesIO(book.saved())).worksheets[number])
    assert 0.5 * room < used <= room
