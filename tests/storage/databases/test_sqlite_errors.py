"""SQLite's error codes: what is the job's own fault fails alone, what is the disk's fails all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.storage.databases.sqlite import SqliteDatabase
from bot.storage.databases.sqlite_errors import FAULTS, Fault, fault_of
from bot.storage.engine.session import Session
from bot.storage.outbox.history_statements import HOLDS
from bot.storage.secrets.statements import ADD_SECRET, GET_SECRET
from tests.applications import open_application
from tests.storage.stores import open_store


def test_every_code_of_sqlite_has_its_place() -> None:
    # 27 and 28 are warnings, 100 and 101 no errors.
    assert sorted(FAULTS) == list(range(1, 27))


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_ERROR, "job"),
        (sqlite3.SQLITE_ERROR_MISSING_COLLSEQ, "job"),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, "job"),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, "job"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "disk"),
        (sqlite3.SQLITE_IOERR_WRITE, "disk"),
        (sqlite3.SQLITE_IOERR_FSYNC, "disk"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "disk"),
        (sqlite3.SQLITE_CANTOPEN_NOTEMPDIR, "disk"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damage"),
        (sqlite3.SQLITE_CORRUPT_SEQUENCE, "damage"),
        (255, "disk"),  # a code that a later SQLite may have
        (None, "job"),  # refused by Python's own module
    ],
)
@pytest.mark.parametrize(
    "kind", [sqlite3.OperationalError, sqlite3.DatabaseError, sqlite3.IntegrityError]
)
def test_the_code_decides_and_not_the_class(
    kind: type[sqlite3.Error], code: int | None, fault: Fault
) -> None:
    error = kind("as it may be")
    if code is not None:
        error.sqlite_errorcode = code
    assert fault_of(error) == fault


# --- real errors ----------------------------------------------------------------------------------


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a small database."""
    with closing(sqlite3.connect(tmp_path / "a.db", 0, isolation_level=None)) as connection:
        connection.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY, x NOT NULL); INSERT INTO a VALUES (1, 'x');"
        )
        yield connection


def _misses_a_table(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT * FROM none")


def _misses_a_column(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT none FROM a")


def _is_no_sql(connection: sqlite3.Connection) -> None:
    connection.execute("SELEC")


def _has_no_json(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT json('{')")


def _breaks_a_rule(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO a VALUES (1, NULL)")


def _has_a_key_of_another_type(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO a VALUES ('one', 'x')")


def _is_too_big(connection: sqlite3.Connection) -> None:
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1000)
    connection.execute("INSERT INTO a VALUES (2, zeroblob(2000))")


def _has_too_few_values(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT ?, ?", (1,))


def _has_a_value_of_no_type(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT ?", (object(),))


def _locks_itself_out(connection: sqlite3.Connection) -> None:
    reading = connection.execute("SELECT * FROM a UNION ALL SELECT * FROM a")
    reading.fetchone()
    connection.execute("DROP TABLE a")


def _may_not(connection: sqlite3.Connection) -> None:
    connection.set_authorizer(lambda *_what: sqlite3.SQLITE_DENY)
    connection.execute("SELECT * FROM a")


def _another_holds_it(connection: sqlite3.Connection) -> None:
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        connection.execute("BEGIN IMMEDIATE")


def _fills_the_disk(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA max_page_count=2")
    connection.execute("INSERT INTO a VALUES (2, zeroblob(100000))")


def _may_only_read(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only=ON")
    connection.execute("INSERT INTO a VALUES (2, 'x')")


def _opens_what_is_not_there(connection: sqlite3.Connection) -> None:
    del connection
    sqlite3.connect("file:none/none.db?mode=rw", uri=True)


def _is_interrupted(connection: sqlite3.Connection) -> None:
    connection.set_progress_handler(lambda: 1, 1)
    connection.execute("SELECT * FROM a")


def _reads_no_database(connection: sqlite3.Connection) -> None:
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    path.write_bytes(b"x" * 8192)
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM a")


def _reads_a_damaged_page(connection: sqlite3.Connection) -> None:
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2])
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT * FROM a").fetchall()


@pytest.mark.parametrize(
    ("fail", "fault"),
    [
        (_misses_a_table, "job"),
        (_misses_a_column, "job"),
        (_is_no_sql, "job"),
        (_has_no_json, "job"),
        (_breaks_a_rule, "job"),
        (_has_a_key_of_another_type, "job"),
        (_is_too_big, "job"),
        (_has_too_few_values, "job"),
        (_has_a_value_of_no_type, "job"),
        (_locks_itself_out, "job"),
        (_may_not, "job"),
        (_another_holds_it, "disk"),
        (_fills_the_disk, "disk"),
        (_may_only_read, "disk"),
        (_opens_what_is_not_there, "disk"),
        (_is_interrupted, "disk"),
        (_reads_no_database, "damage"),
        (_reads_a_damaged_page, "damage"),
    ],
)
def test_a_real_error_is_laid_at_the_right_door(
    connection: sqlite3.Connection, fail: Callable[[sqlite3.Connection], None], fault: Fault
) -> None:
    with pytest.raises(sqlite3.Error) as caught:
        fail(connection)
    assert fault_of(caught.value) == fault


# --- in the writer --------------------------------------------------------------------------------


def change_schema(url: str, statement: str) -> None:
    """Change the schema as another program does."""
    path = str(make_url(url).database)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(statement)


async def test_a_job_that_misses_a_table_fails_alone(sqlite_url: str) -> None:
    change_schema(sqlite_url, "DROP TABLE hold")

    async def missing(session: Session) -> None:
        await session.rows(ADD_SECRET, name="undone", value="x")
        await session.rows(HOLDS, channel="buttons", account="", now=0)

    async def noting(session: Session) -> str:
        await session.rows(ADD_SECRET, name="a", value="x")
        return str((await session.rows(GET_SECRET, name="undone")) == [])

    async with open_store(sqlite_url) as store:
        assert isinstance(store, SqliteDatabase)
        for _time in range(2):
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                await store.in_transaction(missing)
        assert await store.in_transaction(noting) == "True"


async def test_a_person_whose_turn_misses_a_table_is_told_so_and_goes_on(sqlite_url: str) -> None:
    async with open_application(sqlite_url) as application:
        person = application.visitor()
        await person.joins()
        change_schema(sqlite_url, "DROP TABLE self_check")
        assert (await person.says("/check")).startswith("Xin lỗi")
        assert "đọc sách" in (await person.says("hôm nay đọc sách 20 phút")).lower()
