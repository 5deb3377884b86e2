"""The emulated Telegram's webhook: secret, order, redelivery, calls in the answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    GetWebhookInfo,
    SendDocument,
    SendMessage,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.emulators.telegram import Patience, Person, TelegramEmulator
from tests.emulators.telegram.bots import aiogram_towards

pytest_plugins = ("tests.emulators.telegram.fixtures",)

Answer = Callable[[dict[str, Any]], Awaitable[web.StreamResponse]]


class Receiver:
    """A bot's end of a webhook that answers as the test says."""

    def __init__(self) -> None:
        self.url = ""
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answer: Answer = self._ok

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]

    async def take(self, request: web.Request) -> web.StreamResponse:
        update = await request.json()
        self.updates.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return await self.answer(update)

    async def _ok(self, _update: dict[str, Any]) -> web.StreamResponse:
        return web.Response()


@asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}/hook"
    finally:
        await runner.cleanup()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    found = Receiver()
    app = web.Application()
    app.router.add_post("/hook", found.take)
    async with serving(app) as found.url:
        yield found


@pytest_asyncio.fixture
async def quick() -> AsyncIterator[TelegramEmulator]:
    patience = Patience(answer_seconds=0.2, first_pause_seconds=0.001, attempts=3)
    async with TelegramEmulator(patience=patience) as emulator:
        yield emulator


async def call(emulator: TelegramEmulator, method: TelegramMethod[Any]) -> Any:
    async with aiogram_towards(emulator) as bot:
        return await bot(method)


async def listen(emulator: TelegramEmulator, receiver: Receiver, **more: Any) -> None:
    await call(emulator, SetWebhook(url=receiver.url, **more))


