"""Events: what can happen to a conversation, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

EvidenceKind: TypeAlias = Literal["photo", "file"]
OtherKind: TypeAlias = Literal["sticker", "voice", "video", "place", "contact", "edited", "other"]


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed something; `text` is NFC, stripped, at most 4,096 characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person chose one of the choices of the newest prompt."""

    key: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The person sent a photo or a file; `reference` is `channel:handle`, where it lies."""

    kind: EvidenceKind
    reference: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation is asked for by one of its opening words, with what was said and sent."""

    word: str
    rest: str = ""
    sent: Sent | None = None


@dataclass(frozen=True, slots=True)
class SentOther:
    """The person sent something that no conversation can read (a sticker, a voice message …)."""

    kind: OtherKind


@dataclass(frozen=True, slots=True)
class Refused:
    """The rules refused the commands of the step before; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class CommandsDone:
    """The commands of the step before were carried out; `value` is what came of them."""

    value: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The open question is to be asked again: after an aside, an old button, a return."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person is back after having blocked or left the service on this channel."""


Event: TypeAlias = (
    Said | Pressed | Opened | Sent | SentOther | Refused | CommandsDone | Repeat | Returned
)
"""What a conversation is asked to decide about."""


@dataclass(frozen=True, slots=True)
class RawPress:
    """A press as a channel reports it: with the turn of the prompt that the button belongs to."""

    turn: int
    key: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked or left the service on this channel: nobody to answer."""


ChannelEvent: TypeAlias = Said | RawPress | Sent | SentOther | Returned | Left
"""What a channel can report, as it was typed, pressed or sent; the desk makes an event of it."""
