"""What a typed sentence tells about the open draft: its missing fields, or a further activity."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.learning.activity import (
    MAX_PROVIDER,
    MAX_TITLE,
    Draft,
    check_day,
    check_minutes,
    check_title,
)
from bot.domain.quick_log.lexicon import tokenize
from bot.domain.quick_log.reading import Reading
from bot.domain.quick_log.splitting import read_quick_logs
from bot.domain.quick_log.when import find_when
from bot.domain.refusals import Refusal
from bot.domain.text.days import read_day
from bot.domain.text.durations import read_minutes
from bot.talk.text import Line
from handlers import phrases


@dataclass(frozen=True, slots=True)
class Written:
    """When a text was written: the local day and time."""

    today: dt.date
    at: dt.time | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """The draft with what the sentence told.

    `refused` are the reasons for what it did not take; `further` are drafts of further activities.
    """

    draft: Draft
    refused: tuple[Line, ...] = ()
    further: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Further:
    """The sentence tells other activities."""

    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """The sentence tells what the draft holds already."""


Told: TypeAlias = Filled | Further | Same


def fill(draft: Draft, text: str, written: Written) -> Told | None:
    """What a sentence tells beside an open draft; None when it tells no activity.

    Drafts of further activities have no key yet.
    """
    readings = read_quick_logs(text, written.today, written.at)
    if not readings:
        return None
    first, *others = readings
    further = tuple(_with_reading(Draft(""), each, written.today).draft for each in others)
    told = replace(_with_reading(draft, first, written.today), further=further)
    if draft.title is None:
        return told
    if first.minutes is None:
        return None  # "đọc sách" may be the answer to the open question
    if first.title is not None and draft.title != first.title[:MAX_TITLE]:
        return Further((_with_reading(Draft(""), first, written.today).draft, *further))
    return Same() if told == Filled(draft) else told


def _with_reading(draft: Draft, reading: Reading, today: dt.date) -> Filled:
    """The draft, with the fields of a reading that it does not have yet."""
    day, minutes = reading.day, reading.minutes
    no_day = _refusal_of(check_day, day, today) if day else ()
    no_minutes = () if minutes is None else _refusal_of(check_minutes, minutes)
    filled = replace(
        draft,
        type_code=draft.type_code or reading.type_code,
        title=draft.title or (reading.title[:MAX_TITLE] if reading.title else None),
        day=draft.day or (None if no_day else day),
        minutes=draft.minutes or (None if no_minutes else minutes),
        mode=draft.mode or reading.mode,
        provider=draft.provider or (reading.provider[:MAX_PROVIDER] if reading.provider else None),
    )
    return Filled(filled, (*no_day, *no_minutes))


def is_title(text: str) -> bool:
    """Whether a text may be the title of an activity."""
    return not _refusal_of(check_title, text)


def edited(draft: Draft, text: str, written: Written) -> Filled | None:
    """The draft as an edited message tells it; None when the text tells no activity.

    Its photos and files stay, and so does what the message does not tell.
    """
    readings = read_quick_logs(text, written.today, written.at)
    if not readings:
        return None
    anew = _with_reading(Draft(draft.key, evidence=draft.evidence), readings[0], written.today)
    told = anew.draft
    kept = replace(
        told,
        type_code=told.type_code or draft.type_code,
        title=told.title or draft.title,
        day=told.day or draft.day,
        minutes=told.minutes or draft.minutes,
        mode=told.mode or draft.mode,
        provider=told.provider or draft.provider,
    )
    return Filled(kept, anew.refused)


def change(draft: Draft, text: str, written: Written) -> Filled | None:
    """The draft with another duration or day, when the whole text is one; None for other words."""
    today = written.today
    minutes = read_minutes(text) or find_when(tokenize(text), today, None).minutes
    if minutes is not None and not read_quick_logs(text, today, written.at):
        refused = _refusal_of(check_minutes, minutes)
        return Filled(draft if refused else replace(draft, minutes=minutes), refused)
    day = read_day(text, today)
    if day is not None:
        refused = _refusal_of(check_day, day, today)
        return Filled(draft if refused else replace(draft, day=day), refused)
    return None


def _refusal_of(check: Callable[..., None], *values: object) -> tuple[Line, ...]:
    """The refusal of a value that was read from a sentence; empty when it is valid."""
    try:
        check(*values)
    except Refusal as refusal:
        return (phrases.why(refusal.code),)
    return ()
