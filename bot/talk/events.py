"""Events: what can happen to a conversation, on any channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

EvidenceKind: TypeAlias = Literal["photo", "file"]
OtherKind: TypeAlias = Literal["sticker", "voice", "video", "place", "contact", "edited", "other"]


@dataclass(frozen=True, slots=True)
class Said:
    """The person typed something; `text` is NFC, stripped, at most 4,096 characters.

    `forwarded`: somebody else wrote it, and the person sent it on.
    """

    text: str
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Pressed:
    """The person chose one of the choices of the newest prompt."""

    key: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or a file; `reference` is `channel:handle`, its id at the channel."""

    kind: EvidenceKind
    reference: str


@dataclass(frozen=True, slots=True)
class Sent:
    """The person sent a photo or a file, or several at once; `reference` as of `Attachment`.

    `forwarded`: they come from somebody else, and the person sent them on.
    """

    kind: EvidenceKind
    reference: str
    caption: str = ""
    forwarded: bool = False
    more: tuple[Attachment, ...] = ()
    """The others of an album, in their order."""
    not_kept: tuple[OtherKind, ...] = ()
    """What stood beside them in the album and cannot be kept: a film, say."""

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """All photos and files, in their order."""
        return (Attachment(self.kind, self.reference), *self.more)


@dataclass(frozen=True, slots=True)
class Opened:
    """A trigger or a step opens a conversation, with the text and the files that came with it."""

    word: str
    rest: str = ""
    sent: Sent | None = None
    typed: bool = False
    """The person typed the trigger; no button was pressed."""


@dataclass(frozen=True, slots=True)
class SentOther:
    """The person sent something that no conversation can read (a sticker, a voice message …).

    `words` stood below it, below a film say; a channel leaves out those of somebody else.
    """

    kind: OtherKind
    words: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """The person changed a message; `text` are its words now, as those of `Said`.

    An edit that leaves the words as they were is no event.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The rules refused the commands of the step before; `code` says why."""

    code: str


@dataclass(frozen=True, slots=True)
class CommandsDone:
    """The commands of the step before are done; `value` is their result."""

    value: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """The open question is asked again: after an aside, an old button or a return."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The person is back after blocking or leaving the service on this channel."""


Event: TypeAlias = (
    Said | Pressed | Opened | Sent | SentOther | Edited | Refused | CommandsDone | Repeat | Returned
)
"""An event that a conversation decides about."""


@dataclass(frozen=True, slots=True)
class RawPress:
    """A press as a channel reports it, with the turn of the button's prompt."""

    turn: int
    key: str


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked or left the service on this channel; nobody can be answered."""


ChannelEvent: TypeAlias = Said | RawPress | Sent | SentOther | Edited | Returned | Left
"""A report of a channel, before the desk interprets it as an event."""
