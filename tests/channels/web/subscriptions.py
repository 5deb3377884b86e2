"""Push subscriptions in memory, for tests of the page's routes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.services.ports.messages import NotStored
from bot.services.ports.push import PushSubscription, PushSubscriptions, PushWay


@dataclass
class Subscriptions(PushSubscriptions):
    """Everybody may subscribe, and has `reminders`; while it is `closed` nothing is stored."""

    kept: dict[str, tuple[str, PushSubscription]] = field(default_factory=dict)
    reminders: int = 0
    closed: bool = False

    def _open(self) -> None:
        if self.closed:
            raise NotStored

    async def add(self, address: str, subscription: PushSubscription, now: dt.datetime) -> bool:
        self._open()
        self.kept[subscription.endpoint] = (address, subscription)
        return True

    async def of(self, address: str) -> tuple[PushWay, ...]:
        self._open()
        return tuple(PushWay(each) for owner, each in self.kept.values() if owner == address)

    async def forget(self, endpoint: str) -> None:
        self._open()
        self.kept.pop(endpoint, None)

    async def forget_all(self, address: str) -> None:
        self._open()
        self.kept = {e: kept for e, kept in self.kept.items() if kept[0] != address}

    async def reminders_on(self, address: str) -> int:
        self._open()
        return self.reminders
