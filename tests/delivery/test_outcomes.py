"""What follows an outcome, as docs/delivery.md says it, and the laws of every class."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.outcomes import (
    MAX_MEMORY_TRIES,
    MAX_TRIES,
    NEVER_LOST,
    REPEATABLE,
    REST_IN_TABLE,
    Attempt,
    ChannelHeld,
    DeadlinePassed,
    End,
    GiveBack,
    HalfSaid,
    NextAction,
    NotTried,
    RetryFromTable,
    RetryInMemory,
    Unsayable,
    next_action,
    next_part,
)
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.talk.steps import DeliveryClass
from tests.applications import FRIDAY as NOW

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
NOTIFICATIONS = tuple(kind for kind in KINDS if kind not in NEVER_LOST)
BACKOFF = (1, 2, 4, 8, 16, 32, 60, 60, 60)
"""Seconds after the first, second … ninth try (docs/delivery.md, Backoff)."""


def at(seconds: float) -> dt.datetime:
    """So many seconds from now."""
    return NOW + dt.timedelta(seconds=seconds)


every_class = pytest.mark.parametrize("kind", KINDS)
every_repeatable = pytest.mark.parametrize("kind", REPEATABLE)
every_other = pytest.mark.parametrize("kind", NOTIFICATIONS)


# --- the table ------------------------------------------------------------------------------------

DELIVERED = Delivered("77")
ALONE = Later(at(5), "slow")
FLOOD = Later(at(30), "flood", whole_channel=True)
NOT_REACHED = Later(at(2), "not_reached", whole_channel=True)
UNSURE = Unsure("no_answer")
BLOCKED = Never("blocked", blocked=True)
REFUSED = Never("refused")

OUTCOMES: dict[str, Outcome] = {
    "taken": DELIVERED, "later, alone": ALONE, "later, the whole channel": FLOOD,
    "unsure": UNSURE, "blocked": BLOCKED, "refused": REFUSED,
}  # fmt: skip

SENT = End("sent", provider_id="77")
ENDED: dict[str, NextAction] = {
    "taken": SENT,
    "blocked": End("blocked", "blocked", blocked=True),
    "refused": End("failed", "refused"),
}
"""What follows for every class and any number of sent parts."""

OF_REPLIES: dict[str, NextAction] = {
    "unsure": RetryInMemory(at(1), "no_answer"),
    "later, alone": RetryInMemory(at(5), "slow"),
    "later, the whole channel": RetryInMemory(at(30), "flood"),
}
OF_DUTIES: dict[str, NextAction] = {
    "unsure": RetryFromTable(at(1), "no_answer"),
    "later, alone": RetryFromTable(at(5), "slow"),
    "later, the whole channel": RetryFromTable(at(30), "flood"),
}
"""While no part of a duty was sent; then it is a reply."""
OF_OTHERS: dict[tuple[str, int], NextAction] = {
    ("later, the whole channel", 0): RetryFromTable(at(30), "flood"),
    ("later, the whole channel", 1): RetryInMemory(at(30), "flood"),
    ("unsure", 0): End("unsure", "no_answer"),
    ("unsure", 1): End("unsure", "no_answer"),
    ("later, alone", 0): RetryFromTable(
        at(5), "slow"
    ),  # out of the table: few of them are in memory
    ("later, alone", 1): RetryInMemory(
        at(5), "slow"
    ),  # in memory: its rest belongs to what was just said
}


@every_class
@pytest.mark.parametrize("left", [0, 1, 4])
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_is_followed_as_the_page_says(
    outcome: str, left: int, kind: DeliveryClass
) -> None:
    expected = ENDED.get(outcome)
    if expected is None and kind in NEVER_LOST:
        expected = (OF_DUTIES if kind == "duty" and not left else OF_REPLIES)[outcome]
    if expected is None:
        expected = OF_OTHERS[outcome, min(left, 1)]
    assert next_action(OUTCOMES[outcome], Attempt(kind, 1, left=left), NOW) == expected


@every_class
@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        (DeadlinePassed(), End("skipped", "late")),
        (Unsayable(), End("failed", "cannot_say")),
        (HalfSaid(), End("unsure", "half_sent")),
    ],
)
def test_what_is_not_tried_has_its_end(kind: DeliveryClass, outcome: NotTried, end: End) -> None:
    assert next_action(outcome, Attempt(kind, 1), NOW) == end


@every_class
def test_what_a_held_channel_keeps_is_not_tried_and_asks_the_policy_again(
    kind: DeliveryClass,
) -> None:
    assert next_action(ChannelHeld(at(30)), Attempt(kind, 1), NOW) == GiveBack("held", at(30))


# --- parts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "parts", "reply", "other"),
    [
        (0, 1, 0, 0), (0, 3, 0, 0), (1, 3, 1, 1), (2, 3, 2, 2),
        # Rendered in no more parts than were sent: it is unknown what is missing.
        (1, 1, 0, None), (3, 3, 0, None), (3, 1, 0, None),
    ],
)  # fmt: skip
@every_class
def test_a_row_goes_on_with_the_part_that_has_not_left(
    kind: DeliveryClass, sent: int, parts: int, reply: int, other: int | None
) -> None:
    assert next_part(kind, sent, parts) == (reply if kind in NEVER_LOST else other)


# --- waiting --------------------------------------------------------------------------------------


@every_repeatable
@pytest.mark.parametrize(("tries", "seconds"), [*enumerate(BACKOFF, 1)])
def test_a_reply_without_an_answer_waits_ever_longer_in_memory(
    kind: DeliveryClass, tries: int, seconds: int
) -> None:
    assert next_action(UNSURE, Attempt(kind, tries), NOW) == RetryInMemory(at(seconds), "no_answer")


@every_other
@pytest.mark.parametrize(("tries", "seconds"), [*enumerate(BACKOFF, 1), (10, 300), (11, 300)])
def test_what_is_no_reply_waits_ever_longer_in_the_table(
    kind: DeliveryClass, tries: int, seconds: int
) -> None:
    told = RetryFromTable(at(seconds), "slow")
    now = Later(NOW, "slow")
    # Whoever tried it: a process that is gone counts as this one does.
    assert next_action(now, Attempt(kind, tries), NOW) == told
    assert next_action(now, Attempt(kind, 1, before=tries - 1), NOW) == told


@every_repeatable
@pytest.mark.parametrize("outcome", [ALONE, FLOOD, UNSURE])
def test_a_reply_rests_after_ten_tries(kind: DeliveryClass, outcome: Later | Unsure) -> None:
    assert isinstance(next_action(outcome, Attempt(kind, MAX_MEMORY_TRIES - 1), NOW), RetryInMemory)
    assert next_action(outcome, Attempt(kind, MAX_MEMORY_TRIES), NOW) == RetryFromTable(
        NOW + REST_IN_TABLE, outcome.why
    )


@every_repeatable
def test_a_reply_does_not_wait_five_minutes_in_memory(kind: DeliveryClass) -> None:
    soon, far = at(299), at(300)
    assert next_action(Later(soon, "flood", True), Attempt(kind, 1), NOW) == RetryInMemory(
        soon, "flood"
    )
    assert next_action(Later(far, "flood", True), Attempt(kind, 1), NOW) == RetryFromTable(
        far, "flood"
    )


@pytest.mark.parametrize("before", [MAX_MEMORY_TRIES, 50, MAX_TRIES - 2])
@pytest.mark.parametrize("outcome", [ALONE, NOT_REACHED])
@every_class
def test_what_rested_is_tried_once_every_five_minutes(
    kind: DeliveryClass, outcome: Later, before: int
) -> None:
    assert next_action(outcome, Attempt(kind, 1, before), NOW) == RetryFromTable(
        NOW + REST_IN_TABLE, outcome.why
    )


@every_other
@pytest.mark.parametrize("outcome", [ALONE, FLOOD])
def test_of_what_is_no_reply_the_next_part_is_tried_ten_times(
    kind: DeliveryClass, outcome: Later
) -> None:
    for tries in range(1, MAX_MEMORY_TRIES):
        assert next_action(outcome, Attempt(kind, tries, left=2), NOW) == RetryInMemory(
            outcome.at, outcome.why
        )
    assert next_action(outcome, Attempt(kind, MAX_MEMORY_TRIES, left=2), NOW) == End(
        "unsure", "half_sent"
    )


# --- what is given up -----------------------------------------------------------------------------


WAITING: list[tuple[DeliveryClass, Outcome]] = [
    *((kind, outcome) for kind in KINDS for outcome in (ALONE, FLOOD, NOT_REACHED)),
    *((kind, UNSURE) for kind in NEVER_LOST),
]
"""Every class with what it waits after."""


@pytest.mark.parametrize(("kind", "outcome"), WAITING)
@pytest.mark.parametrize("tries", [1, MAX_MEMORY_TRIES])
def test_after_three_hundred_tries_it_is_given_up(
    kind: DeliveryClass, outcome: Outcome, tries: int
) -> None:
    tried = Attempt(kind, tries, before=MAX_TRIES - tries)
    assert next_action(outcome, tried, NOW) == End("failed", "too_many_tries")
    assert not isinstance(next_action(outcome, replace(tried, before=tried.before - 1), NOW), End)


def hours_until_given_up(kind: DeliveryClass, outcome: Outcome) -> float:
    """How long a message that always meets one outcome is tried, as a worker does it."""
    now, tries, before = NOW, 0, 0
    while True:
        tries += 1
        moved = outcome
        if isinstance(outcome, Later):
            moved = replace(outcome, at=now + (outcome.at - NOW))
        following = next_action(moved, Attempt(kind, tries, before), now)
        match following:
            case End():
                assert following == End("failed", "too_many_tries")
                return (now - NOW) / dt.timedelta(hours=1)
            case RetryInMemory(at):
                now = at
            case RetryFromTable(due):
                now, tries, before = due, 0, before + tries


@pytest.mark.parametrize(("kind", "outcome"), WAITING)
def test_a_platform_that_is_away_for_a_day_loses_nothing(
    kind: DeliveryClass, outcome: Outcome
) -> None:
    # 290 tries in the table, five minutes apart.
    assert hours_until_given_up(kind, outcome) > 24


# --- laws -----------------------------------------------------------------------------------------

seconds = st.integers(0, 100_000)
whys = st.sampled_from(["flood", "not_reached", "slow"])
laters = st.builds(lambda s, why, whole: Later(at(s), why, whole), seconds, whys, st.booleans())
unsures = st.builds(Unsure, st.just("no_answer"))
nevers = st.builds(Never, st.just("refused"), st.booleans())
delivereds = st.builds(Delivered, st.text(max_size=5))
outcomes = st.one_of(laters, unsures, nevers, delivereds)
kinds = st.sampled_from(KINDS)


def tries(
    kind: st.SearchStrategy[DeliveryClass] = kinds,
    before: st.SearchStrategy[int] = st.integers(0, MAX_TRIES),  # noqa: B008  # it has no state
) -> st.SearchStrategy[Attempt]:
    """Messages that were just tried."""
    return st.builds(Attempt, kind, st.integers(1, MAX_MEMORY_TRIES), before, st.integers(0, 3))


@given(unsures, tries(st.sampled_from(NOTIFICATIONS)))
def test_what_may_not_be_repeated_is_never_tried_again_once_it_may_have_left(
    outcome: Unsure, tried: Attempt
) -> None:
    assert next_action(outcome, tried, NOW) == End("unsure", "no_answer")


@given(outcomes, tries(st.sampled_from(NEVER_LOST)))
def test_what_may_be_repeated_never_ends_unsure(outcome: Outcome, tried: Attempt) -> None:
    following = next_action(outcome, tried, NOW)
    assert not (isinstance(following, End) and following.state == "unsure")


@given(outcomes, tries(before=st.integers(0, MAX_TRIES - MAX_MEMORY_TRIES - 1)))
def test_a_reply_is_lost_only_by_a_no_of_the_platform(outcome: Outcome, tried: Attempt) -> None:
    following = next_action(outcome, tried, NOW)
    if isinstance(outcome, Never):
        assert following == (
            End("blocked", "refused", blocked=True) if outcome.blocked else End("failed", "refused")
        )
    elif tried.kind in NEVER_LOST and isinstance(outcome, Later | Unsure):
        assert isinstance(following, RetryInMemory | RetryFromTable)


@given(outcomes, tries())
def test_what_waits_is_not_tried_sooner_than_it_was_asked(outcome: Outcome, tried: Attempt) -> None:
    following = next_action(outcome, tried, NOW)
    if isinstance(following, RetryInMemory | RetryFromTable):
        assert isinstance(outcome, Later | Unsure)
        due = following.at if isinstance(following, RetryInMemory) else following.due
        assert due >= NOW
        assert following.why == outcome.why
        if isinstance(outcome, Later):
            assert due >= outcome.at


@given(laters, tries())
def test_what_waits_in_memory_waits_less_than_five_minutes(outcome: Later, tried: Attempt) -> None:
    following = next_action(outcome, tried, NOW)
    if isinstance(following, RetryInMemory):
        assert following.at < NOW + REST_IN_TABLE
        assert tried.tries < MAX_MEMORY_TRIES


@given(outcomes, tries(st.sampled_from([kind for kind in KINDS if kind not in REPEATABLE])))
def test_what_the_policy_decides_about_does_not_wait_in_memory(
    outcome: Outcome, tried: Attempt
) -> None:
    following = next_action(outcome, replace(tried, left=0), NOW)
    assert not isinstance(following, RetryInMemory)


@given(outcomes, tries(st.sampled_from(NOTIFICATIONS)))
def test_of_what_is_no_reply_nothing_rests_once_a_part_of_it_has_left(
    outcome: Outcome, tried: Attempt
) -> None:
    following = next_action(outcome, replace(tried, left=max(1, tried.left)), NOW)
    # Its other parts belong to the first one: much later nobody would understand them.
    assert not isinstance(following, RetryFromTable)


@given(outcomes, st.integers(MAX_TRIES, 400), st.integers(1, MAX_MEMORY_TRIES), kinds)
def test_nothing_waits_after_three_hundred_tries(
    outcome: Outcome, before: int, more: int, kind: DeliveryClass
) -> None:
    following = next_action(outcome, Attempt(kind, more, before), NOW)
    assert isinstance(following, End)
    if isinstance(outcome, Later):
        assert following == End("failed", "too_many_tries")


@given(st.one_of(nevers, delivereds, unsures), tries(st.sampled_from(NOTIFICATIONS)))
def test_an_answer_decides_whatever_was_tried_before(outcome: Outcome, tried: Attempt) -> None:
    first_try = Attempt(tried.kind, 1)
    assert next_action(outcome, tried, NOW) == next_action(outcome, first_try, NOW)


@given(outcomes, tries())
def test_classes_under_one_rule_are_treated_alike(outcome: Outcome, tried: Attempt) -> None:
    replies = NEVER_LOST if tried.left else REPEATABLE
    alike = replies if tried.kind in NEVER_LOST else NOTIFICATIONS
    tried = replace(tried, kind=alike[0])
    told = {next_action(outcome, replace(tried, kind=kind), NOW) for kind in alike}
    assert len(told) == 1
