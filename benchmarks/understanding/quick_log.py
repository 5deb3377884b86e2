"""The quick log: how long a reading takes, and how much of the corpora is understood."""

from __future__ import annotations

import time
from statistics import median

from benchmarks.report import Cell, Options, Results, Table
from bot.domain.quick_log.reading import read_told
from tests.domain.quick_log.corpora import (
    CORPUS,
    FIRST_TODAY,
    FROZEN,
    NO_ACTIVITY,
    SPOKEN,
    TODAY,
    UNSEEN,
    refused,
    shares,
)

NAME = "quick_log"

_SENTENCES = tuple(each.sentence for each in (*SPOKEN, *NO_ACTIVITY, *CORPUS))


def _microseconds(seconds: float) -> float:
    """The mean time of one reading, over whole rounds of the sentences; the cache is emptied."""
    began = time.perf_counter()
    readings = 0
    while time.perf_counter() - began < seconds:
        read_told.cache_clear()
        for sentence in _SENTENCES:
            read_told(sentence, TODAY)
        readings += len(_SENTENCES)
    return (time.perf_counter() - began) / readings * 1e6


def run(options: Options) -> Results:
    """Read all sentences again and again, then count what is understood."""
    _microseconds(options.warm_up_seconds)
    rounds = [{"reading_us": _microseconds(options.seconds)} for _round in range(options.rounds)]
    corpora = (
        ("first corpus", CORPUS, FIRST_TODAY),
        ("unseen", UNSEEN, FIRST_TODAY),
        ("spoken", SPOKEN, TODAY),
        ("frozen", FROZEN, TODAY),
    )
    rows: list[tuple[Cell, ...]] = []
    for name, corpus, today in corpora:
        found = shares(corpus, today)
        rows.append(
            (name, found.sentences, *(f"{n:.1%}" for n in (found.right, found.wrong, found.asked)))
        )
    not_read = f"{refused(NO_ACTIVITY, TODAY):.1%}"
    return Results(
        how=(
            f"{len(_SENTENCES):,} sentences, each read without the cache. Right: every field is "
            "the gold's, and an ask is right only where the gold asks.",
        ),
        tables=(
            Table("A reading", ("µs",), ((round(median(r["reading_us"] for r in rounds), 1),),)),
            Table(
                "Understood",
                ("corpus", "activities", "right", "guessed wrong", "asked"),
                tuple(rows),
            ),
            Table("No activity", ("sentences", "not read"), ((len(NO_ACTIVITY), not_read),)),
        ),
        rounds=rounds,
    )
