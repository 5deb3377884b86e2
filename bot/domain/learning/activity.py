"""Activities: the types, the limits and the draft of one learning activity."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.refusals import Refusal

Mode: TypeAlias = Literal["in_person", "online"]
"""How a person took part."""

TYPES: dict[str, tuple[str, ...]] = {
    "formal": ("F1", "F2", "F3", "F4"),
    "course": ("N1", "N2", "N3", "N4", "N5", "N6"),
    "own": ("I1", "I2", "I3", "I4", "I5", "I6"),
    "helping": ("I7", "X"),
    "other": ("O",),
}
"""The activity types (CLA 2016), in the groups that the form offers; the last is our own."""

OTHER = "O"
"""The type of an activity that fits no other, or whose way of learning is not told."""

TYPE_CODES: tuple[str, ...] = tuple(code for codes in TYPES.values() for code in codes)

MIN_MINUTES = 5
MAX_MINUTES = 960
MAX_DAY_MINUTES = 960
"""Limits of one entry and of one day, in minutes."""

MAX_TITLE = 200
MAX_PROVIDER = 120
MAX_EVIDENCE = 5
MAX_REASON = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """A photo or a file, stored at its channel: `reference` is `channel:handle`."""

    kind: Literal["photo", "file"]
    reference: str


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """A photo or a file of an entry; `id` is its row. A removed one can be taken back."""

    id: int
    kind: Literal["photo", "file"]
    reference: str
    removed_at: dt.datetime | None = None

    @property
    def removed(self) -> bool:
        """True while it does not belong to its entry."""
        return self.removed_at is not None


@dataclass(frozen=True, slots=True)
class Draft:
    """An activity that is not recorded yet; `key` makes sure that it is recorded once at most."""

    key: str
    type_code: str | None = None
    title: str | None = None
    day: dt.date | None = None
    minutes: int | None = None
    mode: Mode | None = None
    provider: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """One recorded learning activity."""

    receipt: str
    type_code: str
    title: str
    day: dt.date
    minutes: int
    mode: Mode | None = None
    provider: str | None = None
    evidence: int = 0
    voided_at: dt.datetime | None = None
    void_reason: str | None = None

    @property
    def counts(self) -> bool:
        """True when the totals include it: it is not void."""
        return self.voided_at is None


def likely_types(draft: Draft) -> tuple[str, ...]:
    """Some types that an activity of the type `OTHER` may well have, the likeliest first."""
    if draft.mode == "online":
        return "I2", "N2"
    if draft.mode == "in_person":
        return "N1", "N3", "I4"
    return "I2", "N1", "I4"


def group_of(code: str) -> str:
    """The group that a type belongs to."""
    return next(group for group, codes in TYPES.items() if code in codes)


def check_title(title: str) -> None:
    """Refuse a title that is empty or too long: `title_empty`, `title_long`."""
    if not any(c.isalnum() for c in title):
        raise Refusal("title_empty")
    if len(title) > MAX_TITLE:
        raise Refusal("title_long")


def check_day(day: dt.date, today: dt.date) -> None:
    """Refuse a day outside this year and the last one: `day_future`, `day_old`."""
    if day > today:
        raise Refusal("day_future")
    if day.year < today.year - 1:
        raise Refusal("day_old")


def check_minutes(minutes: int) -> None:
    """Refuse an entry that is too short or too long: `minutes_few`, `minutes_many`."""
    if minutes < MIN_MINUTES:
        raise Refusal("minutes_few")
    if minutes > MAX_MINUTES:
        raise Refusal("minutes_many")


def check_evidence_count(count: int) -> None:
    """Refuse more photos and files than an entry holds: `evidence_many`."""
    if count > MAX_EVIDENCE:
        raise Refusal("evidence_many")


def check_day_total(minutes: int, others: int) -> None:
    """Refuse more than 16 hours in one day: `day_full`; `others` are the day's recorded minutes."""
    if minutes + others > MAX_DAY_MINUTES:
        raise Refusal("day_full")
