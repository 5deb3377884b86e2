"""Roles: who may do what, for which wards, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

RoleName: TypeAlias = Literal["officer", "admin"]

Right: TypeAlias = Literal["write", "approve", "read", "export"]
"""What an officer may do; each right is given apart. An admin has all of them."""

Access: TypeAlias = Literal["resident", "staff", "write", "approve", "read", "export", "admin"]
"""Who may use something.

`resident`: everybody; `staff`: who has any role; a right: an officer with it, or an admin; `admin`:
an admin.
"""

RIGHTS: tuple[Right, ...] = get_args(Right)

NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a person. `person` is the number; `wards` None: every ward that is served.

    It holds from `since` until `until` (None: no end is set), and `until` itself is outside.
    `invited_by` is the number of the person who invited; None: the command line.
    """

    id: int
    person: int
    name: RoleName
    wards: frozenset[str] | None
    rights: frozenset[Right]
    since: dt.datetime
    until: dt.datetime | None = None
    invited_by: int | None = None
    called: str = ""
    """The name of the person, as the invitation has it; it is shown to staff only."""

    def active(self, now: dt.datetime) -> bool:
        """Whether the role holds now."""
        return self.since <= now and (self.until is None or now < self.until)

    def gives(self, access: Access) -> bool:
        """Whether the role gives this access, in its wards."""
        match access:
            case "resident" | "staff":
                return True
            case "admin":
                return self.name == "admin"
            case right:
                return self.name == "admin" or right in self.rights

    def covers(self, wards: frozenset[str] | None) -> bool:
        """Whether the role is for all of these wards; None: for every ward that is served."""
        return self.wards is None or (wards is not None and wards <= self.wards)


@dataclass(frozen=True, slots=True)
class StaffRoles:
    """The roles of one person. Every check of access is made here."""

    roles: tuple[Role, ...] = ()

    def active(self, now: dt.datetime) -> tuple[Role, ...]:
        """The roles that hold now."""
        return tuple(role for role in self.roles if role.active(now))

    def may(self, access: Access, ward: str | None, now: dt.datetime) -> bool:
        """Whether the person has this access in a ward; None: in any ward at all."""
        if access == "resident":
            return True
        wards = self.wards(access, now)
        if wards is None:
            return True
        return bool(wards) if ward is None else ward in wards

    def may_in_all(self, access: Access, wards: Iterable[str], now: dt.datetime) -> bool:
        """Whether the person has this access in each of these wards; none: in any ward at all."""
        return self.may(access, None, now) and all(self.may(access, ward, now) for ward in wards)

    def wards(self, access: Access, now: dt.datetime) -> frozenset[str] | None:
        """Where the person has this access. None: in every ward; empty: nowhere."""
        found: frozenset[str] = NOWHERE
        for role in self.active(now):
            if role.gives(access):
                if role.wards is None:
                    return None
                found |= role.wards
        return found


NO_ROLES = StaffRoles()


def last_admin(role: Role, active: Iterable[Role]) -> bool:
    """Whether no other admin would be left without this role; one that has an end does not count.

    The last admin of every ward counts as the last one too: only such an admin can name others.
    """
    if role.name != "admin":
        return False
    others = [each for each in active if each.name == "admin" and each.id != role.id]
    if role.wards is None:
        others = [each for each in others if each.wards is None]
    return not any(each.until is None for each in others)
