"""Notifications on the page: offered once and in context, switched on and off, plainly refused."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.channels.web.push.encrypting import PushKey
from bot.storage.outbox.tables import outbox
from tests.databases import SqliteFiles
from tests.e2e.log_record import Record
from tests.e2e.service import Service, running
from tests.e2e.web.browser import JOINING, PHONE, Device, Tab, device, until
from tests.emulators.push import PushEmulator
from tests.sealed import put_rows, rows_of

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PUSHING = (Path(__file__).parent / "pushing.js").read_text("utf-8")
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
OFFER = "Bạn có muốn máy này báo khi có lời nhắc"
BLOCKED = "Trình duyệt đang chặn thông báo của trang này."
INSTALL = "Trên iPhone, iPad: bấm Chia sẻ, chọn Thêm vào MH chính, mở sổ từ đó, chọn Đã có sổ rồi"
UNABLE = "Trình duyệt này không hiện được thông báo."
SAFE = "Thông báo chỉ nói là sổ có tin mới, không hiện những gì bạn đã viết."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def push_service() -> AsyncIterator[PushEmulator]:
    """A push service."""
    async with PushEmulator() as opened:
        yield opened
        assert opened.violations == []


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pushing(
    tmp_path_factory: pytest.TempPathFactory, sqlite_files: SqliteFiles, push_service: PushEmulator
) -> AsyncIterator[Service]:
    """A service that pushes there."""
    folder = tmp_path_factory.mktemp("pushing")
    service = Service(folder, sqlite_files.fresh(), BOT_PUSH_HOSTS=push_service.origin)
    async with running(service):
        yield service


async def prepared(made: Device, service: Service, push: PushEmulator, **given: Any) -> Device:
    """A browser whose push service is the emulator; in `given` what it can do and was asked."""
    [(stored,)] = await Record(service).rows("SELECT value FROM secret WHERE name = 'push_key'")
    key = PushKey(stored, "").public
    subscription = {"json": push.subscribe(key).as_json(), "key": key}
    usual = {"permission": "default", "granted": "granted", "able": True, "agent": ""}
    told = json.dumps({"subscription": subscription} | usual | given)
    await made.context.add_init_script(PUSHING.replace("__GIVEN__", told))
    return made


async def joins(tab: Tab) -> None:
    """Join with every consent, also to reminders."""
    steps = [(heard, how, answer.replace("Không đồng", "Đồng")) for heard, how, answer in JOINING]
    async for _heard in tab.goes(steps):
        pass
    await tab.hears("Sổ học tập đã sẵn sàng")


async def sets_reminder(tab: Tab) -> None:
    """Set one more reminder."""
    await tab.types("/remind hằng ngày lúc 19:30")
    await tab.hears("Đã đặt")


async def subscriptions(tab: Tab, service: Service) -> int:
    """How many subscriptions are stored for a device."""
    return await subscriptions_of(await tab.device.address(), service)


async def subscriptions_of(address: str, service: Service) -> int:
    """How many subscriptions are stored for an address; the service is shared by the tests."""
    sql = f"SELECT count(*) FROM push_subscription WHERE external_id = '{address}'"
    [(count,)] = await Record(service).rows(sql)
    return int(count)


async def test_they_are_offered_once_after_a_reminder_was_set(
    browser: Browser, pushing: Service, push_service: PushEmulator
) -> None:
    async with device(browser, pushing.base, PHONE) as phone:
        await prepared(phone, pushing, push_service)
        tab = await phone.opens()
        await joins(tab)
        offer = tab.page.locator("#offer")
        await expect(offer).to_be_hidden()
        assert await tab.page.evaluate("pushing.asked") == 0, "never at load"
        await sets_reminder(tab)
        await expect(offer).to_contain_text(OFFER)
        assert await tab.page.evaluate("pushing.asked") == 0, "the browser asks after a press only"
        assert await tab.findings() == []
        await tab.pictured("push-offer")
        await tab.presses("Bật thông báo")
        await expect(offer).to_contain_text("Máy này sẽ báo khi có lời nhắc.")
        assert await subscriptions(tab, pushing) == 1
        await tab.presses("Đã hiểu")
        await expect(offer).to_be_hidden()
        await tab.presses("Cài đặt")
        await expect(tab.page.locator("#alerts")).to_be_checked()
        await expect(tab.page.locator("#alerts-note")).to_have_text(SAFE)
        assert await tab.findings() == []
        await tab.pictured("push-menu")
        await tab.page.locator("#alerts").uncheck()
        await expect(tab.page.locator("#alerts")).to_be_enabled()
        await until(lambda: _none(tab, pushing), "the subscription is forgotten")
        await tab.page.locator("#alerts").check()
        await until(lambda: _one(tab, pushing), "and stored again")
        address = await phone.address()
        await tab.presses("Thoát khỏi máy này")
        await tab.presses("Thoát")
        talk = tab.page.locator("#talk .said .words")
        await expect(talk).to_have_text([re.compile("Mình tiếp tục nhé")])
        left = await subscriptions_of(address, pushing)
        assert left == 0, "who leaves the device is not told of anything there"


async def _none(tab: Tab, service: Service) -> bool:
    return await subscriptions(tab, service) == 0


async def _one(tab: Tab, service: Service) -> bool:
    return await subscriptions(tab, service) == 1


@contextlib.asynccontextmanager
async def reminded(
    browser: Browser, pushing: Service, push_service: PushEmulator, **given: Any
) -> AsyncIterator[tuple[Device, Tab]]:
    """A phone, and its tab on which somebody has joined and set a reminder."""
    async with device(browser, pushing.base, PHONE) as phone:
        await prepared(phone, pushing, push_service, **given)
        tab = await phone.opens()
        await joins(tab)
        await sets_reminder(tab)
        yield phone, tab


_DUE = """
SELECT channel, external_id, address.person_id, 'reminder' AS kind, 'vi' AS locale, 0 AS turn,
       json_set(say, '$.kind', 'reminder') AS say, 'planned' AS state,
       unixepoch() * 1000 AS due_ms, unixepoch() * 1000 AS created_ms
  FROM outbox JOIN address USING (channel, account, external_id)
 WHERE external_id = '{address}' ORDER BY outbox.id DESC LIMIT 1
