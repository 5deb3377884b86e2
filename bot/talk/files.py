"""Files: photos and files that a person sent before, to be shown to them again."""

from __future__ import annotations

from msgspec import Struct

from bot.talk.events import EvidenceKind
from bot.talk.text import Line


class KeptFile(Struct, frozen=True, tag="kept_file"):
    """A photo or a file in a say; `reference` as of `Attachment` (docs/adr/0023).

    Only the channel where it was sent can show it. `name` stands with it there; on another channel
    `elsewhere` is said instead.
    """

    kind: EvidenceKind
    reference: str
    name: Line
    elsewhere: Line


class ShownFile(Struct, frozen=True):
    """A photo or a file in a message, for the channel where it was sent."""

    kind: EvidenceKind
    handle: str
    """Its id at the channel."""
    name: str
