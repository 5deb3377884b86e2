"""Migrating: Alembic on either database, without an ini file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

T = TypeVar("T")

SCRIPTS = Path(__file__).parent.parent.parent / "migrations"


def config() -> Config:
    """Alembic's configuration: where the scripts are."""
    alembic = Config()
    alembic.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return alembic


async def _with_connection(url: str, job: Callable[[Connection], T]) -> T:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:"):
        Path(str(parts.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(parts, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(job)
    finally:
        await engine.dispose()


async def migrate(url: str, to: str = "head") -> tuple[str | None, str | None]:
    """Bring the database to a revision; the one before and the one after."""

    def job(connection: Connection) -> tuple[str | None, str | None]:
        before = _revision(connection)
        alembic = config()
        alembic.attributes["connection"] = connection
        going_down = to == "base" or to.startswith("-")
        (command.downgrade if going_down else command.upgrade)(alembic, to)
        return before, _revision(connection)

    return await _with_connection(url, job)


async def revision(url: str) -> str | None:
    """The revision that a database is at; None when it was never migrated."""
    return await _with_connection(url, _revision)


def newest() -> str | None:
    """The revision that this release expects."""
    return ScriptDirectory.from_config(config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
