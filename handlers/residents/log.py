"""A resident records a learning activity: field by field, or in one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from msgspec import structs

from bot.domain.learning.activity import (
    MAX_PROVIDER,
    MAX_TITLE,
    TYPES,
    Draft,
    Evidence,
    check_day,
    check_minutes,
    check_title,
)
from bot.domain.quick_log.reading import read_quick_log
from bot.domain.refusals import Refusal
from bot.services.learning.logging import RecordActivity
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import (
    CommandsDone,
    Event,
    Opened,
    Pressed,
    Refused,
    Repeat,
    Said,
    Sent,
    SentOther,
)
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Line, _, plain
from handlers import phrases
from handlers.activity_form import (
    FIELDS,
    NAMES,
    NEEDED,
    Field,
    ask,
    describe,
    keep,
    kept,
    read,
    read_kind,
)
from handlers.phrases import not_understood


class Asking(State, frozen=True, tag="Asking"):
    """One field is open; `left` are the fields after it, `trail` those before it.

    `correcting`: the person chose it from the summary, so "back" returns there.
    """

    draft: Draft
    field: Field
    left: tuple[Field, ...] = ()
    trail: tuple[Field, ...] = ()
    kind: str | None = None
    correcting: bool = False


class Confirming(State, frozen=True, tag="Confirming"):
    """The summary is shown, with one button that records it."""

    draft: Draft


class Choosing(State, frozen=True, tag="Choosing"):
    """Which field is corrected before recording?"""

    draft: Draft


class Recorded(PassiveState, frozen=True, tag="Recorded"):
    """The activity is recorded; its receipt can be shown again."""

    draft: Draft
    receipt: str


States: TypeAlias = Asking | Confirming | Choosing | Recorded


@dataclass(frozen=True, slots=True)
class Facts:
    """The local day, and a key for a draft that begins in this turn."""

    today: dt.date
    new_key: str


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the limits of a day are checked when the activity is recorded."""
    del queries
    return Facts(turn.today, turn.new_key)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Begin with the fields that a sentence tells, otherwise with the first question."""
    draft = Draft(facts.new_key)
    if opened.sent is not None:
        draft = replace(draft, evidence=(Evidence(opened.sent.kind, opened.sent.reference),))
    reading = read_quick_log(opened.rest, facts.today) if opened.rest else None
    if reading is None:
        left = tuple(f for f in FIELDS[1:] if f != "evidence" or not draft.evidence)
        if opened.rest and not _refusal_of(check_title, opened.rest):
            draft = replace(draft, title=opened.rest)
            left = tuple(field for field in left if field != "title")
        return _ask(Asking(draft, "kind", left))
    no_day = _refusal_of(check_day, reading.day, facts.today) if reading.day else ()
    no_minutes = () if reading.minutes is None else _refusal_of(check_minutes, reading.minutes)
    draft = replace(
        draft,
        type_code=reading.type_code,
        title=reading.title[:MAX_TITLE] if reading.title else None,
        day=None if no_day else reading.day,
        minutes=None if no_minutes else reading.minutes,
        mode=reading.mode,
        provider=reading.provider[:MAX_PROVIDER] if reading.provider else None,
    )
    return _next(draft, _missing(draft), (), *no_day, *no_minutes)


def _refusal_of(check: Callable[..., None], *values: object) -> tuple[Line, ...]:
    """The refusal of a value that was read from a sentence; empty when it is valid."""
    try:
        check(*values)
    except Refusal as refusal:
        return (phrases.why(refusal.code),)
    return ()


def _missing(draft: Draft) -> tuple[Field, ...]:
    return tuple(field for field in NEEDED if getattr(draft, field) is None)


def _ask(state: Asking, *before: Line) -> Step[States]:
    first = not state.trail and not state.correcting
    return Step(
        state, (ask(state.field, state.draft, kind=state.kind, before=before, first=first),)
    )


def _next(
    draft: Draft, left: tuple[Field, ...], trail: tuple[Field, ...] = (), *before: Line
) -> Step[States]:
    """Ask for the next missing field, or show the summary."""
    if not left:
        return _confirm(draft)
    field: Field = "kind" if left[0] == "type_code" and "kind" not in trail else left[0]
    rest = left if field == "kind" else left[1:]
    known = describe(draft) if not trail and draft.title is not None else ()
    return _ask(Asking(draft, field, rest, trail), *before, *known)


def _confirm(draft: Draft, *before: Line) -> Step[States]:
    lines = (*before, _("Please check before it is recorded:"), *describe(draft))
    choices = (
        (Choice(f"save:{draft.key}", _("✔ Record it")),),
        (Choice("edit", _("Correct something")), phrases.CANCEL),
    )
    return Step(Confirming(draft), (Say(lines, choices, wants="nothing"),))


def _choose(draft: Draft, *before: Line) -> Step[States]:
    fields = tuple(Choice(f"f:{field}", name) for field, name in NAMES.items())
    rows = tuple(fields[place : place + 2] for place in range(0, len(fields), 2))
    lines = (*before, *describe(draft), _("What should be corrected?"))
    return Step(Choosing(draft), (Say(lines, (*rows, (phrases.BACK, phrases.CANCEL)), "nothing"),))


def _tell(draft: Draft, receipt: str) -> Step[States]:
    lines = (
        _("Recorded in your notebook. Receipt number: {receipt}", receipt=plain(receipt)),
        *describe(draft),
    )
    choices = (
        (phrases.LOG, phrases.MY_LOG),
        (Choice(f"/entry {receipt}", _("Correct or cancel this entry")), phrases.MENU),
    )
    return Step(Recorded(draft, receipt), (Say(lines, choices, "nothing", kind="receipt"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn of recording."""
    match state:
        case Asking():
            return _answer(state, event, facts)
        case Confirming(draft):
            return _on_confirming(draft, event)
        case Choosing(draft):
            return _on_choosing(draft, event)
        case Recorded(draft, receipt):
            if isinstance(event, (Said, Sent, SentOther)):
                return Step(None, then=event)
            return _tell(draft, receipt)


