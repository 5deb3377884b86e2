"""Room: which rows a worker has in memory, and for how many more there is room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.delivery.outcomes import REPEATABLE
from bot.delivery.sending import ChannelEnd
from bot.services.ports.messages import OutboxMessage

MAX_IN_MEMORY = 2_000
"""Rows of one channel in memory, over which the sweep leaves the others in the table."""

OTHERS_AHEAD = 2
"""So many times what may be under way of announcements and the like is claimed ahead: a crash
leaves what was claimed unsure, so few are claimed."""


class Capacity:
    """The rows of each channel that were taken and whose end is not in the table yet."""

    def __init__(self, channel_ends: Mapping[str, ChannelEnd]) -> None:
        self._channel_ends = channel_ends
        self._known: dict[str, set[int]] = {name: set() for name in channel_ends}
        self._others: dict[str, set[int]] = {name: set() for name in channel_ends}

    def take(self, row: OutboxMessage) -> bool:
        """Note a row; False when it is here already."""
        known = self._known.setdefault(row.channel, set())
        if row.id in known:
            return False
        known.add(row.id)
        if row.say.kind not in REPEATABLE:
            self._others.setdefault(row.channel, set()).add(row.id)
        return True

    def leave(self, rows: Iterable[int]) -> None:
        """Forget rows whose end, or whose rest, is in the table."""
        gone = tuple(rows)
        for known in (*self._known.values(), *self._others.values()):
            known.difference_update(gone)

    @property
    def rows(self) -> int:
        """How many rows are here, of all channels."""
        return len(set().union(*self._known.values(), *self._others.values()))

    def free(self, channel: str) -> tuple[int, int]:
        """The room for rows of a channel, and of it for those that are no replies."""
        limit = OTHERS_AHEAD * self._channel_ends[channel].for_others
        return (
            MAX_IN_MEMORY - len(self._known[channel]),
            limit - len(self._others[channel]),
        )

    def wants_more(self, channels: Iterable[str]) -> bool:
        """True when one of these has sent half of what it had claimed ahead."""
        return any(self.free(name)[1] >= self._channel_ends[name].for_others for name in channels)
