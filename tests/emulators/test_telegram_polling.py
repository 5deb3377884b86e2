"""`getUpdates` of the emulated Telegram: offsets, waiting, kinds, one poll at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramConflictError
from aiogram.types import CallbackQuery, Message, Update
from aiogram.utils.backoff import BackoffConfig
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest
from telegram.ext import ExtBot

from tests.emulators.telegram import Fault, TelegramEmulator

pytest_plugins = ("tests.emulators.telegram.fixtures",)


def texts(updates: list[Update]) -> list[str | None]:
    return [update.message.text if update.message else None for update in updates]


async def test_updates_stay_until_an_offset_confirms_them(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    for words in ("một", "hai", "ba"):
        await person.say(words)
    first = await aiogram_bot.get_updates(limit=2)
    assert texts(first) == ["một", "hai"]
    assert texts(await aiogram_bot.get_updates()) == ["một", "hai", "ba"]
    rest = await aiogram_bot.get_updates(offset=first[-1].update_id + 1)
    assert texts(rest) == ["ba"]
    assert texts(await aiogram_bot.get_updates()) == ["ba"]
    assert await aiogram_bot.get_updates(offset=rest[-1].update_id + 1) == []


async def test_a_negative_offset_forgets_all_but_the_last(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    for words in ("một", "hai", "ba"):
        await person.say(words)
    assert texts(await aiogram_bot.get_updates(offset=-1)) == ["ba"]
    assert texts(await aiogram_bot.get_updates()) == ["ba"]


@pytest.mark.parametrize("number", [[], ["x"], [None], [1.5]], ids=str)
async def test_a_handmade_update_keeps_the_id_that_it_has_and_the_queue_its_own(
    telegram_emulator: TelegramEmulator, number: list[object]
) -> None:
    person = telegram_emulator.person()
    before = (await person.say("một")).update_id
    body = {"update_id": number[0]} if number else {}
    given = telegram_emulator.raw_update({**body, "message": {}}, numbered=False)
    after = (await person.say("hai")).update_id
    assert before is not None
    assert after is not None
    assert (given, after) == (before + 1, before + 2)

    async def ask(**query: int) -> list[dict[str, object]]:
        url = f"{telegram_emulator.base}/bot{telegram_emulator.token}/getUpdates"
        async with aiohttp.ClientSession() as session, session.get(url, params=query) as response:
            found: list[dict[str, object]] = (await response.json())["result"]
            return found

    assert (await ask())[1] == {**body, "message": {}}
    assert [each["update_id"] for each in await ask(offset=after)] == [after]


async def test_a_long_poll_ends_with_the_first_update(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    polling = asyncio.create_task(aiogram_bot.get_updates(timeout=50))
    assert await telegram_emulator.world.bell.until(lambda: telegram_emulator.updates.polled, 5)
    await person.say("một")
    assert texts(await polling) == ["một"]


async def test_only_one_poll_is_served(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    polls = [asyncio.create_task(aiogram_bot.get_updates(timeout=50)) for _ in range(2)]
    done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    [terminated], [served] = done, waiting
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        terminated.result()
    await telegram_emulator.person().say("một")
    assert texts(await served) == ["một"]


async def test_a_webhook_ends_polling(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    polling = asyncio.create_task(aiogram_bot.get_updates(timeout=50))
    assert await telegram_emulator.world.bell.until(lambda: telegram_emulator.updates.polled, 5)
    await aiogram_bot.set_webhook("https://example.org/hook")
    with pytest.raises(TelegramConflictError, match="terminated by setWebhook request"):
        await polling
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook"):
        await aiogram_bot.get_updates()
    await aiogram_bot.delete_webhook()
    assert await aiogram_bot.get_updates() == []
    assert not telegram_emulator.updates.polled


async def test_only_allowed_kinds_are_sent_and_the_choice_is_kept(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await aiogram_bot.get_updates(allowed_updates=["my_chat_member"])
    assert (await person.start()).update_id is None
    await person.block()
    assert [update.event_type for update in await aiogram_bot.get_updates()] == ["my_chat_member"]
    assert telegram_emulator.updates.allowed == {"my_chat_member"}


async def test_a_kind_that_does_not_exist_is_refused(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    with pytest.raises(BadRequest, match=r"names unknown kinds: \['messages'\]"):
        await ptb_bot.get_updates(allowed_updates=["messages"])
    telegram_emulator.clear_violations()


async def test_what_waits_can_be_dropped(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    await telegram_emulator.person().start()
    assert (await aiogram_bot.get_webhook_info()).pending_update_count == 1
    await aiogram_bot.delete_webhook(drop_pending_updates=True)
    assert await aiogram_bot.get_updates() == []


async def test_a_confirmed_update_can_come_again(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    sent = await person.say("một")
    assert sent.update_id is not None
    await aiogram_bot.get_updates(offset=sent.update_id + 1)
    telegram_emulator.redeliver(sent.update_id)
    await person.say("hai")
    batch = await aiogram_bot.get_updates(offset=sent.update_id + 1)
    assert texts(batch) == ["một", "hai"]
    assert batch[0].update_id == sent.update_id
    assert texts(await aiogram_bot.get_updates(offset=sent.update_id + 1)) == ["hai"]


async def test_held_updates_come_in_another_order_with_rising_ids(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    telegram_emulator.hold()
    for words in ("một", "hai", "ba"):
        await person.say(words)
    assert await aiogram_bot.get_updates() == []
    telegram_emulator.release("reversed")
    batch = await aiogram_bot.get_updates()
    assert texts(batch) == ["ba", "hai", "một"]
    ids = [update.update_id for update in batch]
    assert ids == sorted(set(ids))


async def test_a_handmade_update_of_an_unknown_kind_is_sent_as_it_is(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    update_id = telegram_emulator.raw_update({"time_travel": {"year": 1945}})
    [update] = await aiogram_bot.get_updates()
    assert (update.update_id, update.model_extra) == (update_id, {"time_travel": {"year": 1945}})
    after = await telegram_emulator.person().start()
    assert after.update_id == update_id + 1


async def test_a_dispatcher_and_an_ext_bot_talk_with_a_person_through_faults(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot, ptb_bot: ExtBot[Any]
) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        button = InlineKeyboardButton("Đúng", callback_data="yes")
        markup = InlineKeyboardMarkup([[button]])
        await ptb_bot.send_message(message.chat.id, f"Bà nói: {message.text}", reply_markup=markup)

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("Dạ")
        assert query.message is not None
        await ptb_bot.edit_message_text("Xong", query.from_user.id, query.message.message_id)

    telegram_emulator.fault("getUpdates", Fault.DROP_BEFORE)
    telegram_emulator.fault("getUpdates", Fault.SERVER_ERROR)
    quick = BackoffConfig(min_delay=0.01, max_delay=0.05, factor=1.3, jitter=0.1)
    polling = asyncio.create_task(
        dispatcher.start_polling(
            aiogram_bot, handle_signals=False, close_bot_session=False, backoff_config=quick
        )
    )
    person = telegram_emulator.person()
    await person.say("hôm nay đọc sách")
    assert (await person.hears()).text == "Bà nói: hôm nay đọc sách"
    tap = await person.tap("Đúng")
    assert (await person.sees("Xong")).edited
    await telegram_emulator.drained()
    await dispatcher.stop_polling()
    await polling
    assert tap.answer is not None
    assert tap.answer.text == "Dạ"
    assert [call.error for call in telegram_emulator.calls_of("getUpdates")][:2] == [
        "connection cut before",
        "Bad Gateway",
    ]
