"""What stands in the place of a code or a link once it was sent."""

from __future__ import annotations

from msgspec import structs

from bot.talk.steps import Say
from bot.talk.text import _


def without_secret(say: Say) -> Say:
    """A say with a secret as it is kept: its choices stay, none of its words.

    Whoever reads the database, a backup or the page later finds nothing there that opens anything.
    """
    lines = (_("Here was a code or a link that opens your notebook. It is not kept here."),)
    return structs.replace(say, lines=lines, files=(), picture=None)
