"""What the emulator knows: the messages that it took, and the faults that a test lays ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Received:
    """A push message that was accepted, as its browser reads it."""

    browser: str
    text: str
    ttl: int
    urgency: str
    topic: str


@dataclass(frozen=True, slots=True)
class PushFault:
    """What the service answers instead; `taken`: the message went through all the same.

    `hang_up`: the connection breaks without an answer.
    """

    status: int = 500
    retry_after: str | None = None
    taken: bool = False
    hang_up: bool = False


Refusal: TypeAlias = tuple[Literal[400, 401, 403, 404, 410, 413], str]
"""A status and what was wrong."""
