"""The questions about a reminder that comes once, and their choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.notifications.reminders import OneOff, due_after, is_at_night
from bot.talk.steps import Choice, Say
from bot.talk.text import Blank, Day, Line, Text, _
from handlers import phrases
from handlers.residents.remind.phrases import CLOCKS, clock_said, hour_said


def ask_hour(day: dt.date, now: dt.datetime, *before: Line) -> Say:
    """Ask for the time of one day; only those ahead are offered."""
    question = _("{day}: at what time? Choose, or type it, for example: 20:15", day=Day(day))
    minutes = [each for each in CLOCKS if due_after(OneOff(day, each), now) is not None]
    return _hours(question, [(minute, clock_said(minute)) for minute in minutes], 3, before)


def ask_which_hour(day: dt.date, minutes: Sequence[int], *before: Line) -> Say:
    """Ask which of these minutes of one day is meant."""
    question = _("{day}: which hour is meant? Choose, or type it, for example: 20:15",
                 day=Day(day))  # fmt: skip
    return _hours(question, [(minute, hour_said(minute)) for minute in minutes], 2, before)


def _hours(
    question: Line, minutes: Sequence[tuple[int, Line]], in_a_row: int, before: Sequence[Line]
) -> Say:
    choices = [Choice(f"h:{minute}", label) for minute, label in minutes]
    rows = [tuple(choices[n : n + in_a_row]) for n in range(0, len(choices), in_a_row)]
    return Say((*before, question), (*rows, (phrases.BACK,)), "text")


def ask_whether(once: OneOff, *before: Line) -> Say:
    """Ask whether a reminder shall come at this moment; a time of night is named as one."""
    blanks: dict[str, Blank] = {"day": Day(once.day), "time": clock_said(once.minute)}
    night = (_("That is at night."),) if is_at_night(once) else ()
    question = _("Shall the notebook remind you once, on {day} at {time}?", **blanks)
    yes = Choice("yes", _("Yes, set it so"), ("yes", "record"))
    hour = Choice("hour", _("Another hour"), ("no", "back"))
    days = Choice("days", _("Other days"))
    return Say((*before, *night, question), ((yes,), (hour, days)), "text")


def ask_weekend(saturday: dt.date, sunday: dt.date, *before: Line) -> Say:
    """Ask which day of the weekend is meant, or both of every week."""
    rows = (
        (Choice("saturday", Text("{day}", {"day": Day(saturday)})),),
        (Choice("sunday", Text("{day}", {"day": Day(sunday)})),),
        (Choice("both", _("Both, every week")),),
        (phrases.BACK,),
    )
    return Say((*before, _("Which day of the weekend is meant?")), rows, "text")


def offer(topic: Line, day: dt.date | None, *before: Line) -> Say:
    """Offer a reminder for what somebody plans to learn."""
    question: Line = (
        _("Shall the notebook remind you of “{topic}”?", topic=topic)
        if day is None
        else _("Shall the notebook remind you of “{topic}” on {day}?", topic=topic, day=Day(day))
    )
    lines = (*before, _("That is still to come, so it is not recorded yet."), question)
    yes = Choice("yes", _("Yes, remind me"), ("yes", "record"))
    no = Choice("no", _("No, thank you"), ("no", "later", "skip", "stop"))
    return Say(lines, ((yes,), (no,)), "nothing")
