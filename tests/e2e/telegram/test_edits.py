"""Messages that change in place on Telegram, through the strict emulator and over a restart."""

from __future__ import annotations

from pathlib import Path

from tests.e2e import skills
from tests.e2e.residents import joined
from tests.e2e.service import served_on_telegram as served
from tests.e2e.skills import SHORT, answered, begun, newer
from tests.emulators.telegram import Person


def with_buttons(person: Person) -> list[int]:
    """The ids of the messages that offer something."""
    return [message.id for message in person.messages if message.buttons]


async def test_a_check_is_one_message_and_every_older_button_goes(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        (person,) = await joined(telegram, "Bà Sáu")
        question = await begun(telegram, person)
        for item in SHORT.items[1:4]:
            question = await answered(telegram, person, question, 2, item.question.vi)
        assert question.edited
        (page,) = [each for each in person.messages if skills.CHOOSE in each.text]
        assert page.text.endswith(f"✔ {skills.NAME}: 12 câu")
        await kept.outbox_settled()
        await service.stop()
        await service.start()
        again = await answered(telegram, person, question, 2, SHORT.items[4].question.vi)
        assert again.id == question.id
        # What is typed is answered below it, and the question loses its buttons.
        await person.say("sổ")
        await newer(telegram, person, SHORT.items[4].question.vi, again.id)
        bell = telegram.world.bell
        assert await bell.until(lambda: with_buttons(person) == [person.last.id], 10)
        seen = [each for each in person.messages if each.id == again.id]
        assert [each.text for each in seen] == [again.text]
        telegram.assert_no_violations()
