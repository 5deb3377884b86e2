"""Cancel: stops what is open; a typed stop is confirmed before a draft is dropped."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import Activity
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Interrupted, Turn
from bot.talk.events import Event, Opened, Pressed
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.phrases import not_understood, unread


class Confirming(State, frozen=True, tag="Cancelled"):
    """Shall the interrupted draft be dropped? An earlier release had this tag, and no question."""


States: TypeAlias = Confirming


@dataclass(frozen=True, slots=True)
class Facts:
    """The interrupted question, and the newest entry of today and yesterday."""

    joined: bool
    interrupted: Interrupted | None = None
    newest: Activity | None = None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the newest entry, which can be cancelled where nothing is open."""
    if turn.interrupted is not None or not turn.person.joined:
        return Facts(turn.person.joined, turn.interrupted)
    yesterday = turn.today - dt.timedelta(days=1)
    entries = await queries.learning.activities_between(turn.person.id, yesterday, turn.today)
    return Facts(True, None, next((entry for entry in entries if entry.counts), None))


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Stop at once after a button; ask first when a stop was typed and a draft would be lost."""
    if not facts.joined:
        start = Choice("/start", _("Start again"))
        stopped = _("Stopped. Nothing was recorded.")
        lines = (stopped, _("You can start again at any time."))
        return Step(None, (Say(lines, ((start,),)),), drops_paused=True)
    if facts.interrupted is None:
        return _nothing_open(facts)
    if opened.typed and facts.interrupted.draft is not None:
        return _ask(facts.interrupted.draft)
    return _drop(facts.interrupted.draft)


def _ask(draft: Line, *before: Line) -> Step[States]:
    lines = (*before, _("Drop {draft}?", draft=draft))
    drop = Choice("drop", _("✖ Drop it"), ("yes", "stop"))
    keep = Choice("keep", _("▶ Go on with it"), ("no", "back", "record"))
    return Step(Confirming(), (Say(lines, ((drop,), (keep,)), "nothing"),))


def _drop(draft: Line | None) -> Step[States]:
    if draft is None:
        return Step(None, (Say((_("Stopped."),)),), drops_paused=True)
    line = _("Dropped: {draft}. Nothing of it was recorded.", draft=draft)
    rows = ((phrases.RESUME,), (phrases.LOG, phrases.MENU))
    return Step(None, (Say((line,), rows, "nothing"),), drops_paused=True)


def _nothing_open(facts: Facts) -> Step[States]:
    rows: list[tuple[Choice, ...]] = []
    if facts.newest is not None:
        receipt = facts.newest.receipt
        label = _("Cancel entry {receipt}", receipt=plain(receipt))
        rows.append((Choice(f"/entry {receipt} cancel", label),))
    rows += [(phrases.NOTICES,), (phrases.REMIND, phrases.MENU)]
    lines = (
        _("Nothing is open right now."),
        _("To get fewer messages or none, choose below."),
    )
    return Step(None, (Say(lines, tuple(rows), "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Drop the draft or go on with it."""
    del state
    if facts.interrupted is None or facts.interrupted.draft is None:
        return begin(Opened(CONVERSATION.triggers[0]), facts)
    match event:
        case Pressed("drop"):
            return _drop(facts.interrupted.draft)
        case Pressed("keep"):
            return Step(None)
        case _:
            return unread(_ask(facts.interrupted.draft, *not_understood(event)), event)


CONVERSATION = Conversation(
    name="cancel",
    triggers=("cancel", "hủy", "thôi", "dừng", "stop"),
    description=_("Stop what you are doing"),
    resumes_previous=True,
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
