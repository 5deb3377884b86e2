"""Inviting: a code gives a role to whom it names; it is good once, for 24 hours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import ClassVar

from bot.domain.people.recovery_codes import read_recovery_code
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.domain.staff.invitations import VALID_FOR, Invitation, check_name, invitation_hash
from bot.domain.staff.roles import RIGHTS, Access, Right, Role
from bot.phrases.staff.roles import role_said
from bot.services.people.typed_codes import take_code
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Choice, Command, Say
from bot.talk.text import _, plain


class InviteOfficer(StaffCommand, frozen=True):
    """Let a code make somebody an officer of these wards with these rights."""

    access: ClassVar[Access] = "admin"

    code: str
    called: str
    wards: tuple[str, ...]
    rights: tuple[Right, ...]


class AcceptInvitation(Command, frozen=True):
    """Take the role of a code; the result is the number of the role."""

    code: str


async def invite_officer(command: InviteOfficer, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed`, `name_empty`, `name_long`, `ward_unknown`, `rights_none`."""
    inviter = out.dialog.person.id
    rights = frozenset(command.rights)
    if not command.wards or any(find_ward(ward) is None for ward in command.wards):
        raise Refusal("ward_unknown")
    if not rights or not rights <= frozenset(RIGHTS):
        raise Refusal("rights_none")
    await require(work, inviter, "admin", command.wards, out.now)
    invitation = Invitation(
        invitation_hash(command.code),
        check_name(command.called),
        "officer",
        frozenset(command.wards),
        rights,
        inviter,
        out.now + VALID_FOR,
    )
    await invite(work, invitation, out.now)


async def invite(work: UnitOfWork, invitation: Invitation, now: dt.datetime) -> None:
    """Store an invitation and write it into the audit trail; its name stands there once taken."""
    await work.staff.add_invitation(invitation, now)
    facts = {"role": invitation.role, "rights": " ".join(sorted(invitation.rights))}
    await work.audit.append(
        invitation.invited_by, "invited", facts, {}, now, wards=invitation.wards
    )


async def accept_invitation(
    command: AcceptInvitation, work: UnitOfWork, out: CommandContext
) -> None:
    """Refuses `staff_unknown`, `staff_many`, `staff_self`.

    Who invited must still be an admin of the wards; else the invitation is worth nothing.
    """
    person = out.dialog.person
    code = read_recovery_code(command.code)

    async def take(code: str) -> Invitation | None:
        return await work.staff.take_invitation(invitation_hash(code), out.now)

    taken = await take_code(
        "staff", code, take, out, unknown=Refusal("staff_unknown"), many=Refusal("staff_many")
    )
    if taken.invited_by == person.id:
        raise Refusal("staff_self")
    if taken.invited_by is not None:
        inviter = await work.staff.lock_roles(taken.invited_by)
        if not inviter.may_in_all("admin", taken.wards or (), out.now):
            raise Refusal("staff_unknown")
    role = Role(
        0,
        person.id,
        taken.role,
        taken.wards,
        taken.rights,
        out.now,
        taken.role_until,
        taken.invited_by,
        taken.called,
    )
    number = await work.staff.add_role(role)
    out.dialog.person = replace(person, staff=True)
    facts = {"role": role.name, "rights": " ".join(sorted(role.rights))}
    personal = {"name": role.called}
    await work.audit.append(person.id, "accepted", facts, personal, out.now, wards=role.wards)
    if role.invited_by is not None:
        await work.outbox.notify(role.invited_by, _accepted_say(role), out.now)
    out.result = str(number)


def _accepted_say(role: Role) -> Say:
    line = _("{name} accepted your invitation: {role}.",
             name=plain(role.called), role=role_said(role))  # fmt: skip
    return Say((line,), ((Choice("/staff", _("Ward staff")),),), "nothing", "duty")
