"""A resident chooses how many notifications may come, at which hours, or none at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.notifications.policy import (
    MAX_WEEKLY_LIMIT,
    NotificationPolicy,
    NotificationPreferences,
    QuietHours,
)
from bot.domain.notifications.quiet_hours import read_quiet_hours
from bot.services.notifications.preferences import SetQuietHours, SetWeeklyLimit
from bot.services.people.joining import Consent
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Command, PassiveState, Say, State, Step
from bot.talk.text import Fact, Line, SayLine, Text, _, plain, plural
from handlers import phrases
from handlers.phrases import not_understood, unread

_AMOUNTS = tuple(range(1, 8))
"""In this order the number in a numbered list is the amount."""
_HOURS = (
    QuietHours(21 * 60, 7 * 60),
    QuietHours(20 * 60, 8 * 60),
    QuietHours(22 * 60, 6 * 60),
)


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The settings are shown."""


class Amount(State, frozen=True, tag="Amount"):
    """How many messages a week?"""


class Quiet(State, frozen=True, tag="Quiet"):
    """Between which hours does no message come?"""


States: TypeAlias = Shown | Amount | Quiet


@dataclass(frozen=True, slots=True)
class Facts:
    """The consents to news and to reminders, the person's preferences, and the defaults."""

    allowed: bool
    reminders: bool
    preferences: NotificationPreferences
    usual: NotificationPolicy


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the consents and the preferences."""
    return Facts(
        "campaigns" in turn.person.consents,
        "reminders" in turn.person.consents,
        await queries.notifications.preferences(turn.person.id),
        turn.reference_data.calendar.rules(),
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the settings."""
    del opened
    return _show(facts)


def _show(facts: Facts, *before: Line) -> Step[States]:
    lines: tuple[SayLine, ...]
    if not facts.allowed:
        lines = (
            *before,
            _("No news of the ward comes to you: no classes, events or learning days."),
            *_reminders_said(facts),
        )
        allow = Choice("allow", _("🔔 Let news come"))
        ways = ((allow,), (phrases.REMIND, phrases.MENU))
        return Step(Shown(), (Say(lines, ways, "nothing"),))
    limit = facts.preferences.weekly_most
    lines = (
        *before,
        _("News from your ward: classes, events and learning days."),
        _limit_said(facts.usual.weekly_most if limit is None else limit, own=limit is not None),
        _quiet_said(facts.preferences.quiet or facts.usual.quiet),
        *_reminders_said(facts),
    )
    rows = (
        (Choice("amount", _("How many")), Choice("quiet", _("Quiet hours"))),
        (Choice("stop", _("🔕 No more news")),),
        (phrases.REMIND, phrases.MENU),
    )
    return Step(Shown(), (Say(lines, rows, "nothing"),))


def _reminders_said(facts: Facts) -> tuple[Line, ...]:
    """That reminders come all the same; nothing to somebody who refused them."""
    if not facts.reminders:
        return ()
    return (_("Reminders are your own: they come at the hours that you chose."),)


def _limit_said(limit: int, *, own: bool) -> Fact:
    label = _("How many")
    if limit == 0:
        return Fact(label, _("none for now"))
    if own:
        return Fact(label, plural("at most {count} a week", "at most {count} a week", limit))
    return Fact(
        label,
        plural("at most {count} a week, in Learning Week at most 1 a day",
               "at most {count} a week, in Learning Week at most 1 a day", limit),
    )  # fmt: skip


def _quiet_said(quiet: QuietHours) -> Fact:
    label = _("Quiet hours")
    return Fact(label, _("none") if quiet.start == quiet.end else _span(quiet))


def _clock(minute: int) -> Line:
    return plain(f"{minute // 60:02d}:{minute % 60:02d}")


def _ask_amount(facts: Facts, *before: Line) -> Step[States]:
    lines = (
        *before,
        _("At most how many messages a week?"),
    )
    amounts = tuple(
        Choice(f"a:{n}", plural("{count} message", "{count} messages", n)) for n in _AMOUNTS
    )
    usual = Choice("usual", _("As usual ({most} a week)", most=facts.usual.weekly_most))
    return Step(Amount(), (Say(lines, (amounts[:4], amounts[4:], (usual,), (phrases.BACK,))),))


def _ask_quiet(*before: Line) -> Step[States]:
    lines = (
        *before,
        _("Between which hours shall nothing come?"),
        _("Choose, or type for example: from 20:00 to 8:00"),
    )
    spans = tuple((Choice(f"q:{n}", _span(each)),) for n, each in enumerate(_HOURS))
    none = Choice("never", _("No quiet hours"))
    return Step(Quiet(), (Say(lines, (*spans, (none,), (phrases.BACK,))),))


def _span(quiet: QuietHours) -> Text:
    return _("{start} to {end}", start=_clock(quiet.start), end=_clock(quiet.end))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Change one setting, or pass a typed text on."""
    match state, event:
        case _state, Refused(code):
            return _show(facts, phrases.why(code))
        case Shown(), Pressed("allow"):
            said = _("News may come to you again.")
            return _done(said, Consent("campaigns", True))
        case Shown(), Pressed("stop") if facts.allowed:
            said = _("Done: no more news comes. What you recorded stays as it is.")
            return _done(said, Consent("campaigns", False))
        case Shown(), Pressed("amount") if facts.allowed:
            return _ask_amount(facts)
        case Shown(), Pressed("quiet") if facts.allowed:
            return _ask_quiet()
        case Shown(), Said():
            return Step(None, then=event)
        case ((Amount() | Quiet()), Pressed("back")):
            return _show(facts)
        case Amount(), _event:
            return _on_amount(event, facts)
        case Quiet(), _event:
            return _on_quiet(event)
        case _:
            return _show(facts)


def _on_amount(event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("usual"):
            return _done(_("Done."), SetWeeklyLimit(None))
        case Pressed(key) if key in [f"a:{n}" for n in _AMOUNTS]:
            return _done(_("Done."), SetWeeklyLimit(int(key[2:])))
        case Said(text) if text.isascii() and text.isdecimal() and len(text) < 4:
            if int(text) > MAX_WEEKLY_LIMIT:
                return _ask_amount(facts, phrases.why("weekly_unknown"))
            return _done(_("Done."), SetWeeklyLimit(int(text)))
        case _:
            return unread(_ask_amount(facts, *not_understood(event)), event)


def _on_quiet(event: Event) -> Step[States]:
    match event:
        case Pressed("never"):
            return _done(_("Done."), SetQuietHours((0, 0)))
        case Pressed(key) if key in [f"q:{n}" for n in range(len(_HOURS))]:
            quiet = _HOURS[int(key[2:])]
            return _done(_("Done."), SetQuietHours((quiet.start, quiet.end)))
        case Said(text) if (read := read_quiet_hours(text)) is not None:
            return _done(_("Done."), SetQuietHours((read.start, read.end)))
        case _:
            return unread(_ask_quiet(*not_understood(event)), event)


def _done(said: Line, command: Command) -> Step[States]:
    return Step(None, (Say((said,)),), (command,), then=Opened(CONVERSATION.triggers[0]))


CONVERSATION = Conversation(
    name="notices",
    triggers=("notices", "tin nhắn", "thông báo", "tin phường", "bớt tin"),
    description=_("Choose which messages come to you"),
    group="messages",
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
