"""What is said of a voice message, a sticker and the like, which no conversation can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.talk.events import OtherKind
from bot.talk.text import Text, _

NOT_TAKEN: Final[Mapping[OtherKind, Text]] = {
    "voice": _(
        "I cannot hear voice messages yet. Please write it in words; or press the microphone of "
        "your keyboard and speak: the phone types for you."
    ),
    "sticker": _("A nice sticker, thank you! I cannot read stickers, so please write it in words."),
    "video": _("I cannot watch films or keep them. Please write it in words, or send a photo."),
    "place": _(
        "I do not use your location, and it is not kept. Please type the name of the place, for "
        "example: the library."
    ),
    "contact": _(
        "I do not take other people's telephone numbers, and this one is not kept. Please write "
        "in words what you need."
    ),
    "other": _("I cannot read this message yet. Please write it in words, or send a photo."),
}
"""By what was sent; it tells what to do instead."""

PHOTO_NOT_TAKEN: Final = _(
    "This question needs no photo or file. Please answer it first; photos can be added to an "
    "entry afterwards."
)
"""A photo or a file came to a question that takes none."""
