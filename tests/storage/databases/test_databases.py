"""The two databases: what is acknowledged is stored, what fails fails alone."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot.services.ports.messages import NotStored
from bot.storage.databases.postgresql import TRIES, PostgresqlDatabase
from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.databases.sqlite_opening import connect
from bot.storage.dialogs.statements import ADD_CONVERSATION, SAVE_DIALOG
from bot.storage.engine.session import Session
from bot.storage.people.statements import ADD_CONSENT
from bot.storage.secrets.statements import ADD_SECRET, GET_SECRET
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from tests.applications import MovedClock, open_application
from tests.sealed import MASTER, sealer_at
from tests.storage.stores import (
    NOW,
    Store,
    meet,
    one,
    open_store,
    query,
    somebody_waits_for_a_lock,
    store_of,
    update,
)

NoteJob = Callable[[Session], Coroutine[Any, Any, str]]


def noting(name: str, value: str = "x") -> NoteJob:
    """A job that leaves a row of this name."""

    async def job(session: Session) -> str:
        await session.rows(ADD_SECRET, name=name, value=value)
        return name

    return job


# Without the rows of keys; only names are read, so nothing has to be opened.
_NOTED = (
    "SELECT name FROM secret WHERE name NOT LIKE 'data_key%' AND name NOT IN ('id_key', 'sealed')"
)


async def noted(url: str) -> set[str]:
    """The names of the rows that are committed."""
    return {name for (name,) in await query(url, _NOTED)}


class Opened(SqliteDatabase):
    """A SQLite database whose writing connection a test can see."""

    connection: sqlite3.Connection

    def __init__(self, path: str, worker: str, busy_timeout_ms: int) -> None:
        super().__init__(
            path, worker, busy_timeout_ms=busy_timeout_ms, connect=self._see, master=MASTER
        )

    def _see(self, path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
        self.connection = connect(path, busy_timeout_ms)
        return self.connection

    def pragma(self, name: str) -> Any:
        """What a setting of the writing connection is."""
        return self.connection.execute(f"PRAGMA {name}").fetchone()[0]


class Gate:
    """A job that keeps the writer busy until it is let go: what comes meanwhile is one group."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.go = threading.Event()

    async def job(self, session: Session) -> None:
        """Hold the writer."""
        self.entered.set()
        assert self.go.wait(60)


async def in_one_group(store: SqliteDatabase, *jobs: Callable[[Any], Any]) -> list[Any]:
    """What comes of jobs that the writer finds waiting together."""
    gate = Gate()
    waiting = [asyncio.create_task(store.in_transaction(gate.job))]
    await asyncio.to_thread(gate.entered.wait, 60)
    waiting += [asyncio.create_task(store.in_transaction(job)) for job in jobs]
    await asyncio.sleep(0)
    gate.go.set()
    return (await asyncio.gather(*waiting, return_exceptions=True))[1:]


@pytest.fixture
async def sqlite(sqlite_url: str) -> Any:
    """An open SQLite database that waits 50 ms for a lock."""
    store = Opened(str(make_url(sqlite_url).database), "worker", busy_timeout_ms=50)
    await store.open()
    yield store
    await store.close()


# --- both -----------------------------------------------------------------------------------------


async def test_what_a_job_gives_is_given_and_what_it_raises_is_raised(
    store: Store, database_url: str
) -> None:
    async def failing(session: Session) -> None:
        await session.rows(ADD_SECRET, name="b", value="x")
        raise KeyError("of its own")

    assert await store.in_transaction(noting("a")) == "a"
    with pytest.raises(KeyError, match="of its own"):
        await store.in_transaction(failing)
    assert await store.in_transaction(noting("c")) == "c"
    assert await noted(database_url) == {"a", "c"}


async def test_a_value_that_no_column_takes_is_the_jobs_own_fault(
    store: Store, database_url: str
) -> None:
    # Not `NotStored`: the channel would bring the same update again for ever.
    with pytest.raises(Exception, match=r".") as caught:
        await store.in_transaction(noting("\ud800"))
    assert not isinstance(caught.value, NotStored)
    await store.in_transaction(noting("b"))
    assert await noted(database_url) == {"b"}


