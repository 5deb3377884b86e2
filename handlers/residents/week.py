"""Lifelong Learning Week: a countdown, the programme, and the person's own week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.calendar import LearningWeek, events_on, task_of
from bot.phrases.learning_week import (
    RECORD,
    events_said,
    own_week_picture,
    own_week_said,
    task_said,
    theme_said,
)
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Day, Line, SayLine, Title, _, plain, plural
from handlers import phrases

AFTERWARDS = dt.timedelta(weeks=2)
"""The time after the Week in which its summary is shown; then the next countdown begins."""


class Told(State, frozen=True, tag="Told"):
    """Never stored: it ends at once."""


States: TypeAlias = Told


@dataclass(frozen=True, slots=True)
class Facts:
    """Today, the nearest Week of the person's ward, and their totals in it."""

    today: dt.date
    week: LearningWeek
    own: tuple[DailyTotal, ...]


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the Week and, after its start, the person's totals."""
    calendar, ward, today = turn.reference_data.calendar, turn.person.ward, turn.today
    week = calendar.week_of(today.year, ward)
    if today > week.last + AFTERWARDS:
        week = calendar.week_of(today.year + 1, ward)
    own: tuple[DailyTotal, ...] = ()
    if today >= week.first:
        own = await queries.learning.daily_totals(turn.person.id, week.first, min(today, week.last))
    return Facts(today, week, own)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the countdown before the Week, the day in it, the summary after it; or the programme."""
    if opened.rest == "all":
        return _programme(facts)
    week, today = facts.week, facts.today
    if today < week.first:
        return _before(facts)
    return _within(facts) if today <= week.last else _after(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show it again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


def _dates(week: LearningWeek) -> Title:
    return Title(_("Lifelong Learning Week: {first} to {last}.", first=Day(week.first),
                   last=Day(week.last)))  # fmt: skip


def _before(facts: Facts) -> Step[States]:
    week = facts.week
    days = (week.first - facts.today).days
    lines = (
        _dates(week),
        *theme_said(week),
        plural("{count} day to go.", "{count} days to go.", days),
        *_no_programme(week),
    )
    goal = Choice("/goal", _("🎯 Set a goal"))
    remind = Choice("/remind", _("⏰ Set a reminder"))
    return _shown(lines, *_ways(week, (goal, remind)))


def _within(facts: Facts) -> Step[States]:
    week, today = facts.week, facts.today
    nth, count = (today - week.first).days + 1, (week.last - week.first).days + 1
    tomorrow = today + dt.timedelta(days=1)
    lines = (
        Title(_("Lifelong Learning Week, day {nth} of {days}.", nth=nth, days=count)),
        *theme_said(week),
        *events_said(_("Today in your ward:"), events_on(week, today)),
        *events_said(_("Tomorrow in your ward:"), events_on(week, tomorrow)),
        *_no_programme(week),
        *task_said(_("Today's small task:"), task_of(week, today)),
        plain(""),
        *own_week_said(facts.own, ended=False),
    )
    picture = own_week_picture(week, facts.own)
    return Step(None, (Say(lines, _ways(week, (RECORD,)), "nothing", picture=picture),))


def _after(facts: Facts) -> Step[States]:
    week = facts.week
    lines = (
        Title(_("Lifelong Learning Week ended on {day}.", day=Day(week.last))),
        *own_week_said(facts.own, ended=True),
    )
    picture = own_week_picture(week, facts.own)
    rows = ((RECORD,), (phrases.PROGRESS, phrases.MENU))
    return Step(None, (Say(lines, rows, "nothing", picture=picture),))


def _programme(facts: Facts) -> Step[States]:
    """All days of the Week that have events."""
    week = facts.week
    lines: list[SayLine] = [_dates(week), *_no_programme(week)]
    for day in sorted({event.day for event in week.events}):
        lines += events_said(_("{day}:", day=Day(day)), events_on(week, day))
    return _shown(tuple(lines), (RECORD, phrases.MENU))


def _no_programme(week: LearningWeek) -> tuple[Line, ...]:
    if week.events:
        return ()
    return (_("The ward's programme is not known yet. It will be shown here."),)


def _ways(week: LearningWeek, first: tuple[Choice, ...]) -> tuple[tuple[Choice, ...], ...]:
    whole = ((Choice("/week all", _("📅 The whole programme")),),) if week.events else ()
    return (first, *whole, (phrases.MENU,))


def _shown(lines: tuple[SayLine, ...], *rows: tuple[Choice, ...]) -> Step[States]:
    return Step(None, (Say(lines, rows, "nothing"),))


CONVERSATION = Conversation(
    name="week",
    triggers=("week", "tuần lễ", "tuần lễ học tập", "tuần lễ học tập suốt đời", "learning week"),
    description=_("See Lifelong Learning Week"),
    group="messages",
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
