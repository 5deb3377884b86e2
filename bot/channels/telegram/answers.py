"""Answers of the Bot API's address: what they must be before they are believed."""

from __future__ import annotations

from typing import Any

MAX_UPDATE_ID = 2**31 - 1
"""An update's id is a 32-bit number: the Bot API names every integer that may be longer."""


class AnswerUnreadable(Exception):
    """An answer that says it went well and does not hold what its method gives."""


def be_true(result: Any) -> None:
    """Raises `AnswerUnreadable` for anything but what a method without a result gives."""
    if result is not True:
        raise AnswerUnreadable


def be_list(result: Any) -> list[Any]:
    """The list that `getUpdates` gives; raises `AnswerUnreadable`."""
    if not isinstance(result, list):
        raise AnswerUnreadable
    return result


def update_id_of(raw: object, limit: int = MAX_UPDATE_ID) -> int | None:
    """The id of an update as it came; None without one, from 1 to `limit`, that can be used.

    An id is never guessed from a text or a fraction. One that is too large or negative would, as
    an offset, confirm updates that nobody has seen.
    """
    given = raw.get("update_id") if isinstance(raw, dict) else None
    return given if type(given) is int and 0 < given <= limit else None
