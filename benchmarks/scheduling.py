"""Scheduling: one tick for a million people, compared with one APScheduler job per person."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import pickle
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
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
from bot.application import Application
from bot.domain.notifications.reminders import decide_reminder
from bot.services.notifications.reminders import MAX_SLICE
from bot.settings import Settings
from bot.storage.databases.migrating import migrate
from bot.storage.databases.opening import database_at
from bot.storage.secrets.master_key import MasterKey, draw_master_key
from bot.storage.unit_of_work import SqlUnitOfWork

NAME = "scheduling"

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = dt.datetime(2026, 4, 21, 19, 30, tzinfo=ZONE)
"""The moment of the tick."""

PEOPLE = 1_000_000
DUE = 10_000
JOBS_ADDED = 500
"""The number of jobs that are added for the measurement; a million would take half an hour."""

LOOKS = 200

MASTER = MasterKey(Path("none"), draw_master_key())
"""The key of the data of one run."""


def sizes(options: Options) -> tuple[int, int]:
    """How many people there are and how many are due; few in a trial run."""
    return (20_000, 500) if options.seconds < 2 else (PEOPLE, DUE)


async def fill(url: str, people: int, due: int) -> None:
    """Migrate a database and fill it; addresses are sealed under the key of the benchmarks."""
    await migrate(url)
    parts = make_url(url)
    database = database_at(url, master=MASTER)
    await database.open()
    await database.close()
    if parts.get_backend_name() == "sqlite":
        path = Path(str(parts.database))
        await asyncio.to_thread(fill_sqlite, path, people, due, AT, database.sealer)
    else:
        address = parts.set(drivername="postgresql").render_as_string(hide_password=False)
        await fill_postgresql(address, people, due, AT, database.sealer)


@asynccontextmanager
async def open_application(
    url: str, folder: Path, clock: Any = lambda: AT
) -> AsyncIterator[Application]:
    """An application on a database; it runs nothing."""
    settings = Settings(
        _env_file=None,
        database_url=url,
        files_dir=folder / "files",
        data_dir=folder / "data",
        data_key=MASTER.value,
    )
    application = Application(settings, clock=clock)
    application.data.look()
    await application.database.open()
    try:
        yield application
    finally:
        await application.close()


async def _tick(url: str, folder: Path, due: int) -> dict[str, float]:
    """One tick with many reminders due, then many ticks with none due."""
    async with open_application(url, folder) as application:
        await application.check_write()  # as after any turn: the statements are compiled
        before = psutil.Process().memory_info().rss
        wall, cpu = time.perf_counter(), time.process_time()
        await application.remind()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        grown = psutil.Process().memory_info().rss - before
        looks = []
        for _look in range(LOOKS):
            began = time.perf_counter()
            await application.remind()
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
"""The application of the jobs: a stored job is a function's name and its arguments."""


async def remind_person(person: int) -> None:
    """One person's job: the work of a tick for one person, in its own transaction."""
    application: Application = _running["house"]

    async def job(work: SqlUnitOfWork) -> None:
        for each in await work.reminders.due_reminders(AT, 1):
            what = decide_reminder(each.reminder, each.due, each.context, AT, 90)
            await work.reminders.settle_reminders([(each, what, '{"lines":[]}')], AT)

    await application.database.transact(job, str(person))
    _running["left"] -= 1
    if not _running["left"]:
        _running["done"].set()


def _add(scheduler: Any, number: int, now: dt.datetime, due: int) -> None:
    """Add the job of one person; the first ones are due."""
    first = now + dt.timedelta(seconds=-1 if number < due else 86_400 + number % 1_000)
    scheduler.add_job(
        remind_person, "interval", days=1, next_run_time=first, args=(number + 1,), id=str(number)
    )  # fmt: skip


def _scheduler(store: Any) -> Any:
    defaults = {"misfire_grace_time": None, "max_instances": 1}
    return AsyncIOScheduler(jobstores={"default": store}, job_defaults=defaults, timezone=ZONE)


def fill_jobs(path: Path, people: int, due: int) -> None:
    """A file with a stored job per person: one is added, the others are copies of it."""
    url, now = f"sqlite:///{path}", dt.datetime.now(ZONE)  # noqa: TID251  # APScheduler's own clock
    store = SQLAlchemyJobStore(url=url)
    scheduler = _scheduler(store)

    async def add_one() -> None:
        scheduler.start(paused=True)
        _add(scheduler, people, now, 0)
        scheduler.shutdown(wait=False)

    asyncio.run(add_one())
    with contextlib.closing(sqlite3.connect(path)) as database:
        ((blob,),) = database.execute("SELECT job_state FROM apscheduler_jobs")
        state = pickle.loads(blob)  # what was pickled two lines ago

        def rows() -> Iterator[tuple[str, float, bytes]]:
            for number in range(people):
                first = now + dt.timedelta(seconds=-1 if number < due else 86_400 + number % 1_000)
                state.update(id=str(number), args=(number + 1,), next_run_time=first)
                yield str(number), first.timestamp(), pickle.dumps(state, pickle.HIGHEST_PROTOCOL)

        database.execute("DELETE FROM apscheduler_jobs")
        database.executemany("INSERT INTO apscheduler_jobs VALUES (?, ?, ?)", rows())
        database.commit()


