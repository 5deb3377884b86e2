"""Sum words: so many activities, so long."""

from __future__ import annotations

from bot.domain.progress import Sum
from bot.talk.text import Minutes, Text, _, plural


def sum_said(each: Sum) -> Text:
    """A sum in words: so many activities, so long."""
    if not each.count:
        return _("nothing yet")
    return plural("{count} activity, {time}", "{count} activities, {time}", each.count,
                  time=Minutes(each.minutes))  # fmt: skip
