"""The evening of the last day of Lifelong Learning Week: a person's own week, with a picture."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.calendar import LearningWeek
from bot.phrases.learning_week import RECORD, own_week_picture, own_week_said
from bot.services.notifications.occurrences import MESSAGE_SETTINGS, WeekFacts, WeekMessage
from bot.talk.steps import Choice, Say
from bot.talk.text import Title, _


def _days(week: LearningWeek) -> tuple[dt.date, ...]:
    # A Week of one day has only its opening message.
    return (week.last,) if week.last > week.first else ()


def _say(facts: WeekFacts) -> Say:
    lines = (
        Title(_("Lifelong Learning Week ends today. Thank you for taking part!")),
        *own_week_said(facts.own, ended=True),
        *facts.also,
    )
    progress = Choice("/progress", _("📈 My progress"))
    return Say(
        lines,
        ((RECORD,), (progress, MESSAGE_SETTINGS)),
        "nothing",
        kind="announcement",
        picture=own_week_picture(facts.week, facts.own),
    )


ANNOUNCEMENT = WeekMessage(
    "week_close",
    _("Lifelong Learning Week: closing day"),
    _days,
    _say,
    evening=True,
    personal=True,
)
