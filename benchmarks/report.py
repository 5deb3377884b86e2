"""The report: the result of a benchmark, how it is printed and stored in `results/`."""

from __future__ import annotations

import calendar
import json
import os
import platform
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol, TypeAlias

Cell: TypeAlias = str | int | float | None

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parent / "RESULTS.md"

_LIBRARIES = (
    "aiogram", "aiohttp", "aiosqlite", "asyncpg", "httpx", "msgspec", "pydantic",
    "python-telegram-bot", "SQLAlchemy", "uvloop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how often to measure; `date` is the Unix second at which the run began."""

    rounds: int
    seconds: float
    warm_up_seconds: float
    people: int
    date: int
    only: tuple[str, ...] = ()
    """Names of candidates to measure; empty: all."""

    def wants(self, name: str) -> bool:
        """True when this candidate is to be measured."""
        return not self.only or name in self.only


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the report."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The result of one benchmark: the method, the tables, and the figures of each round."""

    how: tuple[str, ...]
    tables: tuple[Table, ...]
    rounds: list[dict[str, Any]] = field(default_factory=list)


class Benchmark(Protocol):
    """The shape of a module that `benchmarks.__main__` runs."""

    NAME: str

    def run(self, options: Options) -> Results:
        """Measure."""


@dataclass(frozen=True, slots=True)
class Record:
    """One stored run of one benchmark."""

    benchmark: str
    begun: str
    machine: dict[str, Any]
    options: dict[str, Any]
    results: Results


def record(name: str, options: Options, load: float, results: Results) -> Record:
    """Add the machine to a result; `load`: the load of other programs before the run."""
    return Record(
        benchmark=name,
        begun=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(options.date)),
        machine=_machine(load),
        options={
            "rounds": options.rounds,
            "seconds": options.seconds,
            "warm_up_seconds": options.warm_up_seconds,
            "people": options.people,
            "only": list(options.only),
        },
        results=results,
    )


def unix_second() -> int:
    """The time of this machine's clock."""
    return calendar.timegm(time.gmtime())


def show(found: Record) -> str:
    """A record as Markdown."""
    machine = found.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    lines = [
        f"## {found.benchmark}",
        "",
        f"Begun {found.begun}. {machine['cores']} cores ({machine['processor']}), "
        f"load {machine['load_before']:.2f} before the run. Python {machine['python']}, "
        f"SQLite {machine['sqlite']}, {machine['system']}. {versions}.",
        "",
        *(f"- {sentence}" for sentence in found.results.how),
    ]
    for table in found.results.tables:
        lines += ["", f"### {table.title}", "", *_markdown(table)]
    return "\n".join(lines) + "\n"


def store(found: Record) -> None:
    """Store a record as JSON, and rewrite the page from the newest record of each benchmark."""
    RESULTS.mkdir(exist_ok=True)
    stamp = found.begun.replace("-", "").replace(":", "")
    kept = {
        "benchmark": found.benchmark,
        "begun": found.begun,
        "machine": found.machine,
        "options": found.options,
        "how": found.results.how,
        "tables": [
            {"title": table.title, "columns": table.columns, "rows": table.rows}
            for table in found.results.tables
        ],
        "rounds": found.results.rounds,
    }
    path = RESULTS / f"{found.benchmark}-{stamp}.json"
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    newest = {file.name.rpartition("-")[0]: file for file in sorted(RESULTS.glob("*.json"))}
    PAGE.write_text(_page(_read(file) for file in newest.values()), encoding="utf-8")


def _read(path: Path) -> Record:
    kept = json.loads(path.read_text(encoding="utf-8"))
    tables = tuple(
        Table(table["title"], tuple(table["columns"]), tuple(tuple(row) for row in table["rows"]))
        for table in kept["tables"]
    )
    results = Results(tuple(kept["how"]), tables, kept["rounds"])
    return Record(kept["benchmark"], kept["begun"], kept["machine"], kept["options"], results)


def _page(records: Iterable[Record]) -> str:
    return (
        "# Benchmarks: the last figures\n\n"
        "Written by `python -m benchmarks` (`make bench`) from the newest run of each benchmark in "
        "`benchmarks/results/`, where every round is kept. Absolute figures move with the machine; "
        "compare the ratios, which are taken inside one round.\n\n"
    ) + "\n".join(show(found) for found in records)


def _markdown(table: Table) -> list[str]:
    numeric = [
        all(not isinstance(row[column], str) for row in table.rows)
        for column in range(len(table.columns))
    ]
    return [
        "| " + " | ".join(table.columns) + " |",
        "|" + "|".join("---:" if right else "---" for right in numeric) + "|",
        *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.rows),
    ]


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return "–"
        case float() if abs(cell) >= 100:
            return f"{cell:,.0f}"
        case float():
            return f"{cell:.3g}"
        case int():
            return f"{cell:,}"
        case _:
            return cell


def _machine(load: float) -> dict[str, Any]:
    libraries = {}
    for name in _LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "load_before": load,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "libraries": libraries,
    }


def _processor() -> str:
    """The kind and speed of the processor, as far as known."""
    told: dict[str, str] = {}
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            name, _, value = line.partition(":")
            told.setdefault(name.strip(), value.strip())
    mhz = told.get("cpu MHz")
    kind = told.get("model name", "processor unknown")
    return f"{kind}, {float(mhz) / 1000:.1f} GHz" if mhz else kind
