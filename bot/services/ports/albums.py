"""Albums: pictures sent at once come as an update each, and wait to be taken in together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from bot.services.ports.messages import MessageVersion
from bot.talk.events import EvidenceKind, OtherKind


@dataclass(frozen=True, slots=True)
class AlbumPart:
    """One picture of an album; `id` is its update's, `written` as in `Incoming`.

    `reference` as of `Attachment`; None for something that no conversation can read (a video).
    """

    channel: str
    account: str
    address: str
    id: str
    album: str
    kind: EvidenceKind | OtherKind
    reference: str | None = None
    caption: str = ""
    forwarded: bool = False
    language: str | None = None
    written: dt.datetime | None = None
    version: MessageVersion | None = None


class AlbumParts(Protocol):
    """The parts that wait in the inbox; every call commits on its own."""

    async def keep(self, part: AlbumPart, now: dt.datetime) -> bool:
        """Note the part's update, and let it wait; False when it was here before.

        It waits until an `Incoming` takes it in (`collected`). Raises `NotStored`.
        """

    async def waiting(self, channel: str, account: str) -> tuple[AlbumPart, ...]:
        """The parts that wait, in the order of their updates; raises `NotStored`."""
