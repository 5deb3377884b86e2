"""A week in words: this one, the one before, or its days."""

from __future__ import annotations

import datetime as dt

from bot.domain.learning.progress import monday_of
from bot.talk.text import Text, _, plain


def week_said(monday: dt.date, today: dt.date) -> Text:
    """The name of a week as a title: "This week (23–29/11)"."""
    days = plain(span(monday, monday + dt.timedelta(days=6), today.year))
    weeks = (monday_of(today) - monday).days // 7
    match weeks:
        case 0:
            return _("This week ({days})", days=days)
        case 1:
            return _("Last week ({days})", days=days)
        case _:
            return _("Week {days}", days=days)


def span(first: dt.date, last: dt.date, year: int) -> str:
    """The days from first to last, as short as they can be read: 23–29/11, 30/11–6/12.

    A year is named only when it is not `year`.
    """
    end = f"{last.day}/{last.month}"
    begin = f"{first.day}" if first.month == last.month else f"{first.day}/{first.month}"
    if first.year != last.year:
        begin += f"/{first.year}"
    if last.year != year or first.year != last.year:
        end += f"/{last.year}"
    return f"{begin}–{end}"
