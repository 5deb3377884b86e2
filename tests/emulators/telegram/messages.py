"""The methods that send, edit and delete messages."""

from __future__ import annotations

from typing import Any

from aiogram.enums import ChatAction
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    Message,
)

from tests.emulators.telegram.rules import limits
from tests.emulators.telegram.rules.refusals import bad_request, breach
from tests.emulators.telegram.wire.attachments import document_of, photo_of
from tests.emulators.telegram.wire.files import Kept, photo_size
from tests.emulators.telegram.wire.objects import utf16_units
from tests.emulators.telegram.world import Room, Stored, World

DELETABLE_SECONDS = 48 * 3600
"""A message can be deleted for two days (core.telegram.org/bots/api#deletemessage)."""

ACTIONS = frozenset(action.value for action in ChatAction)

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(world: World, method: SendMessage) -> Message:
    """`sendMessage`."""
    text, entities = limits.message_text(
        method.text, method.parse_mode, method.entities, "message is too long"
    )
    limits.check_markup(method.reply_markup)
    return _send(world, method, text=text, entities=entities or None)


def send_photo(world: World, method: SendPhoto) -> Message:
    """`sendPhoto`: of an uploaded PNG or JPEG, or of a known file id."""
    words = _caption(method)
    limits.check_markup(method.reply_markup)
    world.room(method.chat_id)
    kept = _file(world, method.photo, "photos", limits.PHOTO_BYTES)
    return _send(world, method, photo=photo_of(kept), **words)


def send_document(world: World, method: SendDocument) -> Message:
    """`sendDocument`: an uploaded file or a known file id."""
    words = _caption(method)
    limits.check_markup(method.reply_markup)
    world.room(method.chat_id)
    kept = _file(world, method.document, "documents", limits.UPLOAD_BYTES)
    return _send(world, method, document=document_of(kept), **words)


def send_chat_action(world: World, method: SendChatAction) -> bool:
    """`sendChatAction`."""
    if method.action not in ACTIONS:
        raise breach("wrong parameter action in request")
    world.room(method.chat_id)
    return True


def edit_message_text(world: World, method: EditMessageText) -> Message:
    """`editMessageText`: a keyboard that is not given again is taken away."""
    text, entities = limits.message_text(
        method.text, method.parse_mode, method.entities, "MESSAGE_TOO_LONG"
    )
    limits.check_markup(method.reply_markup)
    stored = _editable(world, method.chat_id, method.message_id)
    if stored.now.text is None:
        raise bad_request("there is no text in the message to edit")
    markup = _shown(method.reply_markup)
    now = stored.now
    if (text, entities, markup) == (now.text, now.entities or [], now.reply_markup):
        raise bad_request(NOT_MODIFIED)
    return world.rewrite(stored, text=text, entities=entities or None, reply_markup=markup)


def edit_message_reply_markup(world: World, method: EditMessageReplyMarkup) -> Message:
    """`editMessageReplyMarkup`: another keyboard, or none."""
    limits.check_markup(method.reply_markup)
    stored = _editable(world, method.chat_id, method.message_id)
    markup = _shown(method.reply_markup)
    if markup == stored.now.reply_markup:
        raise bad_request(NOT_MODIFIED)
    return world.rewrite(stored, reply_markup=markup)


def delete_message(world: World, method: DeleteMessage) -> bool:
    """`deleteMessage`: the bot's or the person's, within two days."""
    stored = world.room(method.chat_id).messages.get(method.message_id)
    if stored is None or stored.deleted:
        raise bad_request("message to delete not found")
    if world.clock() - stored.now.date.timestamp() > DELETABLE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    stored.deleted = True
    world.bell.ring()
    return True


def answer_callback_query(world: World, method: AnswerCallbackQuery) -> bool:
    """`answerCallbackQuery`."""
    if utf16_units(method.text or "") > limits.ANSWER_UNITS:
        raise breach("MESSAGE_TOO_LONG")
    world.answer(method)
    return True


def _send(world: World, method: SendMessage | SendPhoto | SendDocument, **content: Any) -> Message:
    room = world.reached(method.chat_id)
    markup = method.reply_markup
    return world.write(
        room,
        by_bot=True,
        markup=markup,
        silent=bool(method.disable_notification),
        reply_markup=_shown(markup),
        reply_to_message=_replied(room, method),
        has_protected_content=True if method.protect_content is True else None,
        **content,
    )


def _replied(room: Room, method: SendMessage | SendPhoto | SendDocument) -> Message | None:
    given = method.reply_parameters
    wanted = given.message_id if given else method.reply_to_message_id
    if wanted is None:
        return None
    stored = room.messages.get(wanted)
    if stored is not None and not stored.deleted:
        # A message that is replied to does not show what it replied to itself.
        return stored.now.model_copy(update={"reply_to_message": None})
    without = given.allow_sending_without_reply if given else method.allow_sending_without_reply
    if without is True:
        return None
    raise bad_request("message to be replied not found")


def _shown(markup: limits.Markup | None) -> InlineKeyboardMarkup | None:
    """Only inline keyboards are part of a message; an empty one is none."""
    if not isinstance(markup, InlineKeyboardMarkup) or not any(markup.inline_keyboard):
        return None
    return markup


def _editable(world: World, chat_id: int | str | None, message_id: int | None) -> Stored:
    stored = world.reached(chat_id).messages.get(message_id or 0)
    if stored is None or stored.deleted:
        raise bad_request("message to edit not found")
    if not stored.by_bot or (stored.markup and not isinstance(stored.markup, InlineKeyboardMarkup)):
        raise bad_request("message can't be edited")
    return stored


def _caption(method: SendPhoto | SendDocument) -> dict[str, Any]:
    text, entities = limits.caption(method.caption, method.parse_mode, method.caption_entities)
    return {"caption": text or None, "caption_entities": entities or None}


def _file(world: World, given: object, folder: str, most_bytes: int) -> Kept:
    match given:
        case BufferedInputFile():
            if len(given.data) > most_bytes:
                raise breach("file is too big")
            if folder == "photos":
                photo_size(given.data)
            return world.files.keep(folder, given.filename or "file", given.data)
        case str() if kept := world.files.by_id(given):
            return kept
        case _:
            raise breach("wrong file identifier/HTTP URL specified")
