"""Chat spelling is read as what it stands for, and other words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.chat_spelling import usual_letters, usual_spelling
from bot.domain.text.normalizing import fold
from bot.domain.text.typing_residue import is_syllable
from tests.domain.quick_log.corpora import FROZEN, SPOKEN


@pytest.mark.parametrize(
    ("typed", "usual"),
    [
        ("ghii", "ghi"),
        ("homm nay", "hom nay"),
        ("hôm wa", "hôm qua"),
        ("hum qa", "hom qua"),
        ("Hum nay", "hom nay"),
        ("tien boo", "tien bo"),
        ("Ghiiiii!", "ghi"),
        ("học tiếng Anhh", "học tiếng anh"),
    ],
)
def test_chat_spelling_is_read_as_it_is_said(typed: str, usual: str) -> None:
    assert usual_spelling(typed) == usual


@pytest.mark.parametrize(
    "text",
    ["I see a tree", "free class", "hum a song", "xem zoo", "hôm nay học Excel", "quốc", "boong",
     "", "45 phút", "11", "học 100"],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert usual_spelling(text) == text


def test_a_known_word_is_never_changed() -> None:
    assert usual_letters(["hocc", "nayy", "boo"], frozenset({"boo"})) == {0: "hoc", 1: "nay"}


@given(st.sampled_from([word for each in (*FROZEN, *SPOKEN) for word in fold(each.sentence).split()
                        if is_syllable(word)]), st.integers(1, 4))  # fmt: skip
def test_a_held_last_letter_changes_nothing(word: str, times: int) -> None:
    held = word + word[-1] * times
    assert fold(usual_spelling(held)) in (word, held if is_syllable(held) else word)
