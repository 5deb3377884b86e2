"""Telegram's limits on texts, keyboards, commands and secrets (core.telegram.org/bots/api)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiogram.types import (
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from tests.emulators.telegram.rules.entities import check_entities
from tests.emulators.telegram.rules.refusals import breach
from tests.emulators.telegram.wire.markup import parse_html
from tests.emulators.telegram.wire.objects import utf16_units

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
CALLBACK_DATA_BYTES = 64
BUTTONS = 100
ANSWER_UNITS = 200
COMMANDS = 100
PHOTO_BYTES = 10_000_000
UPLOAD_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply
Formatted = tuple[str, list[MessageEntity]]

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = {code: " " for code in range(32) if code != 10}
_BESIDE_THE_ACTION = {"text", "icon_custom_emoji_id", "style"}


def formatted(
    source: str, parse_mode: object, entities: Sequence[MessageEntity] | None
) -> Formatted:
    """The text that is shown, without white space at its ends, and its entities."""
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    if mode and entities:
        raise breach("entities beside a parse_mode")
    check_entities(source, entities or [])
    match mode:
        case "":
            found = source, list(entities or [])
        case "html":
            found = parse_html(source)
        case _:
            raise breach("unsupported parse_mode")
    return _stripped(found[0].translate(_CONTROL), found[1])


def _stripped(text: str, entities: list[MessageEntity]) -> Formatted:
    shown = text.strip()
    before = utf16_units(text[: len(text) - len(text.lstrip())])
    length = utf16_units(shown)
    kept = []
    for entity in entities:
        start = max(entity.offset - before, 0)
        end = min(entity.offset + entity.length - before, length)
        if end > start:
            kept.append(entity.model_copy(update={"offset": start, "length": end - start}))
    return shown, kept


def message_text(source: str | None, parse_mode: object, entities: object, long: str) -> Formatted:
    """A message's text; `long` is what Telegram says of one that is too long."""
    shown = formatted(source or "", parse_mode, _entities(entities))
    if not shown[0]:
        raise breach("message text is empty")
    if utf16_units(shown[0]) > TEXT_UNITS:
        raise breach(long)
    return shown


def caption(source: str | None, parse_mode: object, entities: object) -> Formatted:
    """A photo's or document's caption."""
    shown = formatted(source or "", parse_mode, _entities(entities))
    if utf16_units(shown[0]) > CAPTION_UNITS:
        raise breach("message caption is too long")
    return shown


def _entities(given: object) -> list[MessageEntity]:
    return [each for each in given if isinstance(each, MessageEntity)] if given else []  # type: ignore[attr-defined]  # a list or None by its model


def check_markup(markup: object) -> None:
    """A keyboard that Telegram would take."""
    match markup:
        case InlineKeyboardMarkup():
            buttons = [button for row in markup.inline_keyboard for button in row]
            if len(buttons) > BUTTONS:
                raise breach("reply markup is too long")
            for button in buttons:
                _check_button(button)
        case ReplyKeyboardMarkup():
            keys = [key for row in markup.keyboard for key in row]
            if not keys:
                raise breach("keyboard is empty")
            if any(not key.text.strip() for key in keys):
                raise breach("keyboard button text must be non-empty")
        case _:
            return


def _check_button(button: InlineKeyboardButton) -> None:
    if not button.text.strip():
        raise breach("inline keyboard button text must be non-empty")
    actions = set(button.model_dump(exclude_none=True)) - _BESIDE_THE_ACTION
    if not actions:
        raise breach(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise breach(f"inline keyboard button has several actions: {sorted(actions)}")
    if button.style not in (None, "danger", "success", "primary"):
        raise breach("inline keyboard button has an unknown style")
    if button.callback_data is not None:
        size = len(button.callback_data.encode())
        if not 1 <= size <= CALLBACK_DATA_BYTES:
            raise breach("BUTTON_DATA_INVALID")
    if button.url is not None and not _is_link(button.url):
        raise breach("BUTTON_URL_INVALID")


def _is_link(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "tg" or (parts.scheme in ("http", "https") and "." in parts.netloc)


def check_commands(commands: Sequence[BotCommand]) -> None:
    """The list of a command menu."""
    if len(commands) > COMMANDS:
        raise breach("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.command):
            raise breach("BOT_COMMAND_INVALID")
        if not 1 <= utf16_units(command.description) <= 256:
            raise breach("BOT_COMMAND_DESCRIPTION_INVALID")


def check_language(code: str | None) -> None:
    """Commands and descriptions are kept by two letters, or for all."""
    if code and not re.fullmatch("[a-z]{2}", code):
        raise breach("invalid language code specified")


def check_secret(secret: str | None) -> None:
    """The secret that comes back in the webhook's header."""
    if secret is None:
        return
    if len(secret) > 256:
        raise breach("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise breach("secret token contains unallowed characters")
