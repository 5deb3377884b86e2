"""Telegram's flood limits: 30 messages a second in all, 1 a second per chat with bursts of 3."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.emulators.telegram.rules.refusals import flood


@dataclass(slots=True)
class _Bucket:
    size: float
    per_second: float
    tokens: float
    at: float

    def seconds_until_one(self, now: float) -> float:
        self.tokens = min(self.size, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        return max(0.0, (1 - self.tokens) / self.per_second)


class Throttle:
    """Counts messages while it is switched on."""

    def __init__(
        self, *, overall_per_second: float = 30, chat_per_second: float = 1, burst: int = 3
    ) -> None:
        self.on = False
        self._overall_per_second = overall_per_second
        self._chat_per_second = chat_per_second
        self._burst = burst
        self._buckets: dict[int | None, _Bucket] = {}

    def take(self, chat_id: int, now: float) -> None:
        """Let one message through; raises `Refusal` with the whole seconds to wait."""
        if not self.on:
            return
        buckets = [
            self._bucket(None, self._overall_per_second, self._overall_per_second, now),
            self._bucket(chat_id, self._burst, self._chat_per_second, now),
        ]
        wait = max(bucket.seconds_until_one(now) for bucket in buckets)
        # A rounding crumb is not a second.
        if wait > 1e-6:
            raise flood(math.ceil(wait))
        for bucket in buckets:
            bucket.tokens -= 1

    def _bucket(self, key: int | None, size: float, per_second: float, now: float) -> _Bucket:
        return self._buckets.setdefault(key, _Bucket(size, per_second, size, now))