async def test_nothing_is_stored_before_the_opening_and_after_the_end(database_url: str) -> None:
    store = store_of(database_url)
    with pytest.raises(NotStored):
        await store.in_transaction(noting("early"))
    await store.open()
    await store.in_transaction(noting("between"))
    await store.close()
    await store.close()
    with pytest.raises(NotStored):
        await store.in_transaction(noting("late"))
    assert await noted(database_url) == {"between"}


async def test_what_waits_is_finished_before_the_end(database_url: str) -> None:
    store = store_of(database_url)
    await store.open()
    waiting = [asyncio.create_task(store.in_transaction(noting(f"n{n}"))) for n in range(100)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*waiting) == [f"n{n}" for n in range(100)]
    assert len(await noted(database_url)) == 100


async def test_one_that_was_never_opened_can_be_closed(database_url: str) -> None:
    store = store_of(database_url)
    await store.close()
    with pytest.raises(NotStored):
        await store.in_transaction(noting("late"))


# --- SQLite ---------------------------------------------------------------------------------------


def test_an_acknowledged_turn_survives_a_power_cut(sqlite: Opened) -> None:
    assert sqlite.pragma("journal_mode") == "wal"
    assert sqlite.pragma("synchronous") == 2  # FULL
    assert sqlite.pragma("foreign_keys") == 1
    assert sqlite.pragma("mmap_size") == 0
    assert sqlite.pragma("busy_timeout") == 50


async def test_jobs_run_in_the_order_they_came(sqlite: Opened, sqlite_url: str) -> None:
    jobs = [noting(f"n{n:03}") for n in range(150)]
    assert await in_one_group(sqlite, *jobs) == [f"n{n:03}" for n in range(150)]
    rows = await query(sqlite_url, f"{_NOTED} ORDER BY rowid")
    assert rows == [(f"n{n:03}",) for n in range(150)]


async def test_a_job_that_fails_in_a_group_is_undone_alone(sqlite: Opened, sqlite_url: str) -> None:
    async def failing(session: Session) -> None:
        await session.rows(ADD_SECRET, name="failed", value="x")
        raise ValueError

    async def breaking_a_rule(session: Session) -> None:
        await session.rows(ADD_SECRET, name="broke", value="x")
        await session.rows(ADD_CONVERSATION, person_id=999, now=0)

    async def giving_up(session: Session) -> None:
        await session.rows(ADD_SECRET, name="gave up", value="x")
        raise asyncio.CancelledError

    outcomes = await in_one_group(
        sqlite, noting("a"), failing, noting("b"), breaking_a_rule, giving_up, noting("c")
    )
    assert [outcomes[dialog] for dialog in (0, 2, 5)] == ["a", "b", "c"]
    assert isinstance(outcomes[1], ValueError)
    assert isinstance(outcomes[3], sqlite3.IntegrityError)
    assert isinstance(outcomes[4], asyncio.CancelledError)
    assert await noted(sqlite_url) == {"a", "b", "c"}


async def test_a_job_that_awaits_something_outside_is_refused(
    sqlite: Opened, sqlite_url: str
) -> None:
    async def suspending(session: Session) -> None:
        await session.rows(ADD_SECRET, name="suspended", value="x")

        async def savepoint() -> None:
            await session.rows(ADD_SECRET, name="part", value="x")
            await asyncio.sleep(0)

        await session.savepoint(savepoint)

    first, second, third = await in_one_group(sqlite, noting("a"), suspending, noting("b"))
    assert (first, third) == ("a", "b")
    assert isinstance(second, RuntimeError)
    assert await noted(sqlite_url) == {"a", "b"}


async def test_a_caller_who_gives_up_harms_nobody(sqlite: Opened, sqlite_url: str) -> None:
    gate = Gate()
    busy = asyncio.create_task(sqlite.in_transaction(gate.job))
    await asyncio.to_thread(gate.entered.wait, 60)
    tasks = [asyncio.create_task(sqlite.in_transaction(noting(name))) for name in "abc"]
    await asyncio.sleep(0)
    busy.cancel()
    tasks[1].cancel()
    await asyncio.sleep(0)
    gate.go.set()
    a, b, c = await asyncio.gather(*tasks, return_exceptions=True)
    assert (a, c) == ("a", "c")
    assert isinstance(b, asyncio.CancelledError)
    assert await noted(sqlite_url) == {"a", "c"}


