"""A resident sees one entry, corrects a field of it, or cancels it with a reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import MAX_EVIDENCE, MAX_REASON, Activity, Draft, KeptEvidence
from bot.domain.learning.receipts import read_receipt
from bot.domain.refusals import Refusal
from bot.services.learning.logging import CorrectActivity, RestoreActivity, VoidActivity
from bot.services.learning.logging import Field as Correctable
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Edited, Event, Opened, Pressed, Refused, Said, Sent, SentOther
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Fact, Line, SayLine, Text, Title, _, plain
from handlers import phrases
from handlers.activity_form import NAMES, Field, ask, describe, read, read_kind
from handlers.evidence import counted
from handlers.phrases import not_understood, unread

_REASONS: dict[str, Text] = {
    "mistake": _("Entered by mistake"),
    "twice": _("Entered twice"),
    "did_not": _("It did not take place"),
}


TO_CANCEL = " cancel"
"""Behind a receipt number: the entry is to be cancelled."""

_KEEP = Choice("back", _("◀ Keep the entry"), ("back", "no"))


class Shown(PassiveState, frozen=True, tag="Shown"):
    """One entry is shown."""

    receipt: str


class Choosing(State, frozen=True, tag="Choosing"):
    """Which field of the entry is corrected?"""

    receipt: str


class Asking(State, frozen=True, tag="Asking"):
    """A new value for a field of the entry."""

    receipt: str
    field: Field
    kind: str | None = None


class Voiding(State, frozen=True, tag="Voiding"):
    """Why is the entry cancelled?"""

    receipt: str


class ConfirmingVoid(State, frozen=True, tag="ConfirmingVoid"):
    """Shall the entry be cancelled for a reason that was typed?"""

    receipt: str
    reason: str


States: TypeAlias = Shown | Choosing | Asking | Voiding | ConfirmingVoid


@dataclass(frozen=True, slots=True)
class Facts:
    """The entry, or None when it does not exist; the day on which it was cancelled."""

    today: dt.date
    entry: Activity | None = None
    voided_on: dt.date | None = None
    evidence: tuple[KeptEvidence, ...] = ()


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the entry by the typed number, or the one of the state."""
    receipt: str | None = getattr(turn.state, "receipt", None)
    match turn.event:
        case Opened(_word, rest):
            receipt = read_receipt(rest.removesuffix(TO_CANCEL))
        case Said(text) if isinstance(turn.state, Shown):
            receipt = read_receipt(text) or receipt
    entry = await queries.learning.activity(turn.person.id, receipt) if receipt else None
    voided = entry.voided_at if entry else None
    zone = turn.now.tzinfo
    evidence: tuple[KeptEvidence, ...] = ()
    if entry is not None and entry.evidence:
        found = await queries.learning.evidence(turn.person.id, entry.receipt)
        evidence = tuple(each for each in found if not each.removed)
    voided_on = voided.astimezone(zone).date() if voided else None
    return Facts(turn.today, entry, voided_on, evidence)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the entry, or ask why it is cancelled; if it does not exist, the week follows."""
    if opened.rest.endswith(TO_CANCEL) and facts.entry is not None and facts.entry.counts:
        return _ask_reason(facts.entry)
    return _show(facts)


def _as_draft(entry: Activity) -> Draft:
    return Draft(
        "", entry.type_code, entry.title, entry.day, entry.minutes, entry.mode, entry.provider
    )


def _show(facts: Facts, *before: Line) -> Step[States]:
    entry = facts.entry
    if entry is None:
        return Step(None, (Say((phrases.why("entry_unknown"),)),), then=Opened("mylog"))
    lines: list[SayLine] = [
        *before,
        Title(_("Entry {receipt}", receipt=plain(entry.receipt))),
        *describe(_as_draft(entry)),
    ]
    if facts.evidence:
        lines.append(Fact(NAMES["evidence"], counted(each.kind for each in facts.evidence)))
    rows: list[tuple[Choice, ...]] = []
    if facts.voided_on is not None:
        said = entry.void_reason or "–"
        lines.append(
            _("This entry was cancelled on {day}. Reason: {reason}",
              day=Day(facts.voided_on), reason=_REASONS.get(said, plain(said)))
        )  # fmt: skip
        rows.append((Choice("restore", _("↩ Take this entry back")),))
        if facts.evidence:
            rows.append((Choice(f"/photos {entry.receipt}", _("See photos")),))
    else:
        rows.append((Choice("fix", _("Correct")), Choice("void", _("Cancel this entry"))))
        rows.append(_photo_choices(entry.receipt, facts.evidence))
    rows.append((Choice(f"/mylog {entry.day}", _("◀ To the week")), phrases.MENU))
    return Step(Shown(entry.receipt), (Say(tuple(lines), tuple(rows), "nothing"),))


def _photo_choices(receipt: str, evidence: tuple[KeptEvidence, ...]) -> tuple[Choice, ...]:
    """What can be done with the photos and files of an entry that counts."""
    add = Choice(f"/photos {receipt} add", _("Add a photo"))
    if not evidence:
        return (add,)
    see = Choice(f"/photos {receipt}", _("See photos"))
    remove = Choice(f"/photos {receipt} remove", _("Remove a photo"))
    return (see, add, remove) if len(evidence) < MAX_EVIDENCE else (see, remove)


def _choose(entry: Activity, *before: Line) -> Step[States]:
    fields = tuple(
        Choice(f"f:{field}", name) for field, name in NAMES.items() if field != "evidence"
    )
    rows = tuple(fields[place : place + 2] for place in range(0, len(fields), 2))
    lines = (*before, *describe(_as_draft(entry)), _("What should be corrected?"))
    return Step(Choosing(entry.receipt), (Say(lines, (*rows, (phrases.BACK,)), "nothing"),))


def _ask_reason(entry: Activity, *before: Line) -> Step[States]:
    lines = (
        *before,
        _("Entry {receipt} will be cancelled: it stays in your notebook but is no longer counted.",
          receipt=plain(entry.receipt)),
        _("Why? Choose a reason, or type one."),
    )  # fmt: skip
    reasons = tuple(Choice(f"v:{code}", label) for code, label in _REASONS.items())
    rows = (reasons[:2], reasons[2:], (_KEEP,))
    return Step(Voiding(entry.receipt), (Say(lines, rows, "free"),))


def _ask_whether(entry: Activity, reason: str, *before: Line) -> Step[States]:
    lines = (
        *before,
        _("Cancel entry {receipt}?", receipt=plain(entry.receipt)),
        *describe(_as_draft(entry))[:1],
        Fact(_("Reason"), plain(reason)),
    )
    void = Choice("void", _("✖ Cancel this entry"), ("yes", "stop"))
    rows = ((void,), (_KEEP,))
    return Step(ConfirmingVoid(entry.receipt, reason), (Say(lines, rows, "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn about one entry."""
    entry = facts.entry
    if isinstance(state, Shown) and isinstance(event, (Said, Sent, SentOther, Edited)):
        if isinstance(event, Sent) and not event.caption:
            return Step(None, then=Opened("attach", state.receipt, event))
        other = isinstance(event, Said) and read_receipt(event.text) is not None
        return _show(facts) if other else Step(None, then=event)
    if isinstance(event, Refused) and isinstance(state, Shown):
        return _show(facts, phrases.why(event.code))
    if entry is not None and not entry.counts and event == Pressed("restore"):
        return _restore(entry)
    if entry is None or not entry.counts:
        return _show(facts)
    match state, event:
        case Shown(), Pressed("fix"):
            return _choose(entry)
        case Shown(), Pressed("void"):
            return _ask_reason(entry)
        case ((Choosing() | Voiding() | ConfirmingVoid()), Pressed("back")):
            return _show(facts)
        case Choosing(), Pressed(key) if key[2:] in NAMES:
            field: Field = next(name for name in NAMES if name == key[2:])
            return _ask(Asking(entry.receipt, "kind" if field == "type_code" else field), entry)
        case Choosing(), _event:
            return unread(_choose(entry, *not_understood(event)), event)
        case Asking(), _event:
            return _answer(state, event, entry, facts)
        case Voiding(), Pressed(key) if key[:2] == "v:" and key[2:] in _REASONS:
            return _void(entry, key[2:])
        case Voiding(), Said(text):
            return _ask_whether(entry, text[:MAX_REASON])
        case ConfirmingVoid(_receipt, reason), Pressed("void"):
            return _void(entry, reason)
        case ConfirmingVoid(_receipt, reason), _event:
            return unread(_ask_whether(entry, reason, *not_understood(event)), event)
        case Voiding(), Refused(code):
            return _ask_reason(entry, phrases.why(code))
        case Voiding(), _event:
            return _ask_reason(entry)
        case _:
            return _show(facts)


