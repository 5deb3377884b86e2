"""What words at an open question of the form lead to, beside an answer to it."""

from __future__ import annotations

from msgspec import structs

from bot.domain.learning.activity import Draft
from bot.talk.events import Event, Said
from bot.talk.steps import Step
from bot.talk.text import Line
from handlers.phrases import not_understood, unread
from handlers.residents.log.questions import ask_field, ask_next, missing, wait_with
from handlers.residents.log.sentences import Filled, Further, Written, fill, with_bare_title
from handlers.residents.log.states import Asking, States


def go_on(draft: Draft, waiting: tuple[Draft, ...], *before: Line) -> Step[States]:
    """Ask for what a draft still needs, or show its summary."""
    asking = Asking(draft, "title", waiting=waiting)
    return ask_next(asking, missing(draft), (), *before)


def words_at_kind(state: Asking, event: Event) -> Step[States]:
    """Ask for the kind again; words that mean nothing else are what was learnt ("nấu ăn")."""
    draft = None
    if isinstance(event, Said) and not state.correcting and state.draft.title is None:
        draft = with_bare_title(state.draft, event.text)
    if draft is None:
        return unread(ask_field(state, *not_understood(event)), event)
    left = tuple(field for field in state.left if field != "title")
    return unread(ask_field(structs.replace(state, draft=draft, left=left)), event)


def take_up(state: Asking, text: str, written: Written) -> Step[States] | None:
    """Take a whole sentence where one field was asked: its fields, or further activities.

    A sentence without a duration is an answer to the question: None.
    """
    told = fill(state.draft, text, written)
    match told:
        case Filled(draft, refused, further) if state.draft.title is None:
            if draft.minutes is None and not refused:
                return None
            waiting, lines = wait_with(state.waiting, further)
            return go_on(draft, waiting, *refused, *lines)
        case Filled(draft, refused, further) if draft != state.draft or further:
            waiting, lines = wait_with(state.waiting, further)
            left = tuple(f for f in (state.field, *state.left) if f in missing(draft))
            filled = structs.replace(state, draft=draft, waiting=waiting)
            return ask_next(filled, left, state.trail, *refused, *lines)
        case Further(drafts) if state.field not in ("title", "provider"):
            waiting, lines = wait_with(state.waiting, drafts)
            return ask_field(structs.replace(state, waiting=waiting), *lines)
        case _:
            return None
