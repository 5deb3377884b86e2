"""What a person sees on the phone: messages with their buttons, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aiogram.types import InlineKeyboardMarkup, Message, MessageEntity, ReplyKeyboardMarkup

from tests.emulators.telegram.rules.limits import Markup
from tests.emulators.telegram.world import Stored

Kind = Literal["text", "photo", "document"]


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message; `data` is None where it does not call the bot back."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One message of the bot, as it read when it was looked at.

    `text` is the text or the caption, `buttons` are the rows of its inline keyboard, `keys` the
    labels of the reply keyboard that it brought, `file_id` what came with it.
    """

    id: int
    kind: Kind
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    entities: tuple[MessageEntity, ...] = ()
    edited: bool = False
    silent: bool = False
    reply_to: int | None = None
    file_id: str | None = None
    file_name: str | None = None

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The buttons' labels, row by row."""
        return tuple(tuple(button.label for button in row) for row in self.buttons)

    @property
    def labels(self) -> tuple[str, ...]:
        """The buttons' labels in reading order."""
        return tuple(label for row in self.rows for label in row)

    @property
    def data(self) -> tuple[str, ...]:
        """The callback data of all buttons that have one."""
        return tuple(each.data for row in self.buttons for each in row if each.data is not None)

    def button(self, label: str, *, whole: bool) -> Button | None:
        """The first button of this label, or (not `whole`) of a label that begins so."""
        for row in self.buttons:
            for button in row:
                if button.label == label or (not whole and button.label.startswith(label)):
                    return button
        return None


def seen(stored: Stored, version: Message | None = None) -> Seen:
    """A message as it is shown, or as it was shown in one of its versions."""
    shown = version or stored.now
    photo = shown.photo[-1] if shown.photo else None
    document = shown.document
    return Seen(
        id=shown.message_id,
        kind="photo" if photo else "document" if document else "text",
        text=shown.text or shown.caption or "",
        buttons=_buttons(shown.reply_markup),
        keys=_keys(stored.markup),
        entities=tuple(shown.entities or shown.caption_entities or ()),
        edited=shown.edit_date is not None,
        silent=stored.silent,
        reply_to=shown.reply_to_message.message_id if shown.reply_to_message else None,
        file_id=photo.file_id if photo else document.file_id if document else None,
        file_name=document.file_name if document else None,
    )


def _buttons(markup: InlineKeyboardMarkup | None) -> tuple[tuple[Button, ...], ...]:
    if markup is None:
        return ()
    return tuple(
        tuple(Button(each.text, each.callback_data, each.url) for each in row)
        for row in markup.inline_keyboard
    )


def _keys(markup: Markup | None) -> tuple[tuple[str, ...], ...]:
    if not isinstance(markup, ReplyKeyboardMarkup):
        return ()
    return tuple(tuple(key.text for key in row) for row in markup.keyboard)
