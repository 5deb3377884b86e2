"""Polling confirms to Telegram only what is committed, and nothing keeps it from going on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import structlog

from bot.channels.telegram.albums import Albums
from bot.channels.telegram.listen import TelegramListener
from bot.channels.telegram.poll import MAX_RETRY_AFTER_SECONDS, Poller
from bot.services.ports.messages import Incoming, NotStored, Received
from bot.talk.events import Said
from tests.channels.telegram.album_parts import MemoryParts, now
from tests.emulators.telegram import Fault, TelegramEmulator
from tests.emulators.telegram.bots import aiogram_towards
from tests.emulators.telegram.faults import AnyFault

pytest_plugins = ("tests.emulators.telegram.fixtures",)


class Books:
    """Takes in what comes; what is in `torn` is not stored the first time."""

    def __init__(self, *torn: str) -> None:
        self.torn = list(torn)
        self.seen: list[str] = []
        self.stored: list[tuple[str, str]] = []
        self.counted: list[str] = []

    async def receive(self, incoming: Incoming) -> Received:
        text = incoming.channel_event.text if isinstance(incoming.channel_event, Said) else "·"
        self.seen.append(text)
        if text in self.torn:
            self.torn.remove(text)
            raise NotStored("locked")
        known = any(number == incoming.id for number, _text in self.stored)
        if not known:
            self.stored.append((incoming.id, text))
        return Received(new=not known)

    @property
    def texts(self) -> list[str]:
        """What was stored, in its order."""
        return [text for _number, text in self.stored]


class Waits:
    """A sleep that notes how long it should last and is over in a moment."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0.001)


@asynccontextmanager
async def polling(
    telegram: TelegramEmulator, books: Books, waits: Waits | None = None
) -> AsyncIterator[Poller]:
    """A poller at work; it ends within a second of being told to."""
    stop = asyncio.Event()
    async with aiogram_towards(telegram) as bot:
        albums = Albums(account="1", parts=MemoryParts(), receive=books.receive, clock=now)
        listener = TelegramListener(
            receive=books.receive, bot=bot, albums=albums, clock=now, count=books.counted.append
        )
        poller = Poller(bot, listener, books.counted.append, waits or asyncio.sleep)
        task = asyncio.create_task(poller.run(stop))
        try:
            yield poller
        finally:
            stop.set()
            await asyncio.wait_for(task, 1)
            assert not poller.listening


async def test_what_was_not_stored_comes_again_and_keeps_its_chats_order(
    telegram_emulator: TelegramEmulator,
) -> None:
    first, second = telegram_emulator.person("Sáu"), telegram_emulator.person("Bảy")
    sent = [await first.say(text) for text in ("a1", "a2", "a3")]
    await second.say("b1")
    books = Books("a2")
    async with polling(telegram_emulator, books):
        await telegram_emulator.drained()
    assert [text for text in books.texts if text[0] == "a"] == ["a1", "a2", "a3"]
    assert sorted(books.texts) == ["a1", "a2", "a3", "b1"]
    assert books.seen.count("a2") == 2
    # Asked again from the one that was not stored on, not from behind it.
    asked = [call.params.get("offset") for call in telegram_emulator.calls_of("getUpdates")]
    assert asked[0] is None
    assert int(str(asked[1])) == sent[1].update_id


