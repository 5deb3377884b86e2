"""The speaking half of Telegram: one message, one outcome."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable
from typing import cast

import structlog
from aiolimiter import AsyncLimiter
from telegram import BotCommand
from telegram.constants import ChatAction
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter
from telegram.request import RequestData

from bot.channels.telegram.answers import be_true
from bot.channels.telegram.fast_bot import FastBot
from bot.channels.telegram.profile import Profile
from bot.channels.telegram.request import CONNECTIONS, AiohttpRequest, Fields, NotReached
from bot.services.ports.messages import (
    Clock,
    Delivered,
    EditOutcome,
    Later,
    Never,
    NotEditable,
    Outcome,
    Unsure,
)
from bot.talk.messages import Message

CHAT_BURST = 3
FREE_RATE_PER_SECOND = 30
CHAT_SECONDS = 3.0
_CHATS_KEPT = 10_000
_TOKEN_WRONG_MINUTES = 5
_MAX_NOT_REACHED_SECONDS = 60
_MIN_FLOOD = dt.timedelta(seconds=1)
_MAX_FLOOD = dt.timedelta(days=1)
"""However long an answer tells us to wait, so long and no longer is believed."""

_GONE = ("chat not found", "user is deactivated", "peer_id_invalid")
_NOT_MODIFIED = "message is not modified"
_UNCHANGED = Never("unchanged")
"""The answer to an edit that is there already: an earlier try made it."""
_REFUSED = Never("refused")

_log = structlog.get_logger("telegram")


class TelegramSpeaker:
    """Speaks through `ExtBot`, without an `Updater`: every word of ours leaves by the outbox.

    `rate_per_second` is the token's limit (30; 1,000 with paid broadcasts; 0: none of our own, for
    a Bot API server that keeps its own). One chat gets one message a second, in bursts of three.
    A flood wait is let out as `Later` for the whole channel: 22.8 cuts its own wait short (#5338).
    """

    def __init__(
        self,
        token: str,
        api_base: str,
        rate_per_second: int,
        clock: Clock,
        connections: int = CONNECTIONS,
    ) -> None:
        self._clock = clock
        self._times_away = 0
        self._away_until = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._paced = rate_per_second > 0
        self._chats: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._bot = FastBot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=AiohttpRequest(connections),
            get_updates_request=AiohttpRequest(),
            rate_limiter=AIORateLimiter(overall_max_rate=rate_per_second, max_retries=0)
            if self._paced
            else None,
        )
        self._paid = rate_per_second > FREE_RATE_PER_SECOND

    async def open(self) -> None:
        """Open the pool; no call is made yet."""
        await self._bot.request.initialize()

    async def close(self) -> None:
        """Close the pool."""
        await self._bot.request.shutdown()

    async def name(self) -> str:
        """The bot's user name; raises `TelegramError` when the token is not good."""
        return (await self._bot.get_me()).username or ""

    async def publish_profile(self, locale: str, profile: Profile) -> None:
        """Register the commands and the words of a language; "" is every other language.

        Raises whatever the network, Telegram or a stray answer brings about.
        """
        menu = [BotCommand(word, about) for word, about in profile.commands]
        language = locale or None
        be_true(await self._bot.set_my_commands(menu, language_code=language))
        be_true(await self._bot.set_my_description(profile.description, language))
        be_true(await self._bot.set_my_short_description(profile.short_description, language))

    async def show_drawing(self, address: str) -> None:
        """Show that a picture is on its way; a courtesy, whose failure is told to nobody."""
        fields = Fields({"chat_id": int(address), "action": ChatAction.UPLOAD_PHOTO})
        try:
            url = f"{self._bot.base_url}/sendChatAction"
            await self._bot.request.post(url, cast("RequestData", fields))
        except TelegramError as error:
            _log.info("courtesy_failed", why=type(error).__name__)

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message; never raises for what the network or Telegram does.

        A picture or a file that Telegram does not take leaves its words behind: they go without it.
        """
        outcome = await self._tell(address, message)
        if (message.png is not None or message.files) and outcome == _REFUSED:
            _log.warning("picture_refused", row=row)
            return await self._tell(address, message.in_words())
        return outcome

    async def edit(self, address: str, row: int, message_id: str, message: Message) -> EditOutcome:
        """Change a text that was sent; never raises for what the network or Telegram does.

        It may be repeated: Telegram refuses an edit that changes nothing, so it is there.
        """
        del row
        if self._paced:
            await self._chat(address).acquire()
        return await self._change(address, message_id, message)

    async def take_buttons(
        self, address: str, message_id: str, message: Message | None
    ) -> EditOutcome:
        """Take the buttons from a message, and show `message` in its place; never raises either.

        `Later` while the chat's pace leaves nothing over: replies go first.
        """
        if self._paced:
            pace = self._chat(address)
            if not pace.has_capacity(2):
                now = self._clock().astimezone(dt.UTC)
                return Later(now + dt.timedelta(seconds=CHAT_SECONDS), "pace")
            await pace.acquire()
        return await self._change(address, message_id, message)

    async def _change(self, address: str, message_id: str, message: Message | None) -> EditOutcome:
        outcome = await self._outcome_of(self._bot.edit(int(address), int(message_id), message))
        if outcome == _UNCHANGED:
            return Delivered(message_id)
        return NotEditable() if outcome == _REFUSED else outcome

    async def _tell(self, address: str, message: Message) -> Outcome:
        if self._paced:
            await self._chat(address).acquire()
        return await self._outcome_of(self._bot.send(int(address), message, paid=self._paid))

    async def _outcome_of(self, call: Awaitable[str]) -> Outcome:
        try:
            said = await call
            self._times_away = 0
            return Delivered(said)
        except TelegramError as error:
            return self._outcome(error)
        except Exception as error:  # an answer in which its reader finds nothing of what it needs
            _log.warning("answer_unreadable", why=type(error).__name__, exc_info=True)
            return Unsure("unreadable_answer")

    def _chat(self, address: str) -> AsyncLimiter:
        """The pace of one chat; the ones used longest ago are let go."""
        limiter = self._chats.pop(address, None) or AsyncLimiter(CHAT_BURST, CHAT_SECONDS)
        self._chats[address] = limiter
        if len(self._chats) > _CHATS_KEPT:
            self._chats.popitem(last=False)
        return limiter

    def _away(self, now: dt.datetime) -> dt.datetime:
        """Until when nothing is tried: 1, 2, 4 … 60 s, however many found nobody at one time."""
        if now >= self._away_until:
            seconds = min(2.0**self._times_away, _MAX_NOT_REACHED_SECONDS)
            self._times_away = min(self._times_away + 1, 10)
            self._away_until = now + dt.timedelta(seconds=seconds)
        return self._away_until

    def _outcome(self, error: TelegramError) -> Outcome:
        now = self._clock().astimezone(dt.UTC)
        match error:
            # Not `retry_after`: until PTB's next release that property warns at every use.
            case RetryAfter(_retry_after=dt.timedelta() as wait):
                wait = min(max(wait, _MIN_FLOOD), _MAX_FLOOD)
                return Later(now + wait, "flood", whole_channel=True)
            case Forbidden():
                return Never("blocked", blocked=True)
            case BadRequest() if _NOT_MODIFIED in error.message.lower():
                return _UNCHANGED
            case BadRequest() | ChatMigrated():
                gone = any(words in error.message.lower() for words in _GONE)
                return Never("gone", blocked=True) if gone else _REFUSED
            case InvalidToken():
                at = now + dt.timedelta(minutes=_TOKEN_WRONG_MINUTES)
                return Later(at, "token_refused", whole_channel=True)
            case NotReached():
                return Later(self._away(now), "not_reached", whole_channel=True)
            case NetworkError():
                return Unsure("no_answer")
            case _:
                return Unsure("unreadable_answer")
