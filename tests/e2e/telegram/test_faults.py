"""What goes wrong between the service and Telegram while people write."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.recorder import WAIT_SECONDS
from tests.e2e.residents import joined, record, seen_when
from tests.e2e.sentences import HOW, LOG, NOT_UNDERSTOOD, NOTICE, RETURNED, WELCOME_BACK
from tests.e2e.service import QuickService, free_port, running
from tests.e2e.service import served_on_telegram as served
from tests.emulators.telegram import TOKEN, Fault, Patience, Person, TelegramEmulator
from tests.emulators.telegram.faults import AnyFault

WAYS = pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])


def answers_to(person: Person, typed: str) -> int:
    """How often it was answered that something was not understood."""
    return sum(each.text.startswith(f"{NOT_UNDERSTOOD}{typed}\n") for each in person.messages)


def greetings(person: Person) -> int:
    """How often somebody was welcomed back."""
    words = (RETURNED, WELCOME_BACK)
    return sum(any(each in message.text for each in words) for message in person.messages)


def not_understood(person: Person) -> list[str]:
    """What was not understood, in the order of the answers."""
    return [
        each.text.partition("\n")[0].removeprefix(NOT_UNDERSTOOD)
        for each in person.messages
        if each.text.startswith(NOT_UNDERSTOOD)
    ]


# --- answers of Telegram --------------------------------------------------------------------------


@WAYS
async def test_a_flood_answer_holds_everybody_and_then_all_hear_in_order(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served(tmp_path, sqlite_url, webhook=webhook) as (telegram, service, kept):
        people = await joined(telegram, "Bà Sáu", "Ông Bảy", "Cô Tám")
        telegram.fault("sendMessage", Fault.FLOOD(2), chat=people[0])
        await people[0].say("xờ 0")
        await kept.until("SELECT until_ms FROM hold WHERE channel = 'telegram'")
        refused = next(each for each in telegram.calls_of("sendMessage") if each.error is not None)
        for number in range(1, 4):
            for person in people:
                await person.say(f"xờ {number}")
        await telegram.drained()
        for person in people:
            await person.sees(f"{NOT_UNDERSTOOD}xờ 3")
        assert not_understood(people[0]) == ["xờ 0", "xờ 1", "xờ 2", "xờ 3"]
        assert not_understood(people[1]) == not_understood(people[2]) == ["xờ 1", "xờ 2", "xờ 3"]
        calls = telegram.calls_of("sendMessage")
        after = calls[calls.index(refused) + 1 :]
        assert all(call.ok and call.at >= refused.at + 2 for call in after)
        assert await kept.outbox_settled() == {"sent": len(calls) - 1}
        assert [event["why"] for event in service.events() if event["event"] == "later"] == [
            "flood"
        ]


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        pytest.param(Fault.DROP_BEFORE, 1, id="cut before it was done"),
        # It may have been done: a reply is repeated rather than lost.
        pytest.param(Fault.DROP_AFTER, 2, id="cut after it was done"),
        pytest.param(Fault.SERVER_ERROR, 1, id="502"),
    ],
)
async def test_a_failed_reply_is_tried_again_before_the_next_one(
    tmp_path: Path, sqlite_url: str, fault: AnyFault, heard: int
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        telegram.fault("sendMessage", fault)
        await person.say("xờ một")
        await person.say("xờ hai")
        await person.sees(f"{NOT_UNDERSTOOD}xờ hai")
        assert not_understood(person) == ["xờ một"] * heard + ["xờ hai"]
        assert set(await kept.outbox_settled()) == {"sent"}
        rows = await kept.rows("SELECT attempts FROM outbox ORDER BY id DESC LIMIT 2")
        assert rows == [(1,), (2,)]


STRAY: dict[str, AnyFault] = {
    "a gateway's page": Fault.SERVER_ERROR,
    "a page that is no UTF-8": Fault.STRAY(b"d\xe9faillant", 502, "text/html; charset=utf-8"),
    "yes and no more": Fault.STRAY(b'{"ok":true}'),
    "yes with a text": Fault.STRAY(b'{"ok":true,"result":"x"}'),
}


@WAYS
@pytest.mark.parametrize("name", STRAY)
async def test_answers_that_are_not_telegrams_end_nothing(
    tmp_path: Path, sqlite_url: str, webhook: bool, name: str
) -> None:
    patience = Patience(longest_pause_seconds=0.2)
    async with TelegramEmulator(patience=patience) as telegram:
        methods = ("setWebhook",) if webhook else ("deleteWebhook", "getUpdates")
        for method in (*methods, "setMyCommands", "answerCallbackQuery"):
            telegram.fault(method, STRAY[name])
        service = QuickService(tmp_path, sqlite_url, BOT_TELEGRAM_RATE_PER_SECOND="0")
        service.with_telegram(TOKEN, telegram.base, webhook=webhook)
        async with running(service):
            (person,) = await joined(telegram, "Bà Sáu")
            await record(telegram, person, "đọc sách tập xk")
            await telegram.called("setMyCommands", 4)
            await service.stop()
            said = sorted(e["event"] for e in service.events() if e["level"] != "info")
            expected = ["not_told"] * 2 if webhook else ["not_told", "poll_failed", "poll_failed"]
            assert said == expected
        telegram.assert_no_violations()


# --- Telegram is not there ------------------------------------------------------------------------


class Road:
    """The way to Telegram: a port of this machine that can be open or closed."""

    def __init__(self, telegram: TelegramEmulator) -> None:
        parts = urlsplit(telegram.base)
        self._there = (parts.hostname, parts.port)
        self._port = free_port()
        self.base = f"http://127.0.0.1:{self._port}"
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        """Let connections through."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)

    async def close(self) -> None:
        """Cut all connections and take no more."""
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(*self._there)
        ends = {writer, there_writer}
        self._open |= ends
        try:
            await asyncio.gather(self._pump(reader, there_writer), self._pump(there_reader, writer))
        finally:
            self._open -= ends
            for end in ends:
                end.transport.abort()

    @staticmethod
    async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def far(
    folder: Path, url: str, *, webhook: bool
) -> AsyncIterator[tuple[TelegramEmulator, Road, QuickService]]:
    """A service that reaches Telegram by a road, closed at first."""
    async with TelegramEmulator(patience=Patience(longest_pause_seconds=0.2)) as telegram:
        road = Road(telegram)
        service = QuickService(folder, url, BOT_TELEGRAM_RATE_PER_SECOND="0")
        service.with_telegram(TOKEN, road.base, webhook=webhook)
        async with running(service):
            yield telegram, road, service
        await road.close()
        telegram.assert_no_violations()


