"""The statements of staff: roles and invitations."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from bot.storage.engine.constructs import new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.people.tables import person
from bot.storage.staff.tables import invitation, staff_role

_ROLE = (
    staff_role.c.id,
    staff_role.c.person_id,
    staff_role.c.name,
    staff_role.c.wards,
    staff_role.c.rights,
    staff_role.c.since_ms,
    staff_role.c.until_ms,
    staff_role.c.invited_by,
    staff_role.c.called,
)
_OF_PERSON = select(*_ROLE).where(staff_role.c.person_id == param("person"))
_ACTIVE = select(*_ROLE).where(
    or_(staff_role.c.until_ms.is_(None), staff_role.c.until_ms > param("now"))
)

ROLES_OF = Statement("roles_of", _OF_PERSON.order_by(staff_role.c.id))
LOCK_ROLES = Statement("lock_roles", _OF_PERSON.order_by(staff_role.c.id).with_for_update())
ACTIVE_ROLES = Statement("active_roles", _ACTIVE.order_by(staff_role.c.id))
LOCK_ACTIVE_ROLES = Statement(
    "lock_active_roles", _ACTIVE.order_by(staff_role.c.id).with_for_update()
)
ADD_ROLE = Statement(
    "add_role", lambda dialect: new_row(staff_role, dialect, "id").returning(staff_role.c.id)
)
MARK_STAFF = Statement(
    "mark_staff", update(person).where(person.c.id == param("person")).values(staff=1)
)
END_ROLE = Statement(
    "end_role",
    update(staff_role).where(staff_role.c.id == param("role")).values(until_ms=param("now")),
)
SET_RIGHTS = Statement(
    "set_rights",
    update(staff_role).where(staff_role.c.id == param("role")).values(rights=param("rights_")),
)
MOVE_ROLES = Statement(
    "move_roles",
    update(staff_role)
    .where(staff_role.c.person_id == param("person"))
    .values(person_id=param("to"))
    .returning(staff_role.c.id),
)
MOVE_INVITED = Statement(
    "move_invited",
    update(staff_role)
    .where(staff_role.c.invited_by == param("person"))
    .values(invited_by=param("to")),
)

# --- invitations ---------------------------------------------------------------------------------

ADD_INVITATION = Statement("add_invitation", lambda dialect: new_row(invitation, dialect))
TAKE_INVITATION = Statement(
    "take_invitation",
    delete(invitation)
    .where(invitation.c.code_hash == param("code_hash"), invitation.c.until_ms > param("now"))
    .returning(
        invitation.c.person_id,
        invitation.c.name,
        invitation.c.wards,
        invitation.c.rights,
        invitation.c.called,
        invitation.c.until_ms,
        invitation.c.role_until_ms,
    ),
)
WITHDRAW_INVITATIONS = Statement(
    "withdraw_invitations", delete(invitation).where(invitation.c.person_id == param("person"))
)
PURGE_INVITATIONS = Statement(
    "purge_invitations",
    delete(invitation)
    .where(
        invitation.c.code_hash.in_(
            select(invitation.c.code_hash)
            .where(invitation.c.until_ms < param("before"))
            .limit(param("limit"))
        )
    )
    .returning(invitation.c.code_hash),
)
