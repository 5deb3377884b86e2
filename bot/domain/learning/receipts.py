"""Receipts: the short number of a recorded activity, such as HT-7K3M-92."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.domain.text.alphabet import LETTERS
from bot.domain.text.normalizing import fold
from bot.domain.text.typing_residue import is_syllable

_SHAPE = re.compile(r"(ht)?(\W*)([0-9a-z]{4})(\W*)([0-9]{2})")


def draw_receipt(random_below: Callable[[int], int]) -> str:
    """Draw a new receipt number; `random_below(n)` returns a number below n.

    There are 70 million numbers; the database makes sure that each is used once.
    """
    word = "".join(LETTERS[random_below(len(LETTERS))] for _place in range(4))
    return f"HT-{word}-{random_below(100):02d}"


def read_receipt(text: str) -> str | None:
    """The receipt number in a typed text (`ht 7k3m 92`), or None when there is none.

    A Vietnamese word and a number are words ("toán 45", "ngày 15"), unless `HT` or a hyphen stands
    there.
    """
    found = _SHAPE.fullmatch(fold(text))
    if found is None:
        return None
    called, _, word, between, number = found.groups()
    letters = word.upper()
    if not called and (set(letters) - set(LETTERS) or ("-" not in between and is_syllable(word))):
        return None
    return f"HT-{letters}-{number}"
