"""A mark in a PostgreSQL database that is being filled: until it is gone nothing may run on it.

Whatever ends a restore or a move half-way, the service refuses to start on what is there.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

MARK = "unfinished"
"""The table that is the mark."""

UNFINISHED = (
    "The database was being filled by “restore” or “move” and that was not finished: nothing may "
    "run on it. Run “python -m bot restore SRC --replace”, or move into a new database."
)


async def is_unfinished(url: str) -> bool:
    """Whether a database has the mark. Raises what a database that cannot be used raises."""
    if make_url(url).get_backend_name() != "postgresql":
        return False  # a file gets its name when it is finished
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(text(f"SELECT to_regclass('{MARK}') IS NOT NULL"))
            return bool(found)
    finally:
        await engine.dispose()
