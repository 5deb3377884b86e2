"""The bot's own page in the emulated Telegram: commands, descriptions, files that are not there."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import pytest
from aiogram import Bot
from telegram import BotCommand, BotCommandScopeChat
from telegram.error import BadRequest
from telegram.ext import ExtBot

from tests.emulators.telegram import TelegramEmulator

pytest_plugins = ("tests.emulators.telegram.fixtures",)


async def test_the_bot_knows_itself(ptb_bot: ExtBot[Any], aiogram_bot: Bot) -> None:
    me = await aiogram_bot.get_me()
    assert (me.id, me.is_bot, me.username) == (ptb_bot.id, True, ptb_bot.username)


async def test_commands_are_kept_by_language_and_scope(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    scope = BotCommandScopeChat(5)
    await ptb_bot.set_my_commands([("ghi", "Ghi việc học"), ("xem", "Xem sổ")])
    await ptb_bot.set_my_commands([("log", "Log learning")], language_code="en")
    await ptb_bot.set_my_commands([("duyet", "Duyệt tin")], scope=scope)
    assert [each.command for each in await ptb_bot.get_my_commands()] == ["ghi", "xem"]
    assert [each.command for each in await ptb_bot.get_my_commands(language_code="en")] == ["log"]
    assert [each.command for each in await ptb_bot.get_my_commands(scope=scope)] == ["duyet"]
    await ptb_bot.delete_my_commands()
    assert await ptb_bot.get_my_commands() == ()
    assert await ptb_bot.get_my_commands(scope=scope) == (BotCommand("duyet", "Duyệt tin"),)


@pytest.mark.parametrize(
    ("commands", "language", "told"),
    [
        ([("Ghi", "a")], None, "BOT_COMMAND_INVALID"),
        ([("chào", "a")], None, "BOT_COMMAND_INVALID"),
        ([("a" * 33, "a")], None, "BOT_COMMAND_INVALID"),
        ([("ghi", "")], None, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([("ghi", "a" * 257)], None, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([(f"a{n}", "a") for n in range(101)], None, "BOT_COMMANDS_TOO_MUCH"),
        ([("ghi", "a")], "vi-VN", "invalid language code specified"),
    ],
)
async def test_a_wrong_menu_is_refused(
    telegram_emulator: TelegramEmulator,
    ptb_bot: ExtBot[Any],
    commands: list[tuple[str, str]],
    language: str | None,
    told: str,
) -> None:
    with pytest.raises(BadRequest, match=re.compile(told, re.IGNORECASE)):
        await ptb_bot.set_my_commands(commands, language_code=language)
    assert await ptb_bot.get_my_commands() == ()
    telegram_emulator.clear_violations()


async def test_descriptions_fall_back_to_the_one_for_all(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    await ptb_bot.set_my_description("Sổ ghi việc học")
    await ptb_bot.set_my_description("A learning notebook", language_code="en")
    await ptb_bot.set_my_short_description("Sổ học tập")
    assert (await ptb_bot.get_my_description("en")).description == "A learning notebook"
    assert (await ptb_bot.get_my_description("fr")).description == "Sổ ghi việc học"
    assert (await ptb_bot.get_my_short_description()).short_description == "Sổ học tập"
    with pytest.raises(BadRequest):
        await ptb_bot.set_my_description("a" * 513)
    with pytest.raises(BadRequest):
        await ptb_bot.set_my_short_description("a" * 121)
    telegram_emulator.clear_violations()


async def test_a_file_that_is_not_there_is_not_found(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await ptb_bot.get_file("AgAC-unknown")
    telegram_emulator.clear_violations()
    base = telegram_emulator.base
    async with aiohttp.ClientSession() as http:
        for token in (telegram_emulator.token, "123456:WRONG"):
            answer = await http.get(f"{base}/file/bot{token}/documents/file_1.pdf")
            assert answer.status == 404
