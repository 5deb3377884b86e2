"""Roles and invitations in the database."""

from __future__ import annotations

import datetime as dt
from typing import cast

from bot.domain.staff.invitations import Invitation
from bot.domain.staff.roles import Right, Role, RoleName, StaffRoles
from bot.services.ports.staff import StaffRepository
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.staff import statements


class SqlStaffRepository(Repository, StaffRepository):
    """`StaffRepository` over a session."""

    async def roles_of(self, person: int) -> StaffRoles:
        return _roles(await self._session.rows(statements.ROLES_OF, person=person))

    async def active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        rows = await self._session.rows(statements.ACTIVE_ROLES, now=to_ms(now))
        return _roles(rows).active(now)

    async def lock_roles(self, person: int) -> StaffRoles:
        return _roles(await self._session.rows(statements.LOCK_ROLES, person=person))

    async def lock_active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        rows = await self._session.rows(statements.LOCK_ACTIVE_ROLES, now=to_ms(now))
        return _roles(rows).active(now)

    async def add_role(self, role: Role) -> int:
        ((number,),) = await self._session.rows(
            statements.ADD_ROLE,
            person_id=role.person,
            name=role.name,
            wards=wards_text(role.wards),
            rights=" ".join(sorted(role.rights)),
            since_ms=to_ms(role.since),
            until_ms=None if role.until is None else to_ms(role.until),
            invited_by=role.invited_by,
            called=role.called,
        )
        await self._session.rows(statements.MARK_STAFF, person=role.person)
        return int(number)

    async def end_role(self, role: int, now: dt.datetime) -> None:
        await self._session.rows(statements.END_ROLE, role=role, now=to_ms(now))

    async def set_rights(self, role: int, rights: frozenset[Right]) -> None:
        text = " ".join(sorted(rights))
        await self._session.rows(statements.SET_RIGHTS, role=role, rights_=text)

    async def move_roles(self, person: int, to: int) -> None:
        if await self._session.rows(statements.MOVE_ROLES, person=person, to=to):
            await self._session.rows(statements.MARK_STAFF, person=to)
        await self._session.rows(statements.MOVE_INVITED, person=person, to=to)

    # --- invitations --------------------------------------------------------------------------

    async def add_invitation(self, invitation: Invitation, now: dt.datetime) -> None:
        until = invitation.role_until
        await self._session.rows(
            statements.ADD_INVITATION,
            code_hash=invitation.code_hash,
            person_id=invitation.invited_by,
            name=invitation.role,
            wards=wards_text(invitation.wards),
            rights=" ".join(sorted(invitation.rights)),
            called=invitation.called,
            created_ms=to_ms(now),
            until_ms=to_ms(invitation.until),
            role_until_ms=None if until is None else to_ms(until),
        )

    async def take_invitation(self, code_hash: str, now: dt.datetime) -> Invitation | None:
        rows = await self._session.rows(
            statements.TAKE_INVITATION, code_hash=code_hash, now=to_ms(now)
        )
        if not rows:
            return None
        invited_by, name, wards, rights, called, until_ms, role_until_ms = rows[0]
        return Invitation(
            code_hash,
            called,
            cast(RoleName, name),
            wards_of(wards),
            _rights(rights),
            invited_by,
            from_ms(until_ms),
            None if role_until_ms is None else from_ms(role_until_ms),
        )

    async def withdraw_invitations(self, person: int) -> None:
        await self._session.rows(statements.WITHDRAW_INVITATIONS, person=person)


def wards_text(wards: frozenset[str] | None) -> str | None:
    """Codes of wards as they are stored; None: every ward."""
    return None if wards is None else " ".join(sorted(wards))


def wards_of(stored: str | None) -> frozenset[str] | None:
    """Stored codes of wards; None: every ward."""
    return None if stored is None else frozenset(stored.split())


def _rights(stored: str) -> frozenset[Right]:
    return frozenset(cast("list[Right]", stored.split()))


def _roles(rows: object) -> StaffRoles:
    return StaffRoles(tuple(map(_role, cast("list[Row]", rows))))


def _role(row: Row) -> Role:
    number, person, name, wards, rights, since_ms, until_ms, invited_by, called = row
    return Role(
        int(number),
        int(person),
        cast(RoleName, name),
        wards_of(wards),
        _rights(rights),
        from_ms(since_ms),
        None if until_ms is None else from_ms(until_ms),
        invited_by,
        called,
    )
