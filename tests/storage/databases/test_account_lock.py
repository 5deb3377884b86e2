"""The lock of an account: one process at a time, gone with the process, taken again."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.storage.databases.account_lock import AccountTaken, postgresql_account_lock
from bot.storage.databases.opening import account_lock_at
from tests.storage.stores import query

PATIENCE_SECONDS = 90.0
_HOLDER = """
import asyncio, sys
from bot.storage.databases.opening import account_lock_at

async def hold():
    async with account_lock_at(sys.argv[1], "telegram", "123456"):
        print("held", flush=True)
        await asyncio.Event().wait()

asyncio.run(hold())
"""


async def test_a_second_one_is_refused_in_words_until_the_first_has_gone(
    database_url: str,
) -> None:
    async with account_lock_at(database_url, "telegram", "123456"):
        with pytest.raises(AccountTaken, match=r"Another process speaks .*Stop that process"):
            async with account_lock_at(database_url, "telegram", "123456"):
                pass
        async with account_lock_at(database_url, "telegram", "654321"):
            pass  # another bot on the same database
    async with account_lock_at(database_url, "telegram", "123456"):
        pass


async def test_a_process_that_is_killed_leaves_no_lock(database_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, database_url, stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.stdout.readline() == b"held\n"
        with pytest.raises(AccountTaken):
            async with account_lock_at(database_url, "telegram", "123456"):
                pass
    finally:
        process.kill()
        await process.wait()
    async with account_lock_at(database_url, "telegram", "123456"):
        pass


async def test_the_file_of_a_lock_is_its_owners_alone(sqlite_url: str) -> None:
    database = Path(str(make_url(sqlite_url).database))
    async with account_lock_at(sqlite_url, "telegram", "123456"):
        path = database.with_name(f"{database.name}.telegram-123456.lock")
        assert path.stat().st_mode & 0o777 == 0o600


async def test_a_lock_whose_connection_is_lost_is_taken_again(postgresql_url: str) -> None:
    dsn = make_url(postgresql_url).set(drivername="postgresql").render_as_string(False)
    lock = postgresql_account_lock(dsn, "telegram", "1", wait_seconds=0, check_seconds=0.02)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'sohoctap account' AND datname = current_database()"
    )
    with capture_logs() as logs:
        async with lock, asyncio.timeout(PATIENCE_SECONDS):
            await query(postgresql_url, cut)
            while all(line["event"] != "account_locked_again" for line in logs):  # noqa: ASYNC110  # a log tells nobody
                await asyncio.sleep(0)
            with pytest.raises(AccountTaken):
                async with postgresql_account_lock(dsn, "telegram", "1", wait_seconds=0):
                    pass
    assert [line["event"] for line in logs] == ["account_lock_lost", "account_locked_again"]
