"""The day before Lifelong Learning Week: tomorrow's events, and the first small task."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.calendar import LearningWeek, task_of
from bot.phrases.learning_week import PROGRAMME, events_said, task_said
from bot.services.notifications.occurrences import MESSAGE_SETTINGS, WeekFacts, WeekMessage
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Title, _


def _days(week: LearningWeek) -> tuple[dt.date, ...]:
    return (week.first - dt.timedelta(days=1),)


def _say(facts: WeekFacts) -> Say:
    week = facts.week
    tomorrow = events_said(_("Tomorrow in your ward:"), facts.events_tomorrow)
    lines = (
        Title(_("Lifelong Learning Week begins tomorrow, {day}.", day=Day(week.first))),
        *tomorrow,
        *task_said(_("The first small task:"), task_of(week, week.first)),
        *facts.also,
    )
    remind = Choice("/remind", _("⏰ Set a reminder"))
    return Say(lines, ((PROGRAMME,), (remind, MESSAGE_SETTINGS)), "nothing", kind="announcement")


ANNOUNCEMENT = WeekMessage("week_eve", _("Lifelong Learning Week: the day before"), _days, _say)
