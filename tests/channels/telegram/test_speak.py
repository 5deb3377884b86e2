"""Every answer of Telegram to a send has its one outcome; the pace; the menu of commands."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from bot.channels.telegram import CAPABILITIES, request
from bot.channels.telegram.profile import profiles
from bot.channels.telegram.speak import TelegramSpeaker
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.serving import LOCALES_DIR, Application
from bot.settings import Settings
from bot.talk.messages import Button, Message
from bot.talk.steps import Say
from bot.talk.text import Fact, Item, Minutes, Note, Title, plain
from bot.wording.catalog import Translator
from bot.wording.render import render
from tests.applications import FRIDAY
from tests.emulators.telegram import TOKEN, Fault, TelegramEmulator
from tests.emulators.telegram.wire.files import small_png

pytest_plugins = ("tests.emulators.telegram.fixtures",)


@asynccontextmanager
async def speaking(base: str, rate_per_second: int = 0) -> AsyncIterator[TelegramSpeaker]:
    """A speaker whose clock stands still."""
    speaker = TelegramSpeaker(TOKEN, base, rate_per_second, lambda: FRIDAY)
    await speaker.open()
    yield speaker
    await speaker.close()


@asynccontextmanager
async def answering(status: int, body: str) -> AsyncIterator[str]:
    """A server that gives one answer to everything; its address."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=body)

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


def refusal(status: int, why: str, **parameters: int) -> tuple[int, str]:
    """Telegram's no."""
    body = {"ok": False, "error_code": status, "description": why, "parameters": parameters}
    return status, json.dumps(body)


def later(seconds: float, why: str, *, whole_channel: bool = False) -> Later:
    """Not before so many seconds."""
    return Later(FRIDAY + dt.timedelta(seconds=seconds), why, whole_channel)


NOT_REACHED = later(1, "not_reached", whole_channel=True)

