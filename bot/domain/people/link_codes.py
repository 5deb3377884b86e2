"""Link codes: a short code that connects one more channel to a person's notebook."""

from __future__ import annotations

import datetime as dt

from bot.domain.text.alphabet import LETTERS
from bot.domain.text.normalizing import fold

CODE_LETTERS = 8
VALID_FOR = dt.timedelta(minutes=15)


def code_of(new_key: str) -> str:
    """The code for a new hexadecimal key, such as 7K3M-92AB; there are 500 thousand million."""
    number = int(new_key, 16)
    letters = ""
    for _place in range(CODE_LETTERS):
        number, letter = divmod(number, len(LETTERS))
        letters += LETTERS[letter]
    return f"{letters[:4]}-{letters[4:]}"


def read_code(text: str) -> str | None:
    """The code in a typed text (`7k3m 92ab`), or None when there is none."""
    letters = "".join(c for c in fold(text).upper() if c.isalnum())
    if len(letters) != CODE_LETTERS or not set(letters) <= set(LETTERS):
        return None
    return f"{letters[:4]}-{letters[4:]}"
