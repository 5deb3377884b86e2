"""What whoever watches over a running service is told while its disk is full or a channel deaf."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e import sentences as said
from tests.e2e.residents import joined, told_receipt
from tests.e2e.service import QuickService, Service, running, served_on_telegram
from tests.emulators.telegram import Fault


async def asked(service: Service, path: str) -> tuple[int, Any]:
    """What an address for operators answers."""
    async with aiohttp.ClientSession() as session, session.get(service.base + path) as response:
        return response.status, await response.json()


async def until(service: Service, path: str, true: Callable[[int, Any], bool]) -> Any:
    """Ask until the answer is so; the answer's JSON."""
    async with asyncio.timeout(120):
        while not true(*(answer := await asked(service, path))):  # noqa: ASYNC110  # nothing rings
            await asyncio.sleep(0.05)
    return answer[1]


def wal_bytes(url: str) -> int:
    """How long the file is into which SQLite writes next."""
    return Path(url.partition("///")[2] + "-wal").stat().st_size


@contextmanager
def full_disk(service: QuickService, largest: int) -> Iterator[None]:
    """No file of the service can grow beyond so many bytes: the system refuses, as a full disk."""
    assert service.fork is not None
    assert service.fork.pid is not None
    before = resource.prlimit(service.fork.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(service.fork.pid, resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        resource.prlimit(service.fork.pid, resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("log", ["elsewhere", "there too"])
async def test_a_full_disk_is_seen_while_it_is_full_and_no_restart_is_asked_for(
    tmp_path: Path, sqlite_url: str, log: str
) -> None:
    async with served_on_telegram(tmp_path, sqlite_url) as (telegram, service, _kept):
        (person,) = await joined(telegram, "Bà Sáu")
        assert (await asked(service, "/ready"))[0] == 200
        wal = wal_bytes(sqlite_url)
        written = service.log.stat().st_size
        assert wal > written + 10_000
        with full_disk(service, wal if log == "elsewhere" else written):
            await until(service, "/ready", lambda status, _told: status == 503)
            assert await asked(service, "/live") == (200, {"ok": True})
            assert await asked(service, "/health") == (503, {
                "ok": False, "live": True, "ready": False, "writes": False,
                "channels": {"telegram": True, "web": True},
            })  # fmt: skip
            await person.say("hôm nay đọc sách tập xk 5 phút")
        await until(service, "/ready", lambda status, _told: status == 200)
        await person.tap(said.RECORD, of=await person.sees(said.CHECK))
        await told_receipt(telegram, person, "đọc sách tập xk")
        events = {event["event"] for event in service.events()}
        assert ("log_lines_failed" in events) == (log == "there too")
        if log == "elsewhere":
            whys = {e["why"] for e in service.events() if e["event"] == "write_check_failed"}
            assert whys == {"NotStored"}


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_channel_that_does_not_listen_is_named_until_it_does(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served_on_telegram(tmp_path, sqlite_url, webhook=webhook) as (telegram, first, _):
        await until(first, "/health", lambda _status, told: told["channels"]["telegram"])
        await first.killed()
        method = "setWebhook" if webhook else "getUpdates"
        stray = Fault.STRAY(b"<p>d\xe9faillant", 502, "text/html; charset=utf-8")
        telegram.fault(method, stray, times=2)
        service = QuickService(tmp_path, sqlite_url, BOT_TELEGRAM_RATE_PER_SECOND="0")
        service.with_telegram(telegram.token, telegram.base, webhook=webhook)
        async with running(service):
            told = await until(service, "/health", lambda status, _told: status == 200)
            assert told["channels"] == {"telegram": False, "web": True}
            told = await until(
                service, "/health", lambda _status, told: told["channels"]["telegram"]
            )
            assert told["ok"]
            await service.stop()
