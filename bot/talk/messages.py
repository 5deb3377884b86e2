"""Messages: a say in the words of one recipient, and what a channel is able to carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

LengthUnit: TypeAlias = Literal["utf16", "chars"]
"""In what a platform counts the length of a text: UTF-16 code units or Unicode characters."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What a channel can do, as data.

    `text_limit` is counted in `unit`. `buttons` is the most a message can carry (0: none, the
    choices become a numbered list); `label_limit` is counted in `unit` too.
    """

    text_limit: int
    unit: LengthUnit
    buttons: int
    label_limit: int
    edits: bool
    files_in: bool
    window_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a channel shows it; `data` comes back unchanged when it is pressed."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one send carries: plain text without markup, rows of buttons, what may be sent back."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    wants: Literal["nothing", "text", "evidence"] = "text"


def pack_press(turn: int, key: str) -> str:
    """The data of a button: the turn of its prompt and the key of its choice."""
    return f"{turn}:{key}"


def unpack_press(data: str) -> tuple[int, str] | None:
    """The turn and the key of a button's data; None when it is not one of ours."""
    turn, separator, key = data.partition(":")
    if not separator or not key or not turn.isascii() or not turn.isdigit() or len(turn) > 9:
        return None
    return int(turn), key
