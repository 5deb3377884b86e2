"""Downloads: what a person may fetch by a link, and the word in the link that opens it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Literal, TypeAlias, get_args

from bot.domain.text.alphabet import LETTERS

DownloadKind: TypeAlias = Literal["copy", "print", "result"]
"""A copy of all data, the notebook of a year to be printed, or the result of a campaign."""

ResultForm: TypeAlias = Literal["csv", "xlsx"]
"""The file of a result: for programs, or for people."""

FORMS: tuple[ResultForm, ...] = get_args(ResultForm)

NotMade: TypeAlias = Literal["no_xlsx"]
"""Why a file is not made: what writes it is not installed here."""

KINDS: tuple[DownloadKind, ...] = get_args(DownloadKind)

VALID_FOR = dt.timedelta(minutes=30)
"""How long a link opens something."""

_LENGTH = 32


def draw_token(random_below: Callable[[int], int]) -> str:
    """Draw the word of a link; `random_below(n)` is below n. Nobody can guess it."""
    return "".join(LETTERS[random_below(len(LETTERS))] for _place in range(_LENGTH))


def token_hash(token: str) -> str:
    """What is stored of the word of a link, as 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
