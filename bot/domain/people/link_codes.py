"""Link codes: a few letters by which one person's notebook opens on one more channel."""

from __future__ import annotations

import datetime as dt

from bot.domain.text.alphabet import LETTERS
from bot.domain.text.normalizing import fold

CODE_LETTERS = 8
VALID_FOR = dt.timedelta(minutes=15)


def code_of(new_key: str) -> str:
    """The code that a fresh hexadecimal key comes to, as 7K3M-92AB: 500 thousand million ones."""
    number = int(new_key, 16)
    letters = ""
    for _place in range(CODE_LETTERS):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return f"{letters[:4]}-{letters[4:]}"


def read_code(text: str) -> str | None:
    """The code in what was typed (`7k3m 92ab`), or None when it is not one."""
    letters = "".join(c for c in fold(text).upper() if c.isalnum())
    if len(letters) != CODE_LETTERS or not set(letters) <= set(LETTERS):
        return None
    return f"{letters[:4]}-{letters[4:]}"
