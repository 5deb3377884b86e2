"""A short look into the notebook while a question is open; the question then comes again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import Activity
from bot.domain.learning.lookups import (
    Lookup,
    MonthLookup,
    WeekLookup,
    WordLookup,
    YearLookup,
    read_lookup,
)
from bot.domain.learning.notebook import last_of_month
from bot.domain.learning.progress import monday_of
from bot.domain.learning.searching import search_words
from bot.phrases.months import month_name
from bot.phrases.weeks import week_said
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Item, Line, Minutes, Note, SayLine, Title, _, plain, plural
from handlers import phrases

_SHOWN = 4
"""So many entries fit beside the open question on a phone."""
_WHOLE_PARTS = {"mylog", "months", "find"}


class Looked(State, frozen=True, tag="Looked"):
    """Never stored: a look ends at once."""


States: TypeAlias = Looked


@dataclass(frozen=True, slots=True)
class Facts:
    """What is looked for (None: the text names nothing), its sums and its newest entries."""

    today: dt.date
    lookup: Lookup | None
    count: int = 0
    minutes: int = 0
    entries: tuple[Activity, ...] = ()


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read what the text asks for."""
    text = turn.event.rest if isinstance(turn.event, Opened) else ""
    today, person = turn.today, turn.person.id
    lookup = _lookup(text, today)
    match lookup:
        case WordLookup(words):
            wanted = search_words(words)
            if wanted is None:
                return Facts(today, None)
            total = await queries.learning.found_total(person, wanted)
            found = await queries.learning.found(person, wanted, total.entries, 0)
        case WeekLookup(monday):
            last = monday + dt.timedelta(days=6)
            found = await queries.learning.activities_between(person, monday, last)
        case MonthLookup(first):
            last = last_of_month(first)
            found = await queries.learning.activities_between(person, first, last)
        case YearLookup(year):
            first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
            found = await queries.learning.activities_between(person, first, last)
        case None:
            return Facts(today, None)
    counted = [each for each in found if each.counts]
    minutes = sum(each.minutes for each in counted)
    return Facts(today, lookup, len(counted), minutes, tuple(found))


def _lookup(text: str, today: dt.date) -> Lookup | None:
    """What a typed text asks for; a command alone asks for this week or this month."""
    command, _gap, rest = text.partition(" ")
    match command:
        case "mylog" if not rest:
            return WeekLookup(monday_of(today))
        case "months" if not rest:
            return MonthLookup(today.replace(day=1))
        case "find" if rest:
            return WordLookup(rest)
        case _:
            return read_lookup(text, today)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Say what there is; the open question follows by itself."""
    if facts.lookup is None:
        word, _gap, rest = opened.rest.partition(" ")
        known = word if word in _WHOLE_PARTS else "mylog"
        return Step(None, then=Opened(known, rest))
    if not facts.entries and isinstance(facts.lookup, WordLookup):
        words = phrases.repeated(facts.lookup.words)
        return Step(None, (Say((_("Nothing in your notebook has: {words}", words=words),)),))
    lines: list[SayLine] = [Title(_title(facts.lookup, facts.today))]
    if not facts.entries:
        lines.append(_("Nothing is recorded there."))
        return Step(None, (Say(tuple(lines)),))
    lines.append(
        plural("{count} activity, {total} in all", "{count} activities, {total} in all",
               facts.count, total=Minutes(facts.minutes))
    )  # fmt: skip
    shown = facts.entries[:_SHOWN]
    lines += [Item(phrases.entry_label(each, facts.today.year)) for each in shown]
    if more := len(facts.entries) - len(shown):
        lines.append(plural("and {count} more", "and {count} more", more))
    lines.append(Note(_("To open one, finish or cancel this first.")))
    return Step(None, (Say(tuple(lines), apart=True),))


def _title(lookup: Lookup, today: dt.date) -> Line:
    match lookup:
        case WeekLookup(monday):
            return week_said(monday, today)
        case MonthLookup(first):
            return month_name(first)
        case YearLookup(year):
            return _("Year {year}", year=plain(f"{year}"))
        case WordLookup(words):
            return _("Found: {words}", words=phrases.repeated(words))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Look again, whatever the event: a look waits for nothing."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="look",
    triggers=("look",),
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
