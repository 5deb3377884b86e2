"""The signs of Telex and VNI are taken away, and other words are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text.normalizing import fold
from bot.domain.text.typing_residue import is_syllable, plain_letters

WORDS = (
    ("học", "hocj", "ho5c"),
    ("tiếng", "tieengs", "tie61ng"),
    ("đọc", "ddocj", "d9o5c"),
    ("phường", "phuwowngf", "phu7o72ng"),
    ("nấu", "naaus", "na61u"),
    ("sách", "sachs", "sa1ch"),
    ("thư", "thuw", "thu7"),
    ("viện", "vieenj", "vie65n"),
    ("bảo", "baor", "ba3o"),
    ("truyện", "truyeenj", "truye65n"),
    ("hôm", "hoom", "ho6m"),
    ("vẽ", "vex", "ve4"),
)


@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=8), st.sampled_from((1, 2)))
def test_residue_has_the_letters_of_its_words(words: list[tuple[str, str, str]], way: int) -> None:
    typed = [words[0][way], "hocj" if way == 1 else "ho5c", *(each[way] for each in words[1:])]
    letters = plain_letters(typed, frozenset())
    meant = [fold(words[0][0]), "hoc", *(fold(each[0]) for each in words[1:])]
    assert [letters.get(n, typed[n]) for n in range(len(typed))] == meant


@pytest.mark.parametrize(
    "sentence",
    [
        "hom nay toi doc sach 30 phut",
        "watched two trees and books for weeks",
        "I read a book about news and cows",
        "hoc excel b1 ic3 vtv1",
        "xem zoom tren web",
        "",
    ],
)
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert plain_letters(sentence.lower().split(), frozenset()) == {}


def test_a_known_word_is_never_changed() -> None:
    assert plain_letters(["hocj", "tieengs"], frozenset({"hocj"})) == {1: "tieng"}


@pytest.mark.parametrize("word", ["nghieng", "khuya", "quyen", "yeu", "o", "thuong", "gi"])
def test_a_syllable_is_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["excel", "book", "zoom", "str", "hocj", ""])
def test_what_is_no_syllable_is_known(word: str) -> None:
    assert not is_syllable(word)