"""
"""A reminder that is due now, in the words of the last message."""

_NAMES = (
    "channel", "external_id", "person_id", "kind", "locale", "turn", "say", "state", "due_ms",
    "created_ms",
)  # fmt: skip


async def test_the_service_pushes_a_reminder_once_to_a_browser_that_closed_the_page(
    browser: Browser, pushing: Service, push_service: PushEmulator
) -> None:
    async with reminded(browser, pushing, push_service) as (phone, tab):
        await tab.presses("Bật thông báo")
        await expect(tab.page.locator("#offer")).to_contain_text("Máy này sẽ báo")
        await tab.page.close()
        before, address = len(push_service.received), await phone.address()
        url = pushing.environment["BOT_DATABASE_URL"]
        for nth in (1, 2):  # when the second has come, a second push of the first would be there
            (due,) = await rows_of(url, _DUE.format(address=address))
            await put_rows(url, [(outbox, dict(zip(_NAMES, due, strict=True)))])
            await push_service.got(before + nth)
        told = push_service.received[before:]
        assert [(each.text, each.urgency) for each in told] == [
            ("Sổ học tập có lời nhắc mới.", "high")
        ] * 2
        again = await phone.opens()
        await expect(again.page.locator("#talk .theirs")).not_to_have_count(0)
        rows = await Record(pushing).said_to(address)
        await again.shows(rows)


async def test_who_puts_it_off_is_not_asked_again(
    browser: Browser, pushing: Service, push_service: PushEmulator
) -> None:
    async with reminded(browser, pushing, push_service) as (_phone, tab):
        await tab.presses("Để sau")
        await expect(tab.page.locator("#offer")).to_be_hidden()
        await tab.page.reload()
        await tab.ready()
        await sets_reminder(tab)
        await tab.sent()
        await tab.presses("Cài đặt")
        await expect(tab.page.locator("#alerts-note")).to_have_text(SAFE)
        await expect(tab.page.locator("#alerts")).not_to_be_checked()
        await expect(tab.page.locator("#offer")).to_be_hidden()
        assert await tab.page.evaluate("pushing.asked") == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"permission": "denied"}, BLOCKED),
        ({"able": False}, UNABLE),
        ({"able": False, "agent": IPHONE}, INSTALL),
    ],
    ids=["blocked", "unable", "iphone"],
)
async def test_where_they_cannot_be_the_page_says_so_and_what_to_do(
    browser: Browser,
    pushing: Service,
    push_service: PushEmulator,
    given: dict[str, Any],
    said: str,
) -> None:
    async with reminded(browser, pushing, push_service, **given) as (_phone, tab):
        offer = tab.page.locator("#offer")
        await expect(offer).to_contain_text(said)
        await expect(tab.button("Bật thông báo")).to_be_hidden()
        assert await tab.findings() == []
        await tab.pictured(f"push-{'-'.join(given)}")
        await tab.presses("Đã hiểu")
        await tab.presses("Cài đặt")
        await expect(tab.page.locator("#alerts-note")).to_contain_text(said)
        await expect(tab.page.locator("#alerts")).to_be_disabled()
        assert await tab.findings() == []


async def test_a_refusal_in_the_browser_is_taken_for_what_it_is(
    browser: Browser, pushing: Service, push_service: PushEmulator
) -> None:
    async with device(browser, pushing.base, PHONE) as phone:
        await prepared(phone, pushing, push_service, granted="denied")
        tab = await phone.opens()
        await joins(tab)
        await sets_reminder(tab)
        await tab.presses("Bật thông báo")
        await expect(tab.page.locator("#offer")).to_contain_text(BLOCKED)
        assert await subscriptions(tab, pushing) == 0


async def test_a_push_is_shown_by_the_worker_without_a_personal_word(
    browser: Browser, pushing: Service
) -> None:
    async with device(browser, pushing.base, PHONE) as phone:
        await phone.context.grant_permissions(["notifications"], origin=pushing.base)
        tab = await phone.opens()
        await tab.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        session = await phone.context.new_cdp_session(tab.page)
        found: list[str] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: found.extend(r["registrationId"] for r in event["registrations"]),
        )
        await session.send("ServiceWorker.enable")

        async def registered() -> bool:
            return bool(found)

        await until(registered, "the worker is registered")
        told = {"text": "Sổ học tập có lời nhắc mới.", "lang": "vi"}
        push = {
            "origin": pushing.base,
            "registrationId": found[0],
            "data": json.dumps(told, ensure_ascii=False),
        }
        shown = """() => navigator.serviceWorker.ready
          .then(registration => registration.getNotifications())
          .then(all => all.map(({ title, body, lang }) => [title, body, lang]))"""

        async def delivered() -> list[list[str]]:
            # A worker that is just starting may miss one; those that come twice are shown once.
            await session.send("ServiceWorker.deliverPushMessage", push)
            notifications: list[list[str]] = await tab.page.evaluate(shown)
            return notifications

        notifications = await until(delivered, "a notification is shown")
        assert notifications == [["Sổ học tập", told["text"], "vi"]]
