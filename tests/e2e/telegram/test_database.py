"""What goes wrong at the database while people write on Telegram: nothing is lost or said twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import aiohttp
import asyncpg

from tests.e2e.recorder import WAIT_SECONDS, Recorder, nothing_is_lost_or_doubled
from tests.e2e.residents import joined, record
from tests.e2e.sentences import NOT_UNDERSTOOD
from tests.e2e.service import served_on_telegram as served
from tests.emulators.telegram import TOKEN, Patience, Person, TelegramEmulator


def answers_to(person: Person, typed: str) -> int:
    """How often it was answered that something was not understood."""
    return sum(each.text.startswith(f"{NOT_UNDERSTOOD}{typed}\n") for each in person.messages)


async def _last_failure(telegram: TelegramEmulator) -> str:
    """What Telegram last had against the webhook."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{telegram.base}/bot{TOKEN}/getWebhookInfo") as response,
    ):
        return str((await response.json())["result"].get("last_error_message", ""))


async def _fails_with(telegram: TelegramEmulator, words: str) -> None:
    """Wait until Telegram has this against the webhook."""
    # The writer waits 5 seconds for the lock, once for each group of turns.
    async with asyncio.timeout(WAIT_SECONDS):
        while words not in await _last_failure(telegram):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.05)


async def test_a_locked_sqlite_file_is_answered_by_503_and_each_update_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    patience = Patience(answer_seconds=60, longest_pause_seconds=0.2)
    async with served(tmp_path, sqlite_url, patience=patience) as (telegram, _service, kept):
        people = await joined(telegram, "Bà Sáu", "Ông Bảy")
        other = sqlite3.connect(sqlite_url.partition("///")[2], isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            for person in people:
                await person.say("xờ một")
            await _fails_with(telegram, "503")
            other.execute("COMMIT")
        finally:
            other.close()
        for person in people:
            await person.sees(f"{NOT_UNDERSTOOD}xờ một")
        await telegram.drained()
        await kept.outbox_settled()
        assert [answers_to(person, "xờ một") for person in people] == [1, 1]
        await record(telegram, people[0], "đọc sách tập xk")


async def test_what_telegram_sends_again_while_the_first_still_waits_is_answered_once(
    tmp_path: Path, database_url: str
) -> None:
    patience = Patience(answer_seconds=0.5, longest_pause_seconds=0.2)
    async with served(tmp_path, database_url, patience=patience) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        async with _locked(database_url):
            await person.say("xờ một")
            await _fails_with(telegram, "TimeoutError")
            assert answers_to(person, "xờ một") == 0
        await person.sees(f"{NOT_UNDERSTOOD}xờ một")
        await telegram.drained()
        await kept.outbox_settled()
        assert answers_to(person, "xờ một") == 1


@asynccontextmanager
async def _locked(url: str) -> AsyncIterator[None]:
    """Another process holds what every turn writes to."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.partition("///")[2], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
            other.execute("COMMIT")
        finally:
            other.close()
        return
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def test_a_server_that_drops_every_connection_loses_no_turn(
    tmp_path: Path, postgresql_url: str
) -> None:
    async with served(tmp_path, postgresql_url) as (telegram, service, kept):
        recorders = [Recorder(telegram, Random(number), number) for number in range(5)]
        await asyncio.gather(*(recorder.joins() for recorder in recorders))
        enough = asyncio.Event()
        luck = Random(7)
        async with asyncio.TaskGroup() as group:
            for recorder in recorders:
                group.create_task(recorder.records_until(enough))
            for _time in range(8):
                await asyncio.sleep(luck.uniform(0.05, 0.3))
                await kept.until(  # a pool that was just emptied has none for a moment
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'sohoctap' AND datname = current_database()"
                )
            # The answer to a commit was cut off: the poller finds its replies within a minute, a
            # new start at once. Later replies have overtaken them.
            await service.killed()
            await service.start()
            enough.set()
        await nothing_is_lost_or_doubled(telegram, kept, recorders, in_order=False)
