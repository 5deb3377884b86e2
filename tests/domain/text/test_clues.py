"""A form of a day or a duration matches only where its clue is."""

import re
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import day_forms, duration_forms
from bot.domain.text.clues import clues, clues_of
from bot.domain.text.normalizing import fold
from tests.domain.quick_log import corpora

_FORMS: Final = [(form[0], form[2]) for form in (*day_forms.FORMS, *duration_forms.FORMS)]
_WORDS: Final = sorted(
    {word for _pattern, needs in _FORMS for word in needs}
    | clues("hom ngay thang nam nua ruoi kem dong ho tieng anh mot hai ba muoi lam one hundred")
    | clues("sang trua chieu toi dem buoi before after of the this last next and a an to in")
    | {"1", "2", "7", "30", "2026", "1/2", "3⁄4", "14/11", "14-11-2026", "1h30", "2h", "45p", "t7"}
)
_SEPARATORS: Final = (" ", "", ",", ", ", "-", "/", ".", ":", "(", ")", "_")


@st.composite
def _texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6))
    signs = draw(st.lists(st.sampled_from(_SEPARATORS), min_size=6, max_size=6))
    return "".join(word + sign for word, sign in zip(words, signs, strict=False))


def _lacks_its_clue(pattern: re.Pattern[str], needs: frozenset[str], text: str) -> bool:
    return pattern.search(text) is not None and needs.isdisjoint(clues_of(text))


@given(text=_texts())
def test_what_matches_has_a_clue(text: str) -> None:
    assert not [needs for pattern, needs in _FORMS if _lacks_its_clue(pattern, needs, text)]


def test_what_people_write_has_the_clues_of_what_it_tells() -> None:
    texts = [
        fold(t.sentence) for path in corpora.DATA.glob("*.csv") for t in corpora.told(path.name)
    ]
    assert len(texts) > 500
    assert not [
        (text, needs)
        for text in texts
        for pattern, needs in _FORMS
        if _lacks_its_clue(pattern, needs, text)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hom nay 30 phut", {"hom", "nay", "0", "phut"}),
        ("t7, 1h30", {"t", "0", "h"}),
        ("45'", {"0", "'"}),
        ("", set()),
        ("...", set()),
    ],
)
def test_clues_are_words_digits_and_apostrophes(text: str, found: set[str]) -> None:
    assert clues_of(text) == found
