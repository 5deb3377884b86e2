"""What a typed sentence tells about the open draft: its missing fields, or a further activity."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bot.domain.learning.activity import (
    MAX_PROVIDER,
    MAX_TITLE,
    Draft,
    check_day,
    check_minutes,
    check_title,
)
from bot.domain.quick_log.lexicon import tokenize
from bot.domain.quick_log.reading import Reading, read_told
from bot.domain.quick_log.splitting import read_quick_logs
from bot.domain.quick_log.when import find_when
from bot.domain.refusals import Refusal
from bot.domain.text.answers import read_answer
from bot.domain.text.days import read_day
from bot.domain.text.durations import read_minutes
from bot.domain.text.normalizing import fold
from bot.talk.text import Line
from handlers import phrases

_LEAST_LETTERS: Final = 3
_CORRECTING: Final = re.compile(
    r"(?:(?:à|a|ờ|ơ|ấy|ay|dạ|da|ừ|oh|no)[\s,.!]+)*"
    r"(?:không phải|khong phai|ko phải|ko phai|k phải|hông phải|hong phai|hổng phải|hỏng phải|"
    r"nhầm|nham|lộn|sai|"
    r"ý (?:tôi|mình|em|con|cháu) là|y (?:toi|minh|em) la|chính xác là|chinh xac la|"
    r"thực ra(?: là)?|thuc ra(?: la)?|đúng ra(?: là)?|dung ra(?: la)?|"
    r"sửa (?:lại )?(?:thành|là)|sua (?:lai )?(?:thanh|la)|sorry|i mean|i meant|actually|"
    r"not that|it was|rather)"
    r"(?:\s+(?:rồi|roi|mà|ma|là|la|phải là|phai la|đấy|đó))*[\s,.:;!–-]+",
    re.IGNORECASE,
)
"""Words before a correction: "à nhầm rồi, …", "không phải, …"."""
_AFTER_CORRECTION: Final = re.compile(
    r"[\s,]+(?:cơ|co|lận|lan|mới đúng|moi dung|chứ|chu|nhé|nhe|ạ|đấy|đó|mà|thôi)[\s.!]*$",
    re.IGNORECASE,
)


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
    other_title = first.title is not None and fold(draft.title) != fold(first.title[:MAX_TITLE])
    if other_title or _names_other_day(draft, text, written):
        return Further((_with_reading(Draft(""), first, written.today).draft, *further))
    if not draft.minutes:
        return Same() if told == Filled(draft) else told
    # The same activity with another length is a correction of it.
    anew = _with_reading(replace(draft, minutes=None), first, written.today)
    if anew.draft.minutes is None:
        anew = replace(anew, draft=replace(anew.draft, minutes=draft.minutes))
    corrected = replace(anew, further=further)
    return Same() if corrected == Filled(draft) else corrected


def _names_other_day(draft: Draft, text: str, written: Written) -> bool:
    """True when a sentence names a day, and not that of the draft."""
    told = read_told(" ".join(text.split()), written.today, written.at)
    if told is None or not told.has_day or draft.day is None:
        return False
    return told.reading.day not in (None, draft.day)


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
    """The draft with another duration or day, when the whole text is one; None for other words.

    Words that say "no, rather" may stand around it; a whole activity behind them takes its place.
    """
    begun = _CORRECTING.match(text)
    if begun is not None:
        rest = _AFTER_CORRECTION.sub("", text[begun.end() :].strip())
        return _value(draft, rest, written) or edited(draft, rest, written)
    return _value(draft, text, written)


def corrected(draft: Draft, text: str, written: Written) -> Filled | None:
    """The draft with the value, or the whole activity, that was typed instead of a choice."""
    return change(draft, text, written) or edited(draft, text, written)


def with_title(draft: Draft, text: str) -> Draft | None:
    """The draft with a text as its title; None when it cannot be one."""
    return None if _refusal_of(check_title, text) else replace(draft, title=text)


def with_bare_title(draft: Draft, text: str) -> Draft | None:
    """The draft with words as its title that were typed where the kind is asked, or None.

    A question, a number and a short answer ("không biết") are no title there.
    """
    words = all(letter.isalpha() or letter in " ,.'’-" for letter in text)
    if not words or sum(map(str.isalpha, text)) < _LEAST_LETTERS or read_answer(text).answers:
        return None
    return with_title(draft, text)


def _value(draft: Draft, text: str, written: Written) -> Filled | None:
    """The draft with the duration or the day that a whole text is; None for other words."""
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
