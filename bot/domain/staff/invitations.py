"""Invitations: a code that gives a role once, within 24 hours, to whom it names."""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from dataclasses import dataclass

from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Right, RoleName

VALID_FOR = dt.timedelta(hours=24)

MAX_NAME = 60
"""Maximum letters of the name of who is invited."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A role that waits for the person who has the code; only the hash of the code is known."""

    code_hash: str
    called: str
    role: RoleName
    wards: frozenset[str] | None
    rights: frozenset[Right]
    invited_by: int | None
    until: dt.datetime
    role_until: dt.datetime | None = None


def check_name(text: str) -> str:
    """The name of a real person, cleaned. Refuses `name_empty`, `name_long`."""
    shown = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    name = " ".join(shown.split())
    if not any(c.isalpha() for c in name):
        raise Refusal("name_empty")
    if len(name) > MAX_NAME:
        raise Refusal("name_long")
    return name


def invitation_hash(code: str) -> str:
    """What is stored in place of a code: 64 hexadecimal digits, the same for the same code.

    A code has 77 random bits and is good for a day: a quick hash is enough.
    """
    return hashlib.sha256(b"so hoc tap: invitation " + code.encode()).hexdigest()
