"""Ports: push subscriptions, the ways to a browser that does not show the page (RFC 8030)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.domain.notifications.policy import QuietHours

MOST_SUBSCRIPTIONS = 5
"""The most subscriptions that a person has at once: the oldest goes for a new one."""


@dataclass(frozen=True, slots=True)
class PushSubscription:
    """What a browser gives whoever may push to it (RFC 8291).

    `endpoint` is an address at the browser's push service. `p256dh` is the browser's public key,
    an uncompressed point, and `auth` a secret of 16 bytes; both in base64url without padding.
    """

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class PushWay:
    """A subscription, and the quiet hours of its person, where they have their own."""

    subscription: PushSubscription
    quiet: QuietHours | None = None


class PushSubscriptions(Protocol):
    """The subscriptions of one channel's addresses; every call commits on its own.

    Each raises `NotStored`.
    """

    async def add(self, address: str, subscription: PushSubscription, now: dt.datetime) -> bool:
        """Keep a subscription, in place of one with the same endpoint; False: nobody is there.

        A person has `MOST_SUBSCRIPTIONS` at most, over all their addresses.
        """

    async def of(self, address: str) -> tuple[PushWay, ...]:
        """The subscriptions of an address, oldest first."""

    async def forget(self, endpoint: str) -> None:
        """Remove a subscription that has ended."""

    async def forget_all(self, address: str) -> None:
        """Remove the subscriptions of an address: its person wants no push here any more."""

    async def reminders_on(self, address: str) -> int:
        """How many reminders are on for the person of an address."""
