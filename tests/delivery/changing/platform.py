"""A platform that changes messages in place, and a post office that posts what changes them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import (
    Change,
    Delivered,
    EditOutcome,
    NotEditable,
    OutboxMessage,
    Outcome,
    Unsure,
)
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.messages import Message
from bot.talk.steps import Choice, Say
from bot.talk.text import plain
from tests.applications import BUTTONS
from tests.delivery.outbox_rows import CHANNEL, PostOffice
from tests.storage.stores import meet, update

EDITING = replace(BUTTONS, edits=True)

ASKS = ((Choice("a", plain("▶ Phiếu ngắn")), Choice("b", plain("Phiếu đầy đủ"))),)


def asking(text: str) -> Say:
    """A say with two choices."""
    return Say((plain(text),), ASKS, "nothing")


class Platform:
    """Keeps messages by address; the next call of a kind meets a prepared answer first.

    An answer may be an outcome, "lost" (it was done and nobody heard of it) or "hangs".
    """

    def __init__(self) -> None:
        self.messages: dict[tuple[str, str], Message] = {}
        self.answers: dict[str, list[EditOutcome | str]] = {}
        self.calls: list[tuple[str, str]] = []
        self._ids = 0

    def texts(self, address: str = "1") -> list[str]:
        """What a person reads now, oldest first."""
        return [each.text for (at, _id), each in self.messages.items() if at == address]

    def with_buttons(self, address: str = "1") -> list[str]:
        """The texts that still offer something."""
        there = self.messages.items()
        return [each.text for (at, _id), each in there if at == address and each.buttons]

    def answer(self, call: str, *answers: EditOutcome | str) -> None:
        """Prepare what the next calls meet: "speak", "edit", "take"."""
        self.answers.setdefault(call, []).extend(answers)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send."""
        answer = await self._meets("speak", message.text)
        if isinstance(answer, NotEditable):
            raise AssertionError("a send is never refused so")
        if answer is None or answer == Unsure("lost"):
            self._ids += 1
            self.messages[address, f"m{self._ids}"] = message
        return answer or Delivered(f"m{self._ids}")

    async def edit(self, address: str, row: int, message_id: str, message: Message) -> EditOutcome:
        """Change a message in place."""
        return await self._change("edit", address, message_id, message)

    async def take(self, address: str, message_id: str, message: Message | None) -> EditOutcome:
        """Take the buttons."""
        there = self.messages.get((address, message_id))
        told = message or (replace(there, buttons=()) if there else Message(""))
        return await self._change("take", address, message_id, told)

    async def _change(
        self, call: str, address: str, message_id: str, message: Message
    ) -> EditOutcome:
        answer = await self._meets(call, message.text)
        if (address, message_id) not in self.messages:
            return NotEditable()
        if answer is None or answer == Unsure("lost"):
            self.messages[address, message_id] = message
        return answer or Delivered(message_id)

    async def _meets(self, call: str, text: str) -> EditOutcome | None:
        self.calls.append((call, text))
        waiting = self.answers.get(call)
        answer = waiting.pop(0) if waiting else None
        if answer == "hangs":
            await asyncio.Event().wait()
        return Unsure("lost") if isinstance(answer, str) else answer


class ChangingOffice(PostOffice):
    """A post office whose platform changes messages in place."""

    def __init__(self, url: str) -> None:
        self.platform = Platform()
        end = ChannelEnd(
            self.platform, EDITING, edit=self.platform.edit, take_buttons=self.platform.take
        )
        super().__init__(url, {CHANNEL: end})

    async def reply(
        self, *says: Say, change: Change | None = None, address: str = "1", hand_over: bool = True
    ) -> list[int]:
        """Post replies as a turn does; returns the first rows of their messages."""
        place = await meet(self.store, address, CHANNEL)
        posted = await self._post(says, change, address, place.turn)
        if hand_over:
            self.worker.accept(posted)
            await self.settle()
        return [row.first for row in posted]

    async def _post(
        self, says: Sequence[Say], change: Change | None, address: str, turn: int
    ) -> tuple[OutboxMessage, ...]:
        incoming = update(address=address, channel=CHANNEL)

        async def job(work: SqlUnitOfWork) -> tuple[OutboxMessage, ...]:
            dialog = await work.dialogs.open_dialog(incoming, self.clock())
            dialog.turn = turn
            return await work.outbox.post(incoming, dialog, says, self.clock(), change)

        return await self.store.transact(job)

    async def edit(self, row: int, say: Say) -> None:
        """Let a message say something else, as a service does."""
        await self.store.transact(lambda work: work.outbox.edit(row, say, self.clock()))
