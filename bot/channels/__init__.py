"""Channels: Telegram, the web page, the console; what the application needs of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from aiohttp import web

from bot.services.ports.messages import EditOutcome, OutboxMessage, Outcome
from bot.talk.messages import Capabilities, Message


class Channel(Protocol):
    """A channel: it listens, speaks, has routes, and is opened and closed."""

    @property
    def name(self) -> str:
        """The name under which its addresses are stored."""

    @property
    def account(self) -> str:
        """Its account: who speaks on its platform; "" where there can be one only."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    @property
    def in_flight(self) -> int:
        """Its in-flight limit: how many sends may run at once."""

    @property
    def listening(self) -> bool:
        """Whether people's messages reach the service now, as far as the channel knows."""

    def add_routes(self, app: web.Application) -> None:
        """Add its routes to the web server."""

    async def open(self) -> None:
        """Get ready to speak."""

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`; an exception ends this channel only, and it is started again."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message; never raises for a fault of the network or the platform."""

    async def edit(self, address: str, row: int, message_id: str, message: Message) -> EditOutcome:
        """Change the message of this id of the platform in place; never raises either.

        Asked only where the capabilities tell that it can; it may be repeated.
        """

    @property
    def take_buttons(self) -> Callable[[str, str, Message | None], Awaitable[EditOutcome]] | None:
        """Takes the buttons from a message of an address, by the platform's id of it.

        Where a message is given, this is shown in its place. None: a channel that does so by
        itself, or cannot.
        """

    async def show_drawing(self, address: str) -> None:
        """Show, where the channel can, that a picture is being drawn for this address.

        A courtesy: it never raises for a fault of the network or the platform.
        """

    async def alert(self, row: OutboxMessage) -> None:
        """Tell a person who is not looking that this notification came, unless the platform does.

        A courtesy: it never raises for a fault of the network or the platform.
        """

    async def check(self) -> str:
        """Its name on the platform, for the doctor; raises when the platform refuses."""

    async def close(self) -> None:
        """Release its resources."""