def _ask(state: Asking, entry: Activity, *before: Line) -> Step[States]:
    say = ask(state.field, _as_draft(entry), kind=state.kind, before=before)
    return Step(state, (say,))


def _answer(state: Asking, event: Event, entry: Activity, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return _choose(entry)
        case Refused(code):
            return _ask(state, entry, phrases.why(code))
    if state.field == "kind":
        kind = read_kind(event)
        if kind is None:
            return unread(_ask(state, entry, *not_understood(event)), event)
        return _ask(Asking(entry.receipt, "type_code", kind), entry)
    try:
        answered = read(state.field, event, _as_draft(entry), facts.today)
    except Refusal as refusal:
        return _ask(state, entry, phrases.why(refusal.code))
    if answered == "unread":
        return unread(_ask(state, entry, *not_understood(event)), event)
    field: Correctable = state.field  # type: ignore[assignment]  # evidence is not offered
    skipped = isinstance(event, Pressed) and event.key == "skip"
    value = None if skipped else getattr(answered, field)
    return Step(
        None,
        (Say((_("Corrected."),)),),
        (CorrectActivity(entry.receipt, field, value),),
        then=Opened(CONVERSATION.triggers[0], entry.receipt),
    )


def _restore(entry: Activity) -> Step[States]:
    return Step(
        None,
        (Say((_("The entry is back and counts again."),)),),
        (RestoreActivity(entry.receipt),),
        then=Opened(CONVERSATION.triggers[0], entry.receipt),
    )


def _void(entry: Activity, reason: str) -> Step[States]:
    return Step(
        None,
        (Say((_("The entry is cancelled and no longer counted."),)),),
        (VoidActivity(entry.receipt, reason),),
        then=Opened(CONVERSATION.triggers[0], entry.receipt),
    )


CONVERSATION = Conversation(
    name="entry",
    triggers=("entry", "mục"),
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
