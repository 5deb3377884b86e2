"""What the use cases read and write about staff: roles, invitations, pages, the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.staff.audit import AuditEntry, ChainFault, Fact
from bot.domain.staff.invitations import Invitation
from bot.domain.staff.pages import PageSession
from bot.domain.staff.roles import Right, Role, StaffRoles


class StaffQueries(Protocol):
    """What conversations may read about staff."""

    async def roles_of(self, person: int) -> StaffRoles:
        """The roles of a person, those that are over too."""

    async def active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        """Every role that holds now, of all people, by its number."""


class StaffRepository(StaffQueries, Protocol):
    """Roles and invitations."""

    async def lock_roles(self, person: int) -> StaffRoles:
        """The roles of a person, which nobody else changes until the transaction ends."""

    async def lock_active_roles(self, now: dt.datetime) -> tuple[Role, ...]:
        """Every role that holds now; nobody else changes them until the transaction ends."""

    async def add_role(self, role: Role) -> int:
        """Store a role, whatever its `id`; the number that it gets."""

    async def end_role(self, role: int, now: dt.datetime) -> None:
        """Let a role be over from now on."""

    async def set_rights(self, role: int, rights: frozenset[Right]) -> None:
        """Change the rights of a role."""

    async def move_roles(self, person: int, to: int) -> None:
        """Let the roles of a person be another person's: it is the same person in fact.

        Whom the one invited, the other has invited then.
        """

    async def add_invitation(self, invitation: Invitation, now: dt.datetime) -> None:
        """Store an invitation."""

    async def take_invitation(self, code_hash: str, now: dt.datetime) -> Invitation | None:
        """The invitation of a code; it is gone then. None: there is none, or its time is over."""

    async def withdraw_invitations(self, person: int) -> None:
        """Drop the open invitations that a person wrote."""


class StaffPageRepository(Protocol):
    """Links that sign somebody in once, and the sessions that they opened."""

    async def offer_link(self, person: int, link_hash: str, until: dt.datetime) -> None:
        """Let a link sign the person in until then; earlier links of theirs are closed."""

    async def take_link(self, link_hash: str, now: dt.datetime) -> int | None:
        """Whom a link signs in; it is gone then. None: nobody, or its time is over."""

    async def add_session(self, person: int, session_hash: str, now: dt.datetime) -> None:
        """Store a session that begins now."""

    async def session(self, session_hash: str) -> PageSession | None:
        """The session of this hash, also one whose time is over."""

    async def use_session(self, session_hash: str, now: dt.datetime) -> None:
        """Note that somebody did something in a session."""

    async def end_session(self, session_hash: str) -> None:
        """Let a session be over."""

    async def end_sessions(self, person: int) -> None:
        """Let every session of a person be over, and close their links."""


class AuditQueries(Protocol):
    """What conversations may read of the audit trail."""

    async def page(
        self, wards: frozenset[str] | None, before: int | None, limit: int
    ) -> Sequence[AuditEntry]:
        """The newest entries before a number, with their personal parts, the newest first.

        `wards` None: all entries; else those that concern one of these wards.
        """


class AuditRepository(AuditQueries, Protocol):
    """The audit trail."""

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
        """Add an entry, in the transaction of the act.

        `actor` None: the command line or the clock did it. `wards` are those that it concerns: its
        admins can read it; None: only an admin of every ward can. `personal` are words about the
        `subject`, or about the actor where there is no subject; they go when that person is
        erased. `facts` must tell nothing of a person.
        """

    async def fault(self) -> ChainFault | None:
        """The first fault of the whole chain; None: it verifies."""
