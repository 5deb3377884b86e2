"""Records activities, in sentences or many at once, for tests of totals."""

from __future__ import annotations

import datetime as dt
import itertools

from bot.domain.learning.activity import Draft
from bot.services.ports.messages import Incoming
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from tests.applications import TestApplication, Visitor

_numbers = itertools.count(1)


async def record(person: Visitor, sentence: str) -> str:
    """Record a sentence; returns its receipt number."""
    await person.says(sentence)
    return (await person.taps("Ghi vào sổ")).split("\n")[0].rpartition(" ")[2]


async def cancel_entry(person: Visitor, receipt: str) -> None:
    """Cancel an entry with the reason "recorded by mistake"."""
    await person.says("/menu")
    await person.says(receipt)
    await person.taps("Hủy mục này")
    await person.taps("Ghi nhầm")


async def keep(application: TestApplication, code: str, *days: dt.date, minutes: int = 30) -> None:
    """Store one activity of a type on each of these days, for the person at the first address."""
    incoming = Incoming("buttons", "1", "", Said(""))

    async def job(work: SqlUnitOfWork) -> None:
        dialog = await work.dialogs.open_dialog(incoming, application.clock.at)
        for day in days:
            number = next(_numbers)
            draft = Draft(f"kept{number}", code, "Một việc đã học", day, minutes)
            await work.learning.add_activity(
                dialog.person, draft, f"HT-K-{number}", application.clock.at
            )

    await application.application.database.transact(job)
