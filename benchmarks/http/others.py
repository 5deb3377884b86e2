"""Others: people who open the menu at a steady rate in a whole application, and their waits."""

from __future__ import annotations

import asyncio
import secrets
import time
from itertools import count

from bot.application import Application
from bot.domain.people.persons import PURPOSES, Person
from bot.services import COMMAND_HANDLERS
from bot.services.people.joining import Join
from bot.services.ports.messages import Delivered, Incoming, Outcome
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.events import ChannelEvent, Said
from bot.talk.messages import Message

PACE_PER_SECOND = 50
TALKING_PEOPLE = 200
ANSWER_SECONDS = 30.0
"""Without an answer for so long the benchmark fails, instead of waiting for ever."""


class Heard:
    """A speaker that notes when each address got a message, and which had a picture."""

    def __init__(self) -> None:
        self.waits: dict[str, asyncio.Future[None]] = {}
        self.pictures = 0

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Receive one message."""
        self.pictures += message.png is not None
        waiting = self.waits.get(address)
        if waiting is not None and not waiting.done() and message.buttons:
            waiting.set_result(None)
        return Delivered(str(row))


class Others:
    """An application whose people send an update and wait for the reply."""

    def __init__(self, application: Application, heard: Heard) -> None:
        self.application = application
        self.heard = heard
        # Several rounds may share a database, which answers each update once.
        self._round = secrets.token_hex(4)
        self._updates = count(1)

    async def answered(self, address: str, channel_event: ChannelEvent) -> float:
        """Seconds from the update to the last message of its reply."""
        self.heard.waits[address] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        update = f"{self._round}-{next(self._updates)}"
        incoming = Incoming("bench", address, update, channel_event, "vi")
        await self.application.receive(incoming)
        async with asyncio.timeout(ANSWER_SECONDS):
            await self.heard.waits[address]
        return time.perf_counter() - began

    async def ask(self, seconds: float | asyncio.Event) -> list[float]:
        """How long others wait for the menu, requested at a steady rate until the end."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds if isinstance(seconds, float) else None
        waits: list[asyncio.Task[float]] = []
        begun = loop.time()
        for number in count():
            if until is not None and loop.time() >= until:
                break
            if isinstance(seconds, asyncio.Event) and seconds.is_set():
                break
            address = f"o{number % TALKING_PEOPLE}"
            waits.append(asyncio.create_task(self.answered(address, Said("/menu"))))
            await asyncio.sleep(max(0.0, begun + (number + 1) / PACE_PER_SECOND - loop.time()))
        return [await each for each in waits]


async def join(application: Application, address: str) -> Person:
    """A person at an address who has joined with every consent."""
    command = Join(tuple((p, True) for p in PURPOSES), "00226", "resident", "60+")
    now = application.clock()

    async def one(work: UnitOfWork) -> Person:
        incoming = Incoming("bench", address, f"join-{address}", Said("/start"), "vi")
        dialog = await work.dialogs.open_dialog(incoming, now)
        out = CommandContext(dialog, now, lambda _below: 0, application.data.reference_data)
        await COMMAND_HANDLERS[Join](command, work, out)
        return out.dialog.person

    return await application.database.transact(one)
