"""A photo that came without words: a resident says which entry it is of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.learning.activity import MAX_EVIDENCE, Activity
from bot.domain.learning.receipts import read_receipt
from bot.domain.quick_log.splitting import read_quick_logs
from bot.services.learning.evidence import AddEvidence
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said, Sent
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.evidence import counted, fitting, items_of, not_kept, received
from handlers.phrases import not_understood, unread

_OFFERED = 3


class Choosing(State, frozen=True, tag="Choosing"):
    """Of which entry is it? `first` is the receipt of the entry that was open when it came."""

    sent: Sent
    first: str = ""


States: TypeAlias = Choosing


@dataclass(frozen=True, slots=True)
class Facts:
    """The entries that are offered, and when the text was written."""

    offered: tuple[Activity, ...]
    today: dt.date
    at: dt.time | None = None
    named: Activity | None = None
    """The entry whose receipt number was typed."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the newest entries, with the one that was open before them."""
    person = turn.person.id
    receipt: str | None = turn.state.first if isinstance(turn.state, Choosing) else None
    named = None
    match turn.event:
        case Opened(_word, rest):
            receipt = read_receipt(rest)
        case Said(text) if (typed := read_receipt(text)) is not None:
            named = await queries.learning.activity(person, typed)
    latest = await queries.learning.latest_activities(person, _OFFERED)
    first = await queries.learning.activity(person, receipt) if receipt else None
    if first is not None and first.counts:
        latest = (first, *(each for each in latest if each.receipt != first.receipt))[:_OFFERED]
    return Facts(latest, turn.today, turn.written_at, named)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Ask for the entry; where nothing is recorded yet, it is of a new one."""
    if opened.sent is None:
        return Step(None, then=Opened("photos"))
    if not facts.offered:
        return Step(None, then=Opened("log", sent=opened.sent))
    first = read_receipt(opened.rest) or ""
    return _ask(Choosing(opened.sent, first), facts, *not_kept(opened.sent))


def _ask(state: Choosing, facts: Facts, *before: Line) -> Step[States]:
    kinds = (each.kind for each in state.sent.attachments)
    lines = (*before, received(kinds), _("Which entry is it of?"))
    rows = tuple(
        (Choice(f"e:{entry.receipt}", phrases.entry_label(entry)),) for entry in facts.offered
    )
    new = Choice("new", _("✏ A new entry"))
    return Step(state, (Say(lines, (*rows, (new, phrases.CANCEL)), "evidence"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Add it to the chosen entry, or begin a new one with it."""
    match event:
        case Pressed(key) if key[:2] == "e:" and (entry := _offered(facts, key[2:])) is not None:
            return _add(state, entry, facts)
        case Pressed("new"):
            return Step(None, then=Opened("log", sent=state.sent))
        case Sent():
            return _more(state, event, facts)
        case Said(text) if facts.named is not None and read_receipt(text) is not None:
            return (
                _add(state, facts.named, facts)
                if facts.named.counts
                else _ask(state, facts, phrases.why("entry_void"))
            )
        case Said(text) if read_quick_logs(text, facts.today, facts.at):
            return Step(None, then=Opened("log", text, state.sent))
        case Refused(code):
            return _ask(state, facts, phrases.why(code))
        case _:
            return unread(_ask(state, facts, *not_understood(event)), event)


def _offered(facts: Facts, receipt: str) -> Activity | None:
    return next((entry for entry in facts.offered if entry.receipt == receipt), None)


def _add(state: Choosing, entry: Activity, facts: Facts) -> Step[States]:
    fit, refused = fitting(items_of(state.sent), entry.evidence)
    if not fit:
        return _ask(state, facts, *refused)
    kinds = (each.kind for each in fit)
    added = _("{what} added to entry {receipt}.", what=counted(kinds), receipt=plain(entry.receipt))
    says = (Say((*refused, added)),)
    command = AddEvidence(entry.receipt, fit)
    return Step(None, says, (command,), then=Opened("entry", entry.receipt))


def _more(state: Choosing, event: Sent, facts: Facts) -> Step[States]:
    """Further photos: they wait with the first; words that tell an activity begin a new entry."""
    before = state.sent
    more = (*before.more, *event.attachments)
    together = replace(before, more=more[: MAX_EVIDENCE - 1])
    left_out = len(more) >= MAX_EVIDENCE
    refused = (phrases.why("evidence_many"),) if left_out else ()
    if event.caption and read_quick_logs(event.caption, facts.today, facts.at):
        return Step(None, (Say(refused),) if refused else (),
                    then=Opened("log", event.caption, together))  # fmt: skip
    return _ask(Choosing(together, state.first), facts, *not_kept(event), *refused)


CONVERSATION = Conversation(
    name="attach",
    triggers=("attach",),
    draft=_("the photo that you sent"),
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
