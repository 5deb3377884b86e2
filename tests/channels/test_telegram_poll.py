"""Polling confirms to Telegram only what is committed, and nothing keeps it from going on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.listen import TelegramListener
from bot.channels.telegram.poll import Poller
from bot.services.ports import Incoming, NotStored, Received
from bot.talk.events import Said
from tests.emulators.telegram import Fault, TelegramEmulator
from tests.emulators.telegram.bots import aiogram_towards

pytest_plugins = ("tests.emulators.telegram.fixtures",)


class Books:
    """Takes in what comes; what is in `torn` is not stored the first time."""

    def __init__(self, *torn: str) -> None:
        self.torn = list(torn)
        self.seen: list[str] = []
        self.stored: list[tuple[str, str]] = []
        self.counted: list[str] = []

    async def receive(self, incoming: Incoming) -> Received:
        text = incoming.happening.text if isinstance(incoming.happening, Said) else "·"
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


@asynccontextmanager
async def polling(telegram: TelegramEmulator, books: Books) -> AsyncIterator[None]:
    """A poller at work; it ends within a second of being told to."""
    stop = asyncio.Event()
    async with aiogram_towards(telegram) as bot:
        listener = TelegramListener(receive=books.receive, bot=bot, count=books.counted.append)
        task = asyncio.create_task(Poller(bot, listener).run(stop))
        try:
            yield
        finally:
            stop.set()
            await asyncio.wait_for(task, 1)


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
        await telegram_emulator.drained(timeout=5)
    assert books.texts == ["·", "a"]
