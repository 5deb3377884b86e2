"""Numbers of people: a number that somebody had is never given to somebody else."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_SQLITE = (
    "INSERT INTO sqlite_sequence (name, seq) SELECT 'person', 0"
    " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'person')",
    "UPDATE sqlite_sequence SET seq = max(seq, :number) WHERE name = 'person'",
)
_POSTGRESQL = (
    "SELECT setval(pg_get_serial_sequence('person', 'id'), greatest(:number,"
    " (SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM person_id_seq), 1))",
)


async def give_no_number_until(url: str, number: int) -> None:
    """Let the next person get a number above this one. Raises what a database raises."""
    engine = create_async_engine(url, poolclass=NullPool)
    statements = _SQLITE if engine.dialect.name == "sqlite" else _POSTGRESQL
    try:
        async with engine.begin() as connection:
            for statement in statements:
                named = {"number": number} if ":number" in statement else {}
                await connection.execute(text(statement), named)
    finally:
        await engine.dispose()
