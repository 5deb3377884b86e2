"""Sentences about Lifelong Learning Week, for its announcements and its programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.data_files.localized import LocalizedText
from bot.domain.learning.progress import DailyTotal, sum_between
from bot.domain.notifications.calendar import LearningWeek, WeekEvent
from bot.phrases.totals import sum_said
from bot.talk.pictures import Picture, Series
from bot.talk.steps import Choice
from bot.talk.text import Day, Item, Line, Minutes, SayLine, Title, _, plain, plural

PROGRAMME = Choice("/week", _("📅 Programme of the Week"))
RECORD = Choice("/log", _("✏ Record now"))


def theme_said(week: LearningWeek) -> tuple[Line, ...]:
    """The theme and the slogan; a sentence is left out while its fact is unknown."""
    lines: list[Line] = []
    if week.theme is not None:
        lines.append(_("This year's theme: {theme}.", theme=week.theme))
    if week.slogan is not None:
        lines.append(_("“{slogan}”", slogan=week.slogan))
    return tuple(lines)


def events_said(heading: Line, events: Sequence[WeekEvent]) -> tuple[SayLine, ...]:
    """The events under a heading, after an empty line; nothing without events."""
    return (plain(""), Title(heading), *map(_event_said, events)) if events else ()


def _event_said(event: WeekEvent) -> Item:
    if event.time is None:
        return Item(_("{what}, at {where}", what=event.what, where=event.where))
    time = plain(event.time)
    return Item(_("{time}: {what}, at {where}", time=time, what=event.what, where=event.where))


def task_said(heading: Line, task: LocalizedText | None) -> tuple[SayLine, ...]:
    """A small task under a heading, after an empty line."""
    return () if task is None else (plain(""), Title(heading), Item(task))


def own_week_said(own: Sequence[DailyTotal], *, ended: bool) -> tuple[Line, ...]:
    """One person's totals of the Week, and a suggestion."""
    if not own:
        return (
            _("Nothing is recorded in this Week yet. What you learnt can still be recorded."),
        )  # fmt: skip
    first, last = own[0].day, own[-1].day
    days = len({daily_total.day for daily_total in own})
    lines = (
        _("In this Week you recorded {sum}.", sum=sum_said(sum_between(own, first, last))),
        plural("You learnt on {count} day.", "You learnt on {count} days.", days),
    )
    if ended:
        return (*lines, _("If something is missing, it can still be recorded."))
    return lines


def own_week_picture(week: LearningWeek, own: Sequence[DailyTotal]) -> Picture | None:
    """A picture of the minutes on each day of the Week; None without activities."""
    if not own:
        return None
    count = (week.last - week.first).days + 1
    days = [week.first + dt.timedelta(days=n) for n in range(count)]
    sums = [sum_between(own, day, day) for day in days]
    return Picture(
        chart="weeks",
        title=_("Minutes of learning a day in Lifelong Learning Week"),
        facts=tuple(
            _("{day}: {time}", day=Day(day), time=Minutes(each.minutes))
            for day, each in zip(days, sums, strict=True)
            if each.minutes
        ),
        labels=tuple(plain(f"{day:%d/%m}") for day in days),
        series=(Series(_("Minutes"), tuple(float(each.minutes) for each in sums)),),
        unit=_("minutes"),
    )