ANSWERS: dict[str, tuple[tuple[int, str], Outcome]] = {
    "done": ((200, '{"ok": true, "result": {"message_id": 77, "date": 0}}'), Delivered("77")),
    "flood": (
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        later(7, "flood", whole_channel=True),
    ),
    "blocked": (
        refusal(403, "Forbidden: bot was blocked by the user"), Never("blocked", blocked=True),
    ),
    "deactivated": (
        refusal(403, "Forbidden: user is deactivated"), Never("blocked", blocked=True),
    ),
    "no such chat": (
        refusal(400, "Bad Request: chat not found"), Never("gone", blocked=True),
    ),
    "no such person": (refusal(400, "Bad Request: PEER_ID_INVALID"), Never("gone", blocked=True)),
    "not as Telegram wants it": (
        refusal(400, "Bad Request: message text is empty"), Never("refused"),
    ),
    "became a supergroup": (
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1007),
        Never("refused"),
    ),
    "wrong token": (
        refusal(401, "Unauthorized"), later(300, "token_refused", whole_channel=True),
    ),
    "unknown token": (
        refusal(404, "Not Found"), later(300, "token_refused", whole_channel=True),
    ),
    "fault of Telegram": (refusal(500, "Internal Server Error"), Unsure("no_answer")),
    "page of a gateway": ((502, "<html>Bad Gateway</html>"), Unsure("no_answer")),
    "gateway timed out": ((504, ""), Unsure("no_answer")),
    "a page instead of an answer": ((200, "<html>Hello</html>"), Unsure("unreadable_answer")),
    "another JSON": ((200, "[]"), Unsure("unreadable_answer")),
    "yes without a result": ((200, '{"ok": true}'), Unsure("unreadable_answer")),
    "yes with nothing": ((200, '{"ok": true, "result": null}'), Unsure("unreadable_answer")),
    "yes with no message": ((200, '{"ok": true, "result": {}}'), Unsure("unreadable_answer")),
    "yes with a number": ((200, '{"ok": true, "result": 7}'), Unsure("unreadable_answer")),
    "no with nothing": ((500, "{}"), Unsure("no_answer")),
    "no with a number for its parameters": (
        (429, '{"ok": false, "parameters": 5}'), Unsure("unreadable_answer"),
    ),
    "a flood of no number": (
        (429, '{"ok": false, "parameters": {"retry_after": "x"}}'), Unsure("unreadable_answer"),
    ),
    "a flood that is over": (
        refusal(429, "", retry_after=-7), later(1, "flood", whole_channel=True),
    ),
    "a flood for ever": (
        refusal(429, "", retry_after=10**12), later(86_400, "flood", whole_channel=True),
    ),
    "a flood beyond all time": (
        refusal(429, "", retry_after=10**30), Unsure("unreadable_answer"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_has_its_outcome(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it a flood answer is a deprecation warning, which tests turn into an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    (status, body), outcome = ANSWERS[name]
    async with answering(status, body) as base, speaking(base) as speaker:
        assert await speaker.speak("7000000001", 1, Message("Xin chào")) == outcome


async def test_who_never_wrote_and_who_blocked_us_cannot_be_reached(
    telegram_emulator: TelegramEmulator,
) -> None:
    async with speaking(telegram_emulator.base) as speaker:
        person = telegram_emulator.person()
        assert await speaker.speak(str(person.id), 1, Message("a")) == Never("gone", blocked=True)
        await person.start()
        assert isinstance(await speaker.speak(str(person.id), 1, Message("b")), Delivered)
        await person.block()
        outcome = await speaker.speak(str(person.id), 1, Message("c"))
        assert outcome == Never("blocked", blocked=True)


async def test_where_nobody_listens_nothing_left(telegram_emulator: TelegramEmulator) -> None:
    async with speaking("http://127.0.0.1:9") as speaker:
        assert await speaker.speak("7", 1, Message("a")) == NOT_REACHED
    assert await speaker.speak("7", 1, Message("a")) == NOT_REACHED


@pytest.mark.parametrize(
    "fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SLOW(5)], ids=["before", "after", "slow"]
)
async def test_a_line_that_was_cut_may_have_carried_it(
    telegram_emulator: TelegramEmulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(request, "TOTAL_SECONDS", 0.5)
    telegram_emulator.fault("sendMessage", fault)  # type: ignore[arg-type]  # the names' class stands for them
    person = telegram_emulator.person()
    await person.start()
    async with speaking(telegram_emulator.base) as speaker:
        assert await speaker.speak(str(person.id), 1, Message("a")) == Unsure("no_answer")


async def test_text_and_buttons_arrive_as_they_are(telegram_emulator: TelegramEmulator) -> None:
    person = telegram_emulator.person()
    await person.start()
    rows = ((Button("Đồng ý", "3:yes"), Button("<b>", "3:no")), (Button("◀ Quay lại", "3:back"),))
    text = "<b>đậm</b> *sao* _gạch_ `mã` https://example.vn 🎉"
    async with speaking(telegram_emulator.base) as speaker:
        outcome = await speaker.speak(str(person.id), 1, Message(text, rows))
    assert outcome == Delivered(str(person.last.id))
    assert person.last.text == text
    assert person.last.entities == ()
    assert person.last.rows == (("Đồng ý", "<b>"), ("◀ Quay lại",))
    assert person.last.data == ("3:yes", "3:no", "3:back")
    (call,) = telegram_emulator.calls_of("sendMessage")
    assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_titles_and_labels_are_bold_and_notes_italic(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    await person.start()
    own = plain("<b>😀 *Phở*</b>")
    lines = (Title(own), plain("😀"), Fact(own, Minutes(45)), Item(own), Note(plain("ước tính")))
    (message,) = render(Say(lines), CAPABILITIES, Translator.load(LOCALES_DIR), "vi", 1)
    async with speaking(telegram_emulator.base) as speaker:
        await speaker.speak(str(person.id), 1, message)
        with_picture = replace(message, png=small_png(640, 480))
        await speaker.speak(str(person.id), 2, with_picture)
    text, caption = person.messages[-2:]
    for seen in (text, caption):
        assert seen.text == (
            "<b>😀 *Phở*</b>\n😀\n<b>😀 *Phở*</b>: 45 phút\n• <b>😀 *Phở*</b>\nước tính"
        )
        raw = seen.text.encode("utf-16-le")
        assert [
            (each.type, raw[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le"))
            for each in seen.entities
        ] == [
            ("bold", "<b>😀 *Phở*</b>"), ("bold", "<b>😀 *Phở*</b>:"), ("italic", "ước tính"),
        ]  # fmt: skip
    calls = (*telegram_emulator.calls_of("sendMessage"), *telegram_emulator.calls_of("sendPhoto"))
    assert all("parse_mode" not in call.params for call in calls)


async def test_a_chat_gets_three_at_once_then_one_a_second_and_no_other_chat_waits(
    telegram_emulator: TelegramEmulator,
) -> None:
    busy, other = telegram_emulator.person("Sáu"), telegram_emulator.person("Bảy")
    await busy.start()
    await other.start()
    async with speaking(telegram_emulator.base, rate_per_second=30) as speaker:
        sends = [speaker.speak(str(busy.id), n, Message(f"{n}")) for n in range(5)]
        waiting = asyncio.gather(*sends)
        await busy.hears(3)
        assert isinstance(await speaker.speak(str(other.id), 9, Message("9")), Delivered)
        assert len(busy.messages) == 3
        assert all(isinstance(outcome, Delivered) for outcome in await waiting)
    assert [message.text for message in busy.messages] == ["0", "1", "2", "3", "4"]
    at = [call.at for call in telegram_emulator.calls_of("sendMessage") if call.chat_id == busy.id]
    assert at[3] - at[0] > 0.9
    assert at[4] - at[0] > 1.9


async def test_the_profile_is_told_for_all_in_vietnamese_and_for_each_language(
    telegram_emulator: TelegramEmulator, sqlite_url: str
) -> None:
    application = Application(Settings(_env_file=None, database_url=sqlite_url))
    async with speaking(telegram_emulator.base) as speaker:
        for locale, each in profiles(application.commands(), application.translator.line).items():
            await speaker.publish_profile(locale, each)
    profile = telegram_emulator.profile
    for words in (profile.descriptions, profile.short_descriptions):
        assert set(words) == {"", "vi", "en"}
        assert words[""] == words["vi"] != words["en"]
    told = {
        language: [(each.command, each.description) for each in commands]
        for (_scope, language), commands in profile.commands.items()
    }
    assert set(told) == {"", "vi", "en"}
    assert told[""] == told["vi"]
    assert ("log", "Ghi một hoạt động học") in told["vi"]
    assert ("log", "Record an activity") in told["en"]
    assert [command for command, _about in told["vi"]] == [c for c, _about in told["en"]]
    assert {command for command, _about in told["vi"]} >= {"log", "mylog", "help", "cancel", "menu"}
