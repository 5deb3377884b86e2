"""The questions about reminders, and their choices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.notifications.reminders import (
    OneOff,
    Reminder,
    Times,
    evening_is_ahead,
    is_at_night,
)
from bot.talk.steps import Choice, Say
from bot.talk.text import Blank, Day, Item, Line, SayLine, Title, _
from handlers import phrases
from handlers.residents.remind.phrases import (
    CLOCKS,
    PURPOSES,
    USUAL_DAYS,
    clock_said,
    described,
    hour_said,
    in_sentence,
    label_said,
)


def ask_consent(*before: Line) -> Say:
    """Ask for consent to reminders."""
    lines = (
        *before,
        _("Reminders come on the days and at the hour that you choose; you can stop them at any "
          "time."),
        _("May reminders be sent to you?"),
    )  # fmt: skip
    yes, no = phrases.AGREE, phrases.DISAGREE
    return Say(lines, ((yes,), (no,)), "nothing")


def show(
    reminders: Sequence[Reminder], now: dt.datetime, paused: dt.date | None, *before: Line
) -> Say:
    """The reminders and the possible actions; `paused`: none comes until this day."""
    lines: list[SayLine] = [*before]
    rows: list[tuple[Choice, ...]] = [(Choice("new", _("➕ New reminder")),)]
    if not reminders:
        lines.append(_("No reminder is set yet. A reminder helps you to keep learning."))
    else:
        lines.append(Title(_("Your reminders:")))
        lines += [Item(described(each, now)) for each in in_order(reminders)]
        if paused is not None:
            lines.append(_("All are paused until {day}.", day=Day(paused)))
        quiet = any(each.state == "quiet" for each in reminders)
        pause = Choice("pause", _("⏸ Pause a week"))
        resume = Choice("resume", _("▶ Go on reminding"))
        rows.append((Choice("move", _("🕘 Change a time")), Choice("stop", _("✖ Stop some"))))
        rows.append((resume if paused or quiet else pause,))
    rows.append((phrases.MENU,))
    return Say(tuple(lines), tuple(rows), "nothing")


def in_order(reminders: Sequence[Reminder]) -> list[Reminder]:
    """The reminders as they are listed: the weekly ones, then those that come once, by moment."""
    return sorted(
        reminders,
        key=lambda each: (
            (each.times.day, each.times.minute)
            if isinstance(each.times, OneOff)
            else (dt.date.min, 0)
        ),
    )


def ask_purpose(*before: Line) -> Say:
    """Ask what the new reminder is for."""
    rows = tuple((Choice(f"p:{purpose}", name),) for purpose, name in PURPOSES.items())
    lines = (*before, _("What should it remind you of?"))
    return Say(lines, (*rows, (phrases.BACK,)), "nothing")


def ask_days(*before: Line) -> Say:
    """Ask for the days."""
    lines = (
        *before,
        _("On which days? Choose, or type days and hour, for example: "
          "Monday, Wednesday, Friday at 19:30; tomorrow at 7:00; 25/12 at 8:00"),
    )  # fmt: skip
    rows = (
        *((Choice(f"d:{key}", name),) for key, (name, _days) in USUAL_DAYS.items()),
        (Choice("tomorrow", _("Only tomorrow")),),
    )
    return Say(lines, (*rows, (phrases.BACK,)), "text")


def ask_hour(*before: Line) -> Say:
    """Ask for the time of these days."""
    lines = (*before, _("At what time? Choose, or type it, for example: 20:15"))
    clocks = [Choice(f"h:{minute}", clock_said(minute)) for minute in CLOCKS]
    return Say(lines, (tuple(clocks[:3]), tuple(clocks[3:]), (phrases.BACK,)), "text")


def ask_which_hour(minutes: Sequence[int], *before: Line) -> Say:
    """Ask which of these minutes of the day is meant."""
    choices = [Choice(f"h:{minute}", hour_said(minute)) for minute in minutes]
    rows = [tuple(choices[place : place + 2]) for place in range(0, len(choices), 2)]
    lines = (*before, _("Which hour is meant? Choose, or type it, for example: 20:15"))
    return Say(lines, (*rows, (phrases.BACK,)), "text")


def ask_whether(times: Times, *before: Line) -> Say:
    """Ask whether a reminder shall come at these times; a time of night is named as one."""
    blanks: dict[str, Blank] = {
        "days": in_sentence(times.days),
        "time": clock_said(times.minute),
    }
    night = (_("That is at night."),) if is_at_night(times) else ()
    question = _("Shall the notebook remind you {days} at {time}?", **blanks)
    yes = Choice("yes", _("Yes, set it so"), ("yes", "record"))
    hour = Choice("hour", _("Another hour"), ("no", "back"))
    days = Choice("days", _("Other days"))
    return Say((*before, *night, question), ((yes,), (hour, days)), "text")


def ask_later(now: dt.datetime, *before: Line) -> Say:
    """Ask until when to snooze a reminder; the evening only while it is ahead."""
    lines = (*before, _("When should it come again?"))
    hour, tomorrow = Choice("hour", _("In 1 hour")), Choice("tomorrow", _("Tomorrow"))
    first = (hour, Choice("evening", _("This evening"))) if evening_is_ahead(now) else (hour,)
    return Say(lines, (first, (tomorrow, phrases.CANCEL)), "nothing")


def ask_which(reminders: Sequence[Reminder], now: dt.datetime, *before: Line) -> Say:
    """Ask which reminder to stop, or all."""
    rows = [(Choice(f"s:{each.key}", label_said(each)),) for each in in_order(reminders)]
    described_ = tuple(Item(described(each, now)) for each in in_order(reminders))
    lines = (*before, *described_, _("Which reminder should stop?"))
    all_ = Choice("all", _("Stop all"))
    return Say(lines, (*rows, (all_, phrases.BACK)), "nothing")


def ask_which_to_move(reminders: Sequence[Reminder], now: dt.datetime, *before: Line) -> Say:
    """Ask which reminder gets another time."""
    listed = tuple(Item(described(each, now)) for each in in_order(reminders))
    lines = (*before, *listed, _("Which reminder should come at another time?"))
    rows = [(Choice(f"m:{each.key}", label_said(each)),) for each in in_order(reminders)]
    return Say(lines, (*rows, (phrases.BACK,)), "nothing")
