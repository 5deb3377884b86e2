"""Secrets of this installation: drawn once, kept in the database, shared by its processes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from bot.storage.engine.session import Session
from bot.storage.secrets.statements import ADD_SECRET, GET_SECRET

KEY_BYTES = 32


def draw_bytes() -> str:
    """`KEY_BYTES` random bytes, in hexadecimal."""
    return secrets.token_hex(KEY_BYTES)


async def stored_secret(database: Any, name: str, draw: Callable[[], str] = draw_bytes) -> str:
    """The secret of this name; drawn the first time it is asked for."""
    drawn = draw()

    async def job(session: Session) -> str:
        await session.rows(ADD_SECRET, name=name, value=drawn)
        return str((await session.rows(GET_SECRET, name=name))[0][0])

    value: str = await database.in_transaction(job)
    return value
