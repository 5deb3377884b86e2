"""A long text is cut into parts that fit, join to the whole, and keep clusters together."""

from __future__ import annotations

import itertools
import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.messages import LengthUnit
from bot.wording.splitting import length, split

units = st.sampled_from(get_args(LengthUnit))
characters = st.characters(codec="utf-8")

CLUSTERS = (
    *"aB1.,",
    " ",
    "\n",
    "ế",
    unicodedata.normalize("NFD", "ế"),
    unicodedata.normalize("NFD", "Ợ"),
    "đ",
    "📒",
    "👍🏽",
    "👨‍👩‍👧‍👦",
    "3️⃣",
    "❤️",
    "🇻🇳",
    "𠀀",
    "x\u0300\u0301\u0302\u0303",
    " \u0301",
)
LONGEST = max(length(cluster, "utf16") for cluster in CLUSTERS)


@pytest.mark.parametrize(
    ("text", "utf16", "chars"),
    [("", 0, 0), ("học", 3, 3), ("ho\u0323c", 4, 4), ("📒", 2, 1), ("👍🏽", 4, 2)],
)
def test_a_length_is_counted_as_the_platform_counts(text: str, utf16: int, chars: int) -> None:
    assert length(text, "utf16") == utf16
    assert length(text, "chars") == chars


@given(st.text(characters, max_size=300), st.integers(2, 40), units)
def test_parts_fit_and_join_to_the_whole(text: str, limit: int, unit: LengthUnit) -> None:
    parts = split(text, limit, unit)
    assert "".join(parts) == text
    assert all(length(part, unit) <= limit for part in parts)
    assert all(parts) or text == ""


@given(st.lists(st.sampled_from(CLUSTERS), max_size=80), st.integers(LONGEST, 40), units)
def test_what_is_one_sign_to_the_eye_stays_in_one_part(
    clusters: list[str], limit: int, unit: LengthUnit
) -> None:
    whole = set(itertools.accumulate(map(len, clusters)))
    parts = split("".join(clusters), limit, unit)
    assert set(itertools.accumulate(map(len, parts[:-1]))) <= whole


@given(st.lists(st.sampled_from(CLUSTERS), max_size=80), st.integers(LONGEST, 40), units)
def test_no_two_parts_would_have_fitted_in_one(
    clusters: list[str], limit: int, unit: LengthUnit
) -> None:
    parts = split("".join(clusters), limit, unit)
    for part, after in itertools.pairwise(parts):
        assert length(part + after, unit) > limit


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("một hai ba bốn", 8, ("một hai ", "ba bốn")),
        ("Một hai. Ba bốn năm", 12, ("Một hai. ", "Ba bốn năm")),
        ("dòng một\ndòng hai ba", 14, ("dòng một\n", "dòng hai ba")),
        ("đoạn một\n\nđoạn hai. Ba", 16, ("đoạn một\n\n", "đoạn hai. Ba")),
        ("khôngcódấucách", 5, ("không", "códấu", "cách")),
        ("a bbbbbbbbbbbb", 8, ("a bbbbbb", "bbbbbb")),
        ("vừa khít", 8, ("vừa khít",)),
        ("", 8, ("",)),
    ],
)
def test_a_text_is_cut_where_a_reader_would_cut_it(
    text: str, limit: int, parts: tuple[str, ...]
) -> None:
    assert split(text, limit, "chars") == parts


def test_a_sign_that_is_longer_than_a_part_is_cut_all_the_same() -> None:
    assert "".join(split("a" + "\u0301" * 50, 10, "chars")) == "a" + "\u0301" * 50


def test_no_part_can_hold_less_than_every_sign() -> None:
    with pytest.raises(ValueError, match="limit below 2"):
        split("📒", 1, "utf16")


def test_the_limit_of_telegram_is_of_utf16_units() -> None:
    parts = split("📒" * 4096, 4096, "utf16")
    assert [len(part) for part in parts] == [2048, 2048]
    assert split("ạ" * 4096, 4096, "utf16") == ("ạ" * 4096,)
