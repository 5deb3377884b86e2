"""A conversation in a terminal: each typed line is a turn, and its replies are printed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.channels.console import NAME
from bot.domain.text.normalizing import nfc
from bot.services.ports.messages import Delivered, Incoming, NotStored, Outcome, Receive
from bot.talk.events import ChannelEvent, Said, Sent
from bot.talk.messages import Message

MAX_LINE = 4096


class Console:
    """Both halves of the channel; `show` prints a message."""

    def __init__(self, show: Callable[[Message], None]) -> None:
        self._show = show
        self._count = 0

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Show one message."""
        del address
        self._show(message)
        return Delivered(str(row))

    async def play(
        self,
        receive: Receive,
        lines: AsyncIterator[str],
        *,
        person: str,
        visit: str,
        language: str | None = None,
        answered: Callable[[], Awaitable[None]],
        fail: Callable[[str], None],
    ) -> None:
        """Hand every line to the desk until the input ends.

        `visit` makes update ids unique between runs; `language` is for somebody who is new.
        `answered` waits until the replies are shown.
        """
        async for line in lines:
            self._count += 1
            text = nfc(line).strip()[:MAX_LINE]
            event = read_line(text)
            incoming = Incoming(NAME, person, f"{visit}-{self._count}", event, language)
            try:
                await receive(incoming)
            except NotStored as error:
                fail(str(error))
                continue
            await answered()


def read_line(text: str) -> ChannelEvent:
    """A typed line; `!photo NAME` and `!file NAME` stand for sending one."""
    word, _gap, rest = text.partition(" ")
    match word:
        case "!photo":
            return Sent("photo", f"{NAME}:{rest}")
        case "!file":
            return Sent("file", f"{NAME}:{rest}")
        case _:
            return Said(text)


async def typed_lines(read: Callable[[], str]) -> AsyncIterator[str]:
    """Lines of a reading function, read on a thread, until it returns an empty string."""
    while line := await asyncio.to_thread(read):
        yield line.rstrip("\n")
