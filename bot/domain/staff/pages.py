"""Pages of staff: the link that signs in once, and how long the session lasts that it opens."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.text.alphabet import LETTERS

LINK_VALID_FOR = dt.timedelta(minutes=15)
"""How long a link can sign somebody in; it does so once."""

SESSION_ENDS_AFTER = dt.timedelta(hours=12)
"""OWASP ASVS 5.0, 7.3.2 asks for a longest life of a session, whatever is done in it; its hours
are those of NIST SP 800-63B, 4.2.3."""

SESSION_IDLE_FOR = dt.timedelta(minutes=30)
"""OWASP ASVS 5.0, 7.3.1 asks that a session which nobody uses ends; its minutes are those of NIST
SP 800-63B, 4.2.3. What a page asks by itself is no use."""

_LENGTH = 32


@dataclass(frozen=True, slots=True)
class PageSession:
    """Somebody who signed in: the number of the person, their language, when it began, and when
    they last did something."""

    person: int
    locale: str
    begun: dt.datetime
    used: dt.datetime

    def live(self, now: dt.datetime) -> bool:
        """Whether it still holds; both moments themselves are outside."""
        return now < self.begun + SESSION_ENDS_AFTER and now < self.used + SESSION_IDLE_FOR


def draw_page_token(random_below: Callable[[int], int]) -> str:
    """Draw the word of a link or of a session; `random_below(n)` is below n.

    It has 155 random bits (OWASP ASVS 5.0, 7.2.3 asks for 128).
    """
    return "".join(LETTERS[random_below(len(LETTERS))] for _place in range(_LENGTH))


def link_hash(token: str) -> str:
    """What is stored of the word of a link, as 64 hexadecimal digits."""
    return hashlib.sha256(b"so hoc tap: staff link " + token.encode()).hexdigest()


def session_hash(token: str) -> str:
    """What is stored of the word of a session, as 64 hexadecimal digits."""
    return hashlib.sha256(b"so hoc tap: staff session " + token.encode()).hexdigest()
