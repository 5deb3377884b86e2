"""Roles: an admin changes the rights of an officer, and ends a role."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from bot.domain.refusals import Refusal
from bot.domain.staff.roles import RIGHTS, Access, Right, Role, last_admin
from bot.phrases.staff.roles import rights_said, role_said, wards_said
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Say
from bot.talk.text import _


class ChangeRights(StaffCommand, frozen=True):
    """Give an officer these rights, in place of those before; `role` is the role's number."""

    access: ClassVar[Access] = "admin"

    role: int
    rights: tuple[Right, ...]


class EndRole(StaffCommand, frozen=True):
    """Let a role be over from now on."""

    access: ClassVar[Access] = "admin"

    role: int


async def change_rights(command: ChangeRights, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `role_unknown`, `rights_none`, `rights_own`.

    Nobody gives rights to themselves.
    """
    actor, rights = out.dialog.person.id, frozenset(command.rights)
    role = await _role(command.role, work, out.now)
    await _require_over(role, actor, work, out.now)
    if role.name != "officer":
        raise Refusal("role_unknown")
    if role.person == actor:
        raise Refusal("rights_own")
    if not rights or not rights <= frozenset(RIGHTS):
        raise Refusal("rights_none")
    if rights == role.rights:
        return
    await work.staff.set_rights(role.id, rights)
    facts = {"before": " ".join(sorted(role.rights)), "rights": " ".join(sorted(rights))}
    await work.audit.append(
        actor, "rights_changed", facts, {"name": role.called}, out.now,
        wards=role.wards, subject=role.person,
    )  # fmt: skip
    line = _("Your rights as officer of {wards} are now: {rights}.",
             wards=wards_said(role.wards), rights=rights_said(rights))  # fmt: skip
    await work.outbox.notify(role.person, Say((line,), (), "nothing", "duty"), out.now)


async def end_role(command: EndRole, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `role_unknown`, `last_admin`."""
    actor = out.dialog.person.id
    await _require_over(await _role(command.role, work, out.now), actor, work, out.now)
    await end(work, command.role, actor, out.now)


async def end(work: UnitOfWork, number: int, actor: int | None, now: dt.datetime) -> Role:
    """End a role, tell the person, and drop the invitations that wait for their word.

    `actor` None: the command line. Refuses `role_unknown`, `last_admin`. What the person may do is
    asked again at every act, so nothing else has to be told.
    """
    active = await work.staff.lock_active_roles(now)
    role = next((each for each in active if each.id == number), None)
    if role is None:
        raise Refusal("role_unknown")
    if last_admin(role, active):
        raise Refusal("last_admin")
    await work.staff.end_role(role.id, now)
    if role.name == "admin":
        await work.staff.withdraw_invitations(role.person)
    facts = {"role": role.name, "rights": " ".join(sorted(role.rights))}
    await work.audit.append(
        actor, "removed", facts, {"name": role.called}, now,
        wards=role.wards, subject=role.person,
    )  # fmt: skip
    lines = (
        _("Your role has ended: {role}.", role=role_said(role)),
        _("Your learning notebook stays as it is."),
    )
    await work.outbox.notify(role.person, Say(lines, (), "nothing", "duty"), now)
    return role


async def _role(number: int, work: UnitOfWork, now: dt.datetime) -> Role:
    active = await work.staff.lock_active_roles(now)
    role = next((each for each in active if each.id == number), None)
    if role is None:
        raise Refusal("role_unknown")
    return role


async def _require_over(role: Role, actor: int, work: UnitOfWork, now: dt.datetime) -> None:
    """Refuses `not_allowed` unless the person is an admin of all wards of the role."""
    if role.wards is not None:
        await require(work, actor, "admin", role.wards, now)
    elif (await work.staff.lock_roles(actor)).wards("admin", now) is not None:
        raise Refusal("not_allowed")
