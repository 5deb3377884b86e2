"""What the page's uploads need from outside: what waits to be recorded, and whose it is."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from bot.domain.limits.upload_limits import Waiting


class WaitingUploads(Protocol):
    """The uploads that are in no entry yet; every call commits on its own."""

    async def of(self, address: str) -> Waiting | None:
        """What waits of an address; None where nobody has said anything yet."""

    async def add(self, address: str, reference: str, size: int, now: dt.datetime) -> bool:
        """Note an upload before its file is on the disk; False where nobody is at the address.

        Raises `NotStored`.
        """
