"""The states and the facts of the conversation about staff."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.wards import HANOI
from bot.domain.staff.roles import NO_ROLES, Right, Role, StaffRoles
from bot.talk.steps import PassiveState, State


class Shown(PassiveState, frozen=True, tag="Shown"):
    """One's own roles are shown, and to an admin a page of the staff of their wards."""

    page: int = 0


class One(PassiveState, frozen=True, tag="One"):
    """One role is shown, by its number."""

    role: int


class Ending(State, frozen=True, tag="Ending"):
    """It is asked whether a role is to end."""

    role: int


class Naming(State, frozen=True, tag="Naming"):
    """The name of who is invited is asked for."""


class Placing(State, frozen=True, tag="Placing"):
    """The ward is asked for."""

    called: str


class Choosing(State, frozen=True, tag="Choosing"):
    """The rights are chosen, each by itself."""

    called: str
    ward: str
    rights: tuple[Right, ...] = ()


States: TypeAlias = Shown | One | Ending | Naming | Placing | Choosing


@dataclass(frozen=True, slots=True)
class Facts:
    """One's own roles, the roles that an admin sees, and a key for a new code.

    `people` are roles of now in the wards of the admin; for all others there are none.
    """

    person: int
    now: dt.datetime
    new_key: str
    own: StaffRoles = NO_ROLES
    people: tuple[Role, ...] = ()
    provinces: frozenset[str] = HANOI
    public_url: str = ""

    @property
    def admin_of(self) -> frozenset[str] | None:
        """The wards whose admin the person is; None: all; empty: none."""
        return self.own.wards("admin", self.now)

    @property
    def is_admin(self) -> bool:
        """Whether the person is an admin of any ward."""
        return self.own.may("admin", None, self.now)

    def role(self, number: int) -> Role | None:
        """The role of this number, if the admin sees it."""
        return next((each for each in self.people if each.id == number), None)

    def may_change(self, role: Role) -> bool:
        """Whether the person is an admin of all wards of a role."""
        if role.wards is None:
            return self.admin_of is None
        return self.own.may_in_all("admin", role.wards, self.now)
