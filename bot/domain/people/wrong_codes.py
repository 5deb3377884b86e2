"""Wrong codes: how many link codes may be guessed at one address, and on one channel in all."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque

from bot.domain.people.link_codes import VALID_FOR

WINDOW = VALID_FOR
MAX_ADDRESS = 10
"""So many wrong codes may be typed at one address in a window: people mistype."""

MAX_CHANNEL = 500
"""So many on a whole channel: whoever has a page can have any number of addresses.

With a thousand codes open that finds one in a window once in a million times. Each channel by
itself, so that a guesser on the page keeps nobody on Telegram from linking.
"""


class WrongCodes:
    """The wrong codes of the last window, in this process's memory; never more than the most."""

    def __init__(self) -> None:
        self._noted: deque[tuple[dt.datetime, str, str]] = deque()
        self._at: Counter[tuple[str, str]] = Counter()
        self._on: Counter[str] = Counter()

    def too_many(self, channel: str, address: str, now: dt.datetime) -> bool:
        """Whether no code is looked up for this address now, right or wrong."""
        self._forget(now)
        return self._on[channel] >= MAX_CHANNEL or self._at[channel, address] >= MAX_ADDRESS

    def note(self, channel: str, address: str, now: dt.datetime) -> None:
        """A code was looked up and is nobody's."""
        self._noted.append((now, channel, address))
        self._on[channel] += 1
        self._at[channel, address] += 1

    def _forget(self, now: dt.datetime) -> None:
        while self._noted and self._noted[0][0] <= now - WINDOW:
            _at, channel, address = self._noted.popleft()
            self._on[channel] -= 1
            self._at[channel, address] -= 1
            if not self._at[channel, address]:
                del self._at[channel, address]
