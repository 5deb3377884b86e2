"""Runs the benchmarks, prints the reports and stores them in `results/` and RESULTS.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial

from benchmarks import (
    announcing,
    before,
    decide,
    measure,
    pictures,
    reading,
    scheduling,
    sending,
    skills,
    turns,
    webhook,
)
from benchmarks.campaigns import counting
from benchmarks.encryption import sealing
from benchmarks.http.clients import Failed
from benchmarks.report import Benchmark, Options, Results, record, show, store, unix_second
from benchmarks.understanding import quick_log
from benchmarks.wards import search as wards

BENCHMARKS: tuple[Benchmark, ...] = (
    decide,
    wards,
    quick_log,
    turns,
    skills,
    pictures,
    reading,
    counting,
    scheduling,
    announcing,
    sending,
    sealing,
    webhook,
)


def main(words: list[str]) -> int:
    """Run the named benchmarks; without names, all of them."""
    if words[:1] == ["measure"]:
        return measure.main(words[1:])
    names = [benchmark.NAME for benchmark in BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(names)}")
    parser.add_argument("--before", metavar="COMMIT", help="compare with this commit instead")
    parser.add_argument("--quick", action="store_true", help="see that it works; keep nothing")
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    parser.add_argument("--rounds", type=int, help=f"3 by default; with --before {before.PAIRS}")
    parser.add_argument("--seconds", type=float, help="of each stretch; by default 6 or 4")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--only", action="append", default=[], help="a candidate; may be repeated")
    asked = parser.parse_args(words)
    if unknown := set(asked.names) - set(names):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    options = Options(
        rounds=1 if asked.quick else asked.rounds or (before.PAIRS if asked.before else 3),
        seconds=1.0 if asked.quick else asked.seconds or (4.0 if asked.before else 6.0),
        warm_up_seconds=0.3 if asked.quick else 1.5,
        people=asked.people,
        date=unix_second(),
        only=tuple(asked.only),
    )
    keep = not (asked.quick or asked.dry)
    try:
        if asked.before:
            found = _run_one(before.NAME, partial(before.compare, asked.before), options, keep)
            return 0 if before.hold(found) else 1
        for benchmark in BENCHMARKS:
            if not asked.names or benchmark.NAME in asked.names:
                _run_one(benchmark.NAME, benchmark.run, options, keep)
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run_one(name: str, run: Callable[[Options], Results], options: Options, keep: bool) -> Results:
    """Run one benchmark, print its report and, if wanted, store it."""
    load = os.getloadavg()[0]
    found = record(name, options, load, run(options))
    print(f"\n{show(found)}")
    if keep:
        store(found)
    return found.results


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
