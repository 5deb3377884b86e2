"""Sets reminders as a person does, and runs the scheduler's tick."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.people.persons import Person
from bot.services.ports.messages import Incoming
from bot.talk.events import Said
from bot.talk.messages import Message
from tests.applications import TestApplication, Visitor

SAID = "hôm nay học được điều gì"
"""The text of a reminder to record."""


async def tick(application: TestApplication) -> None:
    """Run the scheduler's tick of one minute."""
    await application.application.remind()
    await application.worker.settled()


async def tick_at(application: TestApplication, hour: int, minute: int, *, days: int = 0) -> None:
    """Set the clock to a time of today or of a later day, and run the tick."""
    application.clock.move(days=days)
    application.clock.at = application.clock.at.replace(hour=hour, minute=minute, second=0)
    await tick(application)


async def reminded(
    application: TestApplication, typed: str = "hằng ngày lúc 19:30", **who: str
) -> Visitor:
    """A person with a reminder to record; it is Friday, 9:30."""

    person = application.visitor(**who)
    if person.channel == "buttons":
        await person.joins()
    else:
        for said in ("/start", "Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
            await person.says(said)
    assert "Đã đặt" in await person.says(f"/remind {typed}")
    return person


def reminders_to(person: Visitor) -> list[Message]:
    """The received reminders to record, oldest first."""
    return [message for message in person.messages if SAID in message.text]


async def outcomes(application: TestApplication) -> list[str]:
    """The outcomes of the due reminders, oldest first."""
    rows = await application.rows("SELECT outcome FROM reminded ORDER BY due_ms, reminder_id")
    return [outcome for (outcome,) in rows]


async def person_of(application: TestApplication, visitor: Visitor) -> Person:
    """The person at an address."""
    incoming = Incoming(visitor.channel, visitor.address, "look", Said(""), "vi")

    async def job(work: Any) -> Person:
        found: Person = (await work.dialogs.open_dialog(incoming, application.clock())).person
        return found

    return await application.application.database.transact(job)


async def withdraws(application: TestApplication, visitor: Visitor) -> None:
    """Take back the consent to reminders."""
    person = await person_of(application, visitor)
    changed = replace(person, consents=person.consents - {"reminders"})
    await application.application.database.transact(
        lambda work: work.people.save_person(changed, application.clock())
    )


async def asks_days(person: Visitor) -> None:
    """Come to the question for the days of a new reminder."""
    await person.says("nhắc")
    await person.taps("Thêm")
    assert "Nhắc vào ngày nào?" in await person.taps("Ghi việc đã học")
