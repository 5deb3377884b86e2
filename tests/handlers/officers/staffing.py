"""Members of staff for tests: people who joined, with roles as an invitation would give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.domain.staff.roles import Right, Role, RoleName
from bot.services.ports.messages import Incoming
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Said
from tests.applications import TestApplication, Visitor

O_CHO_DUA = "00190"
LANG = "00199"
"""Two wards of Hà Nội."""

BEFORE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


async def person_of(visitor: Visitor) -> int:
    """The number of the person at an address."""
    incoming = Incoming(visitor.channel, visitor.address, "", Said(""))
    now = visitor.application.clock.at

    async def job(work: SqlUnitOfWork) -> int:
        return (await work.dialogs.open_dialog(incoming, now)).person.id

    return await visitor.application.application.database.transact(job)


async def give_role(
    visitor: Visitor,
    called: str,
    wards: Iterable[str] | None,
    *rights: Right,
    name: RoleName = "officer",
    invited_by: int | None = None,
    since: dt.datetime = BEFORE,
) -> int:
    """Give somebody a role; the number of the role."""
    person = await person_of(visitor)
    covered = None if wards is None else frozenset(wards)
    role = Role(0, person, name, covered, frozenset(rights), since, None, invited_by, called)

    async def job(work: SqlUnitOfWork) -> int:
        return await work.staff.add_role(role)

    return await visitor.application.application.database.transact(job)


async def end_role(application: TestApplication, role: int) -> None:
    """Let a role be over."""

    async def job(work: SqlUnitOfWork) -> None:
        await work.staff.end_role(role, application.clock.at)

    await application.application.database.transact(job)


async def officer(
    application: TestApplication,
    address: str,
    called: str,
    *rights: Right,
    wards: Iterable[str] = (O_CHO_DUA,),
    channel: str = "buttons",
) -> Visitor:
    """Somebody who has joined and is an officer with these rights."""
    visitor = application.visitor(address, channel)
    await visitor.joins()
    await give_role(visitor, called, wards, *rights)
    return visitor
