"""Loops: equal messages that go to one address again and again, as to a machine that answers us."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Sequence

from bot.services.ports.messages import Clock, OutboxMessage
from bot.talk.messages import Message

MOST_ALIKE = 20
WITHIN = dt.timedelta(minutes=5)
MAX_KNOWN = 20_000
"""At so many known sends the old ones are looked for and dropped."""


class Loops:
    """The sends of the last five minutes, by address and words, as hashes.

    `most_alike` 0: nothing is a loop.
    """

    def __init__(self, clock: Clock, most_alike: int = MOST_ALIKE) -> None:
        self._clock = clock
        self._most = most_alike
        self._sent: dict[int, deque[dt.datetime]] = {}

    def is_one(self, row: OutboxMessage, messages: Sequence[Message]) -> bool:
        """Whether this row is one more of 20 equal ones; it counts as sent where it is not."""
        if not self._most:
            return False
        key = hash((row.channel, row.address, *(message.text for message in messages)))
        now = self._clock()
        if len(self._sent) >= MAX_KNOWN:
            self._sent = {k: when for k, when in self._sent.items() if now - when[-1] < WITHIN}
        when = self._sent.setdefault(key, deque(maxlen=self._most))
        if len(when) == self._most and now - when[0] < WITHIN:
            return True
        when.append(now)
        return False
