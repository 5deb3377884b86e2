"""Receipts: the short number of a recorded activity, such as HT-7K3M-92."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.text.alphabet import LETTERS
from bot.domain.text.normalizing import fold

_SHAPE = re.compile(r"(?:ht)?\W*([0-9a-z]{4})\W*([0-9]{2})")


def draw_receipt(random_below: Callable[[int], int]) -> str:
    """Draw a new receipt number; `random_below(n)` returns a number below n.

    There are 70 million numbers; the database makes sure that each is used once.
    """
    word = "".join(LETTERS[random_below(len(LETTERS))] for _place in range(4))
    return f"HT-{word}-{random_below(100):02d}"


def read_receipt(text: str) -> str | None:
    """The receipt number in a typed text (`ht 7k3m 92`), or None when there is none."""
    found = _SHAPE.fullmatch(fold(text))
    return f"HT-{found[1].upper()}-{found[2]}" if found else None
