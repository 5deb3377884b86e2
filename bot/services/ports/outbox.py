"""What a turn writes into the outbox: its replies, and a message to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Incoming, OutboxMessage
from bot.talk.steps import Say


class OutboxRepository(Protocol):
    """The outbox as a turn uses it; the delivery worker uses it as `messages.Outbox`."""

    async def post(
        self, incoming: Incoming, dialog: Dialog, says: Sequence[Say], now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        """Write replies into the outbox, claimed by this process's worker."""

    async def notify(self, person: int, say: Say, now: dt.datetime) -> None:
        """Tell a person something where they spoke last; its buttons belong to no turn.

        A say of the class `duty` keeps quiet hours; any other answers at once.
        """
