"""So much of what people say is understood; the shares are printed."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.domain.quick_log.corpora import (
    CORPUS,
    FIRST_TODAY,
    FROZEN,
    NO_ACTIVITY,
    SECOND,
    SPOKEN,
    TODAY,
    UNSEEN,
    Shares,
    refused,
    shares,
)

ALL = (*CORPUS, *UNSEEN, *SPOKEN, *FROZEN, *SECOND, *NO_ACTIVITY)


def show(title: str, found: Shares) -> None:
    print(  # noqa: T201 - the figure is the result
        f"\nquick log, {title} ({found.sentences} activities): {found.right:.1%} right in every "
        f"field, {found.wrong:.1%} guessed wrong, {found.asked:.1%} asked"
    )


def test_the_corpora_have_every_kind_of_sentence() -> None:
    styles = Counter(each.style for each in CORPUS)
    least = {"accented": 80, "bare": 60, "short": 20, "english": 25, "refused": 40}
    assert {style: styles[style] >= n for style, n in least.items()} == dict.fromkeys(least, True)
    assert len({each.sentence for each in ALL}) == len(ALL)
    assert (len(SPOKEN), len(FROZEN), len(NO_ACTIVITY)) == (300, 200, 150)
    kinds = {each.style for each in FROZEN}
    assert kinds == {each.style for each in SPOKEN}
    assert kinds > {"clock", "range", "past", "lunar", "several", "dictated", "telex", "dialect"}


def test_most_of_the_first_corpora_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    known, unseen = shares(CORPUS, FIRST_TODAY), shares(UNSEEN, FIRST_TODAY)
    with capsys.disabled():
        show("first corpus", known)
        show("unseen", unseen)
    assert known.right >= 0.97
    assert unseen.right >= 0.92
    assert unseen.wrong <= 0.01
    assert refused(CORPUS, FIRST_TODAY) >= 0.98
    assert refused(UNSEEN, FIRST_TODAY) >= 0.96


def test_most_of_what_people_say_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = shares(SPOKEN, TODAY)
    with capsys.disabled():
        show("spoken", found)
    assert found.right >= 0.97
    assert found.wrong <= 0.01


def test_most_of_the_frozen_sentences_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = shares(FROZEN, TODAY)
    with capsys.disabled():
        show("frozen", found)
    assert found.right >= 0.92
    assert found.wrong <= 0.01


def test_most_of_sixty_fresh_sentences_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    found = shares(SECOND, TODAY)
    with capsys.disabled():
        show("fresh", found)
    assert found.right >= 0.92
    assert found.wrong <= 0.01
    assert refused(SECOND, TODAY) >= 0.92


def test_what_is_no_activity_is_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    found = refused(NO_ACTIVITY, TODAY)
    with capsys.disabled():
        print(f"\nquick log, no activity: {found:.1%} not read")  # noqa: T201
    assert found >= 0.98
