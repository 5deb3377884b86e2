"""Push subscriptions in the database: they follow an address, and go with it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.domain.notifications.reminders import EVERY_DAY, Reminder, Times
from bot.services.ports.push import MOST_SUBSCRIPTIONS, PushSubscription, PushWay
from bot.storage.push.queries import StoredPushSubscriptions
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.storage.stores import NOW, Store, meet, update

MINUTE = dt.timedelta(minutes=1)


def subscription(name: str) -> PushSubscription:
    """A subscription that can be told from others."""
    return PushSubscription(f"https://push.example/{name}", f"key-{name}", f"auth-{name}")


@pytest.fixture
def kept(store: Store) -> StoredPushSubscriptions:
    """The subscriptions of the web channel."""
    return StoredPushSubscriptions(store, "web")


async def endpoints(kept: StoredPushSubscriptions, address: str) -> list[str]:
    """The names of the subscriptions of an address."""
    return [way.subscription.endpoint.rpartition("/")[2] for way in await kept.of(address)]


async def test_what_was_added_is_given_back_oldest_first(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    await meet(store, "1", "web")
    for number, name in enumerate("ba"):
        assert await kept.add("1", subscription(name), NOW + number * MINUTE)
    assert await kept.of("1") == (PushWay(subscription("b")), PushWay(subscription("a")))
    assert await kept.of("2") == ()
    assert await StoredPushSubscriptions(store, "telegram").of("1") == ()


async def test_nobody_gets_no_subscription(kept: StoredPushSubscriptions) -> None:
    assert not await kept.add("1", subscription("a"), NOW)
    assert await kept.of("1") == ()


async def test_an_endpoint_is_of_one_address_at_a_time(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    for address in "12":
        await meet(store, address, "web")
        await kept.add(address, subscription("a"), NOW)
    assert (await endpoints(kept, "1"), await endpoints(kept, "2")) == ([], ["a"])


async def test_the_oldest_of_a_person_go_for_new_ones_and_nobody_elses(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    for address in "12":
        await meet(store, address, "web")
    await kept.add("2", subscription("other"), NOW - MINUTE)
    names = [f"{number}" for number in range(MOST_SUBSCRIPTIONS + 2)]
    for number, name in enumerate(names):
        await kept.add("1", subscription(name), NOW + number * MINUTE)
    assert await endpoints(kept, "1") == names[2:]
    assert await endpoints(kept, "2") == ["other"]


async def test_one_is_forgotten_or_all_of_an_address(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    for address in "12":
        await meet(store, address, "web")
        for name in "ab":
            await kept.add(address, subscription(address + name), NOW + (name == "b") * MINUTE)
    await kept.forget("https://push.example/1a")
    assert (await endpoints(kept, "1"), await endpoints(kept, "2")) == (["1b"], ["2a", "2b"])
    await kept.forget_all("2")
    assert (await endpoints(kept, "1"), await endpoints(kept, "2")) == (["1b"], [])


async def test_they_follow_their_address_and_go_with_their_person(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    mover = await meet(store, "1", "web")
    taker = await meet(store, "2", "telegram")
    await kept.add("1", subscription("a"), NOW)

    async def move(work: SqlUnitOfWork) -> None:
        await work.people.move_address(update(address="1", channel="web"), taker.person.id)
        await work.privacy.forget_person(mover.person.id, NOW)

    await store.transact(move)
    assert await endpoints(kept, "1") == ["a"]
    await store.transact(lambda work: work.privacy.forget_person(taker.person.id, NOW))
    assert await endpoints(kept, "1") == []


async def test_the_own_quiet_hours_of_the_person_come_along(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    dialog = await meet(store, "1", "web")
    quiet = QuietHours(20 * 60, 6 * 60)
    await kept.add("1", subscription("a"), NOW)
    await store.transact(
        lambda work: work.notifications.save_preferences(
            dialog.person.id, NotificationPreferences(quiet)
        )
    )
    assert await kept.of("1") == (PushWay(subscription("a"), quiet),)


async def test_the_reminders_that_are_on_are_counted(
    store: Store, kept: StoredPushSubscriptions
) -> None:
    dialog = await meet(store, "1", "web")

    async def save(work: SqlUnitOfWork) -> None:
        for key, state in (("a", "on"), ("b", "off"), ("c", "on")):
            made = Reminder(key, "log", Times(EVERY_DAY, 600), state=state)  # type: ignore[arg-type]
            await work.notifications.save_reminder(dialog.person.id, made, NOW)

    await store.transact(save)
    assert (await kept.reminders_on("1"), await kept.reminders_on("2")) == (2, 0)
