"""The activity form: the question for each field, and the reading of its answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Literal, TypeAlias

from bot.domain.learning.activity import (
    MAX_PROVIDER,
    TYPES,
    Draft,
    check_day,
    check_minutes,
    check_title,
)
from bot.domain.quick_log.lexicon import tokenize
from bot.domain.quick_log.when import find_when
from bot.domain.text.days import read_day
from bot.domain.text.durations import read_minutes
from bot.phrases.entries import MODE_NAMES, TYPE_NAMES
from bot.talk.events import Event, Pressed, Said, Sent
from bot.talk.steps import Choice, Say, Wants
from bot.talk.text import Day, Fact, Minutes, SayLine, Text, _, plain
from handlers import phrases
from handlers.evidence import counted, keep, send_more

Field: TypeAlias = Literal[
    "kind", "type_code", "title", "day", "minutes", "mode", "provider", "evidence"
]
"""The fields of the form; `kind` only narrows the list of types."""

FIELDS: tuple[Field, ...] = (
    "kind", "type_code", "title", "day", "minutes", "mode", "provider", "evidence",
)  # fmt: skip
NEEDED: tuple[Field, ...] = ("type_code", "title", "day", "minutes")

NAMES: dict[Field, Text] = {
    "type_code": _("Kind"),
    "title": _("What was learnt"),
    "day": _("Day"),
    "minutes": _("Duration"),
    "mode": _("In person or online"),
    "provider": _("Where or with whom"),
    "evidence": _("Photo or file"),
}
"""The names of the fields, as choices for a correction."""

_USUAL_MINUTES = (15, 30, 45, 60, 90, 120)
_QUESTIONS: dict[Field, Text] = {
    "kind": _("How did you learn?"),
    "type_code": _("Which of these fits best?"),
    "title": _("What did you learn? Please write it in a few words."),
    "day": _("On which day? Choose, or type it, for example 15/11 or Saturday."),
    "minutes": _("How long did it take? Choose, or type it, for example 45 minutes or 1h30."),
    "mode": _("Was it in person or online?"),
    "provider": _("Where was it, or who taught it? For example: the ward's culture house."),
    "evidence": _(
        "You may send a photo or a file of it. Please do not send pictures of identity papers."
    ),
}

Unread: TypeAlias = Literal["unread"]


def _choices(field: Field, kind: str | None, draft: Draft) -> tuple[tuple[Choice, ...], ...]:
    match field:
        case "kind":
            return tuple((Choice(f"k:{key}", label),) for key, label in phrases.KINDS.items())
        case "type_code":
            codes = TYPES.get(kind or "", ())
            return tuple((Choice(f"t:{code}", TYPE_NAMES[code]),) for code in codes)
        case "day":
            return ((Choice("d:0", _("Today")), Choice("d:1", _("Yesterday"))),)
        case "minutes":
            usual = tuple(
                Choice(f"m:{n}", Text("{time}", {"time": Minutes(n)})) for n in _USUAL_MINUTES
            )
            return usual[:2], usual[2:4], usual[4:]
        case "mode":
            modes = tuple(Choice(f"o:{key}", label) for key, label in MODE_NAMES.items())
            return modes, (phrases.SKIP,)
        case "provider":
            return ((phrases.SKIP,),)
        case "evidence":
            done = Choice("skip", _("Done"), ("skip", "no", "record", "yes"))
            return ((done if draft.evidence else phrases.SKIP,),)
        case "title":
            return ()


def ask(
    field: Field,
    draft: Draft,
    *,
    kind: str | None = None,
    before: tuple[SayLine, ...] = (),
    first: bool = False,
) -> Say:
    """The question for a field, with back and cancel; the lines in `before` come first."""
    question = _QUESTIONS[field]
    if field == "evidence" and draft.evidence:
        question = send_more(each.kind for each in draft.evidence)
    ways = (phrases.CANCEL,) if first else (phrases.BACK, phrases.CANCEL)
    chosen_only = field in ("kind", "type_code", "mode")
    own_words = field in ("title", "provider")
    wants: Wants = "nothing" if chosen_only else "free" if own_words else "text"
    if field == "evidence":
        wants = "evidence"
    return Say((*before, question), (*_choices(field, kind, draft), ways), wants=wants)


def read(field: Field, event: Event, draft: Draft, today: dt.date) -> Draft | Unread:
    """The draft with the answer, or `unread`; raises `Refusal` when a rule refuses the answer.

    `kind` is no field of a draft: read it with `read_kind`.
    """
    match field, event:
        case (("mode" | "provider" | "evidence"), Pressed("skip")):
            return draft
        case "type_code", Pressed(key) if key[2:] in TYPE_NAMES:
            return replace(draft, type_code=key[2:])
        case "title", Said(text):
            check_title(text)
            return replace(draft, title=text)
        case "day", Pressed(("d:0" | "d:1") as key):
            return replace(draft, day=today - dt.timedelta(days=int(key[2:])))
        case "day", Said(text):
            day = read_day(text, today)
            if day is None:
                return "unread"
            check_day(day, today)
            return replace(draft, day=day)
        case "minutes", Pressed(key) if key[2:].isdecimal() and int(key[2:]) in _USUAL_MINUTES:
            return replace(draft, minutes=int(key[2:]))
        case "minutes", Said(text):
            minutes = read_minutes(text) or find_when(tokenize(text), today, None).minutes
            if minutes is None:
                return "unread"
            check_minutes(minutes)
            return replace(draft, minutes=minutes)
        case "mode", Pressed("o:in_person"):
            return replace(draft, mode="in_person")
        case "mode", Pressed("o:online"):
            return replace(draft, mode="online")
        case "provider", Said(text) if any(c.isalnum() for c in text):
            return replace(draft, provider=text[:MAX_PROVIDER])
        case "evidence", Sent():
            return keep(event, draft)
        case _:
            return "unread"


def read_kind(event: Event) -> str | None:
    """The chosen group of types, or None."""
    match event:
        case Pressed(key) if key[:2] == "k:" and key[2:] in phrases.KINDS:
            return key[2:]
        case _:
            return None


def describe(draft: Draft) -> tuple[Fact, ...]:
    """The known fields of a draft, one fact each."""
    facts: list[Fact] = []
    if draft.title is not None:
        facts.append(Fact(NAMES["title"], plain(draft.title)))
    if draft.type_code is not None:
        facts.append(Fact(NAMES["type_code"], TYPE_NAMES[draft.type_code]))
    if draft.day is not None:
        facts.append(Fact(NAMES["day"], Day(draft.day)))
    if draft.minutes is not None:
        facts.append(Fact(NAMES["minutes"], Minutes(draft.minutes)))
    if draft.mode is not None:
        facts.append(Fact(_("How"), MODE_NAMES[draft.mode]))
    if draft.provider:
        facts.append(Fact(NAMES["provider"], plain(draft.provider)))
    if draft.evidence:
        facts.append(Fact(NAMES["evidence"], counted(each.kind for each in draft.evidence)))
    return tuple(facts)
