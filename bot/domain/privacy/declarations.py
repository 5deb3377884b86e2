"""Declarations: for each stored value whose it is, what for, how long, how copied, how erased.

The storage declares every column of every table with these words; what a person is told, what a
copy holds, what retention deletes and what an erasure takes are made from the same declarations
(Law 91/2025/QH15, art. 4, 9 and 14; Decree 356/2025/NĐ-CP, art. 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

Category: TypeAlias = Literal[
    "entries",
    "files",
    "progress",
    "checks",
    "reminders",
    "profile",
    "consents",
    "addresses",
    "talk",
    "deliveries",
    "staff",
]
"""What a person knows a group of values as."""

CATEGORIES: tuple[Category, ...] = get_args(Category)

Kind: TypeAlias = Literal[
    "words", "reference", "outside_id", "answer", "moment", "inner", "derived", "secret"
]
"""What a column holds.

`words`: free words of the person, or said to them; `reference`: where a photo or file is;
`outside_id`: a number of another service, such as an account; `answer`: what was chosen, counted
or measured; `moment`: an instant in milliseconds; `inner`: our own numbers and states; `derived`:
made from other columns, to find them by; `secret`: opens something.
"""

KINDS: tuple[Kind, ...] = get_args(Kind)

COPIED: frozenset[Kind] = frozenset({"words", "reference", "outside_id", "answer", "moment"})
"""What a copy holds; the others say nothing of the person that these do not say."""

SEALED: frozenset[Kind] = frozenset({"words", "reference", "outside_id", "derived", "secret"})
"""What is encrypted wherever it lies in the database."""

Owner: TypeAlias = Literal["self", "person", "activity", "check", "reminder", "address", "nobody"]
"""How the person of a row is found: it is the person's row, has the number of the person, of an
activity, a self-check or a reminder of theirs, or an address of theirs; `nobody`: nobody's."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long rows are kept: the years before this one, or days; neither: until they are changed
    or the person leaves. `days` count from the moment a row was made or came to its end."""

    years: int | None = None
    days: int | None = None


RetentionName: TypeAlias = Literal[
    "entries", "files", "words", "deliveries", "codes", "until_left", "for_ever"
]

RETENTION: Mapping[RetentionName, Retention] = MappingProxyType(
    {
        "entries": Retention(years=1),
        "files": Retention(days=365),
        "words": Retention(days=30),
        "deliveries": Retention(days=365),
        "codes": Retention(days=30),
        "until_left": Retention(),
        "for_ever": Retention(),
    }
)
"""How long what is kept: entries serve the assessment of this year and the year before it; a
photo proves for a year; what was said is needed to repeat it; that a notification went out is
needed to answer a complaint; an erasure stays proved (domain facts, 5.1)."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """For what a category is kept, as the record of processing names it, and who sees it."""

    kept: RetentionName
    seen_by_ward: bool
    """Whether officers see counts of it, without names."""


PURPOSES_OF: Mapping[Category, Purpose] = MappingProxyType(
    {
        "entries": Purpose("entries", seen_by_ward=True),
        "files": Purpose("files", seen_by_ward=False),
        "progress": Purpose("entries", seen_by_ward=False),
        "checks": Purpose("entries", seen_by_ward=True),
        "reminders": Purpose("until_left", seen_by_ward=False),
        "profile": Purpose("until_left", seen_by_ward=True),
        "consents": Purpose("until_left", seen_by_ward=False),
        "addresses": Purpose("until_left", seen_by_ward=False),
        "talk": Purpose("words", seen_by_ward=False),
        "deliveries": Purpose("deliveries", seen_by_ward=True),
        "staff": Purpose("until_left", seen_by_ward=False),
    }
)
"""Each category's purpose."""


def days_of(name: RetentionName) -> int:
    """How many days something is kept. Raises `LookupError` where it is not kept by days."""
    days = RETENTION[name].days
    if days is None:
        raise LookupError(f"{name} is not kept by days")
    return days
