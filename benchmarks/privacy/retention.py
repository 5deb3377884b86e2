"""How much replies wait while retention deletes many rows in slices."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.turns import PEOPLE, DeskRun
from bot.storage.databases.migrating import migrate
from bot.storage.databases.opening import database_at
from bot.storage.retention.purging import purge
from bot.storage.secrets.master_key import MasterKey, draw_master_key

NAME = "retention"
ROWS = 1_000_000
LIMIT = 1.5
"""Times of the idle p95 that replies may take."""


def _fill(path: Path, rows: int, title: str) -> None:
    """Old entries of everybody; their titles are sealed, as the service would have them."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous=OFF")
        database.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
            " INSERT INTO activity (id, person_id, draft_key, receipt, type_code, title, day,"
            " minutes, created_ms) SELECT 1000000 + i, (SELECT min(id) FROM person) + i % ?,"
            " 'old' || i, 'OLD' || i, 'I1', ?, '2020-01-01', 5, 1 FROM n",
            (rows, PEOPLE, title),
        )
        database.commit()


def _p95_ms(latencies: list[float]) -> float:
    return quantiles(latencies, n=100)[94] * 1e3


async def _once(rows: int, seconds: float) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        url = f"sqlite+aiosqlite:///{path}"
        await migrate(url)
        database = database_at(url, master=MasterKey(Path("none"), draw_master_key()))
        await database.open()
        try:
            run = DeskRun(database)
            await run.join(PEOPLE)
            title = database.sealer.seal_text("Đọc sách")
            await asyncio.to_thread(_fill, path, rows, title)
            await run.turns(seconds / 4, PEOPLE)
            run.latencies.clear()
            await run.turns(seconds, PEOPLE)
            idle = _p95_ms(run.latencies)
            run.latencies.clear()
            now = dt.datetime.now(dt.UTC)  # noqa: TID251  # a benchmark's own clock
            began = time.perf_counter()
            purging = asyncio.create_task(purge(database, now))
            while not purging.done():
                await run.turns(0.5, PEOPLE)
            took = time.perf_counter() - began
            gone = (await purging)["activity"]
            beside = _p95_ms(run.latencies)
        finally:
            await database.close()
    return {"rows": gone, "seconds": took, "idle_ms": idle, "beside_ms": beside}


def run(options: Options) -> Results:
    """Replies without and beside a purge of a million rows (20,000 in a trial run)."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rows = 20_000 if options.seconds < 2 else ROWS
    found = [asyncio.run(_once(rows, options.seconds)) for _round in range(options.rounds)]
    table = Table(
        "Replies beside retention on SQLite",
        ("rows deleted", "seconds", "p95 idle, ms", "p95 beside it, ms", "times", "limit"),
        (
            (
                round(median(each["rows"] for each in found)),
                round(median(each["seconds"] for each in found), 1),
                round(median(each["idle_ms"] for each in found), 2),
                round(median(each["beside_ms"] for each in found), 2),
                round(median(each["beside_ms"] / each["idle_ms"] for each in found), 2),
                LIMIT,
            ),
        ),
    )
    how = (
        "People record without a pause, 64 at a time, while retention deletes entries of years "
        "ago in slices of 500.",
        f"Medians of {options.rounds} rounds.",
    )
    return Results(how, (table,), list(found))
