"""What encryption costs a turn: the same turns with a sealer and with one that does nothing."""

from __future__ import annotations

import asyncio
import logging
import time
from statistics import median
from typing import Any

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.turns import DeskRun, sqlite

NAME = "sealing"
LIMIT_US = 40.0
"""Microseconds that encryption may cost a turn."""

_PEOPLE = 200


class _NoSealer:
    """Stands in the place of a sealer, and leaves everything plain."""

    ring = None

    def seal_text(self, value: Any) -> Any:
        """The value."""
        return value

    seal_id = seal_ids = open = seal_text


_STRETCH_SECONDS = 0.25
"""How long one side runs before the other: what else the machine does changes more slowly."""

_STRETCHES = 10
"""So many pairs of stretches for each second that is asked for, up to all rounds together."""


async def _cpu_us(run: DeskRun) -> float:
    """Microseconds of the processor for each turn of a stretch, all threads together."""
    await run.turns(_STRETCH_SECONDS / 5, _PEOPLE)
    began = time.process_time()
    turns = await run.turns(_STRETCH_SECONDS, _PEOPLE)
    return (time.process_time() - began) / turns * 1_000_000


async def _pairs(count: int) -> list[tuple[float, float]]:
    """Stretches with and without, in turn, on two databases that are open side by side."""
    pairs = []
    async with sqlite() as sealed, sqlite() as plain:
        plain.sealer = _NoSealer()
        runs = DeskRun(sealed), DeskRun(plain)
        for run in runs:
            await run.join(_PEOPLE)
            await run.turns(1.0, _PEOPLE)
        for number in range(count):
            # Each is the first as often as the other.
            first = number % 2
            cost = {first: await _cpu_us(runs[first])}
            cost[1 - first] = await _cpu_us(runs[1 - first])
            pairs.append((cost[0], cost[1]))
    return pairs


def run(options: Options) -> Results:
    """Pairs of short stretches, with and without, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    pairs = asyncio.run(_pairs(max(2, round(_STRETCHES * options.seconds * options.rounds / 3))))
    cost = median(sealed - plain for sealed, plain in pairs)
    row = (
        round(median(sealed for sealed, _plain in pairs), 1),
        round(median(plain for _sealed, plain in pairs), 1),
        round(cost, 1),
        LIMIT_US,
    )
    table = Table(
        "What encryption costs a turn on SQLite, in microseconds of processor time",
        ("with, µs", "without, µs", "cost, µs", "limit, µs"),
        (row,),
    )
    how = (
        "The turns of the benchmark `turns`, with the sealer of the service and with one that "
        "leaves everything plain; the time of the processor, all threads together.",
        f"Medians of {len(pairs)} pairs of {_STRETCH_SECONDS} seconds, in turn on two databases.",
    )
    return Results(how, (table,), [{"sealed_us": a, "plain_us": b} for a, b in pairs])
