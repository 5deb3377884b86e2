"""The declarations of every table, and how the rows of a person are found by them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, tuple_

from bot.storage.campaigns import declarations as campaigns
from bot.storage.dialogs import declarations as dialogs
from bot.storage.engine.constructs import param
from bot.storage.engine.declaring import DeclaredTable
from bot.storage.learning import declarations as learning
from bot.storage.learning.tables import activity
from bot.storage.notifications import declarations as notifications
from bot.storage.notifications.tables import reminder
from bot.storage.outbox import declarations as outbox
from bot.storage.people import declarations as people
from bot.storage.people.tables import address
from bot.storage.privacy import declarations as privacy
from bot.storage.push import declarations as push
from bot.storage.runs import declarations as runs
from bot.storage.secrets import declarations as secrets
from bot.storage.skills import declarations as skills
from bot.storage.skills.tables import self_check
from bot.storage.staff import declarations as staff

DECLARED: tuple[DeclaredTable, ...] = tuple(
    declared
    for wing in (
        people,
        learning,
        skills,
        notifications,
        dialogs,
        outbox,
        runs,
        push,
        privacy,
        staff,
        secrets,
        campaigns,
    )
    for declared in wing.DECLARED
)
"""Every table, what tells most of a person first."""

PERSONAL: tuple[DeclaredTable, ...] = tuple(each for each in DECLARED if each.owner != "nobody")
"""The tables that hold something of a person."""


def of_person(declared: DeclaredTable) -> Any:
    """The condition that a row is of the person whose number the parameter `person` gives."""
    columns, whose = declared.table.c, param("person")
    match declared.owner:
        case "self":
            return columns.id == whose
        case "person":
            return columns.person_id == whose
        case "activity":
            return columns.activity_id.in_(
                select(activity.c.id).where(activity.c.person_id == whose)
            )
        case "check":
            return columns.check_id.in_(
                select(self_check.c.id).where(self_check.c.person_id == whose)
            )
        case "reminder":
            return columns.reminder_id.in_(
                select(reminder.c.id).where(reminder.c.person_id == whose)
            )
        case "address":
            own = select(address.c.channel, address.c.account, address.c.external_id).where(
                address.c.person_id == whose
            )
            return tuple_(columns.channel, columns.account, columns.external_id).in_(own)
        case "nobody":
            raise AssertionError(f"{declared.table.name} holds nothing of a person")
