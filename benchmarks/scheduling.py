"""Scheduling: one tick for a million people, against one APScheduler job for each person."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

import psutil
import structlog
from apscheduler.jobstores.memory import (  # type: ignore[import-untyped]  # it has no types
    MemoryJobStore,
)
from apscheduler.jobstores.sqlalchemy import (  # type: ignore[import-untyped]
    SQLAlchemyJobStore,
)
from apscheduler.schedulers.asyncio import (  # type: ignore[import-untyped]
    AsyncIOScheduler,
)
from sqlalchemy.engine import make_url

from benchmarks.population import fill_postgresql, fill_sqlite
from benchmarks.report import Options, Results, Table
from benchmarks.turns import postgresql_url
from bot.domain.reminders import settle
from bot.house import House
from bot.settings import Settings
from bot.storage.migrating import migrate
from bot.storage.work import StoredWork

NAME = "scheduling"

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = dt.datetime(2026, 4, 21, 19, 30, tzinfo=ZONE)
"""The moment of the tick: what is due is due then."""

PEOPLE = 1_000_000
DUE = 10_000
JOBS_KEPT = 10_000
JOBS_DUE = 500
"""One job a person is stored in about a millisecond: a million would take a quarter of an hour."""

LOOKS = 200


def sizes(options: Options) -> tuple[int, int]:
    """How many people there are and how many are due; few of both where a run is only tried."""
    return (20_000, 500) if options.seconds < 2 else (PEOPLE, DUE)


async def fill(url: str, people: int, due: int) -> None:
    """Migrate a database and fill it."""
    await migrate(url)
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        await asyncio.to_thread(fill_sqlite, Path(str(parts.database)), people, due, AT)
    else:
        address = parts.set(drivername="postgresql").render_as_string(hide_password=False)
        await fill_postgresql(address, people, due, AT)


@asynccontextmanager
async def open_house(url: str, folder: Path, clock: Any = lambda: AT) -> AsyncIterator[House]:
    """A house on a database; nothing runs in it."""
    settings = Settings(
        _env_file=None, database_url=url, files_dir=folder / "files", data_dir=folder / "data"
    )
    house = House(settings, clock=clock)
    house.data.look()
    await house.database.open()
    try:
        yield house
    finally:
        await house.close()


async def _tick(url: str, folder: Path, due: int) -> dict[str, float]:
    """One tick with so many due, then many with nobody due."""
    async with open_house(url, folder) as house:
        before = psutil.Process().memory_info().rss
        wall, cpu = time.perf_counter(), time.process_time()
        await house.remind()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        grown = psutil.Process().memory_info().rss - before
        looks = []
        for _look in range(LOOKS):
            began = time.perf_counter()
            await house.remind()
            looks.append(time.perf_counter() - began)
        return {
            "seconds": wall,
            "us_per_due": wall / due * 1e6,
            "cpu_us_per_due": cpu / due * 1e6,
            "rows_per_second": due / wall,
            "mib": grown / 2**20,
            "nobody_p50_ms": median(looks) * 1e3,
            "nobody_p95_ms": quantiles(looks, n=20)[18] * 1e3,
        }


# --- one job a person -----------------------------------------------------------------------------

_running: dict[str, Any] = {}
"""What the jobs work on: a stored job is a function's name and its arguments."""


async def remind_person(person: int) -> None:
    """One person's job: what a tick does for one, in a transaction of its own."""
    house: House = _running["house"]

    async def job(work: StoredWork) -> None:
        for each in await work.due_reminders(AT, 1):
            what = settle(each.reminder, each.due, each.met, AT, 90)
            await work.settle_reminders([(each, what, '{"lines":[]}')], AT)

    await house.database.transact(job, str(person))
    _running["left"] -= 1
    if not _running["left"]:
        _running["done"].set()


async def _jobs(url: str, folder: Path, kept: int, due: int, *, stored: bool) -> dict[str, float]:
    """One job a person: how long the due ones take, and what storing them took."""
    async with open_house(url, folder) as house:
        _running.update(house=house, left=due, done=asyncio.Event())
        store = (
            SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db") if stored else MemoryJobStore()
        )
        defaults = {"misfire_grace_time": None, "max_instances": 1}
        scheduler = AsyncIOScheduler(
            jobstores={"default": store}, job_defaults=defaults, timezone=ZONE
        )
        scheduler.start(paused=True)
        now = dt.datetime.now(ZONE)  # noqa: TID251  # what APScheduler compares with
        began = time.perf_counter()
        for number in range(kept):
            first = now + dt.timedelta(seconds=-1 if number < due else 86_400 + number % 1_000)
            scheduler.add_job(
                remind_person, "interval", days=1, next_run_time=first, args=(number + 1,),
                id=str(number),
            )  # fmt: skip
            if number % 100 == 99:
                await asyncio.sleep(0)
        added = time.perf_counter() - began
        wall, cpu = time.perf_counter(), time.process_time()
        scheduler.resume()
        await _running["done"].wait()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        scheduler.shutdown(wait=False)
        return {
            "us_per_due": wall / due * 1e6,
            "cpu_us_per_due": cpu / due * 1e6,
            "ms_to_add": added / kept * 1e3,
        }


