"""A month in words."""

from __future__ import annotations

import datetime as dt

from bot.talk.text import Text, _, plain

_NAMES = (
    _("January {year}"), _("February {year}"), _("March {year}"), _("April {year}"),
    _("May {year}"), _("June {year}"), _("July {year}"), _("August {year}"),
    _("September {year}"), _("October {year}"), _("November {year}"), _("December {year}"),
)  # fmt: skip


def month_name(first: dt.date) -> Text:
    """A month and its year."""
    return Text(_NAMES[first.month - 1].msgid, {"year": plain(f"{first.year}")})
