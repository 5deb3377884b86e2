"""Account locks: one process at a time speaks for an account on a database.

SQLite: a lock on a file beside the database. PostgreSQL: an advisory lock on a connection of its
own. Either is gone with the process, however it ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import structlog

CHECK_SECONDS = 10.0
"""How often the connection that holds a lock on PostgreSQL is looked at."""

WAIT_SECONDS = 5.0
"""How long PostgreSQL may take to see that the process before has gone."""

_RETRY_SECONDS = 0.1
_CONNECT_SECONDS = 10.0
_COMMAND_SECONDS = 15.0
_SERVER_SETTINGS = {
    "application_name": "sohoctap account",
    # A machine that lost its power says no goodbye: its lock is free after half a minute.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_NOT_REACHED = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

_log = structlog.get_logger("account")


class AccountTaken(Exception):
    """Another process speaks for the account on this database; the message says what to do."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            f"Another process speaks for this {channel} account on this database already: two "
            "would take each other's messages. Stop that process first. For a second bot set its "
            "own token."
        )


def account_lock_path(database: Path, channel: str, account: str) -> Path:
    """The file beside an SQLite database on which the lock is."""
    return database.with_name(f"{database.name}.{channel}-{account}.lock")


@asynccontextmanager
async def sqlite_account_lock(database: Path, channel: str, account: str) -> AsyncIterator[None]:
    """Hold the lock of an account; the file stays. Raises `AccountTaken` and `OSError`."""
    path = account_lock_path(database, channel, account)
    # The umask makes it the service's own. Python closes it in processes that are started.
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                raise AccountTaken(channel) from None
            # A file system without locks cannot tell: that is no reason not to serve.
            _log.warning("account_not_locked", channel=channel, why=type(error).__name__)
        yield
    finally:
        os.close(file)


@asynccontextmanager
async def postgresql_account_lock(
    dsn: str,
    channel: str,
    account: str,
    *,
    wait_seconds: float = WAIT_SECONDS,
    check_seconds: float = CHECK_SECONDS,
) -> AsyncIterator[None]:
    """Hold the lock of an account; taken again when the server was away.

    Raises `AccountTaken`, `OSError` and asyncpg's errors at the start only.
    """
    lock = _AdvisoryLock(dsn, channel, account, check_seconds)
    try:
        if not await lock.take(wait_seconds):
            raise AccountTaken(channel)
        keeping = asyncio.create_task(lock.keep())
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
    finally:
        await lock.release()


class _AdvisoryLock:
    def __init__(self, dsn: str, channel: str, account: str, check_seconds: float) -> None:
        self._dsn = dsn
        self._channel = channel
        self._key = _key(channel, account)
        self._check_seconds = check_seconds
        self._connection: Any = None

    async def take(self, wait_seconds: float) -> bool:
        """Take the lock, asking again for so long; False when another process has it."""
        if self._connection is None:
            self._connection = await asyncpg.connect(
                self._dsn,
                timeout=_CONNECT_SECONDS,
                command_timeout=_COMMAND_SECONDS,
                server_settings=_SERVER_SETTINGS,
            )
        for _try in range(1 + int(wait_seconds / _RETRY_SECONDS)):
            if await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", self._key):
                return True
            await asyncio.sleep(_RETRY_SECONDS)
        return False

    async def keep(self) -> None:
        """Look after the connection until cancelled. Without it the service goes on, and says so:
        a server that was away is no reason to leave people without an answer.
        """
        held = True
        while True:
            await asyncio.sleep(self._check_seconds)
            try:
                if held:
                    await self._connection.fetchval("SELECT 1")
                elif held := await self.take(0):
                    _log.info("account_locked_again", channel=self._channel)
                else:
                    _log.error("account_spoken_twice", channel=self._channel)
            except _NOT_REACHED as error:
                if held:
                    _log.warning(
                        "account_lock_lost", channel=self._channel, why=type(error).__name__
                    )
                held = False
                await self.release()

    async def release(self) -> None:
        """Let the connection go, and the lock with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


def _key(channel: str, account: str) -> int:
    """The number under which PostgreSQL knows the lock: 64 bits, signed."""
    digest = hashlib.sha256(f"sohoctap {channel} {account}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
