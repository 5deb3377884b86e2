"""Reading a secret of a database that no service has open."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.secrets.tables import secret


async def secret_at(url: str, name: str) -> str | None:
    """The secret of this name in the database of this address; None: none was drawn yet."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            found = await connection.scalar(select(secret.c.value).where(secret.c.name == name))
            return None if found is None else str(found)
    finally:
        await engine.dispose()
