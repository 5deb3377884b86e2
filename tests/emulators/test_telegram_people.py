"""People of the emulated Telegram: what they do becomes updates, what the bot does they see."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InaccessibleMessage, Update
from hypothesis import given
from hypothesis import strategies as st
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.ext import ExtBot

from tests.emulators.telegram import Person, TelegramEmulator, small_png
from tests.emulators.telegram.people.typed import commands_in, parts_of
from tests.emulators.telegram.wire.objects import utf16_units

pytest_plugins = ("tests.emulators.telegram.fixtures",)


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=f"data:{label}") for label in labels]]
    )


async def test_a_person_is_described_as_telegram_does(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person("Bà Sáu", "vi")
    await person.start("ward-00004")
    [update] = await aiogram_bot.get_updates()
    message = update.message
    assert message is not None
    assert message.from_user is not None
    assert (message.text, message.from_user.language_code) == ("/start ward-00004", "vi")
    assert (message.chat.id, message.chat.type) == (person.id, "private")
    assert person.id > 2**32
    chat = await aiogram_bot.get_chat(person.id)
    assert (chat.id, chat.first_name) == (person.id, "Bà Sáu")


async def everything(person: Person) -> None:
    await person.photo("Ảnh")
    await person.document("giấy.pdf", "Tệp")
    await person.sticker()
    await person.voice()
    await person.location()
    await person.contact()
    await person.forward("Tin của tổ")
    await person.album(2, "Hai ảnh")
    await person.say("a")
    await person.edit("b")
    await person.block()
    await person.unblock()


async def test_everything_a_person_sends_is_parsed_by_both_libraries(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await everything(person)
    updates = await aiogram_bot.get_updates()
    assert [kind_of(update) for update in updates] == [
        "photo",
        "document",
        "sticker",
        "voice",
        "location",
        "contact",
        "text",
        "photo",
        "photo",
        "text",
        "edited_message",
        "my_chat_member",
        "my_chat_member",
    ]
    theirs = await ptb_bot.get_updates()
    assert [update.update_id for update in theirs] == [update.update_id for update in updates]
    assert all(update.effective_chat for update in theirs)
    check_details(updates)


def kind_of(update: Update) -> str:
    return update.message.content_type if update.message else update.event_type


def check_details(updates: list[Update]) -> None:
    messages = [update.message for update in updates if update.message]
    assert [message.caption for message in messages[:2]] == ["Ảnh", "Tệp"]
    assert messages[5].contact is not None
    assert messages[5].contact.user_id == messages[5].chat.id
    assert messages[6].forward_origin is not None
    one, two = messages[7:9]
    assert one.media_group_id == two.media_group_id is not None
    assert (one.caption, two.caption) == ("Hai ảnh", None)
    edited = updates[10].edited_message
    assert edited is not None
    assert (edited.text, edited.message_id) == ("b", messages[9].message_id)
    assert edited.edit_date is not None
    block, unblock = (update.my_chat_member for update in updates[11:13])
    assert block is not None
    assert unblock is not None
    assert (block.new_chat_member.status, unblock.new_chat_member.status) == ("kicked", "member")


async def test_a_sent_file_can_be_fetched(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.document("giấy.pdf", content=b"%PDF-giay")
    [update] = await aiogram_bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    fetched = await aiogram_bot.download(update.message.document)
    assert fetched is not None
    assert fetched.read() == b"%PDF-giay"
    file = await ptb_bot.get_file(update.message.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF-giay"


async def test_a_file_the_bot_sent_can_be_sent_again_by_its_id(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.start()
    first = await ptb_bot.send_photo(person.id, small_png(300, 200), caption="Sơ đồ")
    await ptb_bot.send_photo(person.id, first.photo[-1].file_id)
    assert (first.photo[-1].width, first.photo[-1].height) == (300, 200)
    assert person.messages[0].file_id == person.messages[1].file_id
    assert [message.kind for message in person.messages] == ["photo", "photo"]


async def test_a_tap_finds_the_newest_button_and_an_exact_label_first(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    for labels in (["Đọc"], ["Đọc", "Xem"], ["Đọc sách"]):
        await ptb_bot.send_message(person.id, "Bà làm gì?", reply_markup=keyboard(*labels))
    old, middle, _ = person.messages
    await person.tap("Đọc")
    await person.tap("Đọc s")
    await person.tap("Đọc", of=old)
    updates = await aiogram_bot.get_updates(offset=-3)
    presses = [update.callback_query for update in updates if update.callback_query]
    where = [press.message.message_id for press in presses if press.message]
    assert where == [middle.id, person.last.id, old.id]
    assert [press.data for press in presses] == ["data:Đọc", "data:Đọc sách", "data:Đọc"]
    with pytest.raises(AssertionError, match="sees no button 'Viết'"):
        await person.tap("Viết")


async def test_an_old_button_can_be_tapped_where_it_is_gone(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    sent = await ptb_bot.send_message(person.id, "Ghi?", reply_markup=keyboard("Ghi"))
    first = await person.tap("Ghi")
    await sent.edit_text("Đã ghi")
    with pytest.raises(AssertionError, match="sees no button"):
        await person.tap("Ghi")
    again = await person.tap_again("Ghi")
    assert again.query.query_id != first.query.query_id
    await sent.delete()
    await person.tap_again("Ghi")
    presses = [each.callback_query for each in await aiogram_bot.get_updates(offset=-3)]
    assert [press.data for press in presses if press] == ["data:Ghi"] * 3
    assert presses[2] is not None
    assert isinstance(presses[2].message, InaccessibleMessage)
    with pytest.raises(AssertionError, match="has not tapped"):
        await person.tap_again("Xem")


async def test_keys_of_the_reply_keyboard_send_their_label(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    keys = ReplyKeyboardMarkup([["Ghi", KeyboardButton("Số của tôi", request_contact=True)]])
    await ptb_bot.send_message(person.id, "Chọn:", reply_markup=keys)
    assert person.keyboard == person.last.keys == (("Ghi", "Số của tôi"),)
    await person.key("Ghi")
    await person.key("Số")
    updates = await aiogram_bot.get_updates(offset=-2)
    assert updates[0].message is not None
    assert updates[0].message.text == "Ghi"
    assert updates[1].message is not None
    assert updates[1].message.contact is not None
    await ptb_bot.send_message(person.id, "Xong", reply_markup=ReplyKeyboardRemove())
    with pytest.raises(AssertionError, match="sees no key 'Ghi'"):
        await person.key("Ghi")


async def test_a_person_hears_each_message_once_and_in_order(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.start()
    hearing = asyncio.create_task(person.hears(2))
    await ptb_bot.send_message(person.id, "một")
    await ptb_bot.send_message(person.id, "hai", disable_notification=True)
    await ptb_bot.send_message(person.id, "ba")
    heard = await hearing
    assert (heard.text, heard.silent) == ("hai", True)
    with pytest.raises(AssertionError, match=r"wanted quiet and got \['ba'\]"):
        await person.quiet(0.001)
    assert (await person.hears()).text == "ba"
    await person.quiet(0.001)
    with pytest.raises(AssertionError, match="waited for 1 messages"):
        await person.hears(timeout=0.001)
    with pytest.raises(AssertionError, match="does not see 'bốn'"):
        await person.sees("bốn", timeout=0.001)


async def test_who_blocked_the_bot_cannot_write_until_a_new_start(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.block()
    with pytest.raises(AssertionError, match="has blocked the bot"):
        await person.say("a")
    await person.start()
    kinds = [update.event_type for update in await aiogram_bot.get_updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [(0, 6)]),
        ("/start ward", [(0, 6)]),
        ("😀 /ghi@so_hoc_tap_bot", [(3, 19)]),
        ("/ghi /xem", [(0, 4), (5, 4)]),
        ("1/2 và a/b", []),
        ("xin chào", []),
        ("/chào", []),
    ],
)
def test_commands_are_marked(text: str, found: list[tuple[int, int]]) -> None:
    entities = commands_in(text) or []
    assert [(entity.offset, entity.length) for entity in entities] == found


@given(st.text(st.sampled_from("aấ😀 "), max_size=50), st.integers(1, 300))
def test_a_long_text_leaves_in_parts_that_fit_and_lose_nothing(text: str, times: int) -> None:
    parts = parts_of(text * times)
    assert "".join(parts) == text * times
    assert all(utf16_units(part) <= 4096 for part in parts)


async def test_a_long_text_arrives_as_several_messages(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    await telegram_emulator.person().say("ă" * 5000)
    messages = [update.message for update in await aiogram_bot.get_updates()]
    assert [len(message.text or "") for message in messages if message] == [4096, 904]
