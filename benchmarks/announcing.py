"""Announcing: planning for a million people compared with the bare statement; waits of replies."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import tempfile
import time
from contextlib import closing
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
import msgspec
import structlog
from sqlalchemy.engine import make_url

from benchmarks.http.others import PACE_PER_SECOND, TALKING_PEOPLE, Heard, Others, join
from benchmarks.report import Options, Results, Table
from benchmarks.scheduling import AT, copied, fill, open_application, sizes
from benchmarks.turns import postgresql_url
from bot.application import Application
from bot.delivery.worker import ChannelEnd
from bot.services.notifications.occurrences import Occurrence
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.sealing import Sealer
from bot.storage.notifications.announcement_statements import ANNOUNCE_OTHERS
from bot.talk.messages import Capabilities

NAME = "announcing"

_CAPABILITIES = Capabilities(4096, "utf16", buttons=100, label_limit=60, edits=False, files_in=True)


def _occurrence(application: Application) -> Occurrence:
    (found,) = (each for each in application.announcer.on(AT.date()) if each.name == "book_day")
    return found


def _values(application: Application) -> dict[str, Any]:
    """The parameters of the bare statement: all people at once, under a source of its own."""
    occurrence = _occurrence(application)
    return {
        "say": msgspec.json.encode(occurrence.say).decode(),
        "due_ms": to_ms(AT),
        "until_ms": to_ms(occurrence.until),
        "source": "bare 2026",
        "now": to_ms(AT),
        "after": 0,
        "last": 2**60,
        "excluded": "[]",
    }


async def _plan(application: Application) -> dict[str, float]:
    """Plan as the service does, and time each transaction from its request to its end."""
    slices: list[float] = []
    transact = application.database.transact

    async def timed(job: Any, lane: str = "") -> Any:
        began = time.perf_counter()
        try:
            return await transact(job, lane)
        finally:
            slices.append(time.perf_counter() - began)

    application.announcer._transact = timed
    began = time.perf_counter()
    planning_progress = await application.announcer.plan(_occurrence(application))
    took = time.perf_counter() - began
    if not planning_progress.done:
        raise AssertionError("the planning did not come to its end")
    return {
        "seconds": took,
        "planned": planning_progress.planned,
        "slice_p50_ms": median(slices) * 1e3,
        "slice_p99_ms": quantiles(slices, n=100)[98] * 1e3,
        "slice_most_ms": max(slices) * 1e3,
    }


def _bare_sqlite(path: Path, values: dict[str, Any]) -> float:
    """The statement alone, with the pragmas of the service, in one transaction."""
    prepared = ANNOUNCE_OTHERS.compiled("sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=1000"):
            database.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            prepared.sql.replace(" RETURNING id", ""), prepared.arguments(values, Sealer())
        )
        database.execute("COMMIT")
        return time.perf_counter() - began


async def _bare_postgresql(url: str, values: dict[str, Any]) -> float:
    prepared = ANNOUNCE_OTHERS.compiled("postgresql")
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        began = time.perf_counter()
        sql = prepared.sql.replace(" RETURNING outbox.id", "")
        await connection.execute(sql, *prepared.arguments(values, Sealer()), timeout=600)
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _ours_sqlite(url: str, folder: Path) -> tuple[dict[str, float], dict[str, Any]]:
    async with open_application(url, folder) as application:
        values = _values(application)
        return await _plan(application), values


async def _felt(url: str, folder: Path, options: Options) -> dict[str, float]:
    """How long turns wait while nothing is planned, and while a million rows are."""
    async with open_application(url, folder) as application:
        heard = Heard()
        worker = application.start_delivery({"bench": ChannelEnd(heard, _CAPABILITIES)})
        stopped = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopped))
            for number in range(TALKING_PEOPLE):
                await join(application, f"o{number}")
            service = Others(application, heard)
            await service.ask(options.warm_up_seconds)
            idle = await service.ask(float(options.seconds))
            done = asyncio.Event()
            meanwhile = asyncio.create_task(service.ask(done))
            planned = await _plan(application)
            done.set()
            busy = await meanwhile
            stopped.set()
        return {
            "idle_p95_ms": quantiles(idle, n=20)[18] * 1e3,
            "busy_p95_ms": quantiles(busy, n=20)[18] * 1e3,
            "asked_meanwhile": len(busy),
            "seconds": planned["seconds"],
        }


def _round(template: Path, options: Options) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with copied(template) as (url, folder):
        found["ours"], values = asyncio.run(_ours_sqlite(url, folder))
    with copied(template) as (_url, folder):
        found["bare_seconds"] = _bare_sqlite(folder / "bench.db", values)
    with copied(template) as (url, folder):
        found["felt"] = asyncio.run(_felt(url, folder, options))
    return found


async def _postgresql(options: Options) -> dict[str, Any]:
    people, due = sizes(options)
    async with postgresql_url() as url:
        await fill(url, people, due)
        with tempfile.TemporaryDirectory() as name:
            async with open_application(url, Path(name)) as application:
                values = _values(application)
                bare = await _bare_postgresql(url, values)
                # The second one to write finds the table grown: it is not favoured by it.
                return {"ours": await _plan(application), "bare_seconds": bare}


def run(options: Options) -> Results:
    """Measure round by round; PostgreSQL once."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    people, due = sizes(options)
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        template = Path(name) / "template.db"
        asyncio.run(fill(f"sqlite+aiosqlite:///{template}", people, due))
        for number in range(options.rounds):
            rounds.append(partial(_round, template, options)())
            found = rounds[-1]
            ratio = found["ours"]["seconds"] / found["bare_seconds"]
            felt = found["felt"]["busy_p95_ms"] / found["felt"]["idle_p95_ms"]
            print(
                f"round {number + 1}: × {ratio:.2f} the bare statement; replies' p95 × {felt:.2f}"
            )
    server = asyncio.run(_postgresql(options))

    def row(store: str, found: list[dict[str, Any]]) -> tuple[Any, ...]:
        def middle(name: str) -> float:
            return float(median(each["ours"][name] for each in found))

        ratio = median(each["ours"]["seconds"] / each["bare_seconds"] for each in found)
        return (
            store,
            round(middle("seconds"), 2),
            round(median(each["bare_seconds"] for each in found), 2),
            round(ratio, 2),
            round(middle("slice_p50_ms"), 2),
            round(middle("slice_p99_ms"), 2),
            round(max(each["ours"]["slice_most_ms"] for each in found), 1),
        )

    planning = Table(
        f"Planning one announcement for {people:,} people",
        (
            "store",
            "seconds",
            "bare INSERT … SELECT s",
            "ratio",
            "a transaction p50 ms",
            "p99 ms",
            "longest ms",
        ),
        (row("SQLite", rounds), row("PostgreSQL", [server])),
    )
    felt_ = [each["felt"] for each in rounds]
    others = Table(
        "What others wait for a reply meanwhile (SQLite)",
        ("idle p95 ms", "meanwhile p95 ms", "ratio", "planning s", "asked meanwhile"),
        (
            (
                round(median(f["idle_p95_ms"] for f in felt_), 2),
                round(median(f["busy_p95_ms"] for f in felt_), 2),
                round(median(f["busy_p95_ms"] / f["idle_p95_ms"] for f in felt_), 2),
                round(median(f["seconds"] for f in felt_), 1),
                round(median(f["asked_meanwhile"] for f in felt_)),
            ),
        ),
    )
    how = (
        "Planning: the announcer's slices of 250 people, each one transaction with how far it is; "
        "a transaction is timed from asking for it to its end. Bare: the same INSERT … SELECT into "
        "the same table, alone, for all people in one transaction.",
        f"Others: {TALKING_PEOPLE} people ask for the menu, {PACE_PER_SECOND} a second, on "
        "the same file; timed from the update to the last message. While they talk the slices are "
        "smaller and have rests between them: planning takes its time. What is planned waits in "
        "the table: nothing of it is sent.",
        "SQLite: WAL, synchronous=FULL, each run on a fresh copy of the filled file. Medians of "
        f"{options.rounds} rounds, the longest transaction of all; PostgreSQL one run.",
    )
    return Results(how, (planning, others), [{"sqlite": rounds, "postgresql": server}])