async def test_a_batch_is_confirmed_by_the_next_question(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    books = Books()
    async with polling(telegram_emulator, books):
        for number in range(120):
            await person.say(f"{number}")
        await telegram_emulator.drained()
    assert books.texts == [f"{number}" for number in range(120)]
    assert books.seen == books.texts


async def test_an_update_that_cannot_be_read_keeps_out_no_other(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    await person.say("before")
    telegram_emulator.raw_update({"message": {"message_id": "not a number"}})
    telegram_emulator.raw_update({"time_travel": {"year": 1945}})
    await person.say("after")
    books = Books()
    async with polling(telegram_emulator, books):
        await telegram_emulator.drained()
    assert books.texts == ["before", "after"]
    assert sorted(books.counted) == ["telegram_update_ignored", "telegram_update_unreadable"]


@pytest.mark.parametrize("method", ["deleteWebhook", "getUpdates"])
@pytest.mark.parametrize(
    "fault",
    [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SERVER_ERROR, Fault.FLOOD(1)],
    ids=["drop before", "drop after", "502", "flood"],
)
async def test_a_fault_of_telegram_is_waited_out(
    telegram_emulator: TelegramEmulator, method: str, fault: Fault
) -> None:
    telegram_emulator.fault(method, fault)  # type: ignore[arg-type]  # the names' class stands for them
    person = telegram_emulator.person()
    await person.say("a")
    books = Books()
    async with polling(telegram_emulator, books):
        await telegram_emulator.drained()
        await person.say("b")
        await telegram_emulator.drained()
    assert books.texts == ["a", "b"]


async def test_a_webhook_of_before_is_taken_away_and_what_waited_is_kept(
    telegram_emulator: TelegramEmulator,
) -> None:
    telegram_emulator.updates.webhook_url = "http://127.0.0.1:9/nobody"
    person = telegram_emulator.person()
    await person.say("a")
    books = Books()
    async with polling(telegram_emulator, books):
        await telegram_emulator.drained()
    assert books.texts == ["a"]
    assert telegram_emulator.updates.webhook_url == ""


async def test_a_slow_courtesy_holds_up_neither_the_polling_nor_the_end(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    telegram_emulator.fault("answerCallbackQuery", Fault.SLOW(60))
    books = Books()
    async with polling(telegram_emulator, books):
        user = {"id": person.id, "is_bot": False, "first_name": "Sáu"}
        press = {"id": "1", "from": user, "chat_instance": "1", "data": "1:go"}
        telegram_emulator.raw_update({"callback_query": press})
        await telegram_emulator.called("answerCallbackQuery")
        await person.say("a")
        await telegram_emulator.drained()
    assert books.texts == ["·", "a"]


# --- answers that Telegram does not give ----------------------------------------------------------

UPDATE: dict[str, Any] = {"message": {"message_id": 1, "date": 1_790_000_000, "text": "lạc"}}
STRAY: dict[str, AnyFault] = {
    "a page that is no UTF-8": Fault.STRAY("Lỗi".encode("utf-16"), 502, "text/html; charset=utf-8"),
    "a Latin-1 page": Fault.STRAY(b"<p>d\xe9faillant", 502, "text/html; charset=utf-8"),
    "a page of an unknown charset": Fault.STRAY(b"x", 502, "text/html; charset=klingon"),
    "an empty page": Fault.STRAY(b""),
    "no JSON": Fault.STRAY(b"<html>Welcome</html>", 200, "text/html"),
    "cut off": Fault.STRAY(b'{"ok":true,"result":['),
    "ten thousand levels": Fault.STRAY(b'{"ok":true,"result":' + b"[" * 10_000),
    "null": Fault.STRAY(b"null"),
    "a list": Fault.STRAY(b"[]"),
    "a number": Fault.STRAY(b"5"),
    "nothing in it": Fault.STRAY(b"{}"),
    "yes and no more": Fault.STRAY(b'{"ok":true}'),
    "yes with nothing": Fault.STRAY(b'{"ok":true,"result":null}'),
    "yes with a number": Fault.STRAY(b'{"ok":true,"result":7}'),
    "yes with a text": Fault.STRAY(b'{"ok":true,"result":"stop"}'),
    "yes with an object": Fault.STRAY(b'{"ok":true,"result":{}}'),
    "no and no more": Fault.STRAY(b'{"ok":false}', 500),
    "no with a number for its words": Fault.STRAY(b'{"ok":false,"description":5}', 500),
    "no to a flood of no number": Fault.STRAY(
        b'{"ok":false,"parameters":{"retry_after":"x"}}', 429
    ),
    "another's address": Fault.STRAY(b"", 302, "text/plain"),
}


@pytest.mark.parametrize("method", ["deleteWebhook", "getUpdates"])
@pytest.mark.parametrize("name", STRAY)
async def test_a_stray_answer_is_said_in_one_line_and_polling_goes_on(
    telegram_emulator: TelegramEmulator, method: str, name: str
) -> None:
    telegram_emulator.fault(method, STRAY[name], times=3)
    person = telegram_emulator.person()
    await person.say("a")
    books, waits = Books(), Waits()
    with structlog.testing.capture_logs() as logged:
        async with polling(telegram_emulator, books, waits) as poller:
            await telegram_emulator.drained()
            assert poller.listening
            await person.say("b")
            await telegram_emulator.drained()
    assert books.texts == ["a", "b"]
    assert books.counted == []
    assert [line["event"] for line in logged] == ["poll_failed"] * 3
    assert waits.seconds == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("name", STRAY)
async def test_a_stray_answer_to_a_courtesy_ends_nothing(
    telegram_emulator: TelegramEmulator, name: str
) -> None:
    telegram_emulator.fault("answerCallbackQuery", STRAY[name])
    person = telegram_emulator.person()
    books = Books()
    user = {"id": person.id, "is_bot": False, "first_name": "Sáu"}
    press = {"id": "1", "from": user, "chat_instance": "1", "data": "1:go"}
    with structlog.testing.capture_logs() as logged:
        async with polling(telegram_emulator, books):
            telegram_emulator.raw_update({"callback_query": press})
            await telegram_emulator.called("answerCallbackQuery")
            await person.say("a")
            await telegram_emulator.drained()
            while not logged:  # noqa: ASYNC110  # a log rings no bell
                await asyncio.sleep(0)
    assert books.texts == ["·", "a"]
    assert [line["event"] for line in logged] == ["courtesy_failed"]


@pytest.mark.parametrize("name", ["yes and no more", "a Latin-1 page"])
async def test_while_stray_answers_come_the_poller_does_not_listen(
    telegram_emulator: TelegramEmulator, name: str
) -> None:
    async with polling(telegram_emulator, Books(), Waits()) as poller:
        assert not poller.listening
        updates = telegram_emulator.updates
        assert await updates.bell.until(lambda: updates.polled and poller.listening, 10)
        telegram_emulator.fault("getUpdates", STRAY[name], times=1_000_000)
        await telegram_emulator.person().say("a")
        before = len(telegram_emulator.calls_of("getUpdates"))
        await telegram_emulator.called("getUpdates", before + 3)
        assert not poller.listening


@pytest.mark.parametrize(
    ("told", "waited"),
    [(3, 3.0), (-5, 0.5), (10**9, MAX_RETRY_AFTER_SECONDS), (10**400, MAX_RETRY_AFTER_SECONDS)],
)
async def test_a_flood_is_waited_out_but_never_for_ever(
    telegram_emulator: TelegramEmulator, told: int, waited: float
) -> None:
    body = b'{"ok":false,"error_code":429,"description":"","parameters":{"retry_after":%d}}' % told
    telegram_emulator.fault("getUpdates", Fault.STRAY(body, 429))
    await telegram_emulator.person().say("a")
    books, waits = Books(), Waits()
    with structlog.testing.capture_logs() as logged:
        async with polling(telegram_emulator, books, waits):
            await telegram_emulator.drained()
    assert books.texts == ["a"]
    assert waits.seconds == [waited]
    assert [line["event"] for line in logged] == ["poll_failed"]


# --- updates that Telegram does not send ----------------------------------------------------------

NO_IDS: dict[str, dict[str, Any]] = {
    "missing": {},
    "null": {"update_id": None},
    "text": {"update_id": "500000001"},
    "word": {"update_id": "x"},
    "fraction": {"update_id": 500_000_001.5},
    "whole fraction": {"update_id": 500_000_001.0},
    "truth": {"update_id": True},
    "list": {"update_id": [500_000_001]},
    "nought": {"update_id": 0},
    "negative": {"update_id": -3},
    "beyond 32 bits": {"update_id": 2**31},
    "beyond 64 bits": {"update_id": 2**64},
    "beyond all bounds": {"update_id": 10**100},
}


@pytest.mark.parametrize("name", NO_IDS)
async def test_an_update_without_an_id_is_counted_and_neither_stays_nor_takes_others_with_it(
    telegram_emulator: TelegramEmulator, name: str
) -> None:
    person = telegram_emulator.person()
    await person.say("before")
    telegram_emulator.raw_update({**UPDATE, **NO_IDS[name]}, numbered=False)
    await person.say("after")
    books, waits = Books(), Waits()
    with structlog.testing.capture_logs() as logged:
        async with polling(telegram_emulator, books, waits):
            await telegram_emulator.drained()
            await person.say("later")
            await telegram_emulator.drained()
    assert books.texts == ["before", "after", "later"]
    assert books.counted == ["telegram_update_unreadable"]
    assert logged == []
    assert waits.seconds == []


async def test_an_update_without_an_id_that_waits_alone_is_asked_for_ever_more_seldom(
    telegram_emulator: TelegramEmulator,
) -> None:
    telegram_emulator.raw_update(UPDATE, numbered=False)
    books, waits = Books(), Waits()
    async with polling(telegram_emulator, books, waits):
        await telegram_emulator.called("getUpdates", 9)
        await telegram_emulator.person().say("a")
        await telegram_emulator.drained()
    assert books.texts == ["a"]
    assert set(books.counted) == {"telegram_update_unreadable"}
    assert waits.seconds[:8] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


@pytest.mark.parametrize("member", ["null", "5", '"x"', "[]", "[[]]", "{}", "NaN"])
async def test_what_is_no_update_in_a_batch_is_counted_and_the_others_are_taken(
    telegram_emulator: TelegramEmulator, member: str
) -> None:
    person = telegram_emulator.person()
    real = {"update_id": 7, "message": {
        "message_id": 1, "date": 1_790_000_000, "text": "a",
        "chat": {"id": person.id, "type": "private"}, "from": {
            "id": person.id, "is_bot": False, "first_name": "Sáu"}}}  # fmt: skip
    batch = f'{{"ok":true,"result":[{member},{json.dumps(real)},{member}]}}'
    telegram_emulator.fault("getUpdates", Fault.STRAY(batch.encode()))
    books = Books()
    async with polling(telegram_emulator, books, Waits()):
        await telegram_emulator.called("getUpdates")
        await person.say("b")
        await telegram_emulator.drained()
    assert books.texts == ["a", "b"]
    assert books.counted == ["telegram_update_unreadable"] * 2
    offsets = [call.params.get("offset") for call in telegram_emulator.calls_of("getUpdates")]
    assert [str(offset) for offset in offsets[:2]] == ["None", "8"]


@pytest.mark.parametrize("order", ["first", "last"])
async def test_what_was_not_stored_comes_again_beside_an_update_without_an_id(
    telegram_emulator: TelegramEmulator, order: str
) -> None:
    person = telegram_emulator.person()
    if order == "first":
        telegram_emulator.raw_update(UPDATE, numbered=False)
    await person.say("a")
    await person.say("b")
    if order == "last":
        telegram_emulator.raw_update(UPDATE, numbered=False)
    books = Books("a", "b")
    async with polling(telegram_emulator, books, Waits()):
        await person.say("c")
        await telegram_emulator.drained()
    assert books.texts == ["a", "b", "c"]
