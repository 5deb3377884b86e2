"""Answers ordinary talk: a greeting, thanks, a complaint, a wish; whatever was open goes on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.intents.intents import Intent
from bot.domain.intents.reading import read_intent
from bot.domain.learning.activity import Activity
from bot.domain.learning.progress import DailyTotal, monday_of, sum_between
from bot.domain.people.contacts import ContactCard, HelpLine
from bot.phrases.contacts import contact_said, help_line_said
from bot.phrases.totals import sum_said
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, ListedCommand, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Fact, SayLine, _
from handlers import phrases

_LATELY = dt.timedelta(days=30)
"""Only an entry of these days is offered to be corrected at once."""
_START = Choice("/start", _("Begin the notebook"))
_CHOICES = {
    choice.key: choice
    for choice in (
        phrases.LOG,
        phrases.MY_LOG,
        phrases.CHECK,
        phrases.CITIZEN,
        phrases.PROGRESS,
        phrases.REMIND,
        phrases.WEEK,
        phrases.DATA,
        phrases.HELP,
        phrases.MENU,
        Choice("/notices", _("🔔 News")),
    )
}
"""The short labels of commands; another command is labelled with its description."""


class Answered(State, frozen=True, tag="Answered"):
    """Never stored: an answer ends at once."""


States: TypeAlias = Answered


@dataclass(frozen=True, slots=True)
class Facts:
    """The intent (None: no such intent), and what its answer may need.

    `daily_totals` are read only for the learning time: those of this year and of this week;
    `newest`, the newest entry that counts, only for a wrong entry.
    """

    intent: Intent | None
    joined: bool
    today: dt.date
    contact: ContactCard
    mental_health: HelpLine | None
    newest: Activity | None
    daily_totals: tuple[DailyTotal, ...]
    commands: tuple[ListedCommand, ...]
    question_open: bool = False
    """A question is open below: it is asked again, so the answer has no buttons of its own."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the intent that the event names or whose words it has, and what its answer needs."""
    data, today = turn.reference_data, turn.today
    text = turn.event.rest if isinstance(turn.event, Opened) else ""
    intent = data.intents.named(text) or data.intents.named(read_intent(text, data.intents))
    daily_totals: tuple[DailyTotal, ...] = ()
    if intent is not None and intent.code == "learning_time":
        since = min(dt.date(today.year, 1, 1), monday_of(today))
        daily_totals = await queries.learning.daily_totals(turn.person.id, since, today)
    newest: Activity | None = None
    if intent is not None and intent.code == "correct_entry" and turn.person.joined:
        since = today - _LATELY
        entries = await queries.learning.activities_between(turn.person.id, since, today)
        newest = next((entry for entry in entries if entry.counts), None)
    return Facts(
        intent,
        turn.person.joined,
        today,
        data.contacts.of(turn.person.ward),
        data.contacts.mental_health,
        newest,
        daily_totals,
        turn.commands,
        turn.interrupted is not None,
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Say the answer, with the next steps as buttons; without an intent the menu follows."""
    del opened
    intent = facts.intent
    if intent is None:
        return Step(None, then=Opened("menu"))
    if intent.code == "language":
        return Step(None, (Say(intent.answer),), then=Opened("language"))
    lines: tuple[SayLine, ...] = (*intent.answer, *_more(intent, facts))
    if intent.contact:
        lines = (*lines, *contact_said(facts.contact))
    rows = () if facts.question_open else _rows(intent, facts)
    return Step(None, (Say(lines, rows, "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show the menu, whatever the event: an answer waits for nothing."""
    del state, event, facts
    return Step(None, then=Opened("menu"))


def _more(intent: Intent, facts: Facts) -> tuple[SayLine, ...]:
    """The lines of an answer that the data file cannot hold."""
    match intent.code:
        case "distress" if facts.mental_health is not None:
            return tuple(help_line_said(facts.mental_health))
        case "learning_time":
            return _learning_time(facts)
        case "correct_entry" if facts.newest is not None:
            return (Fact(_("Newest entry"), phrases.entry_label(facts.newest)),)
        case _:
            return ()


def _learning_time(facts: Facts) -> tuple[SayLine, ...]:
    today, totals = facts.today, facts.daily_totals
    return (
        Fact(_("This month"), sum_said(sum_between(totals, today.replace(day=1), today))),
        Fact(_("This week"), sum_said(sum_between(totals, monday_of(today), today))),
        Fact(_("This year"), sum_said(sum_between(totals, dt.date(today.year, 1, 1), today))),
    )


def _rows(intent: Intent, facts: Facts) -> tuple[tuple[Choice, ...], ...]:
    """The first step in a row of its own, the others in pairs; before joining only the start."""
    if not facts.joined:
        return ((_START,),)
    described = {f"/{each.command}": each.description for each in facts.commands}
    choices = [
        _CHOICES.get(command) or Choice(command, described[command])
        for command in intent.buttons
        if command in _CHOICES or command in described
    ]
    if facts.newest is not None and intent.code == "correct_entry":
        choices.insert(0, Choice(f"/entry {facts.newest.receipt}", _("Correct or cancel")))
    pairs = [tuple(choices[place : place + 2]) for place in range(1, len(choices), 2)]
    return tuple(row for row in (tuple(choices[:1]), *pairs) if row)


CONVERSATION = Conversation(
    name="answer",
    triggers=("answer",),
    resumes_previous=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
