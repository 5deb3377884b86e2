"""The listening half of Telegram: aiogram reads updates, the desk takes them, then they count."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import CallbackQuery, Chat, ChatMemberUpdated, Message, Update
from aiogram.types.update import UpdateTypeLookupError
from aiohttp import web
from pydantic import ValidationError

from bot.channels.telegram import NAME
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.answers import update_id_of
from bot.channels.telegram.reading import is_service, read_edit, read_message, version_of
from bot.channels.telegram.repeats import Repeats, asked_by
from bot.domain.written import believed
from bot.services.ports.albums import AlbumPart
from bot.services.ports.messages import Clock, Incoming, NotStored, Receive, TooMany
from bot.talk.events import ChannelEvent, Left, RawPress, Returned, Sent, SentOther
from bot.talk.messages import unpack_press

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_RETRY_AFTER_SECONDS = 60
_MAX_ID = 2**63 - 1

_log = structlog.get_logger("telegram")

_GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


class TelegramListener:
    """Hands every update to the desk and answers only after it is committed.

    `count` notes a refusal: one structured line without text, name or outside id. `admit` raises
    `TooMany` for a part of an album that is over the limits; `receive` does for the rest.
    """

    def __init__(
        self,
        *,
        receive: Receive,
        bot: Bot,
        albums: Albums,
        clock: Clock,
        count: Callable[[str], None],
        admit: Callable[[Incoming], Awaitable[None]] | None = None,
    ) -> None:
        self._receive = receive
        self._admit = admit
        self._account = str(bot.id)
        # The token is in no database, so nobody who reads one can try words against a hash.
        self._key = hashlib.sha256(bot.token.encode()).digest()
        self._bot = bot
        self._albums = albums
        self._clock = clock
        self._count = count
        self._repeats = Repeats(clock)
        self._router = router = Router(name=NAME)
        router.message.register(self._on_message)
        router.edited_message.register(self._on_edited)
        router.callback_query.register(self._on_press)
        router.my_chat_member.register(self._on_membership)

    # --- aiogram's handlers ---------------------------------------------------------------------

    async def _on_message(self, message: Message, event_update: Update) -> None:
        event = read_message(message)
        incoming = self._incoming(message.chat, event_update, event, message)
        if incoming is None:
            return
        if is_service(message):
            self._count("telegram_service_message")
            return
        if message.media_group_id is None or not isinstance(event, (Sent, SentOther)):
            await self._take(incoming)
        else:
            if self._admit is not None:
                await self._admit(incoming)
            await self._albums.add(_part(incoming, event, message.media_group_id))

    async def _on_edited(self, message: Message, event_update: Update) -> None:
        event = read_edit(message)
        if event is None or is_service(message):
            return
        await self._take(self._incoming(message.chat, event_update, event, message))

    async def _on_press(
        self, query: CallbackQuery, event_update: Update
    ) -> TelegramMethod[Any] | None:
        turn, key = unpack_press(query.data or "") or (-1, "")
        chat = Chat(id=query.from_user.id, type=ChatType.PRIVATE)
        shown = query.message.message_id if query.message is not None else 0
        event = RawPress(turn, key)
        await self._take(self._incoming(chat, event_update, event, query), shown)
        return AnswerCallbackQuery(callback_query_id=query.id)

    async def _on_membership(self, change: ChatMemberUpdated, event_update: Update) -> None:
        gone = change.new_chat_member.status in _GONE
        was_gone = change.old_chat_member.status in _GONE
        if gone != was_gone:
            event: ChannelEvent = Left() if gone else Returned()
            await self._take(self._incoming(change.chat, event_update, event, change))

    def _incoming(
        self,
        chat: Chat,
        update: Update,
        event: ChannelEvent,
        source: Message | CallbackQuery | ChatMemberUpdated,
    ) -> Incoming | None:
        """The update as the desk takes it; None, and counted, for one that is not for us."""
        # Asked here and not by a filter: aiogram runs a filter that does not await on a thread.
        if chat.type != ChatType.PRIVATE:
            self._count("telegram_not_private")
            return None
        if abs(chat.id) > _MAX_ID:
            self._count("telegram_update_unreadable")
            return None
        language = source.from_user.language_code if source.from_user is not None else None
        message = source if isinstance(source, Message) else None
        return Incoming(
            NAME,
            str(chat.id),
            str(update.update_id),
            event,
            language.partition("-")[0] if language else None,
            self._account,
            believed(message.date, self._clock()) if message is not None else None,
            (version_of(message, self._account, self._key),) if message is not None else (),
        )

    async def _take(self, incoming: Incoming | None, shown: int = 0) -> None:
        """Hand an update to the desk, behind an album of its chat; `shown` has the button."""
        if incoming is None:
            return
        await self._albums.hand_over(incoming.address)
        asked = asked_by(incoming.channel_event, shown)
        if self._repeats.again(incoming.address, asked, incoming.id):
            self._count("telegram_repeat")
            return
        # Before it is committed: Telegram may bring the second beside the first, and brings the
        # first again until it is.
        self._repeats.note(incoming.address, asked, incoming.id)
        try:
            await self._receive(incoming)
        except NotStored:
            self._repeats.note(incoming.address, None, incoming.id)
            raise

    # --- one update -----------------------------------------------------------------------------

    async def take(self, raw: Any) -> TelegramMethod[Any] | None:
        """Take one update in; what may be answered by a method. Raises `NotStored`.

        An update that cannot be read, or of a kind that we do not know, is counted and let go:
        Telegram would send it again for ever.
        """
        if update_id_of(raw, _MAX_ID) is None:
            self._count("telegram_update_unreadable")
            return None
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except (ValidationError, RecursionError):
            self._count("telegram_update_unreadable")
            return None
        return await self.feed(update)

    async def feed(self, update: Update) -> TelegramMethod[Any] | None:
        """Take one readable update in; what may be answered by a method. Raises `NotStored`."""
        try:
            # Straight to the observer of its kind: our handlers are few, answer for their own
            # errors, and need no middleware around every update.
            observer = self._router.observers.get(update.event_type)
            answer = (
                UNHANDLED
                if observer is None
                else await observer.trigger(update.event, event_update=update)
            )
        except UpdateTypeLookupError:
            answer = UNHANDLED
        except NotStored:
            raise
        except Exception as error:
            _log.error("update_failed", fault=type(error).__name__, exc_info=True)
            return None
        if isinstance(answer, TelegramMethod):
            return answer
        if answer is UNHANDLED:
            self._count("telegram_update_ignored")
        return None

    # --- webhook --------------------------------------------------------------------------------

    def webhook(self, secret: str) -> Callable[[web.Request], Any]:
        """The handler of the webhook: 401 without the secret, 200 only after the commit.

        What arrived whole and can never be read is counted and answered by 200 too: Telegram would
        send it again for a day and keep that chat's other updates back. What arrived broken is
        answered by 400, so that it comes again.
        """
        expected = secret.encode()

        async def handle(request: web.Request) -> web.Response:
            given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
            if not hmac.compare_digest(given, expected):
                self._count("telegram_secret_wrong")
                return web.Response(status=401)
            try:
                body = await _body_of(request)
            except web.RequestPayloadError:
                self._count("telegram_body_broken")
                return _last(web.Response(status=400))
            if body is None:
                self._count("telegram_body_too_big")
                return _last(web.Response())
            try:
                raw = msgspec.json.decode(body)
            except (ValueError, RecursionError):  # no JSON, no UTF-8, too deep
                self._count("telegram_body_unreadable")
                return web.Response()
            try:
                answer = await self.take(raw)
            except TooMany as refused:
                # Telegram keeps this chat's updates until then, and brings those of the others.
                seconds = str(min(MAX_RETRY_AFTER_SECONDS, math.ceil(refused.seconds)))
                return web.Response(status=429, headers={"Retry-After": seconds})
            except NotStored:
                return web.Response(status=503)
            if answer is None:
                return web.Response()
            return web.Response(body=_method_body(answer), content_type="application/json")

        return handle


def _part(incoming: Incoming, event: Sent | SentOther, album: str) -> AlbumPart:
    """One picture of an album, to wait for the others."""
    return AlbumPart(
        incoming.channel,
        incoming.account,
        incoming.address,
        incoming.id,
        album,
        event.kind,
        event.reference if isinstance(event, Sent) else None,
        event.caption if isinstance(event, Sent) else "",
        isinstance(event, Sent) and event.forwarded,
        incoming.language,
        incoming.written,
        incoming.versions[0],
    )


def _last(response: web.Response) -> web.Response:
    """Say that the connection ends with this: what is left on it cannot be told from a request."""
    response.force_close()
    return response


async def _body_of(request: web.Request) -> bytes | None:
    """The whole body, None of one over `MAX_BODY`; raises `web.RequestPayloadError`."""
    if (request.content_length or 0) > MAX_BODY:
        return None
    body = await request.content.read(MAX_BODY + 1)
    while len(body) <= MAX_BODY and not request.content.at_eof():
        body += await request.content.read(MAX_BODY + 1 - len(body))
    return body if len(body) <= MAX_BODY else None


def _method_body(method: TelegramMethod[Any]) -> bytes:
    """A method as the webhook's answer; nothing that must be known goes there."""
    fields = method.model_dump(exclude_none=True, exclude_defaults=True)
    return msgspec.json.encode({"method": method.__api_method__, **fields})
