"""A resident sees the photos and files of an entry, adds some, and removes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import MAX_EVIDENCE, Activity, KeptEvidence
from bot.domain.learning.receipts import read_receipt
from bot.domain.quick_log.splitting import read_quick_logs
from bot.services.learning.evidence import AddEvidence, RemoveEvidence, RestoreEvidence
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Edited, Event, Opened, Pressed, Refused, Said, Sent, SentOther
from bot.talk.steps import Choice, Command, PassiveState, Say, State, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.evidence import (
    counted,
    fitting,
    items_of,
    names_of,
    not_kept,
    received,
    send_more,
    shown,
)
from handlers.phrases import not_understood, unread

_LATEST = 5


class Seeing(PassiveState, frozen=True, tag="Seeing"):
    """The photos and files of an entry are shown."""

    receipt: str


class Adding(PassiveState, frozen=True, tag="Adding"):
    """Photos and files for an entry may come; each is stored at once."""

    receipt: str


class Removing(State, frozen=True, tag="Removing"):
    """Shall this photo or file be removed? `item` is its id."""

    receipt: str
    item: int


States: TypeAlias = Seeing | Adding | Removing


@dataclass(frozen=True, slots=True)
class Facts:
    """When the text was written; the entry (None: there is none), its photos and files.

    `latest` are entries to choose from.
    """

    today: dt.date
    at: dt.time | None = None
    entry: Activity | None = None
    evidence: tuple[KeptEvidence, ...] = ()
    latest: tuple[Activity, ...] = ()

    @property
    def kept(self) -> tuple[KeptEvidence, ...]:
        """What the entry has now."""
        return tuple(each for each in self.evidence if not each.removed)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the entry of the state or of the typed number, else the newest entries."""
    person = turn.person.id
    receipt: str | None = getattr(turn.state, "receipt", None)
    if isinstance(turn.event, Opened):
        receipt = read_receipt(turn.event.rest.partition(" ")[0])
    if receipt is None:
        latest = await queries.learning.latest_activities(person, _LATEST)
        return Facts(turn.today, turn.written_at, latest=latest)
    entry = await queries.learning.activity(person, receipt)
    evidence = await queries.learning.evidence(person, receipt) if entry else ()
    return Facts(turn.today, turn.written_at, entry, evidence)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the photos of an entry, or ask for more ("add"), or which to remove ("remove")."""
    if facts.entry is None:
        return _which(opened, facts)
    what = opened.rest.partition(" ")[2]
    if not facts.entry.counts:
        return _see(facts.entry, facts)
    if what == "add":
        return _ask_for_more(facts.entry, facts)
    if what == "remove" and len(facts.kept) == 1:
        return _ask_whether(facts.entry, facts, facts.kept[0].id)
    return _see(facts.entry, facts)


def _which(opened: Opened, facts: Facts) -> Step[States]:
    """Ask for the entry."""
    if opened.rest:
        return Step(None, (Say((phrases.why("entry_unknown"),)),), then=Opened("mylog"))
    if not facts.latest:
        line = _("Nothing is recorded yet. Record an activity, and send its photos with it.")
        return Step(None, (Say((line,), ((phrases.LOG,), (phrases.MENU,)), "nothing"),))
    rows = tuple(
        (Choice(f"/photos {entry.receipt}", phrases.entry_label(entry)),) for entry in facts.latest
    )
    line = _("Choose the entry whose photos you mean.")
    return Step(None, (Say((line,), (*rows, (phrases.MY_LOG, phrases.MENU)), "nothing"),))


def _to_entry(entry: Activity) -> Choice:
    return Choice(f"/entry {entry.receipt}", _("◀ To the entry"))


def _see(entry: Activity, facts: Facts, *before: Line) -> Step[States]:
    names = names_of(facts.kept)
    lines: list[Line] = [
        *before,
        _("Entry {receipt}", receipt=plain(entry.receipt)),
        plain(entry.title),
    ]
    if facts.kept:
        kinds = (each.kind for each in facts.kept)
        lines.append(_("It has {what}.", what=counted(kinds)))
    else:
        lines.append(_("This entry has no photo yet."))
    rows: list[tuple[Choice, ...]] = []
    if entry.counts:
        remove = tuple(
            Choice(f"x:{each.id}", _("✖ Remove: {name}", name=names[each.id]))
            for each in facts.kept
        )
        rows += [remove[place : place + 2] for place in range(0, len(remove), 2)]
        if len(facts.kept) < MAX_EVIDENCE:
            rows.append((Choice(f"/photos {entry.receipt} add", _("Add a photo")),))
            removed = [each for each in facts.evidence if each.removed_at is not None]
            newest = max(removed, key=lambda each: (each.removed_at, each.id), default=None)
            if newest is not None:
                rows.append((Choice(f"r:{newest.id}", _("↩ Take back what was removed")),))
    rows.append((_to_entry(entry), phrases.MENU))
    files = tuple(shown(each, names[each.id]) for each in facts.kept)
    say = Say(tuple(lines), tuple(rows), "nothing", files=files)
    return Step(Seeing(entry.receipt), (say,))


def _ask_for_more(
    entry: Activity, facts: Facts, *before: Line, commands: tuple[Command, ...] = ()
) -> Step[States]:
    """Ask for photos; `before` are the lines of what came."""
    if len(facts.kept) >= MAX_EVIDENCE:
        return _see(entry, facts, phrases.why("evidence_many"))
    lines = before or (
        _("Please send the photo or the file for entry {receipt}.", receipt=plain(entry.receipt)),
        _("Please do not send pictures of identity papers."),
    )
    done = Choice(f"/entry {entry.receipt}", _("Done"), ("record", "yes", "no", "skip", "back"))
    return Step(Adding(entry.receipt), (Say(lines, ((done,),), "evidence"),), commands)


def _ask_whether(entry: Activity, facts: Facts, item: int, *before: Line) -> Step[States]:
    names = names_of(facts.kept)
    found = next((each for each in facts.kept if each.id == item), None)
    if found is None:
        return _see(entry, facts, phrases.why("evidence_unknown"))
    lines = (
        *before,
        _("Remove this from entry {receipt}: {name}?",
          receipt=plain(entry.receipt), name=names[item]),
    )  # fmt: skip
    remove = Choice("remove", _("✖ Remove it"), ("yes", "stop"))
    keep = Choice("keep", _("◀ Keep it"), ("no", "back", "record"))
    say = Say(lines, ((remove,), (keep,)), "nothing", files=(shown(found, names[item]),))
    return Step(Removing(entry.receipt, item), (say,))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn about the photos of one entry."""
    entry = facts.entry
    if entry is None:
        return Step(None, (Say((phrases.why("entry_unknown"),)),), then=Opened("mylog"))
    if isinstance(event, Refused):
        return _see(entry, facts, phrases.why(event.code))
    if isinstance(event, Sent):
        new = event.caption and read_quick_logs(event.caption, facts.today, facts.at)
        if new or not entry.counts:
            return Step(None, then=event)
        return _add(state, event, entry, facts)
    match state, event:
        case Removing(_receipt, item), Pressed("remove") if entry.counts:
            line = _("It is removed. You can take it back below.")
            return _changed(entry, line, RemoveEvidence(entry.receipt, item))
        case Removing(), Pressed("keep"):
            return _see(entry, facts, _("It is kept."))
        case Removing(_receipt, item), _event:
            return unread(_ask_whether(entry, facts, item, *not_understood(event)), event)
        case _, Pressed(key) if key[:2] in ("x:", "r:") and key[2:].isdecimal() and entry.counts:
            item = int(key[2:])
            if key[:2] == "x:":
                return _ask_whether(entry, facts, item)
            line = _("It is back in this entry.")
            return _changed(entry, line, RestoreEvidence(entry.receipt, item))
        case _, (Said() | SentOther() | Edited()):
            return Step(None, then=event)
        case Adding(), _event:
            return _ask_for_more(entry, facts)
        case _:
            return _see(entry, facts)