async def test_updates_are_posted_with_the_secret_and_told_of(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    person = quick.person()
    await person.say("trước")
    await listen(quick, receiver, secret_token="A-z_09", allowed_updates=["message"])
    await person.say("sau")
    await quick.drained()
    assert receiver.texts == ["trước", "sau"]
    assert receiver.secrets == ["A-z_09", "A-z_09"]
    info = await call(quick, GetWebhookInfo())
    assert (info.url, info.pending_update_count, info.allowed_updates) == (
        receiver.url,
        0,
        ["message"],
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"url": "http://example.org/"}, "An HTTPS URL must be provided for webhook"),
        ({"secret_token": "a b"}, "secret token contains unallowed characters"),
        ({"secret_token": "á"}, "secret token contains unallowed characters"),
        ({"secret_token": "a" * 257}, "secret token is too long"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take_is_refused(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot, arguments: dict[str, Any], told: str
) -> None:
    with pytest.raises(TelegramBadRequest, match=told):
        await aiogram_bot.set_webhook(**{"url": "https://example.org/", **arguments})
    assert (await aiogram_bot.get_webhook_info()).url == ""
    telegram_emulator.clear_violations()


async def test_within_a_chat_the_next_waits_and_other_chats_do_not(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    quick.updates.hold()
    slow, fast = quick.person("Bà Sáu"), quick.person("Ông Ba")
    open_door = asyncio.Event()

    async def answer(update: dict[str, Any]) -> web.StreamResponse:
        if update["message"]["text"] == "một":
            await open_door.wait()
        return web.Response()

    receiver.answer = answer
    await listen(quick, receiver)
    await slow.say("một")
    await slow.say("hai")
    await fast.say("ba")
    await fast.say("bốn")
    quick.release()
    assert await quick.world.bell.until(lambda: len(quick.updates.pending) == 2, 5)
    assert sorted(receiver.texts) == ["ba", "bốn", "một"]
    open_door.set()
    await quick.drained()
    assert receiver.texts[-1] == "hai"


async def test_no_more_connections_than_asked_for(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    inside, most = 0, 0

    async def answer(_update: dict[str, Any]) -> web.StreamResponse:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _ in range(5):
            await asyncio.sleep(0)
        inside -= 1
        return web.Response()

    receiver.answer = answer
    await listen(quick, receiver, max_connections=2)
    quick.hold()
    for _ in range(6):
        await quick.person().say("a")
    quick.release()
    await quick.drained()
    assert (len(receiver.updates), most) == (6, 2)


@pytest.mark.parametrize("failure", ["status", "timeout", "cut"])
async def test_what_was_not_taken_comes_again_before_the_next(
    quick: TelegramEmulator, receiver: Receiver, failure: str
) -> None:
    came_again = asyncio.Event()

    async def answer(update: dict[str, Any]) -> web.StreamResponse:
        if len(receiver.updates) > 1:
            came_again.set()
            return web.Response()
        if failure == "timeout":
            await came_again.wait()
        if failure == "cut":
            raise ConnectionResetError
        return web.Response(status=503)

    receiver.answer = answer
    await listen(quick, receiver)
    person = quick.person()
    await person.say("một")
    await person.say("hai")
    await quick.drained()
    assert receiver.texts == ["một", "một", "hai"]
    assert receiver.updates[0] == receiver.updates[1]
    assert (await call(quick, GetWebhookInfo())).last_error_message


async def test_an_update_that_is_never_taken_is_given_up_in_the_end(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    async def answer(update: dict[str, Any]) -> web.StreamResponse:
        return web.Response(status=500 if update["message"]["text"] == "một" else 200)

    receiver.answer = answer
    await listen(quick, receiver)
    person = quick.person()
    lost = await person.say("một")
    await person.say("hai")
    await quick.drained()
    assert receiver.texts == ["một", "một", "một", "hai"]
    assert quick.undelivered == [lost.update_id]


def test_the_pauses_grow_to_their_bound() -> None:
    patience = Patience()
    pauses = [patience.pause_seconds(n) for n in range(1, 8)]
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


async def test_the_same_update_can_be_sent_again_in_turn_or_at_once(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    await listen(quick, receiver)
    person = quick.person()
    sent = await person.say("một")
    await quick.drained()
    assert sent.update_id is not None
    quick.redeliver(sent.update_id)
    await quick.drained()
    open_door = asyncio.Event()

    async def answer(_update: dict[str, Any]) -> web.StreamResponse:
        if len(receiver.updates) == 4:
            open_door.set()
        await open_door.wait()
        return web.Response()

    receiver.answer = answer
    quick.redeliver(sent.update_id, at_once=True)
    quick.redeliver(sent.update_id, at_once=True)
    await quick.drained()
    assert receiver.updates == [receiver.updates[0]] * 4


async def test_held_updates_reach_a_webhook_in_another_order(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    await listen(quick, receiver)
    quick.hold()
    person = quick.person()
    sent = [await person.say(words) for words in ("một", "hai", "ba")]
    quick.release("reversed")
    await quick.drained()
    ids = [update["update_id"] for update in receiver.updates]
    assert ids == [each.update_id for each in reversed(sent)]


async def test_a_call_in_the_answer_is_carried_out_and_its_failure_told_to_nobody(
    quick: TelegramEmulator, receiver: Receiver
) -> None:
    person = quick.person()

    async def answer(update: dict[str, Any]) -> web.StreamResponse:
        words = update["message"]["text"]
        return web.json_response({"method": "sendMessage", "chat_id": person.id, "text": words})

    receiver.answer = answer
    await listen(quick, receiver)
    await person.say("vọng lại")
    assert (await person.hears()).text == "vọng lại"

    async def wrong(_update: dict[str, Any]) -> web.StreamResponse:
        return web.json_response({"method": "answerCallbackQuery", "query": "1"})

    receiver.answer = wrong
    await person.say("sai")
    await quick.drained()
    [violation] = quick.violations
    assert violation.in_webhook_answer
    assert violation.error == 'Bad Request: unknown parameter "query" of answerCallbackQuery'
    assert len(receiver.updates) == 2


async def test_aiograms_own_webhook_handler_answers_in_the_response(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def on_message(message: Message) -> TelegramMethod[Any]:
        if message.text == "tệp":
            file = BufferedInputFile(b"a;b", filename="so.csv")
            return SendDocument(chat_id=message.chat.id, document=file, caption="Sổ")
        button = InlineKeyboardButton(text="Đúng", callback_data="yes")
        markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
        return SendMessage(chat_id=message.chat.id, text="Phải không?", reply_markup=markup)

    @dispatcher.callback_query()
    async def on_press(query: CallbackQuery) -> TelegramMethod[Any]:
        return AnswerCallbackQuery(callback_query_id=query.id, text="Dạ")

    @dispatcher.my_chat_member()
    async def on_block(_change: ChatMemberUpdated) -> None:
        return None

    app = web.Application()
    SimpleRequestHandler(
        dispatcher, aiogram_bot, handle_in_background=False, secret_token="s3cret"
    ).register(app, path="/hook")
    async with serving(app) as url:
        await aiogram_bot.set_webhook(url, secret_token="s3cret")
        person = telegram_emulator.person()
        await _talk(telegram_emulator, person)
        await aiogram_bot.delete_webhook()


async def _talk(emulator: TelegramEmulator, person: Person) -> None:
    await person.start()
    assert (await person.hears()).rows == (("Đúng",),)
    tap = await person.tap("Đúng")
    await person.say("tệp")
    heard = await person.hears()
    assert (heard.kind, heard.text, heard.file_name) == ("document", "Sổ", "so.csv")
    assert tap.answer is not None
    assert tap.answer.text == "Dạ"
    await person.block()
    await emulator.drained()
    assert all(each.in_webhook_answer for each in emulator.calls_of("sendMessage"))
