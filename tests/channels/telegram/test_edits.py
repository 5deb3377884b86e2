"""Changing a message at Telegram: each answer has its outcome; buttons go; the pace is kept."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.services.ports.messages import (
    Delivered,
    EditOutcome,
    Later,
    Never,
    NotEditable,
    Unsure,
)
from bot.talk.messages import Button, Mark, Message
from tests.applications import FRIDAY
from tests.channels.telegram.test_speak import answering, refusal, speaking
from tests.emulators.telegram import Fault, TelegramEmulator

pytest_plugins = ("tests.emulators.telegram.fixtures",)

ASKED = Message("Câu 1", ((Button("Có", "1:y"),),))
NEXT = Message("Câu 2", ((Button("Không", "2:n"),),), marks=(Mark("title", 0, 3),))

ANSWERS: dict[str, tuple[tuple[int, str], EditOutcome]] = {
    "done": ((200, '{"ok": true, "result": {"message_id": 77, "date": 0}}'), Delivered("77")),
    "it reads so already": (
        refusal(400, "Bad Request: message is not modified: specified new message content …"),
        Delivered("77"),
    ),
    "it is gone": (refusal(400, "Bad Request: message to edit not found"), NotEditable()),
    "it is too old": (refusal(400, "Bad Request: message can't be edited"), NotEditable()),
    "it is a picture": (
        refusal(400, "Bad Request: there is no text in the message to edit"), NotEditable(),
    ),
    "blocked": (
        refusal(403, "Forbidden: bot was blocked by the user"), Never("blocked", blocked=True),
    ),
    "no such chat": (refusal(400, "Bad Request: chat not found"), Never("gone", blocked=True)),
    "flood": (
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        Later(FRIDAY + dt.timedelta(seconds=7), "flood", whole_channel=True),
    ),
    "fault of Telegram": (refusal(502, "Bad Gateway"), Unsure("no_answer")),
    "a page instead of an answer": ((200, "<html>Hello</html>"), Unsure("unreadable_answer")),
    "yes and no message": ((200, '{"ok": true, "result": true}'), Unsure("unreadable_answer")),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
async def test_an_answer_has_its_outcome(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    (status, body), outcome = ANSWERS[name]
    async with answering(status, body) as base, speaking(base) as speaker:
        assert await speaker.edit("7000000001", 2, "77", NEXT) == outcome
        assert await speaker.take_buttons("7000000001", "77", None) == outcome


async def test_an_edit_changes_words_buttons_and_marks_and_may_be_repeated(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    await person.start()
    async with speaking(telegram_emulator.base) as speaker:
        sent = await speaker.speak(str(person.id), 1, ASKED)
        assert isinstance(sent, Delivered)
        for _again in range(2):
            assert await speaker.edit(str(person.id), 2, sent.id, NEXT) == sent
        assert [person.last.text, person.last.data] == ["Câu 2", ("2:n",)]
        assert [each.type for each in person.last.entities] == ["bold"]
        assert len(person.messages) == 1
    telegram_emulator.assert_no_violations()


async def test_buttons_go_and_the_choice_is_told(telegram_emulator: TelegramEmulator) -> None:
    person = telegram_emulator.person()
    await person.start()
    async with speaking(telegram_emulator.base) as speaker:
        for told, text in ((None, "Câu 1"), (Message("Câu 1\n\n✔ Có"), "Câu 1\n\n✔ Có")):
            sent = await speaker.speak(str(person.id), 1, ASKED)
            assert isinstance(sent, Delivered)
            for _again in range(2):
                assert await speaker.take_buttons(str(person.id), sent.id, told) == sent
            assert [person.last.text, person.last.buttons] == [text, ()]
    telegram_emulator.assert_no_violations()


async def test_a_message_of_another_chat_or_none_is_not_editable(
    telegram_emulator: TelegramEmulator,
) -> None:
    person, other = telegram_emulator.person(), telegram_emulator.person()
    await person.start()
    await other.start()
    async with speaking(telegram_emulator.base) as speaker:
        sent = await speaker.speak(str(person.id), 1, ASKED)
        assert isinstance(sent, Delivered)
        assert await speaker.edit(str(other.id), 2, sent.id, NEXT) == NotEditable()
        assert await speaker.edit(str(person.id), 2, "999", NEXT) == NotEditable()
        assert person.last.text == "Câu 1"


async def test_an_edit_that_got_no_answer_is_unsure_and_repeats_safely(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    await person.start()
    async with speaking(telegram_emulator.base) as speaker:
        sent = await speaker.speak(str(person.id), 1, ASKED)
        assert isinstance(sent, Delivered)
        telegram_emulator.fault("editMessageText", Fault.DROP_AFTER)
        assert await speaker.edit(str(person.id), 2, sent.id, NEXT) == Unsure("no_answer")
        assert await speaker.edit(str(person.id), 2, sent.id, NEXT) == sent
        assert person.last.text == "Câu 2"


async def test_replies_go_first_where_the_pace_of_a_chat_is_used_up(
    telegram_emulator: TelegramEmulator,
) -> None:
    person = telegram_emulator.person()
    await person.start()
    telegram_emulator.flood_limits = True
    async with speaking(telegram_emulator.base, 30) as speaker:
        for row in (1, 2):
            sent = await speaker.speak(str(person.id), row, ASKED)
            assert isinstance(sent, Delivered)
            shown = sent.id
        later = await speaker.take_buttons(str(person.id), shown, None)
        assert later == Later(FRIDAY + dt.timedelta(seconds=3), "pace")
        assert person.last.buttons
    assert not telegram_emulator.calls_of("editMessageReplyMarkup")
