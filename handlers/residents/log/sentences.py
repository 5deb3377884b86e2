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
)
from bot.domain.quick_log.lexicon import tokenize
from bot.domain.quick_log.reading import Reading, read_quick_log
from bot.domain.quick_log.when import find_when
from bot.domain.refusals import Refusal
from bot.domain.text.days import read_day
from bot.domain.text.durations import read_minutes
from bot.talk.text import Line
from handlers import phrases


@dataclass(frozen=True, slots=True)
class Filled:
    """The draft with what the sentence told; `refused` are the reasons for what it did not take."""

    draft: Draft
    refused: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Further:
    """The sentence tells another activity."""


@dataclass(frozen=True, slots=True)
class Same:
    """The sentence tells what the draft holds already."""


Told: TypeAlias = Filled | Further | Same


def fill(draft: Draft, text: str, today: dt.date) -> Told | None:
    """What a sentence tells beside an open draft; None when it tells no activity."""
    reading = read_quick_log(text, today)
    if reading is None:
        return None
    if draft.title is None:
        return with_reading(draft, reading, today)
    if reading.minutes is None:
        return None  # "đọc sách" may be the answer to the open question
    if draft.title != reading.title[:MAX_TITLE]:
        return Further()
    told = with_reading(draft, reading, today)
    return Same() if told.draft == draft else told


def with_reading(draft: Draft, reading: Reading, today: dt.date) -> Filled:
    """The draft, with the fields of a reading that it does not have yet."""
    day, minutes = reading.day, reading.minutes
    no_day = _refusal_of(check_day, day, today) if day else ()
    no_minutes = () if minutes is None else _refusal_of(check_minutes, minutes)
    provider = reading.provider[:MAX_PROVIDER] if reading.provider else None
    filled = replace(
        draft,
        type_code=draft.type_code or reading.type_code,
        title=draft.title or reading.title[:MAX_TITLE],
        day=draft.day or (None if no_day else day),
        minutes=draft.minutes or (None if no_minutes else minutes),
        mode=draft.mode or reading.mode,
        provider=draft.provider or provider,
    )
    return Filled(filled, (*no_day, *no_minutes))


def minutes_in(text: str, today: dt.date) -> int | None:
    """The duration that an answer tells: "45 phút", or from one time to another."""
    return read_minutes(text) or find_when(tokenize(text), today).minutes


def change(draft: Draft, text: str, today: dt.date) -> Filled | None:
    """The draft with another duration or day, when the whole text is one; None for other words."""
    minutes = minutes_in(text, today)
    if minutes is not None and read_quick_log(text, today) is None:
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
