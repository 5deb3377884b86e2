"""Sentences of reminders, and their buttons."""

from __future__ import annotations

from bot.domain.notifications.reminders import ReminderPurpose
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain

_SAID: dict[ReminderPurpose, tuple[Line, Choice]] = {
    "log": (
        _("It is the time you chose: what did you learn today? One sentence is enough."),
        Choice("/log", _("✏ Record now")),
    ),
    "check": (
        _("Your self-check of digital skills is still open. A few questions are left."),
        Choice("/check", _("▶ Go on with it")),
    ),
    "recheck": (
        _("It is a while since your last self-check. See what has changed: it takes 3 minutes."),
        Choice("/check", _("🧭 Check digital skills")),
    ),
    "evidence": (
        _("The year's evidence for Learning Citizen ends on 31 December. See what is missing."),
        Choice("/citizen", _("🏅 Learning Citizen year")),
    ),
}


def reminder_say(
    purpose: ReminderPurpose, key: str, *, asks: bool, topic: str = "", once: bool = False
) -> Say:
    """A reminder; with `asks` it also asks whether to continue, after several without an answer.

    A `topic` is what the person wanted to be reminded of. One that comes `once` cannot be paused
    or stopped any more. Its buttons belong to no turn: they never expire.
    """
    said, act = _SAID[purpose]
    stop = Choice(f"/remind stop {key}", _("Stop this reminder"))
    if asks:
        lines: tuple[Line, ...] = (
            _("The last reminders went without an answer. Shall they go on?"),
            _("Without an answer they stop by themselves; they can be set again at any time."),
        )
        rows = ((Choice(f"/remind keep {key}", _("Yes, go on")), stop),)
        return Say(lines, rows, "nothing", kind="reminder")
    lines_ = (
        (
            _("You asked to be reminded: {topic}.", topic=plain(topic)),
            _("When you have learnt it, one sentence is enough to record it."),
        )
        if topic
        else (said,)
    )
    later = Choice(f"/remind later {key}", _("Later"))
    if once:
        return Say(lines_, ((act,), (later,)), "nothing", kind="reminder")
    week = Choice(f"/remind week {key}", _("Pause a week"))
    rows_ = ((act,), (later, week), (stop,))
    return Say(lines_, rows_, "nothing", kind="reminder")
