"""Button data comes back unchanged, and data of another origin is not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.messages import pack_press, unpack_press

keys = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=40)


@given(st.integers(0, 999_999_999), keys)
def test_a_press_comes_back_as_it_was_packed(turn: int, key: str) -> None:
    packed = pack_press(turn, key)
    assert unpack_press(packed) == (turn, key)
    assert len(packed.encode()) <= 64


@pytest.mark.parametrize(
    "data",
    ["", ":", "7", "7:", ":back", "-1:back", "+1:back", "1.5:back", "x:back", " 7:back", "7 :back",
     "٧:back", "７:back", "1234567890:back", "back:7", "null", '{"turn":7}'],
)  # fmt: skip
def test_what_is_not_ours_is_not_read(data: str) -> None:
    assert unpack_press(data) is None


@given(st.text())
def test_anything_may_come_back(data: str) -> None:
    read = unpack_press(data)
    assert read is None or (read[0] >= 0 and read[1] != "")


def test_a_key_may_hold_the_sign_that_parts() -> None:
    assert unpack_press(pack_press(3, "w:2026-11-16")) == (3, "w:2026-11-16")
