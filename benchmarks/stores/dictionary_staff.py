"""Roles and the audit trail in memory, for the benchmarks: nobody is staff there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.domain.staff.audit import AuditEntry, ChainFault, Fact
from bot.domain.staff.invitations import Invitation
from bot.domain.staff.pages import PageSession
from bot.domain.staff.roles import NO_ROLES, Right, Role, StaffRoles
from bot.services.ports.staff import AuditRepository, StaffPageRepository, StaffRepository


class MemoryStaff(StaffRepository):
    """`StaffRepository` that keeps nothing: residents alone are measured."""

    async def roles_of(self, person: int) -> StaffRoles:
        return NO_ROLES

    async def active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        return ()

    async def lock_roles(self, person: int) -> StaffRoles:
        return NO_ROLES

    async def lock_active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        return ()

    async def add_role(self, role: Role) -> int:
        return 0

    async def end_role(self, role: int, now: dt.datetime) -> None:
        """Do nothing: there is no role."""

    async def set_rights(self, role: int, rights: frozenset[Right]) -> None:
        """Do nothing: there is no role."""

    async def move_roles(self, person: int, to: int) -> None:
        """Do nothing: there is no role."""

    async def add_invitation(self, invitation: Invitation, now: dt.datetime) -> None:
        """Do nothing: nobody accepts it."""

    async def take_invitation(self, code_hash: str, now: dt.datetime) -> Invitation | None:
        return None

    async def withdraw_invitations(self, person: int) -> None:
        """Do nothing: there is no invitation."""


class MemoryStaffPages(StaffPageRepository):
    """`StaffPageRepository` that keeps nothing: nobody signs in."""

    async def offer_link(self, person: int, link_hash: str, until: dt.datetime) -> None:
        """Do nothing: nobody opens it."""

    async def take_link(self, link_hash: str, now: dt.datetime) -> int | None:
        return None

    async def add_session(self, person: int, session_hash: str, now: dt.datetime) -> None:
        """Do nothing: nobody uses it."""

    async def session(self, session_hash: str) -> PageSession | None:
        return None

    async def use_session(self, session_hash: str, now: dt.datetime) -> None:
        """Do nothing: there is no session."""

    async def end_session(self, session_hash: str) -> None:
        """Do nothing: there is no session."""

    async def end_sessions(self, person: int) -> None:
        """Do nothing: there is no session."""


class MemoryAudit(AuditRepository):
    """`AuditRepository` that keeps nothing."""

    async def append(
        self,
        actor: int | None,
        action: str,
        facts: Mapping[str, Fact],
        personal: Mapping[str, str],
        now: dt.datetime,
        *,
        wards: frozenset[str] | None = None,
        subject: int | None = None,
    ) -> None:
        """Do nothing: nobody reads it."""

    async def page(
        self, wards: frozenset[str] | None, before: int | None, limit: int
    ) -> Sequence[AuditEntry]:
        return ()

    async def fault(self) -> ChainFault | None:
        return None
