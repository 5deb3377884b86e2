"""The channels on which people talk; none of them knows another. Here is what each one is."""

from __future__ import annotations

import asyncio
from typing import Protocol

from aiohttp import web

from bot.services.ports.messages import Outcome
from bot.talk.messages import Capabilities, Message


class Channel(Protocol):
    """What the house needs of a channel: its two halves, its routes, its life."""

    @property
    def name(self) -> str:
        """The name under which its addresses are kept."""

    @property
    def account(self) -> str:
        """Its account: who speaks on its platform; "" where there can be one only."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    @property
    def in_flight(self) -> int:
        """How many sends may be under way at once."""

    @property
    def listening(self) -> bool:
        """Whether what people say reaches us now, as far as the channel can know."""

    def add_routes(self, app: web.Application) -> None:
        """Add what it serves to the web server."""

    async def open(self) -> None:
        """Get ready to speak."""

    async def run(self, stop: asyncio.Event) -> None:
        """Listen until `stop`; what it raises ends this channel only, and it is run again."""

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message; never raises for what the network or the platform does."""

    async def check(self) -> str:
        """What its platform calls it, for the doctor; raises what the platform says no with."""

    async def close(self) -> None:
        """Let go of what it holds."""
