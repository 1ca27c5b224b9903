"""Written amounts: what is read, what is refused by name, and the way back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapsheet.amounts import amount_text, amount_value
from gapsheet.errors import AmountTextError, ArgumentTypeError

READ = {
    "1.5兆円": 1_500_000_000_000,
    "550億円": 55_000_000_000,
    "196.6万円": 1_966_000,
    "1,966千円": 1_966_000,
    "3百万円": 3_000_000,
    "¥1 trillion": 1_000_000_000_000,
    "55bn yen": 55_000_000_000,
    "５５０億円": 55_000_000_000,
    "１，９６６．５": 1966.5,
    "－３億円": -300_000_000,
    "△1.2億円": -120_000_000,
    "▲1.2億円": -120_000_000,
    "−5": -5,
    "-5": -5,
    "–5": -5,
    "+5": 5,
    "(1,966)": -1966,
    "（1,966千円）": -1_966_000,
    "¥-5": -5,
    "￥5,000": 5000,
    "JPY –5": -5,
    "1兆2,387億円": 1_238_700_000_000,
    "1億2,345万6,789円": 123_456_789,
    "6,008十億円": 6_008_000_000_000,
    "JPY 3.2m": 3_200_000,
    "3.2 million yen": 3_200_000,
    "20 tn yen": 20_000_000_000_000,
    "1 trillion 238.7 billion yen": 1_238_700_000_000,
    "20兆": 20_000_000_000_000,
    "1,966": 1966,
    "764000": 764_000,
    "1億5千万円": 150_000_000,
    "3千2百円": 3200,
    "2京円": 20_000_000_000_000_000,
    ".5億円": 50_000_000,
    "0.07円": 0.07,
    " 550 億円 ": 55_000_000_000,
    "550\u3000億円": 55_000_000_000,
}

REFUSED = {  # text: the part that must be named
    "約550億円": "約",
    "550億円程度": "程度",
    "550億円弱": "弱",
    "about 55bn yen": "about",
    "~5億円": "~",
    "550億円超": "超",
    "5億円以上": "以上",
    "最大45兆円": "最大",
    "more than 5bn": "more than",
    ">5bn": ">",
    "3~5億円": "~",
    "3～5億円": "~",
    "3-5億円": "-",
    "3bn–5bn yen": "–",
    "3億円から5億円": "から",
    "3 to 5bn": "to",
    "€5": "€",
    "$3bn": "$",
    "US$3bn": "us$",
    "5 USD": "usd",
    "3億ドル": "ドル",
    "500億ウォン": "ウォン",
    "3 billion won": "won",
    "1,23億": "1,23",
    "12,34": "12,34",
    "1,2387億円": "1,2387",
    "1.2.3": "1.2.3",
    "5.": "5.",
    "3億2兆円": "2兆",
    "3億2億円": "2億",
    "1兆12,387億円": "12,387億",
    "1.5兆2億円": "2億",
    "2千3百万円": "3百万",
    "1兆5bn": "5bn",
    "5%": "%",
    "５％": "%",
    "一兆五千億円": "一",
    "千円": "千",
    "億": "億",
    "数億円": "数億",
    "55bn 2024": "2024",
    "55bn2024": "2024",
    "20兆 5": "5",
    "1 966": "966",
    "¥5円": "円",
    "円5": "円",
    "5円50銭": "銭",
    "550億円(税込)": "(税込)",
    "5億円/年": "/年",
    "5億円 a year": "a",
    "5 t yen": "t",
    "1e9": "1e9",
    "5²": "²",
    "①": "①",
    "½": "½",
    "٣": "٣",
    "abc": "abc",
    "--5": "-",
    "(△5)": "△",
}


@pytest.mark.parametrize(("text", "number"), READ.items())
def test_written_amount_is_read_exactly(text: str, number: float) -> None:
    assert amount_value(text) == number


@pytest.mark.parametrize(("text", "part"), REFUSED.items())
def test_part_that_is_not_understood_is_named(text: str, part: str) -> None:
    with pytest.raises(AmountTextError, match=re.escape(f"'{part}'")):
        amount_value(text)


@pytest.mark.parametrize("text", ["円", "yen", "-", "△", "()", "   "])
def test_text_without_a_number_is_refused(text: str) -> None:
    with pytest.raises(AmountTextError, match="holds no number"):
        amount_value(text)


def test_long_text_is_clipped_in_the_message() -> None:
    with pytest.raises(AmountTextError) as refusal:
        amount_value("5億円" * 1000)
    assert len(str(refusal.value)) < 120


def test_every_digit_counts() -> None:
    # 17 digits: summing 1.2e16 and 0.1 as floats would not give the nearest float.
    assert amount_value("1京2,345兆6,789億123万4,567.8円") == 12345678901234567.8


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_groups_of_four_digits_add_up(trillions: int, hundred_millions: int, ten_thousands: int, ones: int) -> None:
    text = f"{trillions:,}兆{hundred_millions:,}億{ten_thousands:,}万{ones:,}円"
    whole = trillions * 10**12 + hundred_millions * 10**8 + ten_thousands * 10**4 + ones
    assert amount_value(text) == float(whole)  # the nearest float; past 2**53 not every whole number has one


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["en", "ja"]))
def test_text_of_an_amount_is_read_back(value: float, language: str) -> None:
    assert amount_value(amount_text(value, language)) == value


@given(st.text(max_size=20) | st.text(alphabet="0123456789,.兆億万千百十円¥yenbtm ()-△", max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        number = amount_value(text)
    except AmountTextError:
        return
    # What was read says the same when it is written out again.
    assert amount_value(amount_text(number)) == number
    assert re.search("[0-9０-９]", text)


@pytest.mark.parametrize(
    ("value", "english", "japanese"),
    [
        (1_238_700_000_000.0, "1.2387 trillion yen", "1兆2,387億円"),
        (55_000_000_000.0, "55 billion yen", "550億円"),
        (1_966_000.0, "1.966 million yen", "196万6,000円"),
        (764_000.0, "764,000 yen", "76万4,000円"),
        (123_456_789.0, "123.456789 million yen", "1億2,345万6,789円"),
        (-120_000_000.0, "-120 million yen", "△1億2,000万円"),
        (1234.5, "1,234.5 yen", "1,234.5円"),
        (0.0, "0 yen", "0円"),
        (-0.0, "0 yen", "0円"),
    ],
)
def test_amount_is_written_in_words(value: float, english: str, japanese: str) -> None:
    assert amount_text(value) == english
    assert amount_text(value, "EN ") == english
    assert amount_text(value, "ja") == japanese


def test_unknown_language_is_named() -> None:
    with pytest.raises(ArgumentTypeError, match="language is 'fr'"):
        amount_text(1.0, "fr")
