"""Number words, with and without the shortened tens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.number_words import read_spelled

ONES = ["khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin"]
EN_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
EN_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def vietnamese(number: int) -> str:
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        link = " linh" if 0 < rest < 10 else ""
        return f"{ONES[hundreds]} tram{link}" + (f" {vietnamese(rest)}" if rest else "")
    tens, ones = divmod(number, 10)
    if not tens:
        return ONES[ones]
    ten = "muoi" if tens == 1 else f"{ONES[tens]} muoi"
    return ten if not ones else f"{ten} {'lam' if ones == 5 else ONES[ones]}"


def english(number: int) -> str:
    if number < 20:
        return EN_SMALL[number]
    tens, ones = divmod(number, 10)
    return EN_TENS[tens] + (f"-{EN_SMALL[ones]}" if ones else "")


@given(st.integers(1, 999))
def test_every_number_spelled_in_vietnamese_is_read_back(number: int) -> None:
    assert read_spelled(vietnamese(number)) == number


@given(st.integers(1, 99))
def test_every_number_spelled_in_english_is_read_back(number: int) -> None:
    assert read_spelled(english(number)) == number
    assert read_spelled(english(number).replace("-", " ")) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("hai muoi tu", 24),
        ("hai muoi mot", 21),
        ("hai lam", 25),
        ("bon nham", 45),
        ("ba chuc", 30),
        ("mot tram le nam", 105),
        ("a hundred and five", 105),
        ("one hundred twenty", 120),
    ],
)
def test_shortened_and_linked_numbers_are_read(text: str, number: int) -> None:
    assert read_spelled(text) == number


@pytest.mark.parametrize(
    "text", ["", "hai ba", "tu", "lam", "tram", "muoi muoi", "mot hai ba", "x"]
)
def test_what_is_not_one_number_is_not_read(text: str) -> None:
    assert read_spelled(text) is None


@pytest.mark.parametrize(("said", "number"), [("3 muoi", 30), ("4 muoi lam", 45), ("2 chuc", 20)])
def test_a_digit_before_the_word_for_ten_is_read(said: str, number: int) -> None:
    assert read_spelled(said) == number
