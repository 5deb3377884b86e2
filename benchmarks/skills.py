"""A whole 12-item self-check through the desk with its commits, on each store."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from itertools import count
from statistics import median, quantiles
from typing import Any

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.turns import AT_ONCE, PEOPLE, STORES, DeskRun
from bot.talk.events import RawPress, Said

NAME = "skills"

_QUESTIONS = 12
_TURNS = _QUESTIONS + 2  # the command, the form, the answers


class _Checks(DeskRun):
    """People who answer the short form from the first question to the result."""

    checks = 0

    def _press(self, address: str, key: str) -> RawPress:
        row = self.posted[address]
        offered = [choice.key for choices in row.say.choices for choice in choices]
        if key not in offered:
            raise AssertionError(f"{key} is not offered: {offered}")
        return RawPress(row.turn, key)

    async def person(self, worker: int, until: float, people: int) -> int:
        """One person after another does a whole check; returns the number of turns."""
        done = 0
        for round_number in count():
            address = f"p{(worker + AT_ONCE * round_number) % people}"
            if time.perf_counter() > until:
                return done
            await self.turn(address, Said("/check"))
            await self.turn(address, self._press(address, "f:short"))
            for number in range(_QUESTIONS):
                await self.turn(address, self._press(address, f"a:{1 + number % 3}"))
            if self.posted[address].say.picture is None:
                raise AssertionError("the check did not end with its result")
            self.checks += 1
            done += _TURNS
        return done


async def _measure(store: Any, options: Options) -> dict[str, Any]:
    async with store() as database:
        run = _Checks(database)
        await run.join(PEOPLE)
        await run.turns(options.warm_up_seconds, PEOPLE)
        run.latencies.clear()
        run.checks = 0
        gc.collect()
        gc.freeze()
        wall, cpu = time.perf_counter(), time.process_time()
        turns = await run.turns(options.seconds, PEOPLE)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        gc.unfreeze()
        cuts = quantiles(run.latencies, n=100)
        return {
            "checks_per_second": run.checks / wall,
            "turns_per_second": turns / wall,
            "cpu_ms_per_check": cpu / run.checks * 1e3,
            "p50_ms": cuts[49] * 1e3,
            "p99_ms": cuts[98] * 1e3,
        }


def run(options: Options) -> Results:
    """Measure the stores in turn, round by round."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name, _store in STORES}
    for number in range(options.rounds):
        order = STORES[number % 3 :] + STORES[: number % 3]
        for name, store in order:
            if options.wants(name):
                found = asyncio.run(_measure(store, options))
                seen[name].append(found)
                print(f"round {number + 1}: {name}: {found['checks_per_second']:,.0f} checks/s")
    columns = ("checks_per_second", "turns_per_second", "cpu_ms_per_check", "p50_ms", "p99_ms")
    rows = tuple(
        (name, *(round(median(f[column] for f in found), 2) for column in columns))
        for name, found in seen.items()
        if found
    )
    table = Table(
        "Whole 12-item self-checks through the desk",
        ("store", "checks/s", "turns/s", "CPU ms/check", "p50 ms a turn", "p99 ms a turn"),
        rows,
    )
    how = (
        f"A person asks for the self-check, chooses the short form and answers its {_QUESTIONS} "
        f"questions; the last answer brings the result: {_TURNS} turns. {PEOPLE} people, {AT_ONCE} "
        "at a time, no pause; every turn is committed before the next of that person.",
        "The stores are those of “turns”. What came of a check (the words, the radar's facts) is "
        "decided and posted; nothing is drawn.",
        f"Medians of {options.rounds} rounds of {options.seconds:g} s.",
    )
    return Results(how, (table,), [{"store": n, "rounds": f} for n, f in seen.items()])
