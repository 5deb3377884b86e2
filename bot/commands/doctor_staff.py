"""The doctor's look at staff: whether there is an admin, and whether the audit trail verifies."""

from __future__ import annotations

from typing import Any

from bot.application import Application
from bot.domain.staff.audit import ChainFault
from bot.domain.staff.roles import Role
from bot.settings import Settings
from bot.storage.secrets.reading import KeyState


async def examine_staff(settings: Settings, tell: Any, keys: KeyState) -> None:
    """Tell how many have a role, and whether anybody changed the audit trail."""
    active: tuple[Role, ...] = ()
    fault: ChainFault | None = None
    if keys != "none":  # opening would make them, and nobody has a role yet
        application = Application(settings)
        try:
            await application.database.open()
            active = await application.staff.active()
            fault = await application.database.transact(lambda work: work.audit.fault(), "clock")
        finally:
            await application.close()
    admins = sum(role.name == "admin" for role in active)
    officers = len(active) - admins
    if admins or not officers:
        hint = "" if admins else ": “python -m bot staff invite --role admin” makes the first"
        tell(True, f"staff: {admins} admins, {officers} officers{hint}")
    else:
        tell(
            False,
            f"staff: {officers} officers and no admin: “python -m bot staff invite --role admin”",
        )
    tell(
        fault is None,
        "audit: the trail verifies"
        if fault is None
        else f"audit: entry {fault.id} of the trail: {fault.why}. Somebody changed the database "
        "past the service: look at who had access, and compare with a backup",
    )
