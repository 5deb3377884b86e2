"""What is said when everything about a person was erased."""

from __future__ import annotations

from bot.talk.steps import Choice, Say
from bot.talk.text import _, plain


def erased_say(number: str) -> Say:
    """The last words: the proof, and the way back."""
    lines = (
        _("Everything about you has been erased."),
        _("The number of this erasure: {number}. It has no name; keep it if you want a proof.",
          number=plain(number)),
        _("Thank you for learning with us. You are welcome at any time."),
    )  # fmt: skip
    return Say(lines, ((Choice("/start", _("Begin a new notebook")),),), "nothing")
