"""A reminder that is due while no page is open is pushed: once, without a personal word."""

from __future__ import annotations

import pytest

from bot.services.ports.push import MOST_SUBSCRIPTIONS
from tests.channels.web.push.house import Household
from tests.emulators.push import PushFault, Received
from tests.handlers.reminding import SAID, tick, tick_at

TOLD = "Sổ học tập có lời nhắc mới."
HOURS_2 = 2 * 3600


async def test_a_reminder_without_an_open_page_arrives_once(household: Household) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    await tick_at(household.house, 19, 30)
    await tick(household.house)
    assert household.service.received == [Received("browser-1", TOLD, HOURS_2, "high", "notebook")]
    [last] = [m for m in household.house.recorder.said[browser.address] if SAID in m.text]
    assert last.text not in TOLD, "the message itself waits on the page"
    assert household.counted == {}


async def test_a_reply_is_never_pushed(household: Household) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    await household.house.visitor(browser.address, "web").says("/menu")
    assert household.service.requests == 0


async def test_who_has_the_page_open_is_not_pushed_to(household: Household) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    talk = await browser.talk()
    await tick_at(household.house, 19, 30)
    assert SAID in (await talk.hear())["text"]
    assert household.service.requests == 0
    await talk.socket.close()


async def test_who_leaves_the_device_is_not_pushed_to(household: Household) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    async with browser.client.post("/leave", headers=browser.origin) as answer:
        assert answer.status == 204
    assert await household.subscriptions() == 0
    await tick_at(household.house, 19, 30)
    assert household.service.requests == 0


async def test_who_switches_it_off_is_not_pushed_to(household: Household) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    async with browser.client.post("/push/unsubscribe", headers=browser.origin) as answer:
        assert answer.status == 204
    await tick_at(household.house, 19, 30)
    assert household.service.requests == 0


async def test_an_ended_subscription_is_forgotten(household: Household) -> None:
    browser = await household.resident()
    household.service.expire(await household.subscribes(browser))
    await tick_at(household.house, 19, 30)
    assert (household.counted, await household.subscriptions()) == ({"push_gone": 1}, 0)
    await tick_at(household.house, 19, 30, days=1)
    assert household.service.requests == 1


@pytest.mark.parametrize(
    ("faults", "requests", "counted"),
    [
        ([PushFault(500)], 1, {"push_unsure": 1}),
        ([PushFault(500, taken=True)], 1, {"push_unsure": 1}),
        ([PushFault(hang_up=True, taken=True)], 1, {"push_unsure": 1}),
        ([PushFault(400)], 1, {"push_refused": 1}),
        ([PushFault(301)], 1, {"push_refused": 1}),
        ([PushFault(429, retry_after="0")], 2, {}),
        ([PushFault(429, retry_after="600")], 1, {"push_dropped": 1}),
        ([PushFault(429)], 1, {"push_dropped": 1}),
    ],
    ids=str,
)
async def test_only_what_certainly_did_not_arrive_is_sent_again(
    household: Household, faults: list[PushFault], requests: int, counted: dict[str, int]
) -> None:
    await household.subscribes(await household.resident())
    household.service.faults += faults
    await tick_at(household.house, 19, 30)
    await tick(household.house)
    assert (household.service.requests, household.counted) == (requests, counted)
    assert len(household.service.received) <= 1
    assert await household.house.rows("SELECT state FROM outbox WHERE kind = 'reminder'") == [
        ("sent",)
    ]


async def test_a_service_that_asked_to_wait_is_left_alone_until_then(household: Household) -> None:
    for time in ("19:30", "20:00", "20:30"):
        await household.subscribes(await household.resident(f"hằng ngày lúc {time}"))
    household.service.faults += [PushFault(429, retry_after="3600")]
    await tick_at(household.house, 19, 30)
    await tick_at(household.house, 20, 0)
    assert (household.service.requests, household.counted) == (1, {"push_dropped": 2})
    await tick_at(household.house, 20, 30)
    assert [each.browser for each in household.service.received] == ["browser-3"]


async def test_a_person_has_few_subscriptions_and_the_newest_stay(household: Household) -> None:
    browser = await household.resident()
    for _each in range(MOST_SUBSCRIPTIONS + 2):
        await household.subscribes(browser)
        household.house.clock.move(seconds=1)
    assert await household.subscriptions() == MOST_SUBSCRIPTIONS
    await tick_at(household.house, 19, 30)
    got = [each.browser for each in household.service.received]
    assert got == [f"browser-{number}" for number in range(3, MOST_SUBSCRIPTIONS + 3)]