async def _jobs(url: str, folder: Path, due: int, store: Any, added: int) -> dict[str, float]:
    """One job per person: how long the due ones take, after many were added."""
    async with open_application(url, folder) as application:
        _running.update(application=application, left=due, done=asyncio.Event())
        scheduler = _scheduler(store)
        scheduler.start(paused=True)
        now = dt.datetime.now(ZONE)  # noqa: TID251  # what APScheduler compares with
        began = time.perf_counter()
        for number in range(added):
            # Beside a million that are stored: those that are added now are due another day.
            _add(scheduler, number, now, due) if added > due else _add(
                scheduler, 10 * PEOPLE + number, now, 0
            )
            if number % 100 == 99:
                await asyncio.sleep(0)
        adding = time.perf_counter() - began
        wall, cpu = time.perf_counter(), time.process_time()
        scheduler.resume()
        await _running["done"].wait()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        scheduler.shutdown(wait=False)
        return {
            "us_per_due": wall / due * 1e6,
            "cpu_us_per_due": cpu / due * 1e6,
            "ms_to_add": adding / added * 1e3,
        }


@contextlib.contextmanager
def copied(template: Path) -> Any:
    """A copy of a filled SQLite file, and its folder."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        folder = Path(name)
        shutil.copy(template, folder / "bench.db")
        yield f"sqlite+aiosqlite:///{folder}/bench.db", folder


async def _round(template: Path, jobs: Path, options: Options) -> dict[str, Any]:
    """A tick and the stored jobs, each on a copy of the same files."""
    _people, due = sizes(options)
    found: dict[str, Any] = {}
    with copied(template) as (url, folder):
        found["tick"] = await _tick(url, folder, due)
    with copied(template) as (url, folder):
        shutil.copy(jobs, folder / "jobs.db")
        store = SQLAlchemyJobStore(url=f"sqlite:///{folder}/jobs.db")
        found["stored"] = await _jobs(url, folder, due, store, min(JOBS_ADDED, due - 1))
    return found


async def _in_memory(template: Path, options: Options) -> dict[str, float]:
    """Jobs that are not stored: all are added when the service starts."""
    people, due = sizes(options)
    with copied(template) as (url, folder):
        return await _jobs(url, folder, due, MemoryJobStore(), people)


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
        jobs = Path(name) / "jobs.db"
        fill_jobs(jobs, people, due)
        for number in range(options.rounds):
            rounds.append(asyncio.run(_round(template, jobs, options)))
            ratio = rounds[-1]["stored"]["us_per_due"] / rounds[-1]["tick"]["us_per_due"]
            print(f"round {number + 1}: one job a person costs × {ratio:.0f}")
        memory = asyncio.run(_in_memory(template, options))
        for each in rounds:
            each["memory"] = memory
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

    against = Table(
        "One APScheduler job for each person, to the tick of the same run (SQLite)",
        ("jobs", "µs a due person", "CPU µs", "× the tick", "× its CPU", "ms to add one"),
        (
            compared("stored", "stored (SQLAlchemyJobStore): they survive a restart"),
            compared("memory", "in memory: all added anew at each start"),
        ),
    )
    how = (
        "The tick reads who is due by the index, decides for each kind of them (consent, met, "
        f"late, paused), writes the due time, the next one and the outbox row, {MAX_SLICE} people "
        "a transaction. Days and answers differ: there are two dozen kinds.",
        "Jobs: APScheduler 3, AsyncIOScheduler, an interval job a person, as many people and as "
        "many due as for the tick. Each job does for its person what the tick does, in a "
        "transaction of its own through the same writer (waiting ones share a commit). The stored "
        f"ones are made beforehand like one that was added; {JOBS_ADDED} more are added to measure "
        "that. Those in memory are measured once.",
        f"SQLite: WAL, synchronous=FULL. Medians of {options.rounds} rounds, PostgreSQL one run. "
        "Memory is the growth of the process over the tick.",
    )
    return Results(how, (tick, against), [{"sqlite": rounds, "postgresql": server}])
