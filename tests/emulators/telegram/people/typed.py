"""What a person types: as many messages as it takes, with the commands in them marked."""

from __future__ import annotations

import re

from aiogram.types import MessageEntity

from tests.emulators.telegram.rules.limits import TEXT_UNITS
from tests.emulators.telegram.wire.objects import utf16_units

_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?(?![\w/])")


def commands_in(text: str) -> list[MessageEntity] | None:
    """The `bot_command` entities of a text, None when it has none."""
    found = [
        MessageEntity(
            type="bot_command",
            offset=utf16_units(text[: each.start()]),
            length=utf16_units(each.group()),
        )
        for each in _COMMAND.finditer(text)
    ]
    return found or None


def parts_of(text: str) -> list[str]:
    """The messages in which the apps send a text; together they are the text."""
    parts, part, units = [], "", 0
    for letter in text:
        size = utf16_units(letter)
        if units + size > TEXT_UNITS:
            parts.append(part)
            part, units = "", 0
        part += letter
        units += size
    return [*parts, part]
