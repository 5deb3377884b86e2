"""What a turn writes into the outbox: its replies, and a message to somebody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Change, Incoming, OutboxMessage
from bot.talk.steps import Say


class OutboxRepository(Protocol):
    """The outbox as a turn uses it; the delivery worker uses it as `messages.Outbox`."""

    async def post(
        self,
        incoming: Incoming,
        dialog: Dialog,
        says: Sequence[Say],
        now: dt.datetime,
        change: Change | None = None,
    ) -> tuple[OutboxMessage, ...]:
        """Write replies into the outbox, claimed by this process's worker.

        `change`: what the first of them does to an earlier message.
        """

    async def notify(self, person: int, say: Say, now: dt.datetime) -> int | None:
        """Tell a person something where they spoke last; its buttons belong to no turn.

        A say of the class `duty` keeps quiet hours; any other answers at once. Returns its row,
        which `edit` can change later; None for somebody who never spoke.
        """

    async def edit(self, row: int, say: Say, now: dt.datetime) -> None:
        """Let the message of a row say something else from now on; its buttons belong to no turn.

        `row` is the first one of the message. What is not sent of it yet is replaced, so however
        often it is called, one edit waits. A row that is gone is changed no more.
        """