async def test_a_file_that_another_holds_for_too_long_stores_nothing(
    sqlite: Opened, sqlite_url: str
) -> None:
    other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        jobs = [sqlite.in_transaction(noting(name)) for name in "ab"]
        outcomes: list[Any] = await asyncio.gather(*jobs, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [NotStored, NotStored]
        assert isinstance(outcomes[0].__cause__, sqlite3.OperationalError)
    finally:
        other.execute("ROLLBACK")
        other.close()
    await sqlite.in_transaction(noting("c"))
    assert await noted(sqlite_url) == {"c"}


@pytest.mark.parametrize("in_part", [False, True])
async def test_a_full_disk_stores_nothing_of_the_group(
    sqlite: Opened, sqlite_url: str, in_part: bool
) -> None:
    def filling(name: str) -> NoteJob:
        async def job(session: Session) -> str:
            async def savepoint() -> None:
                await session.rows(ADD_SECRET, name=name, value="x" * 5_000_000)

            await (session.savepoint(savepoint) if in_part else savepoint())
            return name

        return job

    def limit(pages: int) -> None:
        sqlite.connection.execute(f"PRAGMA max_page_count={pages}")

    await sqlite.in_transaction(noting("before"))
    limit(200)
    outcomes = await in_one_group(sqlite, noting("a"), filling("b"), noting("c"))
    assert [type(outcome) for outcome in outcomes] == [NotStored] * 3
    assert "full" in str(outcomes[2].__cause__)
    assert await noted(sqlite_url) == {"before"}
    await sqlite.in_transaction(noting("small"))
    limit(1_000_000)
    await sqlite.in_transaction(filling("large"))
    assert await noted(sqlite_url) == {"before", "small", "large"}


def damage(path: Path, table: str) -> None:
    """Overwrite the first page of a table."""
    connection = sqlite3.connect(path)
    root = connection.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
    ).fetchone()[0]
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    pages = path.read_bytes()
    path.write_bytes(pages[: (root - 1) * size] + b"\xff" * size + pages[root * size :])


async def test_a_file_that_is_damaged_stores_nothing_once_that_was_seen(sqlite_url: str) -> None:
    path = Path(str(make_url(sqlite_url).database))
    good = path.with_suffix(".good")
    shutil.copy(path, good)
    damage(path, "inbox")
    async with open_store(sqlite_url) as store:
        await store.in_transaction(noting("before"))
        for _time in range(2):
            with pytest.raises(NotStored):
                await store.transact(lambda work: work.dialogs.first_time(update(), NOW))
        with pytest.raises(NotStored):
            await store.in_transaction(noting("after"))
        assert await noted(sqlite_url) == {"before"}
        good.replace(path)
        await until_stored(store, noting("good"))
    assert await noted(sqlite_url) == {"good"}


async def until_stored(store: Store, job: NoteJob) -> None:
    """Try until it is stored: a good file is looked for again after a pause."""
    async with asyncio.timeout(120):
        while True:
            try:
                await store.in_transaction(job)
            except NotStored:
                await asyncio.sleep(0.01)
            else:
                return


def names_in_folder(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(each.name for each in folder.iterdir())


async def test_a_file_that_cannot_be_opened_is_said_at_the_opening(tmp_path: Path) -> None:
    path = tmp_path / "not_a.db"
    path.write_text("This is no database. " * 100)
    store = SqliteDatabase(str(path), "worker", master=MASTER)
    with pytest.raises(sqlite3.DatabaseError):
        await store.open()
    with pytest.raises(NotStored):
        await store.in_transaction(noting("a"))
    await store.close()
    assert names_in_folder(tmp_path) == ["not_a.db"]


async def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    store = SqliteDatabase(str(tmp_path / "var" / "none.db"), "worker")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await store.open()
    await store.close()
    assert names_in_folder(tmp_path) == []


# --- PostgreSQL -----------------------------------------------------------------------------------


@pytest.fixture
async def postgresql(postgresql_url: str) -> Any:
    """An open PostgreSQL database."""
    async with open_store(postgresql_url) as store:
        yield store


async def test_a_server_that_goes_away_in_the_middle_stores_nothing(
    postgresql: PostgresqlDatabase, postgresql_url: str
) -> None:
    async def cut(session: Session) -> None:
        await session.rows(ADD_SECRET, name="a", value="x")
        ours = "datname = current_database() AND application_name = 'sohoctap'"
        await query(
            postgresql_url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}"
        )
        await session.rows(ADD_SECRET, name="b", value="x")

    for _time in range(2):
        with pytest.raises(NotStored):
            await postgresql.in_transaction(cut)
    await postgresql.in_transaction(noting("c"))
    assert await noted(postgresql_url) == {"c"}


