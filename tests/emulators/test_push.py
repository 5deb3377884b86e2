"""The emulator of a push service is strict: each rule of the standards is refused when broken."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.channels.web.push.encrypting import PushKey, draw_push_key, encrypted
from bot.services.ports.push import PushSubscription
from tests.applications import FRIDAY
from tests.emulators.push import PushEmulator, Subscriber

KEY = PushKey(draw_push_key(), "https://so.example.vn")
OTHER = PushKey(draw_push_key(), "https://so.example.vn")


@pytest.fixture
async def service() -> AsyncIterator[PushEmulator]:
    """A push service on a Friday."""
    async with PushEmulator(FRIDAY.timestamp) as opened:
        yield opened


def subscription_of(subscriber: Subscriber) -> PushSubscription:
    """The subscription as the site stores it."""
    told: Any = subscriber.as_json()
    return PushSubscription(told["endpoint"], **told["keys"])


def request_of(subscriber: Subscriber, key: PushKey = KEY, to: str = "") -> dict[str, Any]:
    """A request as it should be."""
    headers = {
        "TTL": "60",
        "Urgency": "normal",
        "Topic": "notebook",
        "Content-Encoding": "aes128gcm",
        "Authorization": key.authorization(to or subscriber.endpoint, FRIDAY),
    }
    body = encrypted(json.dumps({"text": "có lời nhắc"}).encode(), subscription_of(subscriber))
    return {"data": body, "headers": headers}


async def post(endpoint: str, request: dict[str, Any], method: str = "POST") -> int:
    """Send it; the status."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, endpoint, **request) as answer,
    ):
        return answer.status


async def test_what_is_as_it_should_be_is_read_by_the_browser(service: PushEmulator) -> None:
    browser = service.subscribe(KEY.public)
    assert await post(browser.endpoint, request_of(browser)) == 201
    assert [each.text for each in service.received] == ["có lời nhắc"]
    assert service.violations == []


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("TTL", "", 400),
        ("TTL", "-1", 400),
        ("TTL", "soon", 400),
        ("TTL", "9999999999", 400),
        ("Urgency", "at once", 400),
        ("Topic", "x" * 33, 400),
        ("Topic", "lời-nhắc".encode().hex() + "=", 400),
        ("Content-Encoding", "aesgcm", 400),
        ("Authorization", "", 401),
        ("Authorization", "WebPush x.y.z", 401),
    ],
)
async def test_a_wrong_header_is_refused(
    service: PushEmulator, header: str, value: str, status: int
) -> None:
    browser = service.subscribe(KEY.public)
    request = request_of(browser)
    request["headers"][header] = value
    assert await post(browser.endpoint, request) == status
    assert (len(service.violations), service.received) == (1, [])


async def test_a_signature_for_somebody_else_or_by_somebody_else_is_refused(
    service: PushEmulator,
) -> None:
    browser = service.subscribe(KEY.public)
    assert await post(browser.endpoint, request_of(browser, OTHER)) == 403
    elsewhere = request_of(browser, to="https://fcm.googleapis.com/x")
    assert await post(browser.endpoint, elsewhere) == 401
    forged = request_of(browser)
    own = forged["headers"]["Authorization"]
    theirs = OTHER.authorization(browser.endpoint, FRIDAY)
    forged["headers"]["Authorization"] = re.sub(r"t=[^,]+", theirs.split(",")[0][6:], own)
    assert await post(browser.endpoint, forged) == 401
    assert service.received == []


@pytest.mark.parametrize("seconds", [13 * 3600, -13 * 3600])
async def test_a_signature_holds_for_a_while_only(seconds: float) -> None:
    async with PushEmulator(lambda: FRIDAY.timestamp() + seconds) as service:
        browser = service.subscribe(KEY.public)
        assert await post(browser.endpoint, request_of(browser)) == 401


async def test_what_is_encrypted_for_another_browser_cannot_be_read(service: PushEmulator) -> None:
    browser, other = service.subscribe(KEY.public), service.subscribe(KEY.public)
    assert await post(browser.endpoint, request_of(other)) == 400
    assert service.received == []


async def test_an_ended_or_unknown_subscription_is_gone(service: PushEmulator) -> None:
    browser = service.subscribe(KEY.public)
    service.expire(browser)
    assert await post(browser.endpoint, request_of(browser)) == 410
    assert await post(f"{service.origin}/push/nobody", request_of(browser)) == 404
    assert await post(service.subscribe(KEY.public).endpoint, request_of(browser), "GET") == 400
    long = request_of(browser)
    long["data"] = b"x" * 4097
    assert await post(service.subscribe(KEY.public).endpoint, long) == 413
