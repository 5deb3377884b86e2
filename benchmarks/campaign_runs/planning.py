"""Campaigns: planning a run for a million people compared with the bare statement; its size."""

from __future__ import annotations

import asyncio
import datetime as dt
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
import structlog
from sqlalchemy.engine import make_url

from benchmarks.report import Options, Results, Table
from benchmarks.scheduling import AT, copied, fill, open_application, sizes
from benchmarks.turns import postgresql_url
from bot.application import Application
from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.runs import Run, RunnableCampaign
from bot.schedule.throttle import Throttle
from bot.services.campaigns.running import MAX_SLICE, plan_slice, start_run
from bot.services.ports.campaigns.runs import DueCampaign
from bot.storage.campaigns.planning_statements import plan_run
from bot.storage.campaigns.run_audience import run_values
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.sealing import Sealer
from bot.talk.steps import Say
from bot.talk.text import plain

NAME = "campaigns"

WARDS = frozenset(("00070", "00226"))
"""The wards of the people in `benchmarks.population`."""

_WORDS = "Phường mời bà con đến lớp học dùng dịch vụ công trực tuyến. " * 10


def _due(key: str) -> DueCampaign:
    """A notice to everybody."""
    says = {
        (locale, ward): Say((plain(f"{_WORDS}{ward}"),), kind="campaign")
        for locale in ("vi", "en")
        for ward in WARDS
    }
    useful = AT.astimezone(dt.UTC) + dt.timedelta(days=7)
    campaign = RunnableCampaign(
        key, 1, 1, "notice", "campaigns", None, WARDS, CampaignAudience(wards=WARDS), useful
    )
    return DueCampaign(campaign, says, "once")


async def _begin(application: Application, key: str) -> Run:
    due = _due(key)
    return await application.database.transact(lambda work: start_run(work, key, due, AT))


async def _plan(application: Application, run: Run) -> dict[str, float]:
    """Plan as the clock does, and time each transaction from its request to its end."""
    slices: list[float] = []

    async def slice_(limit: int) -> Run:
        began = time.perf_counter()
        job = partial(plan_slice, key=run.key, limit=limit, now=AT)
        try:
            return await application.database.transact(job, "clock")
        finally:
            slices.append(time.perf_counter() - began)

    pace = Throttle(time.monotonic)
    began = time.perf_counter()
    while run.state == "planning":
        run = await pace.slice(MAX_SLICE, slice_)
    return {
        "seconds": time.perf_counter() - began,
        "planned": run.planned,
        "slice_p50_ms": median(slices) * 1e3,
        "slice_p99_ms": quantiles(slices, n=100)[98] * 1e3,
        "slice_most_ms": max(slices) * 1e3,
    }


def _values(run: Run) -> dict[str, Any]:
    """The parameters of the bare statement: all people at once, under a source of its own."""
    return {
        "after": 0,
        "last": 2**60,
        "run": run.number,
        "run_": run.number,
        "due_ms": to_ms(AT),
        "until_ms": to_ms(run.until),
        "source": "campaign:bare",
        "now": to_ms(AT),
        **run_values(CampaignAudience(wards=WARDS), {}, AT),
    }


def _bare_sqlite(path: Path, run: Run) -> float:
    """The statement alone, with the pragmas of the service, in one transaction."""
    prepared = plan_run(CampaignAudience(wards=WARDS), "campaigns").compiled("sqlite")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=1000"):
            database.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute(
            prepared.sql.replace(" RETURNING id", ""), prepared.arguments(_values(run), Sealer())
        )
        database.execute("COMMIT")
        return time.perf_counter() - began


async def _bare_postgresql(url: str, run: Run) -> float:
    prepared = plan_run(CampaignAudience(wards=WARDS), "campaigns").compiled("postgresql")
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        began = time.perf_counter()
        sql = prepared.sql.replace(" RETURNING outbox.id", "")
        await connection.execute(sql, *prepared.arguments(_values(run), Sealer()), timeout=600)
        return time.perf_counter() - began
    finally:
        await connection.close()


async def _sqlite(url: str, folder: Path, *, bare: bool) -> dict[str, float]:
    async with open_application(url, folder) as application:
        run = await _begin(application, "bench")
        if not bare:
            before = (folder / "bench.db").stat().st_size
            planned = await _plan(application, run)
            planned["megabytes"] = ((folder / "bench.db").stat().st_size - before) / 1e6
            return planned
    return {"seconds": _bare_sqlite(folder / "bench.db", run)}


def _round(template: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, bare in (("ours", False), ("bare", True)):
        with copied(template) as (url, folder):
            found[name] = asyncio.run(_sqlite(url, folder, bare=bare))
    return found


async def _postgresql(options: Options) -> dict[str, Any]:
    people, due = sizes(options)
    async with postgresql_url() as url:
        await fill(url, people, due)
        with tempfile.TemporaryDirectory() as name:
            async with open_application(url, Path(name)) as application:
                run = await _begin(application, "bench")
                bare = await _bare_postgresql(url, run)
                # The rows of the bare one have a source of their own: nobody is left out. The
                # second one to write finds the table grown: it is not favoured by it.
                return {"ours": await _plan(application, run), "bare": {"seconds": bare}}


def run(options: Options) -> Results:
    """Measure round by round; PostgreSQL once."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    people, due = sizes(options)
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        template = Path(name) / "template.db"
        asyncio.run(fill(f"sqlite+aiosqlite:///{template}", people, due))
        for number in range(options.rounds):
            rounds.append(_round(template))
            found = rounds[-1]
            ratio = found["ours"]["seconds"] / found["bare"]["seconds"]
            print(f"round {number + 1}: × {ratio:.2f} the bare statement")
    server = asyncio.run(_postgresql(options))

    def row(store: str, found: list[dict[str, Any]]) -> tuple[Any, ...]:
        def middle(name: str) -> float:
            return float(median(each["ours"].get(name, 0.0) for each in found))

        return (
            store,
            round(middle("seconds"), 2),
            round(median(each["bare"]["seconds"] for each in found), 2),
            round(median(each["ours"]["seconds"] / each["bare"]["seconds"] for each in found), 2),
            round(middle("slice_p50_ms"), 2),
            round(middle("slice_p99_ms"), 2),
            round(max(each["ours"]["slice_most_ms"] for each in found), 1),
            round(middle("megabytes"), 1) or "–",
        )

    planning = Table(
        f"Planning one campaign for {people:,} people",
        (
            "store",
            "seconds",
            "bare INSERT … SELECT s",
            "ratio",
            "a transaction p50 ms",
            "p99 ms",
            "longest ms",
            "file grows MB",
        ),
        (row("SQLite", rounds), row("PostgreSQL", [server])),
    )
    how = (
        f"Planning: slices of {MAX_SLICE} people, each one transaction with how far it is; a "
        "transaction is timed from asking for it to its end. Bare: the same INSERT … SELECT into "
        "the same table, alone, for all people in one transaction. A row names its text.",
        "SQLite: WAL, synchronous=FULL, each run on a fresh copy of the filled file. Medians of "
        f"{options.rounds} rounds, the longest transaction of all; PostgreSQL one run.",
    )
    return Results(how, (planning,), [{"sqlite": rounds, "postgresql": server}])
