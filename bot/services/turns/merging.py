"""Merging: combines the says of one step into as few messages as possible."""

from __future__ import annotations

from collections.abc import Sequence

from bot.talk.steps import Say
from bot.talk.text import plain


def merge(says: Sequence[Say]) -> list[Say]:
    """Join a say without choices to the next one, so that a step becomes one message."""
    merged: list[Say] = []
    for say in says:
        if merged and not merged[-1].choices and not (merged[-1].picture and say.picture):
            before = merged.pop()
            kind = "receipt" if "receipt" in (before.kind, say.kind) else say.kind
            lines = (*before.lines, plain(""), *say.lines)
            picture, files = before.picture or say.picture, (*before.files, *say.files)
            say = Say(lines, say.choices, say.wants, kind, picture, files)
        merged.append(say)
    return merged
