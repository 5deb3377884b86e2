"""What the page asks when it opens: the earlier messages of an address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.talk.messages import Message


class History(Protocol):
    """The earlier messages of an address."""

    async def __call__(
        self, address: str, after: int, limit: int
    ) -> Sequence[tuple[int, Message, int | None]]:
        """The newest `limit` messages with a row number above `after`, oldest first.

        Each with its row and the first row of the message that it changes. Of a message that was
        changed only the last form is there.
        """
