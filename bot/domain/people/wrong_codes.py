"""Wrong codes of every kind: the limit for one address and for one channel.

They are in this process's memory, and a restart forgets them. Nobody outside can cause a restart,
and each one gives a guesser no more than the maximum of a channel once more; a table would be
written for every guess, by whoever guesses.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, deque
from typing import Literal, TypeAlias

from bot.domain.people.link_codes import VALID_FOR

CodeKind: TypeAlias = Literal["link", "recover", "staff", "pages"]
"""What a code opens; a new kind is a new name here, and shares nothing with the others."""

WINDOW = VALID_FOR
MAX_ADDRESS = 10
"""Maximum of wrong codes from one address in a window; people make typing errors."""

MAX_CHANNEL = 500
"""Maximum of wrong codes on a whole channel: one person can open many addresses on the page.

With a thousand open codes, a guesser finds one in a window with a chance of one in a million. Each
channel has its own limit, so a guesser on the page cannot stop linking on Telegram.
"""


class WrongCodes:
    """The wrong codes of the last window, up to the maximum of each kind and channel."""

    def __init__(self) -> None:
        self._noted: deque[tuple[dt.datetime, CodeKind, str, str]] = deque()
        self._at: Counter[tuple[CodeKind, str, str]] = Counter()
        self._on: Counter[tuple[CodeKind, str]] = Counter()

    def __len__(self) -> int:
        return len(self._noted)

    def too_many(self, kind: CodeKind, channel: str, address: str, now: dt.datetime) -> bool:
        """True when no code from this address is looked up now, right or wrong."""
        self._forget(now)
        return (
            self._on[kind, channel] >= MAX_CHANNEL
            or self._at[kind, channel, address] >= MAX_ADDRESS
        )

    def note(self, kind: CodeKind, channel: str, address: str, now: dt.datetime) -> None:
        """Record a code that belongs to nobody."""
        self._noted.append((now, kind, channel, address))
        self._on[kind, channel] += 1
        self._at[kind, channel, address] += 1

    def _forget(self, now: dt.datetime) -> None:
        while self._noted and self._noted[0][0] <= now - WINDOW:
            _at, kind, channel, address = self._noted.popleft()
            self._on[kind, channel] -= 1
            self._at[kind, channel, address] -= 1
            if not self._at[kind, channel, address]:
                del self._at[kind, channel, address]
