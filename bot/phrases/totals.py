"""Sentences for totals: a number of activities, and their duration."""

from __future__ import annotations

from bot.domain.learning.progress import Total
from bot.talk.text import Minutes, Text, _, plural


def sum_said(each: Total) -> Text:
    """A total in words: a number of activities, and their duration."""
    if not each.count:
        return _("nothing yet")
    return plural("{count} activity, {time}", "{count} activities, {time}", each.count,
                  time=Minutes(each.minutes))  # fmt: skip
