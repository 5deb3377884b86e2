"""The search for a ward among all names of the country: its time, its index, its start."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median, quantiles

from benchmarks.report import Options, Results, Table
from bot.domain.people.wards import (
    HANOI,
    all_provinces,
    all_wards,
    find_wards,
    old_units,
    prepare_search,
)
from bot.domain.text.normalizing import fold

NAME = "wards"

MOST_P95_MS = 1.0
MOST_MIB = 12.0
_SAMPLE = 2_000

_INDEX = """
import gc, json, sys, time, tracemalloc
import csv, rapidfuzz.process
import bot.domain.people.wards as wards
import bot.domain.people.wards.guessing
provinces = frozenset(json.loads(sys.argv[1]))
began = time.process_time()
wards.prepare_search(provinces)
seconds = time.process_time() - began
print(json.dumps(seconds))
"""
_MEMORY = _INDEX.replace("began =", "gc.collect(); tracemalloc.start(); began =").replace(
    "json.dumps(seconds)", "(gc.collect(), tracemalloc.get_traced_memory()[0])[1]"
)


def _names() -> list[str]:
    """Every name and every title of today and before, and every old address."""
    old = old_units()
    return sorted(
        {each.name for each in all_wards()}
        | {each.title for each in all_wards()}
        | {each.name for each in old.units}
        | {each.title for each in old.units}
        | {each.title for each in old.districts}
        | {f"{u.title}, {u.district.title}, {u.district.province}" for u in old.units}
    )


def _ways(random: Random) -> dict[str, Callable[[str], str]]:
    """How people write a name."""

    def slip(text: str) -> str:
        at = random.randrange(len(text))
        return text[:at] + text[at + 1 :]

    return {
        "as it is": str,
        "without accents": fold,
        "with an error": slip,
        "with an error, without accents": lambda text: slip(fold(text)),
        "the first half": lambda text: text[: max(3, len(text) // 2)],
        "in a sentence": lambda text: f"nhà tôi ở số 5 ngõ 12, {text} nhé",
    }


def run(options: Options) -> Results:
    """Measure searches one by one, then the index in processes of its own."""
    everywhere = frozenset(each.code for each in all_provinces())
    prepare_search(everywhere)
    prepare_search(HANOI)
    names = _names()
    rows = []
    rounds = []
    for served, provinces in (("all provinces", everywhere), ("Hanoi", HANOI)):
        for way in _ways(Random(0)):
            found = [_times(names, way, provinces, number) for number in range(options.rounds)]
            cuts = [quantiles(times, n=100) for times in found]
            p50, p95, p99 = (median(each[n] for each in cuts) for n in (49, 94, 98))
            held = "yes" if p95 <= MOST_P95_MS else "NO"
            rows.append((served, way, round(p50, 3), round(p95, 3), round(p99, 3), held))
            rounds.append({"served": served, "way": way, "p50": p50, "p95": p95, "p99": p99})
    index = []
    for served, provinces in (("all provinces", everywhere), ("Hanoi", HANOI)):
        mib = _process(_MEMORY, provinces) / 2**20
        seconds = min(_process(_INDEX, provinces) for _start in range(3))
        held = "yes" if mib <= MOST_MIB else "NO"
        index.append((served, round(mib, 2), held, round(seconds * 1e3)))
        rounds.append({"served": served, "mib": mib, "start_seconds": seconds})
    how = (
        f"{len(names):,} names, titles and old addresses of the country; {_SAMPLE:,} of them a "
        "round, each searched once and timed alone.",
        "The index: what Python holds more after the search was prepared (tracemalloc), and the "
        "processor time until then, the least of three processes; both with the data files read.",
        f"Medians of {options.rounds} rounds.",
    )
    tables = (
        Table(
            f"One search, in milliseconds (p95 at most {MOST_P95_MS:g})",
            ("served", "written", "p50", "p95", "p99", "holds"),
            tuple(rows),
        ),
        Table(
            f"The index (at most {MOST_MIB:g} MiB)",
            ("served", "MiB", "holds", "start, ms of processor time"),
            tuple(index),
        ),
    )
    return Results(how, tables, rounds)


def _times(names: list[str], way: str, provinces: frozenset[str], number: int) -> list[float]:
    """Milliseconds of each search."""
    random = Random(number)
    write = _ways(random)[way]
    times = []
    for text in map(write, random.sample(names, _SAMPLE)):
        began = time.perf_counter()
        find_wards(text, provinces)
        times.append((time.perf_counter() - began) * 1e3)
    return times


def _process(source: str, provinces: frozenset[str]) -> float:
    """What a process of its own prints."""
    words = [sys.executable, "-c", source, json.dumps(sorted(provinces))]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return float(done.stdout)
