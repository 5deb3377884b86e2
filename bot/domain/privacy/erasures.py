"""Erasures: what goes with a person, and the number by which an erasure can be proved later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.text.alphabet import LETTERS


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """How much is kept about a person; no more than numbers."""

    entries: int = 0
    """Recorded activities, cancelled ones too."""
    photos: int = 0
    """Photos and files of the entries."""
    checks: int = 0
    """Self-checks, open ones too."""
    reminders: int = 0
    """Reminders that are set."""
    channels: int = 0
    """Addresses at which the notebook is open."""


def draw_erasure_number(random_below: Callable[[int], int]) -> str:
    """Draw the number of an erasure, such as XD-7K3M-92AB; `random_below(n)` is below n.

    It is random: it says nothing about whom or what was erased.
    """
    letters = "".join(LETTERS[random_below(len(LETTERS))] for _place in range(8))
    return f"XD-{letters[:4]}-{letters[4:]}"
