"""Runs the benchmarks: prints what was found and keeps it in `results/` and RESULTS.md."""

from __future__ import annotations

import argparse
import os
import sys

from benchmarks import announcing, decide, pictures, scheduling, sending, skills, turns, webhook
from benchmarks.candidates import Failed
from benchmarks.report import Benchmark, Options, record, show, store, unix_second

BENCHMARKS: tuple[Benchmark, ...] = (
    decide,
    turns,
    skills,
    pictures,
    scheduling,
    announcing,
    sending,
    webhook,
)


def main(words: list[str]) -> int:
    """Run what was asked for; with no words, every benchmark."""
    names = [benchmark.NAME for benchmark in BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which: {', '.join(names)}")
    parser.add_argument("--quick", action="store_true", help="see that it works; keep nothing")
    parser.add_argument("--dry", action="store_true", help="print only, keep nothing")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each measured stretch")
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--only", action="append", default=[], help="a candidate; may be repeated")
    asked = parser.parse_args(words)
    if unknown := set(asked.names) - set(names):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    options = Options(
        rounds=1 if asked.quick else asked.rounds,
        seconds=1.0 if asked.quick else asked.seconds,
        warm_up_seconds=0.3 if asked.quick else 1.5,
        people=asked.people,
        date=unix_second(),
        only=tuple(asked.only),
    )
    for benchmark in BENCHMARKS:
        if asked.names and benchmark.NAME not in asked.names:
            continue
        load = os.getloadavg()[0]
        try:
            results = benchmark.run(options)
        except Failed as error:
            print(f"{benchmark.NAME}: {error}", file=sys.stderr)
            return 1
        found = record(benchmark.NAME, options, load, results)
        print(f"\n{show(found)}")
        if not (asked.quick or asked.dry):
            store(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
