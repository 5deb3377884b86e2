"""Faults between the bot and the emulated Telegram."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.ext import ExtBot

from tests.emulators.telegram import Fault, TelegramEmulator
from tests.emulators.telegram.faults import AnyFault

pytest_plugins = ("tests.emulators.telegram.fixtures",)


@pytest.mark.parametrize(
    ("fault", "error", "performed", "recorded"),
    [
        pytest.param(
            Fault.DROP_BEFORE, NetworkError, False, "connection cut before", id="drop before"
        ),
        pytest.param(Fault.DROP_AFTER, NetworkError, True, None, id="drop after"),
        pytest.param(Fault.SERVER_ERROR, NetworkError, False, "Bad Gateway", id="server error"),
        pytest.param(
            Fault.FLOOD(9), RetryAfter, False, "Too Many Requests: retry after 9", id="flood"
        ),
        pytest.param(Fault.SLOW(30), TimedOut, True, None, id="slow"),
        pytest.param(
            Fault.STRAY(b"<p>Passerelle d\xe9faillante", 502, "text/html; charset=utf-8"),
            NetworkError, False, "stray answer", id="stray",
        ),
    ],
)  # fmt: skip
async def test_a_fault_meets_one_call_and_the_next_goes_well(
    telegram_emulator: TelegramEmulator,
    ptb_bot: ExtBot[Any],
    fault: AnyFault,
    error: type[Exception],
    performed: bool,
    recorded: str | None,
) -> None:
    person = telegram_emulator.person()
    await person.start()
    telegram_emulator.fault("sendMessage", fault)
    with pytest.raises(error):
        await ptb_bot.send_message(person.id, "một", read_timeout=0.1)
    assert len(person.messages) == performed
    [call] = telegram_emulator.calls_of("sendMessage")
    assert (call.ok, call.error) == (performed, recorded)
    await ptb_bot.send_message(person.id, "hai")
    assert person.last.text == "hai"
    assert telegram_emulator.violations == []


async def test_a_slow_answer_comes_in_the_end(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    person = telegram_emulator.person()
    await person.start()
    telegram_emulator.fault("sendMessage", Fault.SLOW(0.01))
    assert (await ptb_bot.send_message(person.id, "một")).text == "một"


async def test_a_fault_can_meet_one_chat_and_several_calls(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    unlucky, lucky = telegram_emulator.person("Bà Sáu"), telegram_emulator.person("Ông Ba")
    await unlucky.start()
    await lucky.start()
    telegram_emulator.fault("sendMessage", Fault.SERVER_ERROR, times=2, chat=unlucky)
    await ptb_bot.send_message(lucky.id, "a")
    for _ in range(2):
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await ptb_bot.send_message(unlucky.id, "a")
    await ptb_bot.send_message(unlucky.id, "a")
    assert (len(unlucky.messages), len(lucky.messages)) == (1, 1)


async def test_faults_meet_the_method_they_were_planned_for(
    telegram_emulator: TelegramEmulator, ptb_bot: ExtBot[Any]
) -> None:
    telegram_emulator.fault("getMe", Fault.DROP_BEFORE)
    assert await ptb_bot.get_updates() == ()
    with pytest.raises(NetworkError):
        await ptb_bot.get_me()


async def test_a_stray_answer_comes_byte_for_byte(
    telegram_emulator: TelegramEmulator,
) -> None:
    body = b'{"ok":true,"result":[{"update_id":NaN}]}\xff'
    telegram_emulator.fault("getUpdates", Fault.STRAY(body, 418, "text/plain"))
    url = f"{telegram_emulator.base}/bot{telegram_emulator.token}/getUpdates"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert (response.status, response.content_type) == (418, "text/plain")
        assert await response.read() == body
