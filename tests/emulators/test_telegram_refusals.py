"""What the emulated Telegram refuses, asked through python-telegram-bot and aiogram."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import InlineKeyboardButton as AioButton
from aiogram.types import InlineKeyboardMarkup as AioMarkup
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.ext import ExtBot

from tests.emulators.telegram import Fault, TelegramEmulator, small_png
from tests.emulators.telegram.bots import ptb_towards

pytest_plugins = ("tests.emulators.telegram.fixtures",)

GRINNING = "😀"
"""One letter of two UTF-16 units."""


def keyboard(label: str = "Gửi", **action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, **action)]])


STRICT: list[tuple[str, dict[str, Any], str]] = [
    ("too long", {"text": "a" * 4097}, "Message is too long"),
    ("too long in units", {"text": GRINNING * 2049}, "Message is too long"),
    ("empty", {"text": " \n "}, "Message text is empty"),
    ("only tags", {"text": "<b></b>", "parse_mode": "HTML"}, "Message text is empty"),
    (
        "unclosed tag",
        {"text": "<b>a", "parse_mode": "HTML"},
        "Can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        "unknown tag",
        {"text": "ấ<p>a</p>", "parse_mode": "HTML"},
        'Can\'t parse entities: Unsupported start tag "p" at byte offset 3',
    ),
    ("other mark-up", {"text": "*a*", "parse_mode": "MarkdownV2"}, "Unsupported parse_mode"),
    (
        "long data",
        {"text": "a", "reply_markup": keyboard(callback_data="ữ" * 22)},
        "Button_data_invalid",
    ),
    ("no data", {"text": "a", "reply_markup": keyboard(callback_data="")}, "Button_data_invalid"),
    (
        "no label",
        {"text": "a", "reply_markup": keyboard(" ", callback_data="a")},
        "Inline keyboard button text must be non-empty",
    ),
    (
        "no action",
        {"text": "a", "reply_markup": keyboard()},
        "Can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "no link",
        {"text": "a", "reply_markup": keyboard(url="javascript:1")},
        "Button_url_invalid",
    ),
    (
        "no key",
        {"text": "a", "reply_markup": ReplyKeyboardMarkup([[KeyboardButton("")]])},
        "Keyboard button text must be non-empty",
    ),
    (
        "unknown parameter",
        {"text": "a", "api_kwargs": {"colour": "red"}},
        'Unknown parameter "colour" of sendmessage',
    ),
    (
        "unknown field",
        {"text": "a", "reply_markup": keyboard(callback_data="a", api_kwargs={"tone": "x"})},
        'Unknown field "reply_markup.inline_keyboard.0.0.tone" of sendmessage',
    ),
    (
        "not acted",
        {"text": "a", "message_thread_id": 5},
        'The emulator does not act "message_thread_id"',
    ),
]


@pytest.mark.parametrize(
    ("arguments", "told"), [pytest.param(a, t, id=name) for name, a, t in STRICT]
)
async def test_a_breach_is_refused_recorded_and_shown_to_nobody(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], arguments: dict[str, Any], told: str
) -> None:
    person = telegram_emulator.person()
    await person.start()
    with pytest.raises(BadRequest) as refused:
        await ptb_bot.send_message(person.id, **arguments)
    assert refused.value.message.casefold() == told.casefold()
    assert person.messages == []
    [violation] = telegram_emulator.violations
    assert (violation.method, violation.ok, violation.chat_id) == ("sendMessage", False, person.id)
    telegram_emulator.clear_violations()


async def test_texts_data_and_captions_of_exactly_the_limit_pass(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.start()
    await ptb_bot.send_message(person.id, GRINNING * 2048)
    # The limit counts what is shown, not its tags.
    await ptb_bot.send_message(person.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML")
    await ptb_bot.send_message(person.id, "a", reply_markup=keyboard(callback_data="ữ" * 21 + "a"))
    await ptb_bot.send_photo(person.id, small_png(), caption="a" * 1024)
    assert len(person.messages) == 4
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await ptb_bot.send_document(person.id, b"a", caption="a" * 1025)
    telegram_emulator.clear_violations()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"<svg/>", "Image_process_failed", id="not a picture"),
        pytest.param(b"\xff\xd8\xff\xe0", "Image_process_failed", id="half a JPEG"),
        pytest.param(small_png(2100, 100), "Photo_invalid_dimensions", id="too narrow"),
        pytest.param(small_png(5001, 5000), "Photo_invalid_dimensions", id="too large"),
        pytest.param("AgAC-unknown", "Wrong file identifier/http url specified", id="unknown id"),
    ],
)
async def test_what_cannot_be_shown_as_a_photo_is_refused(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], content: bytes | str, told: str
) -> None:
    person = telegram_emulator.person()
    await person.start()
    with pytest.raises(BadRequest, match=re.compile(re.escape(told), re.IGNORECASE)):
        await ptb_bot.send_photo(person.id, content)
    assert person.messages == []
    telegram_emulator.clear_violations()


async def test_a_chat_that_never_began_is_not_found(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], aiogram_bot: Bot
) -> None:
    stranger = telegram_emulator.person()
    for chat_id in (stranger.id, 99, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await ptb_bot.send_message(chat_id, "a")
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await aiogram_bot.get_chat(stranger.id)
    assert telegram_emulator.violations == []


async def test_who_blocked_the_bot_is_left_alone_until_the_block_ends(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any], aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    await person.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb_bot.send_message(person.id, "a")
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await aiogram_bot.send_chat_action(person.id, "typing")
    await person.unblock()
    await ptb_bot.send_message(person.id, "a")
    assert person.last.text == "a"
    assert telegram_emulator.violations == []


async def test_an_edit_changes_the_message_and_an_edit_of_nothing_is_refused(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.start()
    sent = await ptb_bot.send_message(person.id, "a", reply_markup=keyboard(callback_data="x"))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await sent.edit_text("a", reply_markup=keyboard(callback_data="x"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(keyboard(callback_data="x"))
    assert not person.last.edited
    await sent.edit_text("<b>a</b>", parse_mode="HTML")
    assert (person.last.text, person.last.rows, person.last.edited) == ("a", (), True)
    await sent.edit_reply_markup(keyboard(callback_data="y"))
    assert person.last.data == ("y",)
    assert person.last.text == "a"
    with pytest.raises(BadRequest, match=re.compile("MESSAGE_TOO_LONG", re.IGNORECASE)):
        await sent.edit_text("a" * 4097)
    assert [call.error for call in telegram_emulator.violations] == [
        "Bad Request: MESSAGE_TOO_LONG"
    ]
    telegram_emulator.clear_violations()


async def test_only_own_messages_that_are_there_can_be_edited(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    theirs = await person.start()
    keys = await ptb_bot.send_message(
        person.id, "a", reply_markup=ReplyKeyboardMarkup([["Ghi", "Xem"]])
    )
    photo = await ptb_bot.send_photo(person.id, small_png())
    gone = await ptb_bot.send_message(person.id, "a")
    await gone.delete()
    for message_id, told in [
        (theirs.message_id, "Message can't be edited"),
        (keys.message_id, "Message can't be edited"),
        (photo.message_id, "There is no text in the message to edit"),
        (gone.message_id, "Message to edit not found"),
        (99, "Message to edit not found"),
    ]:
        with pytest.raises(BadRequest, match=told):
            await ptb_bot.edit_message_text("b", person.id, message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await gone.delete()
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await ptb_bot.send_message(
            person.id, "b", reply_parameters=ReplyParameters(gone.message_id)
        )
    assert [message.text for message in person.messages] == ["a", ""]


async def test_a_reply_shows_what_it_answers(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    asked = await person.say("mấy giờ?")
    answer = await ptb_bot.send_message(
        person.id, "7 giờ", reply_parameters=ReplyParameters(asked.message_id)
    )
    assert person.last.reply_to == asked.message_id
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "mấy giờ?"


async def test_a_press_is_answered_once_and_in_time() -> None:
    now = 1_800_000_000.0
    async with TelegramEmulator(clock=lambda: now, query_seconds=30) as emulator:
        async with ptb_towards(emulator) as bot:
            person = emulator.person()
            await person.start()
            await bot.send_message(person.id, "a", reply_markup=keyboard(callback_data="x"))
            first, second = await person.tap("Gửi"), await person.tap("Gửi")
            assert first.answer is None
            now += 30
            await bot.answer_callback_query(first.query.query_id, text="Đã ghi")
            assert first.answer is not None
            assert first.answer.text == "Đã ghi"
            with pytest.raises(BadRequest, match="Query is too old and response timeout"):
                await bot.answer_callback_query(first.query.query_id)
            now += 1
            for query_id in (second.query.query_id, "77"):
                with pytest.raises(BadRequest, match="Query is too old and response timeout"):
                    await bot.answer_callback_query(query_id)
        assert second.answer is None
        assert emulator.violations == []


async def test_an_old_message_cannot_be_deleted() -> None:
    now = 1_800_000_000.0
    async with TelegramEmulator(clock=lambda: now) as emulator, ptb_towards(emulator) as bot:
        person = emulator.person()
        await person.start()
        sent = await bot.send_message(person.id, "a")
        now += 48 * 3600 + 1
        with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
            await sent.delete()
    assert person.last.text == "a"


async def test_a_wrong_token_is_unauthorized(telegram_emulator: TelegramEmulator) -> None:
    bot: ExtBot[Any] = ExtBot("123456:WRONG", base_url=f"{telegram_emulator.base}/bot")
    with pytest.raises(InvalidToken, match="was rejected by the server"):
        await bot.initialize()
    await bot.shutdown()
    assert [call.error for call in telegram_emulator.violations] == ["Unauthorized"]
    telegram_emulator.clear_violations()


async def test_aiogram_is_refused_in_the_same_words(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    empty = AioMarkup(inline_keyboard=[[AioButton(text="Gửi", callback_data="")]])
    for text, markup, told in [
        ("", None, "Bad Request: message text is empty"),
        ("a" * 4097, None, "Bad Request: message is too long"),
        ("a", empty, "Bad Request: BUTTON_DATA_INVALID"),
    ]:
        with pytest.raises(TelegramBadRequest, match=told):
            await aiogram_bot.send_message(person.id, text, reply_markup=markup)
    assert len(telegram_emulator.violations) == 3
    telegram_emulator.clear_violations()


async def test_a_flood_answer_names_the_seconds(
    telegram_emulator: TelegramEmulator, aiogram_bot: Bot
) -> None:
    person = telegram_emulator.person()
    await person.start()
    telegram_emulator.fault("sendMessage", Fault.FLOOD(7))
    with pytest.raises(TelegramRetryAfter) as flooded:
        await aiogram_bot.send_message(person.id, "a")
    assert flooded.value.retry_after == 7
    assert "Too Many Requests: retry after 7" in str(flooded.value)
