"""A picture leaves for Telegram with its words and buttons; no answer to it loses the words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import CAPABILITIES, request
from bot.services.ports.messages import Delivered, Never, Unsure
from bot.talk.messages import Button, Message
from bot.wording.splitting import length
from tests.channels.telegram.test_speak import ANSWERS, NOT_REACHED, answering, later, speaking
from tests.emulators.telegram import Fault, TelegramEmulator
from tests.emulators.telegram.people.people import Person
from tests.emulators.telegram.wire.files import small_png
from tests.examples import examples

pytest_plugins = ("tests.emulators.telegram.fixtures",)

PNG = small_png(640, 480)
ROWS = ((Button("Đồng ý", "3:yes"), Button("<b>", "3:no")), (Button("◀ Quay lại", "3:back"),))
WORDS = "<b>đậm</b> *sao* _gạch_ `mã` https://example.vn 🎉\nTuần 46: 3 giờ 20 phút"


def pictured(text: str = WORDS, png: bytes = PNG, facts: str = "") -> Message:
    """A message whose picture is made."""
    return Message(text, ROWS, facts=facts, png=png)


def bytes_of(emulator: TelegramEmulator, person: Person) -> bytes:
    """What lies at Telegram of the newest message's file."""
    kept = emulator.world.files.by_id(person.last.file_id or "")
    assert kept is not None
    return kept.content


async def started(emulator: TelegramEmulator) -> Person:
    """A person whom the bot may write to."""
    person = emulator.person()
    await person.start()
    return person


