"""Two bots on one database, as their people see them: neither ever speaks for the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.e2e.residents import join, joined
from tests.e2e.sentences import NOT_UNDERSTOOD
from tests.e2e.service import QuickService, Service, running, served_on_telegram
from tests.emulators.telegram import TOKEN, Fault, TelegramEmulator
from tests.emulators.telegram.calls import Call
from tests.storage.stores import query

OTHER_TOKEN = "654321:TEST-token-of-another-emulated-bot-0000"
PATIENCE_SECONDS = 90.0


def service_of(folder: Path, url: str, token: str, telegram: TelegramEmulator) -> QuickService:
    """A service of one bot, in a folder of its own."""
    folder.mkdir(exist_ok=True)
    service = QuickService(folder, url, BOT_TELEGRAM_RATE_PER_SECOND="0")
    service.with_telegram(token, telegram.base, webhook=False)
    return service


def sent(telegram: TelegramEmulator) -> list[Call]:
    """The messages that a bot sent."""
    return telegram.calls_of("sendMessage")


async def test_replies_that_wait_for_one_bot_are_left_to_it_by_the_next(
    tmp_path: Path, database_url: str
) -> None:
    async with served_on_telegram(tmp_path, database_url) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        telegram.fault("sendMessage", Fault.SLOW(3600))
        await person.say("xờ một")
        await kept.until("SELECT 1 FROM outbox WHERE done_ms IS NULL")
        await service.killed()
        async with TelegramEmulator(OTHER_TOKEN) as other:
            stranger = other.person("Ông Bảy")
            assert stranger.id == person.id  # the same person, as both bots know them
            async with running(service_of(tmp_path / "other", database_url, OTHER_TOKEN, other)):
                await join(stranger)
                await stranger.say("xờ hai")
                await stranger.sees(f"{NOT_UNDERSTOOD}xờ hai")
            assert all("xờ một" not in str(call.params) for call in sent(other))
            other.assert_no_violations()
        owners = await kept.rows(
            "SELECT account, blocked_ms, person_id FROM address ORDER BY account"
        )
        assert [(account, blocked) for account, blocked, _person in owners] == [
            ("123456", None), ("654321", None),
        ]  # fmt: skip
        assert len({number for *_address, number in owners}) == 2
        await service.start()
        await person.sees(f"{NOT_UNDERSTOOD}xờ một")


async def test_a_second_process_of_the_same_bot_is_refused_in_words(
    tmp_path: Path, database_url: str
) -> None:
    async with served_on_telegram(tmp_path, database_url, webhook=False) as (telegram, first, _k):
        (tmp_path / "second").mkdir()
        second = Service(tmp_path / "second", database_url)
        second.with_telegram(TOKEN, telegram.base, webhook=False)
        await second.launch()
        assert second.process is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await second.process.wait() == 1
        told = second.log.read_text()
        assert "Another process speaks for this telegram account on this database" in told
        assert "Traceback" not in told
        await first.killed()
        async with running(second):
            (person,) = await joined(telegram, "Bà Sáu")
            assert person.messages


async def test_the_first_bot_adopts_old_rows_and_says_so_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served_on_telegram(tmp_path, sqlite_url, webhook=False) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        await service.stop()
        for table in ("address", "conversation", "inbox", "outbox"):
            await query(sqlite_url, f"UPDATE {table} SET account = ''")
        await service.start()
        await person.say("xờ")
        await person.sees(f"{NOT_UNDERSTOOD}xờ")
        assert await kept.rows("SELECT DISTINCT account FROM outbox") == [("123456",)]
        told = [line for line in service.events() if line["event"] == "account_adopted"]
        assert [(line["channel"], line["count"]) for line in told] == [("telegram", 1)]
        assert "123456" not in str(told)
