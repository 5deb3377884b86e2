"""A bot that sends and changes messages without building objects of what it sends and gets."""

from __future__ import annotations

from typing import Any, cast

from telegram import InputFile
from telegram.ext import ExtBot
from telegram.request import RequestData

from bot.channels.telegram.answers import AnswerUnreadable
from bot.channels.telegram.request import Fields
from bot.talk.messages import MarkKind, Message
from bot.wording.marked_text import in_utf16

_NO_PREVIEW = {"is_disabled": True}
_PICTURE_NAME = "picture.png"
_ENTITIES: dict[MarkKind, str] = {"title": "bold", "label": "bold", "note": "italic"}
"""How a mark is shown; an item has its bullet in the text."""


class FastBot(ExtBot[int]):
    """`ExtBot` with one method more: a message whose answer is read for its id only.

    `send_message` builds objects of the keyboard and of the whole answer, and looks for files in
    every part of it: half of its cost.
    """

    async def send(self, chat: int, message: Message, *, paid: bool = False) -> str:
        """Send a text, or a picture or a file above it, with its buttons through PTB's limiter.

        Returns its id.

        `paid`: more than 30 a second may leave, and those beyond them are paid for.
        """
        data: dict[str, Any] = {"chat_id": chat}
        if message.buttons:
            data["reply_markup"] = _keyboard(message)
        if message.png is not None:
            data |= {"caption": message.text, "photo": InputFile(message.png, _PICTURE_NAME)}
            if message.marks:
                data["caption_entities"] = _entities(message)
            if paid:
                data["allow_paid_broadcast"] = True
            sent = await self._post("sendPhoto", data)
        elif message.files:
            sent = await self._post(*_of_file(message, data))
        else:
            data |= {"text": message.text, "link_preview_options": _NO_PREVIEW}
            if message.marks:
                data["entities"] = _entities(message)
            sent = await self._post_text("sendMessage", data, paid)
        return _id_of(sent)

    async def edit(self, chat: int, message_id: int, message: Message | None) -> str:
        """Change a message that was sent: its text and its buttons, or (None) take these away.

        Returns its id.
        """
        data: dict[str, Any] = {"chat_id": chat, "message_id": message_id}
        if message is None:
            return _id_of(await self._post_text("editMessageReplyMarkup", data, False))
        data |= {"text": message.text, "link_preview_options": _NO_PREVIEW}
        if message.buttons:
            data["reply_markup"] = _keyboard(message)
        if message.marks:
            data["entities"] = _entities(message)
        return _id_of(await self._post_text("editMessageText", data, False))

    async def _post_text(self, method: str, data: dict[str, Any], paid: bool) -> Any:
        if self.rate_limiter is None:
            return await self._post_json(method, data, paid)
        return await self.rate_limiter.process_request(
            callback=self._post_json,
            args=(method, data, paid),
            kwargs={},
            endpoint=method,
            data=data,
            rate_limit_args=None,
        )

    async def _post_json(self, method: str, data: dict[str, Any], paid: bool) -> Any:
        # Only here: PTB's limiter has a pace of its own for what says so.
        fields = Fields(data | {"allow_paid_broadcast": True} if paid else data)
        return await self.request.post(f"{self.base_url}/{method}", cast("RequestData", fields))


def _id_of(sent: Any) -> str:
    """The id of the message in an answer; raises `AnswerUnreadable`."""
    if not isinstance(sent, dict) or "message_id" not in sent:
        raise AnswerUnreadable
    return str(sent["message_id"])


def _keyboard(message: Message) -> dict[str, Any]:
    rows = [[{"text": b.label, "callback_data": b.data} for b in row] for row in message.buttons]
    return {"inline_keyboard": rows}


def _of_file(message: Message, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The method and the fields that show a file again, by its id at Telegram."""
    (file,) = message.files
    method, field = ("sendPhoto", "photo") if file.kind == "photo" else ("sendDocument", "document")
    return method, data | {"caption": message.text, field: file.handle}


def _entities(message: Message) -> list[dict[str, Any]]:
    """What of the text is bold or italic: by places, so that nothing in it is ever markup."""
    return [
        {"type": _ENTITIES[mark.kind], "offset": mark.start, "length": mark.length}
        for mark in in_utf16(message.text, message.marks)
        if mark.kind in _ENTITIES
    ]
