"""What recording an activity asks and shows: a field, the summary, a correction, the receipt."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.learning.activity import OTHER, Draft, likely_types
from bot.domain.people.persons import LaterPurpose
from bot.phrases.later_consents import QUESTIONS, answers
from bot.talk.steps import Choice, Say, Step
from bot.talk.text import Line, Note, SayLine, Text, Title, _, plain
from handlers import phrases
from handlers.activity_form import NAMES, NEEDED, Field, ask, describe
from handlers.residents.log.states import (
    MAX_WAITING,
    Asking,
    Choosing,
    Confirming,
    Recorded,
    States,
)

_SHORT: dict[str, Text] = {
    "I2": _("Online, video"),
    "I4": _("Somebody showed me"),
    "N1": _("A class"),
    "N2": _("Online course"),
    "N3": _("A talk, a training"),
}
"""The likely kinds in a few words, for a row of two."""


_OFFER = _("If you lose this phone, a recovery code on paper opens your notebook again.")


def missing(draft: Draft) -> tuple[Field, ...]:
    """The fields that a draft still needs before it can be recorded."""
    return tuple(field for field in NEEDED if getattr(draft, field) is None)


def ask_field(state: Asking, *before: SayLine) -> Step[States]:
    """The question for the field of a state; the lines in `before` come first."""
    first = not state.trail and not state.correcting
    if first and state.draft.title is not None:
        before = (*before, *describe(replace(state.draft, evidence=())))
    return Step(
        state, (ask(state.field, state.draft, kind=state.kind, before=before, first=first),)
    )


def ask_next(
    state: Asking, left: tuple[Field, ...], trail: tuple[Field, ...] = (), *before: SayLine
) -> Step[States]:
    """Ask for the next missing field of the draft of a state, or show the summary."""
    draft = state.draft
    if not left:
        return confirm(draft, *before, waiting=state.waiting)
    field: Field = "kind" if left[0] == "type_code" and "kind" not in trail else left[0]
    rest = left if field == "kind" else left[1:]
    return ask_field(Asking(draft, field, rest, trail, waiting=state.waiting), *before)


def confirm(draft: Draft, *before: SayLine, waiting: tuple[Draft, ...] = ()) -> Step[States]:
    """The summary of a draft, with one button that records it."""
    lines: tuple[SayLine, ...] = (
        *before,
        Title(_("Please check before it is recorded:")),
        *describe(draft),
    )
    record = Choice(f"save:{draft.key}", _("✔ Record it"), ("record", "yes"))
    edit = Choice("edit", _("Correct something"), ("no",))
    choices: tuple[tuple[Choice, ...], ...] = ((record,), (edit, phrases.CANCEL))
    if draft.type_code == OTHER:
        lines = (*lines, _("You may also choose how you learnt it."))
        kinds = tuple(Choice(f"t:{code}", _SHORT[code]) for code in likely_types(draft))
        choices = ((record,), kinds[:2], kinds[2:], (edit, phrases.CANCEL))
    return Step(Confirming(draft, waiting), (Say(lines, choices, wants="nothing"),))


def choose(draft: Draft, *before: SayLine, waiting: tuple[Draft, ...] = ()) -> Step[States]:
    """The choice of a field to correct."""
    fields = tuple(Choice(f"f:{field}", name) for field, name in NAMES.items())
    rows = tuple(fields[place : place + 2] for place in range(0, len(fields), 2))
    lines: tuple[SayLine, ...] = (*before, *describe(draft), _("What should be corrected?"))
    ways = (phrases.BACK, phrases.CANCEL)
    return Step(Choosing(draft, waiting), (Say(lines, (*rows, ways), "nothing"),))


def tell(
    draft: Draft, receipt: str, *, offers_recovery: bool = False, asks: LaterPurpose | None = None
) -> Step[States]:
    """The receipt of a recorded activity; once it also offers a recovery code, or asks `asks`."""
    lines: tuple[SayLine, ...] = (
        Title(_("Recorded in your notebook. Receipt number: {receipt}", receipt=plain(receipt))),
        *describe(draft),
        *((Note(_OFFER),) if offers_recovery else ()),
        *((plain(""), *QUESTIONS[asks]) if asks is not None else ()),
    )
    choices = (
        (phrases.LOG, phrases.MY_LOG),
        (Choice(f"/entry {receipt}", _("Correct or cancel")), phrases.MENU),
        *(((Choice("/recover", _("Recovery code")),),) if offers_recovery else ()),
        *((answers(asks),) if asks is not None else ()),
    )
    return Step(Recorded(draft, receipt), (Say(lines, choices, "nothing", kind="receipt"),))


def kept_lines(further: tuple[Draft, ...]) -> tuple[Line, ...]:
    """The line that names further activities which wait."""
    titles = ", ".join(each.title for each in further if each.title)
    return (_("Kept for afterwards: {typed}", typed=plain(titles)),) if titles else ()


def wait_with(
    waiting: tuple[Draft, ...], further: tuple[Draft, ...]
) -> tuple[tuple[Draft, ...], tuple[Line, ...]]:
    """The waiting activities with further ones, and the lines that tell of these."""
    new = tuple(draft for draft in further if draft not in waiting)
    if further and not new:
        line = _("That activity is waiting already: it comes after this one.")
        return waiting, (line,)
    if len(waiting) + len(new) > MAX_WAITING:
        line = _("Please finish this one first, then write the next activity again.")
        return waiting, (line,)
    return (*waiting, *new), kept_lines(new)