async def test_a_server_that_goes_away_between_two_jobs_is_found_again(
    postgresql: PostgresqlDatabase, postgresql_url: str
) -> None:
    await asyncio.gather(
        *(postgresql.in_transaction(noting(f"n{n}"), f"lane {n}") for n in range(8))
    )
    await query(
        postgresql_url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'sohoctap'",
    )
    await asyncio.gather(
        *(postgresql.in_transaction(noting(f"m{n}"), f"lane {n}") for n in range(8))
    )
    assert await noted(postgresql_url) == {f"{half}{n}" for half in "nm" for n in range(8)}


async def test_a_database_that_takes_no_writes_stores_nothing(postgresql_url: str) -> None:
    name = await one(postgresql_url, "SELECT current_database()")
    read_only = f"ALTER DATABASE {name} SET default_transaction_read_only"
    await sealer_at(postgresql_url)  # its keys are made while it takes writes
    await query(postgresql_url, f"{read_only} = on")
    async with open_store(postgresql_url) as store:
        with pytest.raises(NotStored):
            await store.in_transaction(noting("a"))
    assert await noted(postgresql_url) == set()


async def test_a_value_of_the_wrong_type_is_the_jobs_own_fault(
    postgresql: PostgresqlDatabase,
) -> None:
    async def job(session: Session) -> None:
        await session.rows(ADD_CONVERSATION, person_id="one", now=0)

    with pytest.raises(asyncpg.DataError, match="integer"):
        await postgresql.in_transaction(job)


@pytest.mark.parametrize("error", [asyncpg.SerializationError, asyncpg.DeadlockDetectedError])
@pytest.mark.parametrize("times", range(TRIES + 1))
async def test_what_only_lost_a_race_is_tried_again(
    postgresql: PostgresqlDatabase, postgresql_url: str, error: type[Exception], times: int
) -> None:
    left = times

    async def job(session: Session) -> str:
        nonlocal left
        await session.rows(ADD_SECRET, name=f"try {left}", value="x")
        left -= 1
        if left >= 0:
            raise error("lost")
        return "done"

    if times < TRIES:
        assert await postgresql.in_transaction(job) == "done"
        assert await noted(postgresql_url) == {"try 0"}
    else:
        with pytest.raises(NotStored):
            await postgresql.in_transaction(job)
        assert await noted(postgresql_url) == set()


async def test_two_that_block_each_other_both_end_well(
    postgresql: PostgresqlDatabase, postgresql_url: str
) -> None:
    people = [(await meet(postgresql, address)).person.id for address in "12"]
    both_hold_one = asyncio.Barrier(2)
    tries = 0

    async def job(session: Session, order: list[int]) -> None:
        nonlocal tries
        tries += 1
        first_try = tries <= 2
        for dialog, person in enumerate(order):
            await session.rows(ADD_CONSENT, person=person, purpose="log", given=1, now=0,
                            text_version=str(order[0]))  # fmt: skip
            await session.rows(
                SAVE_DIALOG, person=person, name=str(order[0]), state=None, paused_name=None,
                paused_state=None, turn=1, prompt="[]", prompt_wants="text", channel=None,
                account="", external_id=None, now=0, kept_name=None, kept_state=None,
                versions="", prompt_row=None,
            )  # fmt: skip
            if first_try and dialog == 0:
                await both_hold_one.wait()

    await asyncio.gather(
        postgresql.in_transaction(lambda session: job(session, people), "lane 1"),
        postgresql.in_transaction(lambda session: job(session, people[::-1]), "lane 2"),
    )
    assert tries >= 3  # one of the two, or both, began anew
    assert await one(postgresql_url, "SELECT count(*) FROM consent") == 4


