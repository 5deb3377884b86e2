"""A person's own word about what they did not ask for, as it is kept, on both databases."""

from __future__ import annotations

import pytest

from bot.domain.notifications.policy import MAX_WEEKLY_LIMIT, NotificationPreferences, QuietHours
from bot.services.notifications.preferences import SetQuietHours, SetWeeklyLimit
from tests.services.running_commands import Doer, doer
from tests.storage.stores import NOW, Store


async def test_who_said_nothing_has_no_word_of_their_own(somebody: Doer) -> None:
    assert await somebody.reads("notifications.preferences") == NotificationPreferences()


@pytest.mark.parametrize("limit", [0, 1, 3, MAX_WEEKLY_LIMIT])
async def test_a_number_a_week_is_kept_none_at_all_too(somebody: Doer, limit: int) -> None:
    await somebody.does(SetWeeklyLimit(limit))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(None, limit)


@pytest.mark.parametrize("between", [(1200, 480), (0, 1439), (1439, 0), (0, 0)])
async def test_quiet_hours_are_kept_over_midnight_and_none_at_all_too(
    somebody: Doer, between: tuple[int, int]
) -> None:
    await somebody.does(SetQuietHours(between))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(
        QuietHours(*between)
    )


async def test_each_word_is_changed_and_taken_back_by_itself(somebody: Doer) -> None:
    await somebody.does(SetWeeklyLimit(1))
    await somebody.does(SetQuietHours((1200, 480)))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(
        QuietHours(1200, 480), 1
    )
    await somebody.does(SetWeeklyLimit(0))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(
        QuietHours(1200, 480), 0
    )
    await somebody.does(SetQuietHours(None))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(None, 0)
    await somebody.does(SetWeeklyLimit(None))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SetWeeklyLimit(-1), "weekly_unknown"),
        (SetWeeklyLimit(MAX_WEEKLY_LIMIT + 1), "weekly_unknown"),
        (SetQuietHours((-1, 0)), "quiet_unknown"),
        (SetQuietHours((0, 1440)), "quiet_unknown"),
        (SetQuietHours((1440, 1440)), "quiet_unknown"),
    ],
)
async def test_what_no_day_and_no_week_has_is_refused_and_what_held_stays(
    somebody: Doer, command: SetWeeklyLimit | SetQuietHours, code: str
) -> None:
    await somebody.does(SetWeeklyLimit(2))
    await somebody.does(SetQuietHours((1320, 360)))
    assert await somebody.is_refused(command) == code
    assert await somebody.reads("notifications.preferences") == NotificationPreferences(
        QuietHours(1320, 360), 2
    )


async def test_nobody_elses_word_is_touched(
    somebody: Doer, store: Store, database_url: str
) -> None:
    other = await doer(store, database_url, "2")
    await other.does(SetWeeklyLimit(7))
    await somebody.does(SetWeeklyLimit(1))
    await somebody.does(SetQuietHours((0, 0)))
    assert await other.reads("notifications.preferences") == NotificationPreferences(None, 7)


async def test_who_is_forgotten_leaves_no_word(somebody: Doer, store: Store) -> None:
    await somebody.does(SetWeeklyLimit(1))
    await store.transact(lambda work: work.privacy.forget_person(somebody.person.id, NOW))
    assert await somebody.reads("notifications.preferences") == NotificationPreferences()
    assert await somebody.rows("SELECT count(*) FROM person") == [(0,)]
