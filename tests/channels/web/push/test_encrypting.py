"""The service's own key, and what it signs and encrypts."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest

from bot.channels.web.push.encrypting import (
    RENEWED_AFTER,
    SIGNED_FOR,
    PushKey,
    draw_push_key,
    encrypted,
    is_push_key,
    keys_fit,
)
from bot.services.ports.push import PushSubscription
from tests.applications import FRIDAY
from tests.emulators.push import Subscriber

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"


def claims(header: str) -> dict[str, object]:
    """The claims of a signature."""
    part = header.split(".")[1]
    read: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return read


@pytest.mark.parametrize(
    ("public_url", "contact"),
    [
        ("https://so.example.vn", "https://so.example.vn"),
        ("https://so.example.vn:8443/so", "https://so.example.vn"),
        ("http://so.example.vn", "mailto:admin@localhost"),
        ("", "mailto:admin@localhost"),
    ],
)
def test_a_push_service_is_told_whom_to_ask(public_url: str, contact: str) -> None:
    signed = PushKey(draw_push_key(), public_url).authorization(ENDPOINT, FRIDAY)
    assert claims(signed) == {
        "aud": "https://fcm.googleapis.com",
        "exp": int((FRIDAY + SIGNED_FOR).timestamp()),
        "sub": contact,
    }


def test_a_signature_serves_for_hours_and_is_renewed_long_before_it_ends() -> None:
    key = PushKey(draw_push_key(), "")
    signed = key.authorization(ENDPOINT, FRIDAY)
    assert key.authorization(ENDPOINT + "/other", FRIDAY + dt.timedelta(hours=1)) == signed
    assert key.authorization(ENDPOINT, FRIDAY + RENEWED_AFTER) != signed
    assert key.authorization(ENDPOINT, FRIDAY - dt.timedelta(hours=1)) != signed


def test_a_key_stays_the_same_through_the_database() -> None:
    stored = draw_push_key()
    assert PushKey(stored, "").public == PushKey(stored, "").public
    assert PushKey(stored, "").public != PushKey(draw_push_key(), "").public
    assert is_push_key(stored)
    assert [is_push_key(wrong) for wrong in ("", "x" * 64, "0" * 64, "f" * 64)] == [False] * 4


@pytest.mark.parametrize("size", [1, 200, 3000])
def test_a_browser_reads_what_was_encrypted_for_it(size: int) -> None:
    browser = Subscriber(ENDPOINT, "")
    told = browser.as_json()["keys"]
    assert isinstance(told, dict)
    subscription = PushSubscription(ENDPOINT, **told)
    assert keys_fit(subscription)
    body = b"\x02" * size
    assert browser.read(encrypted(body, subscription)) == body
    assert encrypted(body, subscription) != encrypted(body, subscription), "each has its own key"
