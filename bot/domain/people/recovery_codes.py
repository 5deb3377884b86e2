"""Recovery codes: a long code, kept on paper, that opens the notebook at a new address."""

from __future__ import annotations

import hashlib

from bot.domain.text.alphabet import LETTERS
from bot.domain.text.normalizing import fold

GROUPS = 4
GROUP_LETTERS = 4

_SALT = b"so hoc tap: recovery code"
_COST = 2**12


def recovery_code_of(new_key: str) -> str:
    """The code for a new hexadecimal key of 80 bits, such as 7K3M-92AB-QRST-4567."""
    number = int(new_key, 16)
    letters = ""
    for _place in range(GROUPS * GROUP_LETTERS):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return _grouped(letters)


def read_recovery_code(text: str) -> str | None:
    """The code in a typed text (`7k3m 92ab qrst 4567`), or None when there is none."""
    letters = "".join(c for c in fold(text).upper() if c.isalnum())
    if len(letters) != GROUPS * GROUP_LETTERS or not set(letters) <= set(LETTERS):
        return None
    return _grouped(letters)


def recovery_hash(code: str) -> str:
    """What is stored in place of a code: 64 hexadecimal digits, the same for the same code.

    The code has 77 random bits, so one salt for all is enough; scrypt makes each guess of a stolen
    database cost 4 MiB and some milliseconds.
    """
    return hashlib.scrypt(code.encode(), salt=_SALT, n=_COST, r=8, p=1, dklen=32).hex()


def _grouped(letters: str) -> str:
    places = range(0, len(letters), GROUP_LETTERS)
    return "-".join(letters[at : at + GROUP_LETTERS] for at in places)
