"""A browser subscribes through the page's own routes, and only with what is sound."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web.push.encrypting import PushKey
from tests.channels.web.push.house import Household
from tests.channels.web.visit import PUSH_KEY, Site
from tests.emulators.push import Subscriber
from tests.handlers.reminding import tick_at


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path / "files")
    yield site
    await site.close()


def changed(subscription: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The same subscription with other parts."""
    made = copy.deepcopy(subscription)
    made["keys"] |= {name: parts.pop(name) for name in ("p256dh", "auth") if name in parts}
    return made | parts


WRONG: list[tuple[dict[str, Any], int, str]] = [
    ({"endpoint": "https://evil.vn/push/1"}, 403, "push_host"),
    ({"endpoint": "http://127.0.0.1:1/push/1"}, 403, "push_host"),
    ({"endpoint": "https://169.254.169.254/latest"}, 403, "push_host"),
    ({"endpoint": "https://fcm.googleapis.com/" + "x" * 2048}, 400, "push_bad"),
    ({"endpoint": 1}, 400, "push_bad"),
    ({"auth": "short"}, 400, "push_bad"),
    ({"auth": "A" * 24}, 400, "push_bad"),
    ({"p256dh": "A" * 87}, 400, "push_bad"),
    ({"p256dh": "B" + "A" * 86}, 400, "push_bad"),
    ({"more": "x" * 5000}, 400, "push_bad"),
]


@pytest.mark.parametrize(("parts", "status", "counted"), WRONG)
async def test_what_is_not_sound_is_refused_and_counted(
    household: Household, parts: dict[str, Any], status: int, counted: str
) -> None:
    browser = await household.resident()
    good = household.service.subscribe(await household.key(browser)).as_json()
    answer = await browser.client.post(
        "/push/subscribe", json=changed(good, **parts), headers=browser.origin
    )
    assert (answer.status, household.counted) == (status, {counted: 1})
    assert await household.subscriptions() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b'{"endpoint": "x"}'])
async def test_what_is_no_subscription_is_refused(household: Household, body: bytes) -> None:
    browser = await household.resident()
    answer = await browser.client.post("/push/subscribe", data=body, headers=browser.origin)
    assert (answer.status, household.counted) == (400, {"push_bad": 1})


@pytest.mark.parametrize("path", ["/push/subscribe", "/push/unsubscribe"])
async def test_another_site_cannot_subscribe_anybody(household: Household, path: str) -> None:
    browser = await household.resident()
    await household.subscribes(browser)
    answer = await browser.client.post(path, json={}, headers={"Origin": "https://evil.vn"})
    assert answer.status == 403
    assert await household.subscriptions() == 1


async def test_who_never_said_anything_cannot_subscribe(household: Household) -> None:
    browser = await household.visitor()
    good = household.service.subscribe(await household.key(browser)).as_json()
    answer = await browser.client.post("/push/subscribe", json=good, headers=browser.origin)
    assert (answer.status, household.counted) == (409, {"push_nobody": 1})


async def test_the_next_person_at_a_browser_gets_its_subscription(household: Household) -> None:
    first, second = await household.resident(), await household.resident("hằng ngày lúc 20:00")
    good = (await household.subscribes(first)).as_json()
    answer = await second.client.post("/push/subscribe", json=good, headers=second.origin)
    assert (answer.status, await household.subscriptions()) == (204, 1)
    await tick_at(household.house, 19, 30)
    assert household.service.requests == 0, "the first person's reminder is none of its business"
    await tick_at(household.house, 20, 0)
    assert len(household.service.received) == 1


async def test_a_page_that_wants_to_know_is_told_of_a_new_reminder(household: Household) -> None:
    browser = await household.resident()
    wants, does_not = await browser.talk(), await browser.talk()
    await wants.send("hello", id="", after=2**40, offers=True)
    assert (await wants.hear())["t"] == "ready"
    await wants.send("say", text="/remind hằng ngày lúc 20:00")
    heard = [await wants.hear() for _frame in range(3)]
    assert {frame["t"] for frame in heard} == {"taken", "message", "reminder_set"}
    assert (await does_not.hear())["t"] == "message"
    await wants.send("say", text="/help")
    await does_not.send("say", text="/help")
    assert {(await wants.hear())["t"] for _frame in range(3)} == {"taken", "message"}
    assert {(await does_not.hear())["t"] for _frame in range(3)} == {"taken", "message"}
    for talk in (wants, does_not):
        await talk.socket.close()


async def test_what_is_not_stored_is_told_as_it_is(site: Site) -> None:
    browser = await site.visitor()
    key = PushKey(PUSH_KEY, "").public
    good = Subscriber("https://fcm.googleapis.com/fcm/send/x", key).as_json()
    site.subscriptions.closed = True
    for path in ("/push/subscribe", "/push/unsubscribe", "/leave"):
        answer = await browser.client.post(path, json=good, headers=browser.origin)
        assert answer.status == 503
    before = browser.cookie
    site.subscriptions.closed = False
    assert (await browser.client.post("/leave", headers=browser.origin)).status == 204
    assert browser.cookie != before, "the device is given up only when its subscriptions are"
