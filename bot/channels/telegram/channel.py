"""The Telegram channel: listening by webhook or by long polling, and speaking."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlsplit

import structlog
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import AiogramError
from aiogram.methods import SetWebhook
from aiohttp import web
from telegram.error import TelegramError

from bot.channels.telegram import CAPABILITIES, NAME, account_of
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.answers import AnswerUnreadable, be_true
from bot.channels.telegram.listen import ALLOWED_UPDATES, TelegramListener
from bot.channels.telegram.poll import Poller
from bot.channels.telegram.profile import profiles
from bot.channels.telegram.speak import TelegramSpeaker
from bot.services.ports.albums import AlbumParts
from bot.services.ports.messages import (
    Clock,
    EditOutcome,
    Incoming,
    OutboxMessage,
    Outcome,
    Receive,
    Translate,
)
from bot.talk.messages import Message

WEBHOOK_CONNECTIONS = 40
MIN_IN_FLIGHT = 32
MIN_WAIT_SECONDS = 1.0
MAX_WAIT_SECONDS = 60.0

_log = structlog.get_logger("telegram")


def in_flight(rate_per_second: int) -> int:
    """As many sends at once as a rate needs where an answer takes a quarter of a second."""
    return max(MIN_IN_FLIGHT, rate_per_second // 4)


class TelegramChannel:
    """Both halves, with what Telegram is told at the start: the webhook, the commands."""

    name = NAME
    capabilities = CAPABILITIES

    def __init__(
        self,
        *,
        token: str,
        api_base: str,
        rate_per_second: int,
        webhook_url: str | None,
        webhook_secret: str | None,
        commands: Mapping[str, Sequence[tuple[str, str]]],
        sentences: Translate,
        receive: Receive,
        receive_album: Receive,
        admit: Callable[[Incoming], Awaitable[None]],
        album_parts: AlbumParts,
        clock: Clock,
        count: Callable[[str], None],
    ) -> None:
        self.account = account_of(token)
        session = AiohttpSession(api=TelegramAPIServer.from_base(api_base))
        self._bot = Bot(token, session=session)
        self.in_flight = in_flight(rate_per_second)
        self._albums = Albums(
            account=self.account, parts=album_parts, receive=receive_album, clock=clock
        )
        self._listener = TelegramListener(
            receive=receive,
            admit=admit,
            bot=self._bot,
            albums=self._albums,
            clock=clock,
            count=count,
        )
        self._speaker = TelegramSpeaker(token, api_base, rate_per_second, clock, self.in_flight)
        self._poller = None if webhook_url else Poller(self._bot, self._listener, count)
        self._webhook_set = False
        self._webhook_url = webhook_url
        self._webhook_secret = webhook_secret
        self._profiles = profiles(commands, sentences)

    def add_routes(self, app: web.Application) -> None:
        """Serve the webhook at the path of its address."""
        if self._webhook_url is not None and self._webhook_secret is not None:
            path = urlsplit(self._webhook_url).path
            app.router.add_post(path, self._listener.webhook(self._webhook_secret))

    async def open(self) -> None:
        """Get ready to speak."""
        await self._speaker.open()

    @property
    def listening(self) -> bool:
        """Whether Telegram took the webhook, or answers when it is asked for updates."""
        return self._webhook_set if self._poller is None else self._poller.listening

    async def run(self, stop: asyncio.Event) -> None:
        """Tell Telegram the bot's profile and where to deliver; poll if there is no webhook."""
        try:
            async with asyncio.TaskGroup() as group:
                telling = group.create_task(self._tell(stop))
                group.create_task(self._albums.run(stop))
                if self._poller is not None:
                    await self._poller.run(stop)
                await stop.wait()
                telling.cancel()
        finally:
            self._webhook_set = False

    async def _tell(self, stop: asyncio.Event) -> None:
        """Set the webhook and the profile; a network that is down is waited for.

        What Telegram took once is not told again: it limits how often a profile may be set.
        """
        wait = MIN_WAIT_SECONDS
        steps = self._steps()
        while steps and not stop.is_set():
            try:
                await steps[0]()
            except Exception as error:  # also a page that is no UTF-8, and a fault of ours
                expected = isinstance(error, (AiogramError, TelegramError, AnswerUnreadable))
                _log.warning("not_told", why=type(error).__name__, exc_info=not expected)
                await asyncio.sleep(wait)
                wait = min(wait * 2, MAX_WAIT_SECONDS)
            else:
                del steps[0]
        if not steps:
            _log.info("told", webhook=self._webhook_url is not None)

    def _steps(self) -> list[Callable[[], Awaitable[None]]]:
        """What Telegram is told, in this order."""
        steps: list[Callable[[], Awaitable[None]]] = []
        if self._webhook_url is not None:
            steps.append(partial(self._set_webhook, self._webhook_url))
        steps += (
            partial(self._speaker.publish_profile, locale, profile)
            for locale, profile in self._profiles.items()
        )
        return steps

    async def _set_webhook(self, url: str) -> None:
        call = SetWebhook(
            url=url,
            secret_token=self._webhook_secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=WEBHOOK_CONNECTIONS,
        )
        be_true(await self._bot(call))
        self._webhook_set = True

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message."""
        return await self._speaker.speak(address, row, message)

    async def edit(self, address: str, row: int, message_id: str, message: Message) -> EditOutcome:
        """Change a text that was sent."""
        return await self._speaker.edit(address, row, message_id, message)

    async def take_buttons(
        self, address: str, message_id: str, message: Message | None
    ) -> EditOutcome:
        """Take the buttons from a message, and show `message` in its place."""
        return await self._speaker.take_buttons(address, message_id, message)

    async def show_drawing(self, address: str) -> None:
        """Show that a picture is being drawn for this address."""
        await self._speaker.show_drawing(address)

    async def alert(self, row: OutboxMessage) -> None:
        """Do nothing: the platform tells the person by itself."""

    async def check(self) -> str:
        """The bot's name, for the doctor; raises `TelegramError` when the token is not good."""
        return await self._speaker.name()

    async def close(self) -> None:
        """Let the connections go."""
        await self._speaker.close()
        await self._bot.session.close()