async def test_jobs_of_one_lane_run_in_the_order_they_came(
    postgresql: PostgresqlDatabase, postgresql_url: str
) -> None:
    order: list[int] = []
    held = asyncio.Event()

    async def job(session: Session, number: int) -> None:
        if number == 0:
            await held.wait()
        for _time in range(20 - number):
            await session.rows(GET_SECRET, name="a")
        order.append(number)

    lane = [
        asyncio.create_task(postgresql.in_transaction(partial(job, number=n), "web 1"))
        for n in range(20)
    ]
    # Who is in another lane does not wait for this one.
    await asyncio.wait_for(postgresql.in_transaction(noting("other"), "web 2"), 60)
    assert order == []
    held.set()
    await asyncio.gather(*lane)
    assert order == list(range(20))


async def test_who_waits_when_the_end_comes_is_answered(postgresql_url: str) -> None:
    store = store_of(postgresql_url)
    await store.open()
    assert isinstance(store, PostgresqlDatabase)
    inside, may_end = asyncio.Event(), asyncio.Event()

    async def slow(session: Session) -> str:
        inside.set()
        await may_end.wait()
        return await noting("slow")(session)

    first = asyncio.create_task(store.in_transaction(slow))
    await inside.wait()
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    late = asyncio.create_task(store.in_transaction(noting("late")))
    await asyncio.sleep(0)
    may_end.set()
    assert await first == "slow"
    await closing
    with pytest.raises(NotStored):
        await late
    assert await noted(postgresql_url) == {"slow"}


async def test_two_processes_keep_one_persons_turns_apart(postgresql_url: str) -> None:
    async def read_then_write(work: SqlUnitOfWork) -> None:
        dialog = await work.dialogs.open_dialog(update(), NOW)
        await asyncio.sleep(0)
        dialog.turn += 1
        await work.dialogs.save_dialog(dialog, NOW)

    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        lanes = [f"lane {n}" for n in range(4)]  # the lock of the row, not the lane's, keeps them
        await asyncio.gather(
            *(s.transact(read_then_write, lane) for lane in lanes for s in (a, b) for _t in "123")
        )
        assert (await meet(a)).turn == 24


async def test_a_person_whose_updates_come_to_two_processes_is_answered_by_both(
    postgresql_url: str,
) -> None:
    clock = MovedClock()
    async with open_application(postgresql_url, clock) as one_house:
        here = one_house.visitor()
        await here.joins()
        async with open_application(postgresql_url, clock) as other_house:
            there = other_house.visitor()
            before = await one(postgresql_url, "SELECT turn FROM conversation")
            answered = len(here.messages)
            await asyncio.gather(
                *(
                    visitor.does(Said("/help"), update=f"both {number}")
                    for number in range(5)
                    for visitor in (here, there)
                ),
                *(there.does(Said("/help"), update=f"more {number}") for number in range(5)),
            )
            assert len(here.messages) - answered + len(there.messages) == 10
    assert await one(postgresql_url, "SELECT turn FROM conversation") == before + 10
    assert await query(postgresql_url, "SELECT DISTINCT state FROM outbox") == [("sent",)]


async def test_the_server_is_waited_for_where_another_holds_the_row(postgresql_url: str) -> None:
    inside, may_end = asyncio.Event(), asyncio.Event()

    async def slow(work: SqlUnitOfWork) -> None:
        await work.dialogs.open_dialog(update(), NOW)
        inside.set()
        await may_end.wait()

    async with open_store(postgresql_url, "a") as a, open_store(postgresql_url, "b") as b:
        await meet(a)
        first = asyncio.create_task(a.transact(slow))
        await inside.wait()
        second = asyncio.create_task(meet(b))
        await somebody_waits_for_a_lock(postgresql_url)
        assert not second.done()
        may_end.set()
        await asyncio.gather(first, second)
