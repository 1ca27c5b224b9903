"""Lines of text in a column: as many as the letters need, none too few."""

from __future__ import annotations

import pytest

from gapsheet.templates.lines import count, height, width


def test_a_digit_is_as_wide_as_a_digit() -> None:
    assert width("2024") == 4.0
    assert width("2024", size=22) == 8.0


def test_thin_and_wide_letters_are_told_apart() -> None:
    assert width("illicit") < width("1234567") < width("mammoth")


def test_ideographs_take_two_places() -> None:
    assert width("兆円") == 4.0


@pytest.mark.parametrize(("column", "lines"), [(60, 1), (23, 2), (11, 4)])
def test_words_are_broken_between(column: float, lines: int) -> None:
    assert count("1234567890 1234567890 1234567890 1234567890", column) == lines


def test_a_word_longer_than_the_column_goes_on_below() -> None:
    assert count("0" * 100, 30) == 4


def test_an_indent_takes_room() -> None:
    assert (count("0" * 28, 30), count("0" * 28, 30, indent=1)) == (1, 2)


def test_a_row_is_never_lower_than_a_line_of_the_house() -> None:
    assert height(1, 9) == 20.0
    assert height(3, 11) > 3 * 15 - 1  # Excel gives a line of Calibri 11 fifteen points
