"""What the reader refuses, each time with the row and the rule in the message."""

from __future__ import annotations

import pytest

from gapsheet.errors import FactError
from gapsheet.facts import Fact, units
from gapsheet.facts.reader import COLUMNS, facts_of
from gapsheet.facts.tables import read_table

GOOD = {
    "id": "ZZ01",
    "name": "river_length_2024",
    "series": "river_length",
    "title": "Length of the river",
    "period": "2024",
    "value": "12.5",
    "unit": "%",
    "bound": "",
    "definition": "From source to mouth.",
    "vintage": "survey of 2024",
    "source": "Rivers",
    "publisher": "Survey office",
    "url": "https://example.org/rivers",
    "published": "2024-05-06",
    "confidence": "primary",
    "use": "",
    "note": "",
}


def read(*changes: dict[str, str]) -> tuple[Fact, ...]:
    return facts_of([GOOD | change for change in changes], units())


def test_a_sound_row_becomes_a_record() -> None:
    (fact,) = read({})
    assert (fact.value, fact.stated_value, fact.base_unit, fact.year) == (0.125, 12.5, "fraction", 2024)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "9.0 / 22.3"}, "ZZ01: the value '9.0 / 22.3' is not a number"),
        ({"value": ""}, "ZZ01: the value '' is not a number"),
        ({"value": "nan"}, "ZZ01: the value 'nan' is not a number"),
        ({"value": "inf"}, "ZZ01: the value 'inf' is not a number"),
        ({"unit": "oku JPY"}, "ZZ01: the unit 'oku JPY' is not in units.csv"),
        (
            {"confidence": "primary (mirror)"},
            "ZZ01: confidence is 'primary .mirror.'; allowed are 'primary', 'secondary'",
        ),
        ({"use": "careful"}, "ZZ01: use is 'careful'; allowed are '', 'do not use'"),
        ({"bound": "maximum"}, "ZZ01: bound is 'maximum'; allowed are '', 'lower', 'upper', 'about'"),
        ({"url": ""}, "ZZ01: a figure of confidence 'primary' needs a url"),
        ({"published": "May 2024"}, "ZZ01: published 'May 2024' is not a date"),
        ({"published": "2024-13"}, "ZZ01: published '2024-13' is not a date"),
        ({"name": "OS04"}, "ZZ01: the name 'OS04' must be lower-case words joined by underscores"),
        ({"name": "growth"}, "ZZ01: the name 'growth' must be"),
        ({"definition": " "}, "ZZ01: definition is empty"),
        ({"id": ""}, "a row without id: id is empty"),
        ({"use": "do not chain"}, "ZZ01: use is 'do not chain' and the note does not say why"),
    ],
)
def test_a_faulty_row_is_refused_by_name(change: dict[str, str], message: str) -> None:
    with pytest.raises(FactError, match=message):
        read(change)


@pytest.mark.parametrize("word", ["derived", "could not verify"])
def test_a_calculated_or_unverified_figure_may_have_no_page(word: str) -> None:
    (fact,) = read({"confidence": word, "url": ""})
    assert fact.citation.endswith("2024-05-06).")


@pytest.mark.parametrize("published", ["2024", "2024-05", "2024-05-06", "2023/2024", "2023-12/2024", "not stated"])
def test_a_date_may_be_as_vague_as_the_source(published: str) -> None:
    assert read({"published": published})[0].published == published


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(FactError, match="ZZ02: 'river_length_2024' is already taken by ZZ01"):
        read({}, {"id": "ZZ02", "period": "2025"})


def test_ids_that_differ_only_in_capitals_are_refused() -> None:
    with pytest.raises(FactError, match="zz01: 'zz01' is already taken by ZZ01"):
        read({}, {"id": "zz01", "name": "river_length_2025", "period": "2025"})


@pytest.mark.parametrize("field", ["title", "definition", "vintage"])
def test_two_definitions_or_vintages_in_one_series_are_refused(field: str) -> None:
    second = {"id": "ZZ02", "name": "river_length_2025", "period": "2025", field: "something else"}
    with pytest.raises(FactError, match=f"ZZ02: its {field} differs from ZZ01's in series river_length"):
        read({}, second)


def test_two_units_in_one_series_are_refused() -> None:
    with pytest.raises(FactError, match="its base_unit differs"):
        read({}, {"id": "ZZ02", "name": "river_length_2025", "period": "2025", "unit": "tn JPY"})


def test_two_figures_for_one_period_of_a_series_are_refused() -> None:
    with pytest.raises(FactError, match="already has a figure for 2024"):
        read({}, {"id": "ZZ02", "name": "river_length_again"})


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(FactError, match=r"units.csv has the columns unit, factor, base, words; expected id, name"):
        read_table("units.csv", COLUMNS)
