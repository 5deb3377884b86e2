"""A resident records a learning activity: field by field, or in one sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from msgspec import structs

from bot.domain.learning.activity import TYPE_CODES, TYPES, Draft
from bot.domain.people.persons import LaterPurpose
from bot.domain.refusals import Refusal
from bot.services.learning.logging import RecordActivity
from bot.services.people.asking_later import NoteAsked
from bot.services.people.recovering import NoteRecoveryOffered
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import (
    CommandsDone,
    Edited,
    Event,
    Opened,
    Pressed,
    Refused,
    Said,
    Sent,
    SentOther,
)
from bot.talk.steps import Command, Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.activity_form import (
    FIELDS,
    NAMES,
    Field,
    read,
    read_kind,
)
from handlers.evidence import with_evidence
from handlers.phrases import not_understood, unread
from handlers.residents.log.questions import (
    ask_field,
    ask_next,
    choose,
    confirm,
    kept_lines,
    tell,
    wait_with,
)
from handlers.residents.log.sentences import (
    Filled,
    Further,
    Same,
    Written,
    change,
    corrected,
    edited,
    fill,
    with_title,
)
from handlers.residents.log.states import (
    Asking,
    Choosing,
    Confirming,
    Recorded,
    States,
)
from handlers.residents.log.taking_up import go_on, take_up, words_at_kind


@dataclass(frozen=True, slots=True)
class Facts:
    """When the text was written, and a key for a draft that begins in this turn.

    `offers_recovery`: no recovery code was offered yet, and no question waits below this one.
    """

    written: Written
    new_key: str
    offers_recovery: bool = False
    asks: LaterPurpose | None = None
    """A purpose that the receipt asks for, where nothing else waits."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read: the limits of a day are checked when the activity is recorded."""
    del queries
    return Facts(
        Written(turn.today, turn.written_at),
        turn.new_key,
        offers_recovery=not turn.person.recovery_offered and turn.interrupted is None,
        asks=turn.person.to_ask if turn.interrupted is None else None,
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Begin with the fields that a sentence tells, otherwise with the first question."""
    draft = Draft(facts.new_key)
    received: tuple[Line, ...] = ()
    if opened.sent is not None:
        draft, received = with_evidence(opened.sent, draft)
    sentence = opened.rest
    told = fill(draft, sentence, facts.written) if sentence else None
    if isinstance(told, Filled):
        before = (*received, *told.refused, *kept_lines(told.further))
        return go_on(told.draft, told.further, *before)
    left = tuple(f for f in FIELDS[1:] if f != "evidence" or not draft.evidence)
    if sentence and (titled := with_title(draft, sentence)) is not None:
        draft = titled
        left = tuple(field for field in left if field != "title")
    return ask_field(Asking(draft, "kind", left), *received)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """One turn of recording."""
    match state:
        case Asking():
            return _answer(state, event, facts)
        case Confirming():
            return _on_confirming(state, event, facts)
        case Choosing():
            return _on_choosing(state, event, facts)
        case Recorded(draft, receipt):
            if isinstance(event, Sent) and not event.caption:
                return Step(None, then=Opened("attach", receipt, event))
            if isinstance(event, (Said, Sent, SentOther, Edited)):
                return Step(None, then=event)
            return tell(draft, receipt)


def _answer(state: Asking, event: Event, facts: Facts) -> Step[States]:
    draft, trail = state.draft, (*state.trail, state.field)
    match event:
        case Pressed("back") if state.correcting:
            return choose(draft, waiting=state.waiting)
        case Pressed("back") if state.trail:
            *earlier, field = state.trail
            left = (state.field, *state.left) if state.field != "kind" else state.left
            before = Asking(draft, field, left, tuple(earlier), state.kind, waiting=state.waiting)
            return ask_field(before)
        case Refused(code):
            return ask_field(state, phrases.why(code))
        case Sent():
            return _add_evidence(state, event, facts)
        case Said(text) if not state.correcting and (step := take_up(state, text, facts.written)):
            return step
        case Edited(text) if (filled := edited(draft, text, facts.written)) is not None:
            changed = _("Changed as you changed your message.")
            return go_on(filled.draft, state.waiting, changed, *filled.refused)
    if state.field == "kind":
        kind = read_kind(event)
        if kind is None:
            return words_at_kind(state, event)
        left = tuple(field for field in state.left if field != "type_code")
        if len(TYPES[kind]) == 1:
            only = replace(draft, type_code=TYPES[kind][0])
            return ask_next(structs.replace(state, draft=only), left, trail)
        return ask_field(
            Asking(draft, "type_code", left, trail, kind, state.correcting, state.waiting)
        )
    try:
        answered = read(state.field, event, draft, facts.written.today)
    except Refusal as refusal:
        return ask_field(state, phrases.why(refusal.code))
    if answered == "unread":
        return unread(ask_field(state, *not_understood(event)), event)
    return ask_next(structs.replace(state, draft=answered), state.left, trail)


def _add_evidence(state: Asking, event: Sent, facts: Facts) -> Step[States]:
    """Store photos or files at any question; the words below them answer it, as typed ones do."""
    draft, received = with_evidence(event, state.draft)
    same = structs.replace(state, draft=draft)
    if state.field == "evidence":
        return ask_field(same, *received[:-1])  # this question tells the number by itself
    if not event.caption:
        return ask_field(same, *received)
    return _behind(received, _answer(same, Said(event.caption), facts))


def _behind(lines: tuple[Line, ...], step: Step[States]) -> Step[States]:
    """A step whose first message begins with these lines."""
    first, *others = step.says
    say = structs.replace(first, lines=(*lines, *first.lines))
    return structs.replace(step, says=(say, *others), unread=False)


def _on_confirming(state: Confirming, event: Event, facts: Facts) -> Step[States]:
    draft, waiting = state.draft, state.waiting
    match event:
        case Pressed(key) if key == f"save:{draft.key}":
            # Both in one turn, so that what is offered is noted, and once.
            offered: tuple[Command, ...] = ()
            if _offers_recovery(state, facts):
                offered = (NoteRecoveryOffered(),)
            elif facts.asks is not None and not waiting:
                offered = (NoteAsked(facts.asks),)
            return Step(state, commands=(RecordActivity(draft), *offered))
        case CommandsDone(receipt):
            return _recorded(state, receipt, facts)
        case Pressed("edit"):
            return choose(draft, waiting=waiting)
        case Pressed(key) if key[:2] == "t:" and key[2:] in TYPE_CODES:
            return confirm(replace(draft, type_code=key[2:]), waiting=waiting)
        case Edited(text) if (filled := edited(draft, text, facts.written)) is not None:
            changed = _("Changed as you changed your message.")
            return go_on(filled.draft, waiting, changed, *filled.refused)
        case Sent():
            draft, received = with_evidence(event, draft)
            said = received[:-1]  # the summary tells the number by itself
            if not event.caption:
                return confirm(draft, *said, waiting=waiting)
            same = Confirming(draft, waiting)
            return _behind(said, _on_words(same, event.caption, facts))
        case Refused(code):
            return choose(draft, phrases.why(code), waiting=waiting)
        case Said(text):
            return _on_words(state, text, facts)
        case _:
            return confirm(draft, waiting=waiting)


def _on_words(state: Confirming, text: str, facts: Facts) -> Step[States]:
    """Words at the summary: another duration or day, the same sentence, or a further activity."""
    draft, waiting = state.draft, state.waiting
    changed = change(draft, text, facts.written)
    if changed is not None:
        said = changed.refused or (_("Corrected."),)
        return confirm(changed.draft, *said, waiting=waiting)
    match fill(draft, text, facts.written):
        case Same():
            return confirm(draft, _("This is what you just wrote."), waiting=waiting)
        case Filled(filled, refused, further):
            more, lines = wait_with(waiting, further)
            said = (_("Corrected."),) if filled != draft and not refused else refused
            return confirm(filled, *said, *lines, waiting=more)
        case Further(drafts):
            more, lines = wait_with(waiting, drafts)
            return confirm(draft, *lines, waiting=more)
        case None:
            event = Said(text)
            line = _("Please choose one of the choices below.")
            return unread(confirm(draft, *not_understood(event), line, waiting=waiting), event)


def _offers_recovery(state: Confirming, facts: Facts) -> bool:
    """Whether the receipt offers a recovery code: nothing else is asked then."""
    return facts.offers_recovery and not state.waiting


def _recorded(state: Confirming, receipt: str, facts: Facts) -> Step[States]:
    """The receipt; the next of the further activities follows."""
    asks = None if state.waiting else facts.asks
    told = tell(state.draft, receipt, offers_recovery=_offers_recovery(state, facts), asks=asks)
    if not state.waiting:
        return told
    first, *waiting = state.waiting
    following = go_on(replace(first, key=facts.new_key), tuple(waiting))
    receipt_say = structs.replace(told.says[0], choices=())
    return structs.replace(following, says=(receipt_say, *following.says))


def _on_choosing(state: Choosing, event: Event, facts: Facts) -> Step[States]:
    draft, waiting = state.draft, state.waiting
    match event:
        case Pressed("back"):
            return confirm(draft, waiting=waiting)
        case Pressed(key) if key[2:] in NAMES:
            field: Field = next(name for name in NAMES if name == key[2:])
            if field == "type_code":
                return ask_field(
                    Asking(draft, "kind", ("type_code",), correcting=True, waiting=waiting)
                )
            return ask_field(Asking(draft, field, correcting=True, waiting=waiting))
        case Said(text) if (anew := corrected(draft, text, facts.written)) is not None:
            return confirm(anew.draft, *(anew.refused or (_("Corrected."),)), waiting=waiting)
        case _:
            return unread(choose(draft, *not_understood(event), waiting=waiting), event)


CONVERSATION = Conversation(
    name="log",
    triggers=("log", "ghi", "ghi sổ", "record"),
    description=_("Record an activity"),
    draft=_("the entry that you began"),
    group="learning",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
