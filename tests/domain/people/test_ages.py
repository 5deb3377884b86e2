"""Ages: what people type when they are asked how old they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people.ages import AgeRead, read_age
from bot.domain.text.normalizing import fold

YEAR = 2026

READ: dict[str, AgeRead] = {
    "67": "60+", "67 tuổi": "60+", "16t": "16-24", "sinh năm 1958": "60+", "1958": "60+",
    "sn 1990": "25-39", "tôi 67 tuổi ạ": "60+", "sáu mươi bảy tuổi": "60+", "ngoài 60": "60+",
    "trên 60 tuổi": "60+", "hơn 39": "40-59", "15": "under_16", "9 tuổi": "under_16",
    "hai mươi": "16-24", "tôi năm nay 45": "40-59", "i'm 30": "25-39", "30 years old": "25-39",
    "I am 30 y/o": "25-39", "2011": "under_16", "59": "40-59", "60": "60+", "24": "16-24",
    "25": "25-39", "40": "40-59", "dạ bác 72 tuổi rồi": "60+", "Em 17T.": "16-24",
    "born in 1985": "40-59", "5 tuổi": "under_16", "em 5 tuổi": "under_16", "6": "under_16",
}  # fmt: skip

UNCLEAR = (
    "", "0", "150", "già rồi", "sinh năm 2010", "năm 2020", "40-59", "45 phút", "67 68", "từ 60",
    "1", "5", "em 3", "1899", "2027", "hôm nay đọc sách 30 phút", "ba tôi 60",
)  # fmt: skip


@pytest.mark.parametrize("typed", READ)
def test_an_age_is_read_with_and_without_accents(typed: str) -> None:
    assert read_age(typed, YEAR) == READ[typed]
    assert read_age(fold(typed), YEAR) == READ[typed]


@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_is_no_clear_age_is_asked(typed: str) -> None:
    assert read_age(typed, YEAR) is None


@given(st.integers(1, 120))
def test_an_age_and_its_year_of_birth_agree_but_at_sixteen(age: int) -> None:
    by_year = read_age(f"sinh năm {YEAR - age}", YEAR)
    assert by_year == (None if age == 16 else read_age(f"{age} tuổi", YEAR))


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert read_age(text, YEAR) in {None, "under_16", "16-24", "25-39", "40-59", "60+"}