def _answer(state: Asking, event: Event, facts: Facts) -> Step[States]:
    draft, trail = state.draft, (*state.trail, state.field)
    match event:
        case Pressed("back") if state.correcting:
            return _choose(draft)
        case Pressed("back") if state.trail:
            *earlier, field = state.trail
            left = (state.field, *state.left) if state.field != "kind" else state.left
            return _ask(Asking(draft, field, left, tuple(earlier), state.kind))
        case Refused(code):
            return _ask(state, phrases.why(code))
        case Sent():
            return _add_evidence(state, event)
    if state.field == "kind":
        kind = read_kind(event)
        if kind is None:
            return _ask(state, *not_understood(event))
        left = tuple(field for field in state.left if field != "type_code")
        if len(TYPES[kind]) == 1:
            return _next(replace(draft, type_code=TYPES[kind][0]), left, trail)
        return _ask(Asking(draft, "type_code", left, trail, kind, state.correcting))
    try:
        answered = read(state.field, event, draft, facts.today)
    except Refusal as refusal:
        return _ask(state, phrases.why(refusal.code))
    if answered == "unread":
        return _ask(state, *not_understood(event))
    return _next(answered, state.left, trail)


def _add_evidence(state: Asking, event: Sent) -> Step[States]:
    """Store a photo or file at any question, and ask the question again."""
    try:
        draft = keep(event, state.draft)
    except Refusal as refusal:
        return _ask(state, phrases.why(refusal.code))
    said = () if state.field == "evidence" else (kept(draft),)
    same = structs.replace(state, draft=draft)
    return _ask(same, *said)


def _on_confirming(draft: Draft, event: Event) -> Step[States]:
    match event:
        case Pressed(key) if key == f"save:{draft.key}":
            return Step(Confirming(draft), commands=(RecordActivity(draft),))
        case CommandsDone(receipt):
            return _tell(draft, receipt)
        case Pressed("edit"):
            return _choose(draft)
        case Sent():
            try:
                return _confirm(keep(event, draft))
            except Refusal as refusal:
                return _confirm(draft, phrases.why(refusal.code))
        case Refused(code):
            return _choose(draft, phrases.why(code))
        case Repeat():
            return _confirm(draft)
        case _:
            return _confirm(
                draft, *not_understood(event), _("Please choose one of the choices below.")
            )


def _on_choosing(draft: Draft, event: Event) -> Step[States]:
    match event:
        case Pressed("back"):
            return _confirm(draft)
        case Pressed(key) if key[2:] in NAMES:
            field: Field = next(name for name in NAMES if name == key[2:])
            if field == "type_code":
                return _ask(Asking(draft, "kind", ("type_code",), correcting=True))
            return _ask(Asking(draft, field, correcting=True))
        case _:
            return _choose(draft, *not_understood(event))


CONVERSATION = Conversation(
    name="log",
    triggers=("log", "ghi", "ghi sổ", "record"),
    description=_("Record an activity"),
    group="learning",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
