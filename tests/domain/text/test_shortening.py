"""A long text is told back as its beginning, and no letter of it is taken apart."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.shortening import shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("đọc sách", "đọc sách"),
        ("đọc sách và báo", "đọc sách và…"),
        ("đọc sách vàbáo", "đọc sách…"),
        ("ờ" * 13, "ờ" * 12 + "…"),
        ("một hai\nba bốn năm", "một hai\nba…"),
        ("x" * 11 + "e\u0323\u0302", "x" * 11 + "…"),
        ("a" * 11 + "👍🏽", "a" * 11 + "…"),
        ("e" + "\u0323" * 20, "e" + "\u0323" * 11 + "…"),
    ],
)
def test_a_text_is_shortened_to_twelve_letters(text: str, shown: str) -> None:
    assert shortened(text, 12) == shown


@given(st.text(min_size=1).map(lambda text: unicodedata.normalize("NFC", text).strip()))
def test_it_begins_as_the_text_does_and_is_never_longer(text: str) -> None:
    shown = shortened(text, 12)
    assert len(shown) <= 13
    assert shown == text or (shown[-1] == "…" and text.startswith(shown[:-1]))
