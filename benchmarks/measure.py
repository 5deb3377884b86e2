"""Measures this checkout once, shortly: what `before` compares with another commit's figures.

`python -m benchmarks measure turn|webhook|start` prints one JSON object as its last line. Another
commit's benchmarks are called by the same words, so these words and keys stay as they are:

- turn: turns through the desk on SQLite, in this process: `cpu_us` a turn, turns `per_second`
- webhook: the service as a process: its `cpu_us` an update, updates `per_second`
- start: `seconds` from the start of its process to the first 200 of /health, and the `cpu_seconds`
  until then, each the least of two starts
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections.abc import Callable

import structlog
import uvloop

from benchmarks.http import ours
from benchmarks.http.clients import on_the_last_core, started
from benchmarks.http.stub_api import StubApi
from benchmarks.report import unix_second
from benchmarks.turns import measure_turns, sqlite
from benchmarks.webhook import OURS, laid_ground, measure_texts

PEOPLE = 1_000
STARTS = 2

Figures = dict[str, float]
"""The figures of one measurement, by key."""


def turn(seconds: float) -> Figures:
    """Turns through the desk, each committed, on SQLite; nothing is sent."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    found = asyncio.run(measure_turns(sqlite, seconds=seconds, warm_up_seconds=seconds / 4))
    return {"cpu_us": found["cpu_us"], "per_second": found["turns_per_second"]}


def webhook(seconds: float) -> Figures:
    """Texts to the service's webhook, each turn committed before its 200, each answer sent."""
    found = uvloop.run(
        measure_texts(
            OURS,
            people=PEOPLE,
            date=unix_second(),
            seconds=seconds,
            warm_up_seconds=seconds / 4,
        )
    )
    return {"cpu_us": found.candidate_cpu_us, "per_second": found.updates_per_second}


def start(_seconds: float) -> Figures:
    """Starts of the service with Telegram, by webhook, on a migrated SQLite file."""
    found = asyncio.run(_starts())
    return {
        "seconds": min(seconds for seconds, _cpu in found),
        "cpu_seconds": min(cpu for _seconds, cpu in found),
    }


async def _starts() -> list[tuple[float, float]]:
    api = StubApi(lambda _chat, _text, _markup: None, unix_second())
    found = []
    with on_the_last_core() as core:
        async with laid_ground(api) as ground:
            await asyncio.to_thread(ours.prepare, ground, (), unix_second())
            for _start in range(STARTS):
                began = time.perf_counter()
                async with started(OURS, ground, core) as process:
                    found.append((time.perf_counter() - began, process.cpu_seconds()))
    return found


KINDS: dict[str, Callable[[float], Figures]] = {"turn": turn, "webhook": webhook, "start": start}


def main(words: list[str]) -> int:
    """Measure one kind, and print its figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks measure", description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--seconds", type=float, default=4.0, help="of the measured stretch")
    asked = parser.parse_args(words)
    print(json.dumps(KINDS[asked.kind](asked.seconds)))
    return 0
