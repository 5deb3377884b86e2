"""`python -m bot move URL`: carries a SQLite house to a PostgreSQL server, and proves it equal."""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
from typing import Any

import asyncpg
from pydantic import ValidationError

from bot.commands.wrong import Wrong, answers, be_migrated, of_disk
from bot.settings import Settings
from bot.storage.backups.moving import CannotMove, Moved, move_rows
from bot.storage.backups.sqlite_copy import is_in_use, sqlite_file


def add_move(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("move", help="carry a SQLite database to PostgreSQL")
    parser.add_argument(
        "target", metavar="URL", help="a new, migrated database: postgresql+asyncpg://…"
    )


def move(settings: Settings, given: argparse.Namespace) -> int:
    """Carry every row, compare every row, and say so. Raises `Wrong`."""
    source = sqlite_file(settings.database_url.get_secret_value())
    if source is None:
        raise Wrong("BOT_DATABASE_URL is on a server already: only a SQLite file is moved.")
    if not given.target.startswith("postgresql+asyncpg://"):
        raise Wrong("Give the new database as postgresql+asyncpg://USER:PASSWORD@HOST/NAME.")
    try:
        target = Settings.model_validate({**settings.model_dump(), "database_url": given.target})
    except ValidationError as error:
        raise Wrong(
            f"The address of the new database is wrong: {error.errors()[0]['msg']}"
        ) from None
    try:
        moved = asyncio.run(_move(settings, target))
    except CannotMove as error:
        raise Wrong(str(error)) from error
    except sqlite3.Error as error:
        raise Wrong(f"The SQLite file cannot be read: {error}. Nothing was moved.") from error
    except OSError as error:
        raise Wrong(f"The server was not reached: {of_disk(error)} Nothing was moved.") from error
    except asyncpg.PostgresError as error:
        raise Wrong(
            f"The server refused it ({type(error).__name__}): nothing was moved."
        ) from error
    for each in moved:
        print(f"  {each.table}: {each.rows} rows, the same in both (SHA-256 {each.checksum[:16]}…)")
    total = sum(each.rows for each in moved)
    print(f"Moved: {total} rows of {len(moved)} tables. Set BOT_DATABASE_URL to the new address; "
          "the SQLite file was not changed.")  # fmt: skip
    return 0


async def _move(settings: Settings, target: Settings) -> tuple[Moved, ...]:
    source = sqlite_file(settings.database_url.get_secret_value())
    assert source is not None, "asked before"
    await be_migrated(settings)
    await be_migrated(target)
    if answers(settings) or await asyncio.to_thread(is_in_use, source):
        raise CannotMove("The service is running: stop it first. Nothing was moved.")
    return await move_rows(source, target.database_url.get_secret_value())
