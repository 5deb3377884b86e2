"""Token buckets: how often something may happen, with a burst, for each of many keys."""

from __future__ import annotations

import math
from collections import OrderedDict

MAX_KEYS = 20_000
"""The most keys that are remembered; the one that was silent the longest is forgotten first."""


class Buckets:
    """One bucket a key, in this process's memory; a forgotten key has a full bucket.

    A bucket holds `capacity` and fills by `per_second`. Without a capacity nothing is limited.
    """

    def __init__(self, capacity: float, per_second: float, max_keys: int = MAX_KEYS) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._max_keys = max_keys
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def seconds_until(self, key: str, now: float, amount: float = 1.0) -> float:
        """In how many seconds there is enough; 0 when there is, infinite when there never is.

        `now` is in seconds of a clock that is never set back.
        """
        if not self._capacity:
            return 0.0
        missing = amount - self._at(key, now)
        if missing <= 0:
            return 0.0
        return missing / self._per_second if amount <= self._capacity else math.inf

    def take(self, key: str, now: float, amount: float = 1.0) -> None:
        """Take out what happened; a bucket is never emptier than empty."""
        if not self._capacity:
            return
        self._left[key] = max(0.0, self._at(key, now) - amount), now
        self._left.move_to_end(key)
        if len(self._left) > self._max_keys:
            self._left.popitem(last=False)

    def _at(self, key: str, now: float) -> float:
        left, before = self._left.get(key, (self._capacity, now))
        return min(self._capacity, left + max(0.0, now - before) * self._per_second)
