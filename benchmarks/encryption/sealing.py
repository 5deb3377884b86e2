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


async def _cpu_us(seconds: float, *, sealed: bool) -> float:
    """Microseconds of the processor for each turn, all threads together."""
    async with sqlite() as database:
        if not sealed:
            database.sealer = _NoSealer()
        run = DeskRun(database)
        await run.join(_PEOPLE)
        await run.turns(seconds / 4, _PEOPLE)
        began = time.process_time()
        turns = await run.turns(seconds, _PEOPLE)
        return (time.process_time() - began) / turns * 1_000_000


def run(options: Options) -> Results:
    """Pairs of runs, with and without, one after the other."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    pairs = [
        (
            asyncio.run(_cpu_us(options.seconds, sealed=True)),
            asyncio.run(_cpu_us(options.seconds, sealed=False)),
        )
        for _round in range(options.rounds)
    ]
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
        f"Medians of {options.rounds} pairs.",
    )
    return Results(how, (table,), [{"sealed_us": a, "plain_us": b} for a, b in pairs])
