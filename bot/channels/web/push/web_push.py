"""Web Push of the page as one part: its routes, its alerts, and who asked for them."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.channels.web.push.alerts import Alerts
from bot.channels.web.push.encrypting import PushKey
from bot.channels.web.push.hosts import PushHosts
from bot.channels.web.push.routes import PushRoutes
from bot.channels.web.push.sender import PushSender
from bot.channels.web.sessions import Sessions
from bot.domain.notifications.policy import QuietHours
from bot.services.ports.messages import Clock, NotStored, OutboxMessage, Translate
from bot.services.ports.push import PushSubscriptions


class WebPush:
    """Pushes to browsers that do not show the page.

    `key` is the stored private key, `hosts` the setting's list, `quiet` the usual quiet hours.
    """

    def __init__(
        self,
        subscriptions: PushSubscriptions,
        *,
        key: str,
        public_url: str,
        hosts: str,
        clock: Clock,
        quiet: Callable[[], QuietHours],
        sentences: Translate,
        count: Callable[[str], None],
    ) -> None:
        self._subscriptions = subscriptions
        self._key = PushKey(key, public_url)
        self._hosts = PushHosts.of(hosts)
        self._clock = clock
        self._count = count
        self._alerts = Alerts(
            PushSender(self._key, self._hosts, clock),
            subscriptions,
            clock=clock,
            quiet=quiet,
            sentences=sentences,
            count=count,
        )

    def add_routes(self, app: web.Application, sessions: Sessions) -> None:
        """Add the routes by which a browser subscribes."""
        PushRoutes(
            sessions,
            self._subscriptions,
            key=self._key,
            hosts=self._hosts,
            clock=self._clock,
            count=self._count,
        ).add_routes(app)

    async def alert(self, row: OutboxMessage) -> None:
        """Push to the browsers of a row's address that a message waits."""
        if self._hosts.names:
            await self._alerts.send(row)

    async def leave(self, address: str) -> None:
        """Forget the subscriptions of an address that its browser has left. Raises `NotStored`."""
        await self._subscriptions.forget_all(address)

    async def reminders_on(self, address: str) -> int | None:
        """How many reminders are on for whoever is at an address; None: it could not be read."""
        try:
            return await self._subscriptions.reminders_on(address)
        except NotStored:
            return None

    async def close(self) -> None:
        """Release the connections to push services."""
        await self._alerts.close()
