"""Alerts: whom a notification is pushed to, in which words, and what is counted of it."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.channels.web.push.sender import PushSender, Urgency
from bot.domain.notifications.policy import NotificationKind, QuietHours
from bot.domain.notifications.push_times import push_lifetime
from bot.services.ports.messages import Clock, NotStored, OutboxMessage, Translate
from bot.services.ports.push import PushSubscriptions
from bot.talk.text import Text, _

REMINDER = _("Your notebook has a new reminder.")
NEWS = _("Your notebook has news for you.")

_COUNTED = {"gone", "refused", "unsure", "dropped", "host"}


class Alerts:
    """Tells the browsers of an address that a message waits on the page, and nothing of it.

    `quiet` are the quiet hours of whoever has none of their own.
    """

    def __init__(
        self,
        sender: PushSender,
        subscriptions: PushSubscriptions,
        *,
        clock: Clock,
        quiet: Callable[[], QuietHours],
        sentences: Translate,
        count: Callable[[str], None],
    ) -> None:
        self._sender = sender
        self._subscriptions = subscriptions
        self._clock = clock
        self._quiet = quiet
        self._sentences = sentences
        self._count = count

    async def send(self, row: OutboxMessage) -> None:
        """Push once to each browser of the row's address; a subscription that ended is forgotten.

        A courtesy: the message waits on the page, whatever comes of this.
        """
        kind: NotificationKind = "reminder" if row.say.kind == "reminder" else "announcement"
        try:
            ways = await self._subscriptions.of(row.address)
            for way in ways:
                kept = push_lifetime(kind, row.until, way.quiet or self._quiet(), self._clock())
                urgency: Urgency = "high" if kind == "reminder" else "normal"
                body = self._body(kind, row.locale)
                outcome = await self._sender.send(way.subscription, body, kept, urgency)
                if outcome in _COUNTED:
                    self._count(f"push_{outcome}")
                if outcome == "gone":
                    await self._subscriptions.forget(way.subscription.endpoint)
        except NotStored:
            self._count("push_not_stored")

    async def close(self) -> None:
        """Release the sender's connections."""
        await self._sender.close()

    def _body(self, kind: NotificationKind, locale: str) -> bytes:
        text: Text = REMINDER if kind == "reminder" else NEWS
        told = {"text": self._sentences(text, locale), "lang": locale}
        return json.dumps(told, ensure_ascii=False).encode()
