"""Each day of Lifelong Learning Week: the ward's events of the day, and a small task."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.calendar import LearningWeek
from bot.phrases.learning_week import PROGRAMME, RECORD, events_said, task_said
from bot.services.notifications.occurrences import MESSAGE_SETTINGS, WeekFacts, WeekMessage
from bot.talk.steps import Say
from bot.talk.text import SayLine, Title, _


def _days(week: LearningWeek) -> tuple[dt.date, ...]:
    between = (week.last - week.first).days
    return tuple(week.first + dt.timedelta(days=n) for n in range(1, between))


def _say(facts: WeekFacts) -> Say:
    week = facts.week
    ends_tomorrow = facts.day + dt.timedelta(days=1) == week.last
    # The message of the last day comes in the evening, too late for that day's events.
    tomorrow: tuple[SayLine, ...] = ()
    if ends_tomorrow:
        tomorrow = events_said(_("Tomorrow, the last day:"), facts.events_tomorrow)
    lines = (
        Title(
            _(
                "Lifelong Learning Week, day {nth} of {days}.",
                nth=(facts.day - week.first).days + 1,
                days=(week.last - week.first).days + 1,
            )
        ),
        *events_said(_("Today in your ward:"), facts.events),
        *task_said(_("Today's small task:"), facts.task),
        *facts.also,
        *tomorrow,
    )
    return Say(lines, ((RECORD,), (PROGRAMME, MESSAGE_SETTINGS)), "nothing", kind="announcement")


ANNOUNCEMENT = WeekMessage("week_day", _("Lifelong Learning Week: one day of it"), _days, _say)
