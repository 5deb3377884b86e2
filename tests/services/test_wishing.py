"""A person's own word about what they did not ask for, as it is kept, on both databases."""

from __future__ import annotations

import pytest

from bot.domain.unasked import WEEKLY_MOST_MOST, QuietHours, Wishes
from bot.services.wishing import SetQuietHours, SetWeeklyMost
from tests.services.carrying import Doer, doer
from tests.storage.stores import Store


async def test_who_said_nothing_has_no_word_of_their_own(somebody: Doer) -> None:
    assert await somebody.reads("wishes") == Wishes()


@pytest.mark.parametrize("most", [0, 1, 3, WEEKLY_MOST_MOST])
async def test_a_number_a_week_is_kept_none_at_all_too(somebody: Doer, most: int) -> None:
    await somebody.does(SetWeeklyMost(most))
    assert await somebody.reads("wishes") == Wishes(None, most)


@pytest.mark.parametrize("between", [(1200, 480), (0, 1439), (1439, 0), (0, 0)])
async def test_quiet_hours_are_kept_over_midnight_and_none_at_all_too(
    somebody: Doer, between: tuple[int, int]
) -> None:
    await somebody.does(SetQuietHours(between))
    assert await somebody.reads("wishes") == Wishes(QuietHours(*between))


async def test_each_word_is_changed_and_taken_back_by_itself(somebody: Doer) -> None:
    await somebody.does(SetWeeklyMost(1))
    await somebody.does(SetQuietHours((1200, 480)))
    assert await somebody.reads("wishes") == Wishes(QuietHours(1200, 480), 1)
    await somebody.does(SetWeeklyMost(0))
    assert await somebody.reads("wishes") == Wishes(QuietHours(1200, 480), 0)
    await somebody.does(SetQuietHours(None))
    assert await somebody.reads("wishes") == Wishes(None, 0)
    await somebody.does(SetWeeklyMost(None))
    assert await somebody.reads("wishes") == Wishes()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SetWeeklyMost(-1), "weekly_unknown"),
        (SetWeeklyMost(WEEKLY_MOST_MOST + 1), "weekly_unknown"),
        (SetQuietHours((-1, 0)), "quiet_unknown"),
        (SetQuietHours((0, 1440)), "quiet_unknown"),
        (SetQuietHours((1440, 1440)), "quiet_unknown"),
    ],
)
async def test_what_no_day_and_no_week_has_is_refused_and_what_held_stays(
    somebody: Doer, command: SetWeeklyMost | SetQuietHours, code: str
) -> None:
    await somebody.does(SetWeeklyMost(2))
    await somebody.does(SetQuietHours((1320, 360)))
    assert await somebody.is_refused(command) == code
    assert await somebody.reads("wishes") == Wishes(QuietHours(1320, 360), 2)


async def test_nobody_elses_word_is_touched(
    somebody: Doer, store: Store, database_url: str
) -> None:
    other = await doer(store, database_url, "2")
    await other.does(SetWeeklyMost(7))
    await somebody.does(SetWeeklyMost(1))
    await somebody.does(SetQuietHours((0, 0)))
    assert await other.reads("wishes") == Wishes(None, 7)


async def test_who_is_forgotten_leaves_no_word(somebody: Doer, store: Store) -> None:
    await somebody.does(SetWeeklyMost(1))
    await store.transact(lambda work: work.forget_person(somebody.person.id))
    assert await somebody.reads("wishes") == Wishes()
    assert await somebody.rows("SELECT count(*) FROM person") == [(0,)]
