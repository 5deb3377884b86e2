"""Reading: a million activities are read from one snapshot while turns go on."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import asyncpg
import structlog
from sqlalchemy import select
from sqlalchemy.engine import make_url

from benchmarks.http.others import TALKING_PEOPLE, Heard, Others, join
from benchmarks.report import Options, Results, Table
from benchmarks.turns import postgresql_url
from bot.application import Application
from bot.channels.telegram import CAPABILITIES
from bot.delivery.worker import ChannelEnd
from bot.settings import Settings
from bot.storage.databases.migrating import migrate
from bot.storage.learning.tables import activity
from bot.storage.reading.snapshots import Snapshots

NAME = "reading"

ACTIVITIES = 1_000_000
MAX_SECONDS = 60.0

_FILL = (
    "INSERT INTO person (id, locale, consents, demo, created_ms)"
    " SELECT 1000000 + i, 'vi', '', 0, 1 FROM {numbers} WHERE i <= {people}",
    "INSERT INTO activity (person_id, draft_key, receipt, type_code, title, day, minutes, mode,"
    " ward, created_ms) SELECT 1000001 + i % {people}, 'k' || CAST(i AS TEXT),"
    " 'r' || CAST(i AS TEXT), 'I1', 'đọc sách và báo, bài số ' || CAST(i AS TEXT), '2026-11-20',"
    " 30, 'in_person', '00226', 1 FROM {numbers}",
)
_NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    " SELECT i FROM n)",
    "postgresql": "generate_series(1, {count}) AS n(i)",
}


async def _fill(url: str, count: int) -> None:
    await migrate(url)
    parts = make_url(url)
    dialect = parts.get_backend_name()
    numbers = _NUMBERS[dialect].format(count=count)
    statements = [each.format(numbers=numbers, people=max(1, count // 100)) for each in _FILL]
    if dialect == "postgresql":
        address = parts.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(address)
        for statement in statements:
            await connection.execute(statement, timeout=600)
        await connection.execute("VACUUM ANALYZE", timeout=600)
        await connection.close()
        return
    with closing(sqlite3.connect(str(parts.database))) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


async def _read(snapshots: Snapshots) -> tuple[int, float]:
    """Read every activity from one snapshot; returns their number and the time."""
    began = time.perf_counter()
    async with snapshots.snapshot() as snapshot:
        rows = await snapshot.read(select(activity).order_by(activity.c.id))
    with closing(rows):
        return rows.count, time.perf_counter() - began


async def _round(url: str, folder: Path, idle_seconds: float) -> dict[str, Any]:
    settings = Settings(
        _env_file=None, database_url=url, files_dir=folder / "files", data_dir=folder / "data"
    )
    application = Application(settings)
    await application.database.open()
    heard = Heard()
    worker = application.start_delivery({"bench": ChannelEnd(heard, CAPABILITIES)})
    stopped = asyncio.Event()
    others = Others(application, heard)
    snapshots = Snapshots(
        url, sealer=application.database.sealer, pause=application.throttle.resting()
    )
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopped))
            for number in range(TALKING_PEOPLE):
                await join(application, f"o{number}")
            await others.ask(2.0)
            idle = await others.ask(idle_seconds)
            done = asyncio.Event()
            asking = group.create_task(others.ask(done))
            count, seconds = await _read(snapshots)
            done.set()
            meanwhile = await asking
            stopped.set()
    finally:
        await snapshots.close()
        await application.close()
    return {
        "rows": count,
        "seconds": seconds,
        "idle_p95_ms": quantiles(idle, n=20)[18] * 1e3,
        "reading_p95_ms": quantiles(meanwhile, n=20)[18] * 1e3,
        "turns_meanwhile": len(meanwhile),
    }


async def _rounds(options: Options, count: int) -> list[dict[str, Any]]:
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with postgresql_url() as postgresql:
            for dialect, url in (
                ("sqlite", f"sqlite+aiosqlite:///{folder / 'reading.db'}"),
                ("postgresql", postgresql),
            ):
                await _fill(url, count)
                for _number in range(options.rounds):
                    found = await _round(url, folder, max(options.seconds, 2.0))
                    rounds.append({"database": dialect, **found})
    return rounds


def run(options: Options) -> Results:
    """Read while turns go on, on SQLite and on PostgreSQL."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    count = 20_000 if options.seconds < 2 else ACTIVITIES
    rounds = asyncio.run(_rounds(options, count))
    return Results(
        how=(
            f"{count:,} activities are read from one snapshot into their file, in the process that "
            "serves. Meanwhile 50 people a second ask for the menu; timed from the update to the "
            "message. The bound: p95 at most 1.5 times idle, or idle and 10 ms.",
        ),
        tables=(_table(rounds),),
        rounds=rounds,
    )


def _table(rounds: list[dict[str, Any]]) -> Table:
    rows = []
    for dialect in ("sqlite", "postgresql"):
        mine = [each for each in rounds if each["database"] == dialect]
        idle = median(each["idle_p95_ms"] for each in mine)
        busy = median(each["reading_p95_ms"] for each in mine)
        holds = all(
            each["reading_p95_ms"] <= max(1.5 * each["idle_p95_ms"], each["idle_p95_ms"] + 10)
            and each["seconds"] <= MAX_SECONDS
            for each in mine
        )
        seconds = median(each["seconds"] for each in mine)
        rows.append((dialect, round(seconds, 1), round(idle, 1), round(busy, 1), str(holds)))
    columns = ("database", "seconds", "idle p95 ms", "p95 ms while reading", "within the bound")
    return Table("A million activities beside 50 turns a second", columns, tuple(rows))
