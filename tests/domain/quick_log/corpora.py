"""The corpora of the quick log: sentences with the fields that a careful reader finds in them."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.quick_log.reading import Reading, read_quick_log

DATA = Path(__file__).parent / "data"
FIELDS = ("type_code", "title", "day", "minutes", "mode", "provider")
FIRST_TODAY = dt.date(2026, 11, 20)  # a Friday
TODAY = dt.date(2026, 11, 27)  # a Friday


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, and its fields; None when it tells no activity."""

    sentence: str
    style: str
    fields: dict[str, object] | None


@dataclass(frozen=True, slots=True)
class Shares:
    """How many activities are right in every field, guessed wrong, or asked; how many others read.

    An ask is right only where the gold asks; another is counted in `asked`. A value where the gold
    has another value or none is a wrong guess.
    """

    sentences: int
    right: float
    wrong: float
    asked: float


def told(name: str) -> tuple[Told, ...]:
    """The sentences of a file."""
    return tuple(_rows(name))


def _rows(name: str) -> Iterator[Told]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["type"] == "-":
                yield Told(row["sentence"], row["style"], None)
                continue
            fields: dict[str, object] = {
                "type_code": row["type"] or None,
                "title": row["title"] or None,
                "day": dt.date.fromisoformat(row["day"]) if row["day"] else None,
                "minutes": int(row["minutes"]) if row["minutes"] else None,
                "mode": row["mode"] or None,
                "provider": row["provider"] or None,
            }
            yield Told(row["sentence"], row["style"], fields)


def verdict(reading: Reading | None, fields: dict[str, object]) -> str:
    """`right`, `wrong` or `asked` for one activity."""
    got = {field: getattr(reading, field, None) for field in FIELDS}
    if reading is not None and got == fields:
        return "right"
    guessed = any(got[f] is not None and got[f] != fields[f] for f in FIELDS)
    return "wrong" if guessed else "asked"


def shares(corpus: tuple[Told, ...], today: dt.date) -> Shares:
    """The shares of a corpus' activities."""
    activities = [each for each in corpus if each.fields is not None]
    found = Counter(
        verdict(read_quick_log(each.sentence, today), each.fields)
        for each in activities
        if each.fields is not None
    )
    count = len(activities)
    right, wrong, asked = (found[name] / count for name in ("right", "wrong", "asked"))
    return Shares(count, right, wrong, asked)


def refused(corpus: tuple[Told, ...], today: dt.date) -> float:
    """The share of the sentences without an activity that are not read."""
    others = [each for each in corpus if each.fields is None]
    return sum(read_quick_log(each.sentence, today) is None for each in others) / len(others)


CORPUS = told("quick_log.csv")
UNSEEN = told("quick_log_unseen.csv")
"""The first two corpora, with the day `FIRST_TODAY`."""

SPOKEN = told("spoken.csv")
"""Sentences as people speak, on which the reader was developed; the day is `TODAY`."""
FROZEN = told("spoken_frozen.csv")
"""The same kinds, written before the code; only the shares are looked at, not the failures."""
SECOND = told("spoken_second.csv")
"""Sixty more, written before the rules that they made better were; thirteen tell no activity."""
NO_ACTIVITY = told("no_activity.csv")
ACTIVITIES = tuple(each for each in CORPUS if each.fields is not None)
