"""A resident finds entries of their notebook by a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import Activity
from bot.domain.learning.lookups import WordLookup, read_lookup
from bot.domain.learning.notebook import FoundTotal
from bot.domain.learning.searching import search_words
from bot.domain.quick_log.splitting import read_quick_logs
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Edited, Event, Opened, Pressed, Said, Sent, SentOther
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Line, Minutes, SayLine, Title, _, plural
from handlers import phrases
from handlers.phrases import repeated

_PAGE = 6
_MAX_WORDS = 100
_NOTHING = FoundTotal(0, 0, 0)


class Searching(State, frozen=True, tag="Searching"):
    """The words to find are expected."""


class Found(PassiveState, frozen=True, tag="Found"):
    """What was found for these words is shown."""

    words: str
    page: int = 0


States: TypeAlias = Searching | Found


@dataclass(frozen=True, slots=True)
class Facts:
    """What was searched for ("": nothing), and a page of what was found."""

    today: dt.date
    words: str = ""
    page: int = 0
    total: FoundTotal = _NOTHING
    entries: tuple[Activity, ...] = ()


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Search for the words of the event, or of the state."""
    words, page = "", 0
    if isinstance(turn.state, Found):
        words, page = turn.state.words, turn.state.page
    match turn.event:
        case Opened(_word, rest):
            words, page = rest, 0
        case Said(text) if isinstance(turn.state, Searching):
            asked = read_lookup(text, turn.today)
            words, page = asked.words if isinstance(asked, WordLookup) else text, 0
        case Pressed(key) if key[:2] == "p:" and key[2:].isdecimal() and len(key) < 8:
            page = int(key[2:])
    words = words[:_MAX_WORDS].strip()
    wanted = search_words(words)
    if wanted is None:
        return Facts(turn.today, words)
    total = await queries.learning.found_total(turn.person.id, wanted)
    page = min(page, max(0, (total.entries - 1) // _PAGE))
    entries = await queries.learning.found(turn.person.id, wanted, _PAGE, page * _PAGE)
    return Facts(turn.today, words, page, total, entries)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show what was found, or ask for a word."""
    return _show(facts) if opened.rest else _ask()


def _ask(*before: Line) -> Step[States]:
    line = _("What shall be found in your notebook? Type one or two words, for example: excel")
    rows = ((phrases.MY_LOG, phrases.MENU),)
    return Step(Searching(), (Say((*before, line), rows, "free"),))


def _show(facts: Facts, *, turned: bool = False) -> Step[States]:
    if search_words(facts.words) is None:
        return _ask(_("A word has letters or numbers."))
    again = Choice("/find", _("🔎 Find another word"))
    if not facts.total.entries:
        lines: tuple[Line, ...] = (
            _("Nothing in your notebook has: {words}", words=repeated(facts.words)),
            _("Please try a shorter word, or record it if you have just learnt it."),
        )
        rows: tuple[tuple[Choice, ...], ...] = ((again,), (phrases.LOG, phrases.MY_LOG))
        return Step(Found(facts.words), (Say((*lines,), rows, "nothing"),))
    total = facts.total
    found: list[SayLine] = [
        Title(_("Found: {words}", words=repeated(facts.words))),
        plural("{count} activity, {total} in all", "{count} activities, {total} in all",
               total.count, total=Minutes(total.minutes)),
    ]  # fmt: skip
    if total.last is not None:
        found.append(_("Last time: {day}", day=Day(total.last)))
    entries = tuple(
        (
            Choice(
                f"/entry {entry.receipt}",
                phrases.entry_label(entry, facts.today.year),
                cancelled=not entry.counts,
            ),
        )
        for entry in facts.entries
    )
    pages = []
    if facts.page > 0:
        pages.append(Choice(f"p:{facts.page - 1}", _("▲ Previous entries")))
    if (facts.page + 1) * _PAGE < total.entries:
        pages.append(Choice(f"p:{facts.page + 1}", _("▼ More entries")))
    turning = (tuple(pages),) if pages else ()
    rows = (*entries, *turning, (again,), (phrases.MY_LOG, phrases.MENU))
    say = Say(tuple(found), rows, "nothing", replaces_pressed=turned)
    return Step(Found(facts.words, facts.page), (say,))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Search for what was typed; a later text is no search, unless it says so."""
    match state, event:
        case Searching(), Said(text) if _tells_length(text, facts.today):
            return Step(None, then=event)
        case Searching(), Said():
            return _show(facts)
        case Found(), (Said() | Sent() | SentOther() | Edited()):
            return Step(None, then=event)
        case Searching(), _event:
            return _ask()
        case Found(), Pressed():
            return _show(facts, turned=True)
        case _:
            return _show(facts)


def _tells_length(text: str, today: dt.date) -> bool:
    """True for a whole activity, which nobody searches for."""
    return any(each.minutes for each in read_quick_logs(text, today))


CONVERSATION = Conversation(
    name="find",
    triggers=("find", "tìm", "tìm trong sổ", "search"),
    states=States,
    looks_up=True,
    gather=gather,
    begin=begin,
    decide=decide,
)
