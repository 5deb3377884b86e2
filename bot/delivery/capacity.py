"""Capacity: which rows a worker has in memory, and how many more it may claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.delivery.outcomes import REPEATABLE
from bot.delivery.sending import ChannelEnd
from bot.services.ports.messages import OutboxMessage

MAX_IN_MEMORY = 2_000
"""The most rows of one channel in memory; the poller leaves the others in the table."""

OTHERS_AHEAD = 2
"""Claim at most this multiple of the notifications' share of the in-flight limit.

After a crash, claimed notifications become unsure, so few are claimed ahead."""


class Capacity:
    """The rows of each channel that were taken and whose result is not stored yet."""

    def __init__(self, channel_ends: Mapping[str, ChannelEnd]) -> None:
        self._channel_ends = channel_ends
        self._known: dict[str, set[int]] = {name: set() for name in channel_ends}
        self._others: dict[str, set[int]] = {name: set() for name in channel_ends}

    def take(self, row: OutboxMessage) -> bool:
        """Note a row; False when it is in memory already."""
        known = self._known.setdefault(row.channel, set())
        if row.id in known:
            return False
        known.add(row.id)
        if row.say.kind not in REPEATABLE:
            self._others.setdefault(row.channel, set()).add(row.id)
        return True

    def leave(self, rows: Iterable[int]) -> None:
        """Forget rows whose result is stored: an end, or the time of their next try."""
        gone = tuple(rows)
        for known in (*self._known.values(), *self._others.values()):
            known.difference_update(gone)

    @property
    def rows(self) -> int:
        """How many rows of all channels are in memory."""
        return len(set().union(*self._known.values(), *self._others.values()))

    def free(self, channel: str) -> tuple[int, int]:
        """How many more rows of a channel fit, and how many of them may be notifications."""
        limit = OTHERS_AHEAD * self._channel_ends[channel].for_others
        return (
            MAX_IN_MEMORY - len(self._known[channel]),
            limit - len(self._others[channel]),
        )

    def wants_more(self, channels: Iterable[str]) -> bool:
        """True when one of these has sent half of the notifications that it claimed ahead."""
        return any(self.free(name)[1] >= self._channel_ends[name].for_others for name in channels)
