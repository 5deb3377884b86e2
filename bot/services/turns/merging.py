"""Merging: combines the says of one step into as few messages as possible."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET, structs

from bot.talk.steps import Say
from bot.talk.text import plain


def merge(says: Sequence[Say]) -> list[Say]:
    """Join a say without choices to the next one, unless it stands apart: a step is one message."""
    merged: list[Say] = []
    for say in says:
        before_it = merged[-1] if merged else say
        open_ = merged and not (before_it.choices or before_it.apart)
        if open_ and not (before_it.picture and say.picture):
            before = merged.pop()
            kind = "receipt" if "receipt" in (before.kind, say.kind) else say.kind
            lines = (*before.lines, plain(""), *say.lines)
            picture, files = before.picture or say.picture, (*before.files, *say.files)
            replaces = say.replaces_pressed if before.replaces_pressed else UNSET
            secret = before.secret or say.secret
            say = Say(
                lines, say.choices, say.wants, kind, picture, files, say.apart, replaces,
                secret=secret,
            )  # fmt: skip
        if merged and merged[-1].apart:
            # It leads to what follows, which is what an answer answers.
            merged[-1] = structs.replace(merged[-1], wants="nothing")
        merged.append(say)
    return merged