def _changed(entry: Activity, line: Line, command: Command) -> Step[States]:
    """Carry out a change, and show the photos as they are then."""
    return Step(None, (Say((line,)),), (command,), then=Opened("photos", entry.receipt))


def _add(state: States, sent: Sent, entry: Activity, facts: Facts) -> Step[States]:
    """Store what came; a question about another photo is asked again."""
    known = {each.reference for each in facts.kept}
    new = tuple(each for each in items_of(sent) if each.reference not in known)
    fit, refused = fitting(new, len(facts.kept))
    commands = (AddEvidence(entry.receipt, fit),) if fit else ()
    kinds = tuple(each.kind for each in fit)
    before = (*not_kept(sent), *refused)
    if not new:
        before = (*before, _("This entry has it already."))
    if isinstance(state, Removing):
        came = (received(kinds),) if fit else ()
        asked = _ask_whether(entry, facts, state.item, *before, *came)
        return Step(asked.state, asked.says, commands)
    if not fit:
        return _ask_for_more(entry, facts, *before)
    if len(facts.kept) + len(fit) < MAX_EVIDENCE:
        return _ask_for_more(entry, facts, *before, send_more(kinds), commands=commands)
    says = (Say((*before, received(kinds))),)
    return Step(None, says, commands, then=Opened("entry", entry.receipt))


CONVERSATION = Conversation(
    name="photos",
    triggers=("photos", "xem ảnh", "thêm ảnh", "see photos", "add a photo"),
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
