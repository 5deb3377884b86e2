"""Phrases of reminders: the purpose, the days and the time."""

from __future__ import annotations

import datetime as dt

from bot.domain.notifications.reminders import EVERY_DAY, Reminder, ReminderPurpose, Times
from bot.talk.text import Blank, Day, Plain, Text, _, plain

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


def set_said(purpose: ReminderPurpose, times: Times) -> Text:
    """The answer when a reminder was set: what comes, on which days and at what time."""
    blanks: dict[str, Blank] = {
        "days": in_sentence(times.days),
        "time": clock_said(times.minute),
    }
    return Text(_SET[purpose].msgid, blanks)


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
    return Text("{time} {purpose}", blanks)


def described(each: Reminder, now: dt.datetime) -> Text:
    """A reminder in a line, with what stops it now."""
    blanks: dict[str, Blank] = {
        "purpose": PURPOSES[each.purpose],
        "days": days_said(each.times.days),
        "time": clock_said(each.times.minute),
    }
    if each.state == "quiet":
        return _("{purpose}: {days} at {time} (silent)", **blanks)
    if each.paused_until is not None and each.paused_until >= now.date():
        return _("{purpose}: {days} at {time} (paused until {day})", **blanks,
                 day=Day(each.paused_until))  # fmt: skip
    return _("{purpose}: {days} at {time}", **blanks)
