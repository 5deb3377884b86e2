"""The database file is lost under the running service: every receipt that is told can be found."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.residents import asked_to_check, joined, receipts_told, record, told_receipt
from tests.e2e.sentences import RECORD
from tests.e2e.service import served_on_telegram as served
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import TOKEN, Patience, TelegramEmulator

PATIENCE = Patience(answer_seconds=60, longest_pause_seconds=0.2)
WAIT_SECONDS = 90.0


@pytest.fixture
def path(tmp_path: Path, sqlite_url: str) -> Path:
    """A migrated database in a folder of its own."""
    folder = tmp_path / "var"
    folder.mkdir()
    return Path(shutil.copy(sqlite_url.partition("///")[2], folder / "sohoctap.db"))


def back_up(path: Path, copy: Path) -> Path:
    """What `sqlite3 … ".backup …"` does."""
    with closing(sqlite3.connect(path)) as ours, closing(sqlite3.connect(copy)) as theirs:
        ours.backup(theirs)
    return copy


def delete_the_file(path: Path) -> None:
    """`rm var/sohoctap.db`."""
    path.unlink()


def delete_the_folder(path: Path) -> None:
    """`rm -r var`."""
    shutil.rmtree(path.parent)


def put_in_place(copy: Path, path: Path, replaced: Path | None = None) -> None:
    """Move a copy to where the file was, or over the file that is there."""
    path.parent.mkdir(exist_ok=True)
    if replaced is not None:
        path.rename(replaced)
    copy.rename(path)


async def health_is(base: str, status: int) -> bool:
    """Wait until `/health` has this status: its write is made at most once in 5 seconds."""
    async with asyncio.timeout(WAIT_SECONDS), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{base}/health") as response:
                if response.status == status:
                    return True
            await asyncio.sleep(0.1)


async def refused(telegram: TelegramEmulator) -> None:
    """Wait until Telegram is answered by 503."""
    info = f"{telegram.base}/bot{TOKEN}/getWebhookInfo"
    async with asyncio.timeout(WAIT_SECONDS), aiohttp.ClientSession() as session:
        while True:
            async with session.get(info) as response:
                failure = (await response.json())["result"].get("last_error_message", "")
            if "503" in failure:
                return
            await asyncio.sleep(0.05)


async def receipts_in(kept: Kept) -> set[tuple[str, str]]:
    """The titles and receipts of all activities that are stored."""
    return set(await kept.rows("SELECT title, receipt FROM activity"))


@pytest.mark.parametrize("delete", [delete_the_file, delete_the_folder])
async def test_no_receipt_is_told_once_the_file_is_gone_and_a_backup_goes_on(
    tmp_path: Path, path: Path, delete: Callable[[Path], None]
) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    async with served(tmp_path, url, patience=PATIENCE) as (telegram, service, kept):
        first, second = await joined(telegram, "Bà Sáu", "Ông Bảy")
        await record(telegram, first, "đọc sách tập xk")
        check = await asked_to_check(telegram, second, "đọc sách tập xm")
        await telegram.drained()
        await kept.outbox_settled()
        backup = back_up(path, tmp_path / "backup.db")
        delete(path)
        await second.tap(RECORD, of=check)
        await refused(telegram)
        assert await health_is(service.base, 503)
        assert receipts_told(second) == []
        assert not os.access(path, os.F_OK)  # no empty one was made
        put_in_place(backup, path)
        await told_receipt(telegram, second, "đọc sách tập xm", WAIT_SECONDS)
        await record(telegram, first, "đọc sách tập xn", WAIT_SECONDS)
        assert await health_is(service.base, 200)
        await kept.outbox_settled()
        told = {*receipts_told(first), *receipts_told(second)}
        assert await receipts_in(kept) == told
        assert len(told) == 3
        said = [each["event"] for each in service.events() if each["event"].startswith("database")]
        assert said == ["database_lost", "database_found"]


async def test_a_receipt_told_after_a_backup_was_moved_over_the_file_is_in_the_backup(
    tmp_path: Path, path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{path}"
    async with served(tmp_path, url, patience=PATIENCE) as (telegram, _service, kept):
        people = await joined(telegram, "Bà Sáu", "Ông Bảy", "Cô Tám")
        await telegram.drained()
        await kept.outbox_settled()
        backup = back_up(path, tmp_path / "backup.db")
        for person in people:
            await record(telegram, person, "đọc sách tập xk")
        await telegram.drained()
        await kept.outbox_settled()
        replaced = tmp_path / "replaced.db"
        put_in_place(backup, path, replaced)
        before = {receipt for person in people for receipt in receipts_told(person)}
        async with asyncio.TaskGroup() as group:
            for person in people:
                group.create_task(record(telegram, person, "đọc sách tập xm", WAIT_SECONDS))
        told = {receipt for person in people for receipt in receipts_told(person)}
        assert len(told - before) == 3
        assert await receipts_in(kept) == told - before
        # Everything acknowledged before is in the moved file, which is complete without its log.
        assert await receipts_in(Kept(f"sqlite+aiosqlite:///{replaced}")) == before
