"""Access: what a member of staff may do is checked in the transaction that does it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Protocol

from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.ports.staff import StaffRepository
from bot.talk.steps import Command


class StaffCommand(Command, frozen=True):
    """A write that only staff may do; the desk checks `access` before it is carried out.

    A command that names its wards checks them in its use case, by `require`.
    """

    access: ClassVar[Access] = "admin"


class StaffWork(Protocol):
    """What a check needs of a unit of work."""

    @property
    def staff(self) -> StaffRepository:
        """Roles and invitations."""


async def require(
    work: StaffWork, person: int, access: Access, wards: Iterable[str], now: dt.datetime
) -> None:
    """Refuses `not_allowed` unless the person has this access in each of these wards now.

    Without wards it is asked for any ward at all. The rows of the roles stay locked until the
    transaction ends (PostgreSQL), so nobody loses a role between the check and the act.
    """
    if access == "resident":
        return
    roles = await work.staff.lock_roles(person)
    if not roles.may_in_all(access, wards, now):
        raise Refusal("not_allowed")
