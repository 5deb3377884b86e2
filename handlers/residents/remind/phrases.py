"""Phrases of reminders: the purpose, the days and the time."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.reminders import (
    EVERY_DAY,
    OneOff,
    Reminder,
    ReminderPurpose,
    Times,
)
from bot.talk.text import Blank, Day, Plain, Text, _, plain
from handlers.residents.remind.states import About

PURPOSES: dict[ReminderPurpose, Text] = {
    "log": _("Recording what was learnt"),
    "check": _("Going on with the self-check"),
    "recheck": _("New self-check after 90 days"),
    "evidence": _("Learning Citizen year ends"),
}

USUAL_DAYS: dict[str, tuple[Text, frozenset[int]]] = {
    "every": (_("Every day"), EVERY_DAY),
    "odd": (_("Monday, Wednesday, Friday"), frozenset((0, 2, 4))),
    "even": (_("Tuesday, Thursday, Saturday"), frozenset((1, 3, 5))),
    "sunday": (_("Sunday"), frozenset((6,))),
}

CLOCKS = (7 * 60, 11 * 60 + 30, 17 * 60, 19 * 60 + 30, 20 * 60, 21 * 60)
"""The offered times, in minutes of the day."""

_NAMES = (
    _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"),
)  # fmt: skip
_TWO = _("{first}, {rest}")

_SET: dict[ReminderPurpose, Text] = {
    "log": _("Set. The notebook will remind you to record what you learnt: {days} at {time}."),
    "check": _("Set. The notebook will remind you to go on with the self-check: {days} at {time}."),
    "recheck": _("Set. When 90 days have passed since your last self-check, the notebook will "
                 "remind you of a new one: {days} at {time}."),
    "evidence": _("Set. In December the notebook will remind you of the Learning Citizen year: "
                  "{days} at {time}."),
}  # fmt: skip


def clock_said(minute: int) -> Plain:
    """A time of day: 19:30."""
    return plain(f"{minute // 60:02d}:{minute % 60:02d}")


def hour_said(minute: int) -> Text:
    """A time of day with the part of the day: "9:00 in the morning"."""
    time = plain(f"{minute // 60 % 24}:{minute % 60:02d}")
    match minute // 60 % 24:
        case hour if 6 <= hour < 11:
            return _("{time} in the morning", time=time)
        case hour if 11 <= hour < 13:
            return _("{time} at noon", time=time)
        case hour if 13 <= hour < 18:
            return _("{time} in the afternoon", time=time)
        case hour if 18 <= hour < 22:
            return _("{time} in the evening", time=time)
        case _:
            return _("{time} at night", time=time)


def days_said(days: frozenset[int]) -> Text:
    """The days of the week, by a short name for a usual set."""
    for name, usual in USUAL_DAYS.values():
        if days == usual:
            return name
    return _listed(days)


def _listed(days: frozenset[int]) -> Text:
    *before, said = [_NAMES[day] for day in sorted(days)]
    for name in reversed(before):
        said = Text(_TWO.msgid, {"first": name, "rest": said})
    return said


def in_sentence(days: frozenset[int]) -> Text:
    """The days of the week within a sentence: "every day", "every week on Mon, Wed"."""
    return _("every day") if days == EVERY_DAY else _("every week on {days}", days=_listed(days))


def set_said(about: About, times: Times) -> Text:
    """The answer when a reminder was set: what comes, on which days and at what time."""
    blanks: dict[str, Blank] = {
        "days": in_sentence(times.days),
        "time": clock_said(times.minute),
    }
    if about.topic:
        return _("Set. The notebook will remind you of “{topic}”: {days} at {time}.",
                 topic=plain(about.topic), **blanks)  # fmt: skip
    return Text(_SET[about.purpose].msgid, blanks)


def set_once_said(about: About, once: OneOff) -> Text:
    """The answer when a one-off was set: what comes, on which day and at what time."""
    return _("Set. The notebook will remind you once, on {day} at {time}: {what}.",
             day=Day(once.day), time=clock_said(once.minute), what=_what(about))  # fmt: skip


def _what(about: About | Reminder) -> Text | Plain:
    """What a reminder is about: its topic, else its purpose."""
    return plain(about.topic) if about.topic else PURPOSES[about.purpose]


def again_at(moment: dt.datetime) -> Text:
    """The answer when a reminder was put off: the time and the day on which it comes again."""
    return _("The notebook will remind you again at {time}, {day}.",
             time=clock_said(moment.hour * 60 + moment.minute), day=Day(moment.date()))  # fmt: skip


def label_said(each: Reminder) -> Text:
    """A reminder as a choice: short enough for a button of a phone."""
    blanks: dict[str, Blank] = {
        "time": clock_said(each.times.minute),
        "purpose": PURPOSES[each.purpose],
    }
    if isinstance(each.times, OneOff):
        return Text("{time} {day}", {**blanks, "day": plain(f"{each.times.day:%d/%m}")})
    return Text("{time} {purpose}", blanks)


def described(each: Reminder, now: dt.datetime) -> Text:
    """A reminder in a line, with what stops it now."""
    paused = each.paused_until if each.paused_until and each.paused_until >= now.date() else None
    if isinstance(each.times, OneOff):
        return _described_once(each, each.times, paused)
    blanks: dict[str, Blank] = {
        "purpose": _what(each),
        "days": days_said(each.times.days),
        "time": clock_said(each.times.minute),
    }
    if each.state == "quiet":
        return _("{purpose}: {days} at {time} (silent)", **blanks)
    if paused is not None:
        return _("{purpose}: {days} at {time} (paused until {day})", **blanks, day=Day(paused))
    return _("{purpose}: {days} at {time}", **blanks)


def _described_once(each: Reminder, once: OneOff, paused: dt.date | None) -> Text:
    """A one-off in a line; one within a pause does not come."""
    blanks: dict[str, Blank] = {
        "what": _what(each),
        "day": Day(once.day),
        "time": clock_said(once.minute),
    }
    if paused is not None and once.day <= paused:
        return _("{what}: once, {day} at {time} (paused)", **blanks)
    return _("{what}: once, {day} at {time}", **blanks)
