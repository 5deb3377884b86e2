"""A photo or a file that a person sent leaves for Telegram again by its id, or as words."""

from __future__ import annotations

from typing import Literal

import pytest

from bot.services.ports.messages import Delivered
from bot.talk.files import ShownFile
from bot.talk.messages import Button, Message
from tests.channels.telegram.test_speak import ANSWERS, answering, speaking
from tests.emulators.telegram import TelegramEmulator
from tests.emulators.telegram.wire.files import small_png

pytest_plugins = ("tests.emulators.telegram.fixtures",)

ELSEWHERE = "Ảnh 1 không xem lại được ở đây."


def kept(handle: str, kind: Literal["photo", "file"] = "photo") -> Message:
    """The message of one kept file."""
    return Message(
        "Ảnh 1", wants="nothing", facts=ELSEWHERE, files=(ShownFile(kind, handle, "Ảnh 1"),)
    )


@pytest.mark.parametrize(
    ("kind", "shown", "folder"), [("photo", "photo", "photos"), ("file", "document", "documents")]
)
async def test_what_a_person_sent_comes_back_by_its_id(
    telegram_emulator: TelegramEmulator, kind: Literal["photo", "file"], shown: str, folder: str
) -> None:
    person = telegram_emulator.person()
    await person.start()
    file = telegram_emulator.world.files.keep(folder, "a.png", small_png())
    async with speaking(telegram_emulator.base, rate_per_second=30) as speaker:
        outcome = await speaker.speak(str(person.id), 1, kept(file.file_id, kind))
    assert outcome == Delivered(str(person.last.id))
    assert (person.last.kind, person.last.text) == (shown, "Ảnh 1")
    assert person.last.file_id == file.file_id


async def test_what_telegram_does_not_know_is_said_in_words() -> None:
    async with TelegramEmulator() as emulator, speaking(emulator.base) as speaker:
        person = emulator.person()
        await person.start()
        await speaker.speak(str(person.id), 1, kept("of-another-bot"))
    assert (person.last.kind, person.last.text) == ("text", ELSEWHERE)


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_to_a_kept_file_has_the_outcome_of_one_to_a_text(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it a flood answer is a deprecation warning, which tests turn into an error.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    (status, body), outcome = ANSWERS[name]
    async with answering(status, body) as base, speaking(base) as speaker:
        assert await speaker.speak("7000000001", 1, kept("AgACAgQ")) == outcome


def test_in_words_nothing_is_said_twice_and_nothing_else_is_lost() -> None:
    rows = ((Button("a", "1:a"),),)
    message = Message("Ảnh 1", rows, facts=ELSEWHERE, files=kept("x").files)
    assert message.in_words() == Message(ELSEWHERE, rows)
