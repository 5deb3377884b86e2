"""Reads what people ask of reminders beside weekly times.

A bare hour ("9"), a part of the day ("buổi sáng"), one day only ("ngày mai 7h"), and a sentence
("nhắc tôi học tiếng Anh thứ 3 lúc 8h tối"). What may mean several times gives all of them, so that
the person can be asked.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from bot.domain.notifications.days_ahead import DayAhead, find_day_ahead
from bot.domain.notifications.reminder_topics import topic_in
from bot.domain.notifications.weekly_times import (
    FoundClocks,
    find_clocks,
    fold_times,
    hour_in_part,
    read_days,
)
from bot.domain.text.normalizing import accents_agree, fold
from bot.domain.text.number_words import read_spelled


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """What was said of a reminder: its days (None: not clear) and the times that may be meant.

    `minutes` are minutes of the day; from 24 * 60 on they are on the following day. `once`: one day
    only was meant, and `days` is None; its `minutes` stand beside it. `topic`: what the person
    wants to be reminded of, in their own words.
    """

    days: frozenset[int] | None = None
    minutes: tuple[int, ...] = ()
    once: DayAhead | None = None
    topic: str = ""


def _clocks(*hours: float) -> tuple[int, ...]:
    return tuple(int(hour * 60) for hour in hours)


_USUAL: Final = {
    "sáng sớm": _clocks(6, 6.5, 7),
    "sáng": _clocks(6, 7, 8, 9),
    "trưa": _clocks(11.5, 12, 12.5),
    "đầu giờ chiều": _clocks(13, 13.5, 14),
    "chiều": _clocks(14, 15, 16, 17),
    "chiều tối": _clocks(17.5, 18, 18.5),
    "tối": _clocks(19, 19.5, 20, 21),
    "đêm": _clocks(20.5, 21, 21.5),
    "khuya": _clocks(20.5, 21, 21.5),
    "early morning": _clocks(6, 6.5, 7),
    "morning": _clocks(6, 7, 8, 9),
    "noon": _clocks(11.5, 12, 12.5),
    "lunch time": _clocks(11.5, 12, 12.5),
    "afternoon": _clocks(14, 15, 16, 17),
    "evening": _clocks(19, 19.5, 20, 21),
    "night": _clocks(20.5, 21, 21.5),
}
"""The usual times of a part of the day."""

_PART: Final = {fold(name): name for name in _USUAL}
_SURROUNDING: Final = re.compile(
    r"^(?:(?:vao|luc|khoang|tam|chung|the|in|at|around|every|moi|hang|buoi|ban|cac buoi) )+"
    r"|(?: (?:nhe|nha|a|di|thoi|please))+$|^[\W_]+|[\W_]+$"
)
_POLITE_END: Final = re.compile(r"(?: (?:nhe|nha|a|thoi|please))+$")
_BARE: Final = re.compile(
    r"(?P<hour>[0-9]{1,2}|[a-z]+(?: [a-z]+){0,2}?)(?: (?P<part>sang|trua|chieu|toi|dem|khuya))?"
)

_ASKS: Final = re.compile(
    r"\b(?:(?:xin|hay|nho|lam on|vui long|bot oi|so oi|please|can you|could you) ){0,3}"
    r"(?P<verb>nhac)(?: nho)? (?P<whom>toi|minh|tui|to|tao|em|con|chau|bac|co|chu|anh|chi|ong|ba|me"
    r"|bo|gium|giup|ho)\b"
    r"|\b(?:(?:please|can you|could you) )?(?P<english>remind me|set (?:me )?a reminder)\b"
    r"|\b(?:xin |hay )?(?:dat|tao|hen|them) (?:cho (?:toi|minh|em|con|chau) )?"
    r"(?:loi |lich |gio )?(?P<too>nhac)\b"
)
_PAST: Final = re.compile(r"\b(?:qua|hom kia|hoi nay|vua|da|yesterday)\b")
_LENGTH: Final = re.compile(r"\b[0-9]+ ?(?:phut|p|tieng|minutes?|hours?)\b")
_EXCEPT: Final = re.compile(r"\b(?:tru|khong|ngoai|dung|except|not|no)\b")
_DAYS_BEGIN: Final = re.compile(
    r"thu|t[2-7]+|cn|chu|chua|hang|moi|cuoi|ngay|ca|trong|cac|from|every|daily|week(?:day|end)s?"
)
_ENGLISH_DAY: Final = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?")
_MAX_WINDOW: Final = 12


def possible_minutes(text: str) -> tuple[int, ...]:
    """The minutes that a bare hour or a part of the day may mean; none for other words.

    "9" may be 9:00 and 21:00, "14" and "8 tối" are clear, "buổi sáng" gives its usual times.
    """
    said = fold(text)
    while (bare := _SURROUNDING.sub("", said)) != said:
        said = bare
    if (name := _PART.get(said)) is not None:
        typed = " ".join(text.split()[-len(name.split()) :])
        return _USUAL[name] if fold(typed) != said or accents_agree(typed, name) else ()
    found = _BARE.fullmatch(said)
    if found is None:
        return ()
    word = found["hour"]
    hour = int(word) if word.isdigit() else read_spelled(word)
    if hour is None or not 0 <= hour <= 24:
        return ()
    if found["part"]:
        hour_ = hour_in_part(hour, found["part"])
        return () if hour_ is None else (hour_ * 60,)
    return (hour * 60, (hour + 12) * 60) if 0 < hour < 12 else _noon_or(hour)


def _noon_or(hour: int) -> tuple[int, ...]:
    """Twelve may be noon or midnight; other hours from 13 on are clear."""
    return (12 * 60, 24 * 60) if hour == 12 else (hour * 60,)


def read_wish(text: str, today: dt.date) -> ReminderWish | None:
    """What a text asks of a reminder, None when it is about something else."""
    said = _POLITE_END.sub("", fold_times(text).strip(" .!"))
    once = find_day_ahead(said, today)
    if once is not None and (minutes := _minutes_in(once)) is not None:
        return ReminderWish(minutes=minutes, once=once)
    found = find_clocks(said)
    if found.part and not found.minutes and (days := read_days(found.rest)) is not None:
        return ReminderWish(days, _usual(found.part))
    return read_request(text, today)


def read_request(text: str, today: dt.date) -> ReminderWish | None:
    """What a sentence asks with "nhắc tôi" or the like, None for other sentences.

    Nothing but a time may stand before these words: "thứ 3 lúc 8h tối nhắc tôi học tiếng Anh".
    """
    said = fold_times(text)
    asks = _ASKS.search(said)
    if asks is None or not _spelled_nhac(text) or _PAST.search(said):
        return None
    before = said[: asks.start()].strip(" ,.:")
    if before and not _is_time(before, today):
        return None
    rest = f"{before} , {said[asks.end() :]}"
    once = find_day_ahead(rest, today)
    if once is not None:
        rest = once.rest
    found = find_clocks(rest)
    days, left = None, found.rest
    if once is None:
        days, left = _days_among(found.rest, english=bool(asks["english"]))
    part = (once.part if once else "") or found.part
    minutes: tuple[int, ...] = ()
    if len(found.minutes) == 1 and (minute := found.minutes[0]) is not None:
        minutes = _in_part(minute, part)
    elif not found.minutes:
        minutes = _usual(part)
        if days is None and once is None and _LENGTH.search(rest):
            return None  # "nhắc con học bài 30 phút" is an activity
    if _EXCEPT.search(rest):
        return ReminderWish()
    return ReminderWish(days, minutes, once, topic_in(text, left))


def _is_time(said: str, today: dt.date) -> bool:
    """Whether these words are days, a time, or both, and nothing else."""
    once = find_day_ahead(said, today)
    found = find_clocks(said if once is None else once.rest)
    left = found.rest.strip(" ,")
    return not left or read_days(left) is not None


def _spelled_nhac(text: str) -> bool:
    """False when the verb has accents of another word ("nhạc")."""
    words = [word for word in text.split() if fold(word).strip(".,:;!?") == "nhac"]
    return all(accents_agree(word, "nhắc") for word in words[:1])


def _minutes_in(once: DayAhead) -> tuple[int, ...] | None:
    """The times when nothing but a time stands beside a day; None for other words."""
    if not once.rest:
        return _usual(once.part)
    found = find_clocks(once.rest)
    if not found.rest.strip(" ,") and len(found.minutes) == 1:
        return () if found.minutes[0] is None else _in_part(found.minutes[0], once.part)
    bare = possible_minutes(once.rest)
    if not bare:
        return None
    return _in_part(bare[0], once.part) if once.part else bare


def minutes_on(once: DayAhead, found: FoundClocks) -> tuple[int, ...]:
    """The times that are named beside a day, whatever else is said."""
    if found.minutes:
        minute = found.minutes[0] if len(found.minutes) == 1 else None
        return () if minute is None else _in_part(minute, once.part)
    return _usual(once.part or found.part)


def _in_part(minute: int, part: str) -> tuple[int, ...]:
    """A time in a part of the day that was named apart from it: "chiều mai lúc 3h"."""
    hour = hour_in_part(minute // 60, part) if part and minute < 24 * 60 else minute // 60
    return () if hour is None else (hour * 60 + minute % 60,)


def _usual(part: str) -> tuple[int, ...]:
    name = _PART.get(part)
    return () if name is None else _USUAL[name]


def _days_among(said: str, *, english: bool) -> tuple[frozenset[int] | None, str]:
    """The only days of the week among other words (None without any, or with several), and these
    other words with a comma for the days.
    """
    words = said.split()
    start, found = 0, list[frozenset[int]]()
    left: list[str] = []
    while start < len(words):
        end = _end_of_days(words, start, english=english)
        if end is None:
            left.append(words[start])
            start += 1
            continue
        days = read_days(" ".join(words[start:end]))
        assert days is not None
        found.append(days)
        left.append(",")
        start = end
    return (found[0] if len(found) == 1 else None), " ".join(left)


def _end_of_days(words: list[str], start: int, *, english: bool) -> int | None:
    """The end of the longest words from `start` on that are days, or None."""
    first = words[start].strip(",;.")
    begins = _DAYS_BEGIN.fullmatch(first) or (english and _ENGLISH_DAY.fullmatch(first))
    if not begins:
        return None
    for end in range(min(len(words), start + _MAX_WINDOW), start, -1):
        if read_days(" ".join(words[start:end])) is not None:
            return end
    return None