@WAYS
async def test_a_service_that_starts_before_telegram_answers_gets_going_by_itself(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with far(tmp_path, sqlite_url, webhook=webhook) as (telegram, road, service):
        person = telegram.person()
        await person.start()
        await service.logged("not_told")
        assert telegram.calls == []
        await road.open()
        await person.sees(NOTICE)
        await telegram.called("setMyCommands", 3)
        (other,) = await joined(telegram, "Ông Bảy")
        await record(telegram, other, "đọc sách tập xk")


async def test_replies_wait_for_telegram_to_be_there_again(tmp_path: Path, sqlite_url: str) -> None:
    async with far(tmp_path, sqlite_url, webhook=True) as (telegram, road, _service):
        await road.open()
        people = await joined(telegram, "Bà Sáu", "Ông Bảy")
        await road.close()
        for number in range(3):
            for person in people:
                await person.say(f"xờ {number}")
        await telegram.drained()
        assert [not_understood(person) for person in people] == [[], []]
        await road.open()
        for person in people:
            await person.sees(f"{NOT_UNDERSTOOD}xờ 2")
            assert not_understood(person) == ["xờ 0", "xờ 1", "xờ 2"]


# --- people ---------------------------------------------------------------------------------------


async def test_who_blocked_us_is_marked_and_is_welcomed_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with served(tmp_path, sqlite_url) as (telegram, _service, kept):
        person, other = await joined(telegram, "Bà Sáu", "Ông Bảy")
        where = f"SELECT blocked_ms FROM address WHERE external_id = '{person.id}'"
        await person.block()
        await telegram.drained()
        (told,) = await kept.rows(where)
        assert told[0] is not None
        await person.unblock()
        await person.sees(RETURNED)
        assert await kept.rows(where) == [(None,)]
        # Blocked while our reply is on its way: Telegram's refusal is how we come to know.
        telegram.hold()
        await person.say("xờ")
        await person.block()
        telegram.release("reversed")
        await telegram.drained()
        ends = await kept.outbox_settled()
        assert ends["blocked"] == 1
        assert set(ends) == {"sent", "blocked"}
        (told,) = await kept.rows(where)
        assert told[0] is not None
        await record(telegram, other, "đọc sách tập xk")
        await person.start()
        await seen_when(telegram, person, lambda _each: greetings(person) == 2)
        assert await kept.rows(where) == [(None,)]
        await record(telegram, person, "đọc sách tập xm")
        assert greetings(person) == 2, "letting the bot in and /start are greeted once"


@WAYS
async def test_who_types_fast_is_answered_in_order(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served(tmp_path, sqlite_url, webhook=webhook) as (telegram, _service, _kept):
        people = await joined(telegram, "Bà Sáu", "Ông Bảy", "Cô Tám")
        typed = [f"xờ {number}" for number in range(20)]
        for text in typed:
            for person in people:
                await person.say(text)
        for person in people:
            await person.sees(f"{NOT_UNDERSTOOD}xờ 19")
            assert not_understood(person) == typed


@WAYS
async def test_nobody_waits_for_another_persons_slow_line(
    tmp_path: Path, sqlite_url: str, webhook: bool
) -> None:
    async with served(tmp_path, sqlite_url, webhook=webhook) as (telegram, service, _kept):
        slow, quick = await joined(telegram, "Bà Sáu", "Ông Bảy")
        # Slower than the test lasts: whoever waited for it would be answered too late.
        telegram.fault("sendMessage", Fault.SLOW(3600), chat=slow)
        telegram.fault("answerCallbackQuery", Fault.SLOW(3600))
        await slow.tap(LOG)
        await slow.sees(HOW)
        await slow.say("xờ hai")
        for number in range(3):
            await record(telegram, quick, f"đọc sách tập x{'abc'[number]}", WAIT_SECONDS)
        assert not any("Nội dung: xờ hai" in each.text for each in slow.messages)
        await service.stop()
        await service.start()
        await slow.sees("Nội dung: xờ hai")
