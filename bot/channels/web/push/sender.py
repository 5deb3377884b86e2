"""The sender: one push to one browser, by HTTP, and what came of it."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Literal, TypeAlias

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.channels.web.push.encrypting import PushKey, encrypted
from bot.channels.web.push.hosts import PushHosts
from bot.channels.web.push.resolving import PublicResolver
from bot.services.ports.messages import Clock
from bot.services.ports.push import PushSubscription

Urgency: TypeAlias = Literal["normal", "high"]
"""How soon a phone that saves its battery gets it (RFC 8030)."""

PushOutcome: TypeAlias = Literal["accepted", "gone", "refused", "unsure", "dropped", "host"]
"""What came of a push.

`gone`: the subscription has ended (404, 410). `unsure`: it may have arrived (5xx, or no answer).
`dropped`: it did not leave, or was put off for too long. `host`: it must not go there.
"""

TOPIC = "notebook"
"""Of pushes with one topic a push service keeps only the newest for a phone that is off."""

TRIES = 3
LONGEST_WAIT_SECONDS = 5.0
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_GONE = (404, 410)
_SOON = 429


@dataclass(frozen=True, slots=True)
class _TryAgain:
    """It certainly did not arrive; `seconds`: not before."""

    seconds: float


class PushSender:
    """Sends pushes; `close` ends its connections, and the next push opens new ones.

    `resolver` answers for names, None: this machine's own.
    """

    def __init__(
        self,
        key: PushKey,
        hosts: PushHosts,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._key = key
        self._hosts = hosts
        self._clock = clock
        self._sleep = sleep
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._held: dict[str, dt.datetime] = {}

    async def send(
        self, subscription: PushSubscription, body: bytes, kept: dt.timedelta, urgency: Urgency
    ) -> PushOutcome:
        """Send one push, which the push service may keep for as long as `kept`.

        Only what certainly did not arrive is tried again, `TRIES` times within seconds. Never
        raises for what the network or the push service does.
        """
        if not self._hosts.allow(subscription.endpoint):
            return "host"
        for number in range(TRIES):
            outcome = await self._try(subscription, body, kept, urgency)
            if not isinstance(outcome, _TryAgain):
                return outcome
            wait = max(outcome.seconds, 0.5 * 2.0**number)
            if wait > LONGEST_WAIT_SECONDS or number + 1 == TRIES:
                break
            await self._sleep(wait)
        return "dropped"

    async def close(self) -> None:
        """Release the connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _try(
        self, subscription: PushSubscription, body: bytes, kept: dt.timedelta, urgency: Urgency
    ) -> PushOutcome | _TryAgain:
        now = self._clock()
        origin = str(URL(subscription.endpoint).origin())
        held = self._held.get(origin)
        if held is not None and held > now:
            return _TryAgain((held - now).total_seconds())
        headers = {
            "TTL": str(int(kept.total_seconds())),
            "Urgency": urgency,
            "Topic": TOPIC,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "Authorization": self._key.authorization(subscription.endpoint, now),
        }
        sealed = encrypted(body, subscription)
        try:
            async with self._opened().post(
                # As it is: another spelling is another address to a push service.
                URL(subscription.endpoint, encoded=True),
                data=sealed,
                headers=headers,
                allow_redirects=False,
            ) as response:
                return self._read(response, origin, now)
        except aiohttp.ClientConnectorError:
            return _TryAgain(0)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return "unsure"

    def _read(
        self, response: aiohttp.ClientResponse, origin: str, now: dt.datetime
    ) -> PushOutcome | _TryAgain:
        if response.status in _GONE:
            return "gone"
        if response.status == _SOON:
            seconds = _retry_after(response.headers.get("Retry-After", ""), now)
            self._held[origin] = now + dt.timedelta(seconds=seconds)
            return _TryAgain(seconds)
        if response.ok and response.status < 300:
            return "accepted"
        return "unsure" if response.status >= 500 else "refused"

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=32, resolver=PublicResolver(self._resolver))
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def _retry_after(value: str, now: dt.datetime) -> float:
    """The seconds of a `Retry-After` header; without a readable one a minute."""
    if value.isascii() and value.isdecimal():
        return float(min(int(value), 24 * 3600))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return 60.0
    if at.tzinfo is None:
        return 60.0
    return max(0.0, (at - now).total_seconds())
