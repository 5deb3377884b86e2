"""Telegram's objects as the JSON that goes over the wire."""

from __future__ import annotations

from typing import Any

from aiogram.types import TelegramObject


def as_json(value: object) -> Any:
    """The JSON form of one of aiogram's types, or of a list or a plain value of them."""
    match value:
        case TelegramObject():
            return value.model_dump(mode="json", exclude_none=True, by_alias=True, warnings="error")
        case list() | tuple():
            return [as_json(item) for item in value]
        case _:
            return value


def utf16_units(text: str) -> int:
    """Length as Telegram counts it: an emoji outside the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
