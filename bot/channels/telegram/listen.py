"""The listening half of Telegram: aiogram reads updates, the desk takes them, then they count."""

from __future__ import annotations

import hmac
from collections.abc import Callable
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
from bot.channels.telegram.answers import update_id_of
from bot.domain.text.normalizing import nfc
from bot.services.ports.messages import Incoming, NotStored, Receive
from bot.talk.events import ChannelEvent, Left, OtherKind, RawPress, Returned, Said, Sent, SentOther
from bot.talk.messages import unpack_press

MAX_BODY = 1024 * 1024
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
MAX_TEXT = 4096
_MAX_ID = 2**63 - 1

_log = structlog.get_logger("telegram")

_GONE = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)
_OTHERS: tuple[tuple[str, OtherKind], ...] = (
    ("sticker", "sticker"), ("voice", "voice"), ("audio", "voice"), ("video", "video"),
    ("video_note", "video"), ("animation", "video"), ("location", "place"), ("venue", "place"),
    ("contact", "contact"),
)  # fmt: skip


def read_message(message: Message) -> ChannelEvent:
    """What a message is, in words that no channel owns."""
    if message.text is not None:
        return Said(nfc(message.text).strip()[:MAX_TEXT])
    caption = nfc(message.caption or "").strip()
    if message.photo:
        return Sent("photo", f"{NAME}:{message.photo[-1].file_id}", caption)
    if message.document is not None and message.animation is None:
        return Sent("file", f"{NAME}:{message.document.file_id}", caption)
    for field, kind in _OTHERS:
        if getattr(message, field) is not None:
            return SentOther(kind)
    return SentOther("other")


class TelegramListener:
    """Hands every update to the desk and answers only after it is committed.

    `count` notes a refusal: one structured line without text, name or outside id.
    """

    def __init__(self, *, receive: Receive, bot: Bot, count: Callable[[str], None]) -> None:
        self._receive = receive
        self._account = str(bot.id)
        self._bot = bot
        self._count = count
        self._router = router = Router(name=NAME)
        router.message.register(self._on_message)
        router.edited_message.register(self._on_edited)
        router.callback_query.register(self._on_press)
        router.my_chat_member.register(self._on_membership)

    # --- aiogram's handlers ---------------------------------------------------------------------

    async def _on_message(self, message: Message, event_update: Update) -> None:
        await self._take(message.chat, event_update, read_message(message), message.from_user)

    async def _on_edited(self, message: Message, event_update: Update) -> None:
        await self._take(message.chat, event_update, SentOther("edited"), message.from_user)

    async def _on_press(
        self, query: CallbackQuery, event_update: Update
    ) -> TelegramMethod[Any] | None:
        turn, key = unpack_press(query.data or "") or (-1, "")
        chat = Chat(id=query.from_user.id, type=ChatType.PRIVATE)
        await self._take(chat, event_update, RawPress(turn, key), query.from_user)
        return AnswerCallbackQuery(callback_query_id=query.id)

    async def _on_membership(self, change: ChatMemberUpdated, event_update: Update) -> None:
        gone = change.new_chat_member.status in _GONE
        was_gone = change.old_chat_member.status in _GONE
        if gone != was_gone:
            channel_event: ChannelEvent = Left() if gone else Returned()
            await self._take(change.chat, event_update, channel_event, change.from_user)

    async def _take(
        self, chat: Chat, update: Update, channel_event: ChannelEvent, user: Any
    ) -> None:
        # Asked here and not by a filter: aiogram runs a filter that does not await on a thread.
        if chat.type != ChatType.PRIVATE:
            self._count("telegram_not_private")
            return
        if abs(chat.id) > _MAX_ID:
            self._count("telegram_update_unreadable")
            return
        language = getattr(user, "language_code", None)
        await self._receive(
            Incoming(
                NAME,
                str(chat.id),
                str(update.update_id),
                channel_event,
                language.partition("-")[0] if language else None,
                self._account,
            )
        )

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
            except NotStored:
                return web.Response(status=503)
            if answer is None:
                return web.Response()
            return web.Response(body=_method_body(answer), content_type="application/json")

        return handle


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
