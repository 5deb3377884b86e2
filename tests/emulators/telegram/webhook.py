"""Delivery to a webhook: in order within a chat, in parallel across chats, until accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram.methods import SetWebhook
from aiogram.types import WebhookInfo
from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from tests.emulators.telegram.rules.limits import check_secret
from tests.emulators.telegram.rules.refusals import breach
from tests.emulators.telegram.updates import Parcel, Updates
from tests.emulators.telegram.wire import parameters
from tests.emulators.telegram.world import World

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

CarryOut = Callable[[Mapping[str, object]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a delivery waits and how often it is tried; `attempts` None: without end."""

    answer_seconds: float = 10.0
    first_pause_seconds: float = 0.05
    longest_pause_seconds: float = 1.0
    attempts: int | None = None

    def pause_seconds(self, attempts: int) -> float:
        """The pause after so many failures."""
        doubled = self.first_pause_seconds * 2.0 ** min(attempts - 1, 30)
        return min(doubled, self.longest_pause_seconds)


class Webhook:
    """The webhook's address, and the delivery of updates to it."""

    def __init__(
        self, world: World, updates: Updates, patience: Patience, carry_out: CarryOut
    ) -> None:
        self._world = world
        self._updates = updates
        self._carry_out = carry_out
        self.patience = patience
        self.undelivered: list[int] = []
        self._secret: str | None = None
        self._connections = 40
        self._last_error: tuple[float, str] | None = None
        self._under_way: dict[object, asyncio.Task[None]] = {}

    def set(self, method: SetWebhook) -> bool:
        """`setWebhook`; plain http is taken on this machine only (a local Bot API server)."""
        parts = urlsplit(method.url)
        local = parts.scheme == "http" and parts.hostname in LOOPBACK
        if method.url and parts.scheme != "https" and not local:
            raise breach("bad webhook: An HTTPS URL must be provided for webhook")
        check_secret(method.secret_token)
        self._updates.allow(method.allowed_updates)
        if method.drop_pending_updates:
            self._updates.drop()
        self._secret = method.secret_token
        self._connections = min(max(method.max_connections or 40, 1), 100)
        self._last_error = None
        self._updates.webhook_url = method.url
        self._updates.bell.ring()
        return True

    def info(self) -> WebhookInfo:
        """`getWebhookInfo`."""
        error = self._last_error
        return WebhookInfo.model_validate(
            {
                "url": self._updates.webhook_url,
                "has_custom_certificate": False,
                "pending_update_count": len(self._updates.pending),
                "max_connections": self._connections if self._updates.webhook_url else None,
                "allowed_updates": sorted(self._updates.allowed),
                "last_error_date": int(error[0]) if error else None,
                "last_error_message": error[1] if error else None,
            }
        )

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with ClientSession(
            timeout=ClientTimeout(total=self.patience.answer_seconds)
        ) as session:
            try:
                while True:
                    await self._updates.bell.until(lambda: self._next() is not None)
                    if (parcel := self._next()) is not None:
                        task = asyncio.create_task(self._deliver(session, parcel))
                        self._under_way[parcel.lane] = task
            finally:
                tasks = list(self._under_way.values())
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _next(self) -> Parcel | None:
        if not self._updates.webhook_url or len(self._under_way) >= self._connections:
            return None
        free = (each for each in self._updates.pending if each.lane not in self._under_way)
        return next(free, None)

    async def _deliver(self, session: ClientSession, parcel: Parcel) -> None:
        try:
            failure = await self._post(session, parcel)
            if failure is None:
                self._updates.done(parcel)
                return
            parcel.attempts += 1
            self._last_error = self._world.clock(), failure
            if self.patience.attempts is not None and parcel.attempts >= self.patience.attempts:
                self.undelivered.append(parcel.update_id)
                self._updates.done(parcel)
                return
            await asyncio.sleep(self.patience.pause_seconds(parcel.attempts))
        finally:
            self._under_way.pop(parcel.lane, None)
            self._updates.bell.ring()

    async def _post(self, session: ClientSession, parcel: Parcel) -> str | None:
        """None when it was accepted, otherwise the reason."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._secret} if self._secret else {}
        try:
            async with session.post(
                self._updates.webhook_url, json=parcel.body, headers=headers
            ) as response:
                if not 200 <= response.status < 300:
                    return f"Wrong response from the webhook: {response.status} {response.reason}"
                called = await _call_in(response)
        except (ClientError, TimeoutError, OSError) as error:
            return f"Connection failed: {error!r}"
        if called:
            await self._carry_out(called)
        return None


async def _call_in(response: ClientResponse) -> dict[str, object]:
    """The method call in a webhook's answer, empty when there is none that can be read."""
    try:
        if response.content_type == "multipart/form-data":
            return await parameters.of_multipart(MultipartReader.from_response(response))  # type: ignore[arg-type]  # the wrapper reads the same parts
        return parameters.object_of(await response.text())
    except ValueError:
        return {}