async def test_picture_words_and_buttons_arrive_as_they_are(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = await started(telegram_emulator)
    async with speaking(telegram_emulator.base, rate_per_second=30) as speaker:
        outcome = await speaker.speak(str(person.id), 1, pictured())
    assert outcome == Delivered(str(person.last.id))
    assert (person.last.kind, person.last.text) == ("photo", WORDS)
    assert person.last.entities == ()
    assert person.last.rows == (("Đồng ý", "<b>"), ("◀ Quay lại",))
    assert person.last.data == ("3:yes", "3:no", "3:back")
    assert bytes_of(telegram_emulator, person) == PNG
    (call,) = telegram_emulator.calls_of("sendPhoto")
    assert set(call.params) == {"chat_id", "caption", "photo", "reply_markup"}
    assert call.params["photo"] == "<file picture.png>"


@examples(25)
@given(more=st.binary(max_size=3000), large=st.booleans())
def test_whatever_is_in_a_picture_arrives_byte_by_byte(more: bytes, large: bool) -> None:
    # Line ends and boundaries are what a multipart body could stumble over.
    body = Random(len(more)).randbytes(2_000_000) if large else b"\r\n--" + more + b"--\r\n"
    png = small_png() + body

    async def sent() -> bytes:
        async with TelegramEmulator() as emulator, speaking(emulator.base) as speaker:
            person = await started(emulator)
            await speaker.speak(str(person.id), 1, pictured(png=png))
            emulator.assert_no_violations()
            return bytes_of(emulator, person)

    assert asyncio.run(sent()) == png


async def test_a_picture_without_buttons_and_one_without_words(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = await started(telegram_emulator)
    async with speaking(telegram_emulator.base) as speaker:
        assert await speaker.speak(str(person.id), 1, Message("Tuần này", png=PNG)) == Delivered(
            str(person.last.id)
        )
        assert (person.last.text, person.last.buttons) == ("Tuần này", ())
        await speaker.speak(str(person.id), 2, Message("", png=PNG))
    assert [message.kind for message in person.messages] == ["photo", "photo"]
    assert person.last.text == ""


async def test_the_longest_caption_is_taken(telegram_emulator: TelegramEmulator) -> None:
    person = await started(telegram_emulator)
    longest = "🎉" * 500 + "ạ" * 24
    assert length(longest, CAPABILITIES.unit) == CAPABILITIES.caption_limit == 1024
    async with speaking(telegram_emulator.base) as speaker:
        await speaker.speak(str(person.id), 1, pictured(longest))
    assert (person.last.kind, person.last.text) == ("photo", longest)


# --- what Telegram answers ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_to_a_picture_has_the_outcome_of_one_to_a_text(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it a flood answer is a deprecation warning, which tests turn into an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    (status, body), outcome = ANSWERS[name]
    async with answering(status, body) as base, speaking(base) as speaker:
        assert await speaker.speak("7000000001", 1, pictured()) == outcome


@pytest.mark.parametrize(
    "fault", [Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SERVER_ERROR, Fault.SLOW(5)],
    ids=["before", "after", "502", "slow"],
)  # fmt: skip
async def test_a_line_that_was_cut_may_have_carried_the_picture(
    telegram_emulator: TelegramEmulator, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    monkeypatch.setattr(request, "TOTAL_SECONDS", 0.5)
    telegram_emulator.fault("sendPhoto", fault)  # type: ignore[arg-type]  # the names' class stands for them
    person = await started(telegram_emulator)
    async with speaking(telegram_emulator.base) as speaker:
        assert await speaker.speak(str(person.id), 1, pictured()) == Unsure("no_answer")
    assert telegram_emulator.calls_of("sendMessage") == [], "nothing is said twice by itself"


@asynccontextmanager
async def hanging_up() -> AsyncIterator[str]:
    """A server that hangs up as soon as the first bytes of a request are there; its address."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    async with server:
        yield f"http://{host}:{port}"


async def test_a_line_that_is_cut_amid_the_upload_is_unsure() -> None:
    large = small_png() + bytes(8_000_000)
    async with hanging_up() as base, speaking(base) as speaker:
        assert await speaker.speak("7", 1, pictured(png=large)) == Unsure("no_answer")


async def test_where_nobody_listens_no_picture_left() -> None:
    async with speaking("http://127.0.0.1:9") as speaker:
        assert await speaker.speak("7", 1, pictured()) == NOT_REACHED


async def test_a_flood_wait_holds_the_channel_and_says_nothing_else(
    telegram_emulator: TelegramEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    telegram_emulator.fault("sendPhoto", Fault.FLOOD(7))
    person = await started(telegram_emulator)
    async with speaking(telegram_emulator.base) as speaker:
        outcome = await speaker.speak(str(person.id), 1, pictured())
        assert outcome == later(7, "flood", whole_channel=True)
        assert person.messages == []
        assert isinstance(await speaker.speak(str(person.id), 1, pictured()), Delivered)
    assert [message.kind for message in person.messages] == ["photo"]


async def test_who_blocked_us_is_not_told_in_words_either(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = await started(telegram_emulator)
    await person.block()
    async with speaking(telegram_emulator.base) as speaker:
        outcome = await speaker.speak(str(person.id), 1, pictured())
        assert outcome == Never("blocked", blocked=True)
        stranger = telegram_emulator.person("Bảy")
        outcome = await speaker.speak(str(stranger.id), 1, pictured())
        assert outcome == Never("gone", blocked=True)
    assert telegram_emulator.calls_of("sendMessage") == []


# --- pictures that Telegram does not take ---------------------------------------------------------

UNTAKEN = {
    "too narrow": small_png(3, 90),
    "too large": small_png(9000, 1500),
    "no picture": b"GIF89a" + bytes(40),
    "nothing": b"",
}


@pytest.mark.parametrize("name", UNTAKEN)
async def test_a_picture_that_is_not_taken_leaves_its_words(
    telegram_emulator: TelegramEmulator, name: str
) -> None:
    person = await started(telegram_emulator)
    message = pictured("Ba tuần qua", UNTAKEN[name], facts="Tuần 46: 3 giờ\nTuần 47: 2 giờ")
    async with speaking(telegram_emulator.base) as speaker:
        outcome = await speaker.speak(str(person.id), 1, message)
    assert outcome == Delivered(str(person.last.id))
    (said,) = person.messages
    assert (said.kind, said.text) == ("text", "Ba tuần qua\nTuần 46: 3 giờ\nTuần 47: 2 giờ")
    assert said.data == ("3:yes", "3:no", "3:back")
    assert [call.method for call in telegram_emulator.calls] == ["sendPhoto", "sendMessage"]
    telegram_emulator.clear_violations()


async def test_the_outcome_of_the_words_counts_where_the_picture_was_not_taken(
    telegram_emulator: TelegramEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    telegram_emulator.fault("sendMessage", Fault.FLOOD(7))
    person = await started(telegram_emulator)
    async with speaking(telegram_emulator.base) as speaker:
        outcome = await speaker.speak(str(person.id), 1, pictured(png=UNTAKEN["too narrow"]))
    assert outcome == later(7, "flood", whole_channel=True)
    assert person.messages == []
    telegram_emulator.clear_violations()