@contextlib.contextmanager
def copied(template: Path) -> Any:
    """A copy of a filled SQLite file, and its folder."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        folder = Path(name)
        shutil.copy(template, folder / "bench.db")
        yield f"sqlite+aiosqlite:///{folder}/bench.db", folder


async def _round(template: Path, options: Options) -> dict[str, Any]:
    people, due = sizes(options)
    found: dict[str, Any] = {}
    jobs, jobs_due = min(JOBS_KEPT, people), min(JOBS_DUE, due)
    with copied(template) as (url, folder):
        found["tick"] = await _tick(url, folder, due)
    with copied(template) as (url, folder):
        found["stored"] = await _jobs(url, folder, jobs, jobs_due, stored=True)
    with copied(template) as (url, folder):
        found["memory"] = await _jobs(url, folder, people, due, stored=False)
    return found


async def _postgresql(options: Options) -> list[dict[str, float]]:
    people, due = sizes(options)
    ticks = []
    async with postgresql_url() as url:
        with tempfile.TemporaryDirectory() as name:
            await fill(url, people, due)
            ticks.append(await _tick(url, Path(name), due))
    return ticks


def run(options: Options) -> Results:
    """Measure round by round; PostgreSQL once."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    people, due = sizes(options)
    rounds: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        template = Path(name) / "template.db"
        asyncio.run(fill(f"sqlite+aiosqlite:///{template}", people, due))
        for number in range(options.rounds):
            rounds.append(asyncio.run(partial(_round, template, options)()))
            ratio = rounds[-1]["stored"]["us_per_due"] / rounds[-1]["tick"]["us_per_due"]
            print(f"round {number + 1}: one job a person costs × {ratio:.0f}")
    server = asyncio.run(_postgresql(options))

    def ticked(store: str, ticks: list[dict[str, float]]) -> tuple[Any, ...]:
        names = ("seconds", "rows_per_second", "us_per_due", "cpu_us_per_due", "mib",
                 "nobody_p50_ms", "nobody_p95_ms")  # fmt: skip
        return (store, *(round(median(t[name] for t in ticks), 3) for name in names))

    tick = Table(
        f"One tick: {people:,} people, {due:,} due",
        ("store", "seconds", "rows/s", "µs a due person", "CPU µs", "memory grew MiB",
         "nobody due p50 ms", "p95 ms"),
        (ticked("SQLite", [r["tick"] for r in rounds]), ticked("PostgreSQL", server)),
    )  # fmt: skip

    def compared(name: str, how: str) -> tuple[Any, ...]:
        def middle(what: str) -> float:
            return float(median(r[name][what] for r in rounds))

        def ratio(what: str) -> float:
            return float(round(median(r[name][what] / r["tick"][what] for r in rounds), 1))

        return (
            how, round(middle("us_per_due")), round(middle("cpu_us_per_due")),
            ratio("us_per_due"), ratio("cpu_us_per_due"), round(middle("ms_to_add"), 3),
        )  # fmt: skip

    jobs = Table(
        "One APScheduler job for each person, to the tick of the same round (SQLite)",
        ("jobs", "µs a due person", "CPU µs", "× the tick", "× its CPU", "ms to add one"),
        (
            compared("stored", "stored (SQLAlchemyJobStore): they survive a restart"),
            compared("memory", "in memory: all added anew at each start"),
        ),
    )
    how = (
        "The tick reads who is due by the index, decides for each (consent, met, late, paused), "
        "writes the due time, the next one and the outbox row, in transactions of 250.",
        f"Jobs: APScheduler 3, AsyncIOScheduler, an interval job a person. Stored: {JOBS_KEPT:,} "
        f"jobs of which {JOBS_DUE} are due; in memory {people:,} of which {due:,} are due. "
        "Each job does for its person what the tick does, in a transaction of its own through the "
        "same writer (waiting ones share a commit). Storing a million jobs would take a quarter "
        "of an hour; fewer make the jobs cheaper, not dearer.",
        f"SQLite: WAL, synchronous=FULL. Medians of {options.rounds} rounds, PostgreSQL one run. "
        "Memory is the growth of the process over the tick.",
    )
    return Results(how, (tick, jobs), [{"sqlite": rounds, "postgresql": server}])
