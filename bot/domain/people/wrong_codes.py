"""Wrong codes: the limit of wrong link codes for one address and for one channel."""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque

from bot.domain.people.link_codes import VALID_FOR

WINDOW = VALID_FOR
MAX_ADDRESS = 10
"""Maximum of wrong codes from one address in a window; people make typing errors."""

MAX_CHANNEL = 500
"""Maximum of wrong codes on a whole channel: one person can open many addresses on the page.

With a thousand open codes, a guesser finds one in a window with a chance of one in a million. Each
channel has its own limit, so a guesser on the page cannot stop linking on Telegram.
"""


class WrongCodes:
    """The wrong codes of the last window, in this process's memory, up to the maximum."""

    def __init__(self) -> None:
        self._noted: deque[tuple[dt.datetime, str, str]] = deque()
        self._at: Counter[tuple[str, str]] = Counter()
        self._on: Counter[str] = Counter()

    def too_many(self, channel: str, address: str, now: dt.datetime) -> bool:
        """True when no code from this address is looked up now, right or wrong."""
        self._forget(now)
        return self._on[channel] >= MAX_CHANNEL or self._at[channel, address] >= MAX_ADDRESS

    def note(self, channel: str, address: str, now: dt.datetime) -> None:
        """Record a code that belongs to nobody."""
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
