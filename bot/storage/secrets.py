"""Secrets of this installation: drawn once, kept in the database, shared by its processes."""

from __future__ import annotations

import secrets
from typing import Any

from bot.storage.hand import Hand

KEY_BYTES = 32


async def stored_secret(database: Any, name: str) -> str:
    """The secret of this name, in hexadecimal; drawn the first time it is asked for."""
    drawn = secrets.token_hex(KEY_BYTES)

    async def job(hand: Hand) -> str:
        await hand.rows("add_secret", name=name, value=drawn)
        return str((await hand.rows("get_secret", name=name))[0][0])

    value: str = await database.with_hand(job)
    return value
