"""The clock of staff: takes invitations and ends of roles that the command line laid ready."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import msgspec
import structlog

from bot.domain.refusals import Refusal
from bot.domain.staff.invitations import VALID_FOR, Invitation
from bot.domain.staff.roles import Right, Role, RoleName
from bot.schedule.laid_files import laid_in
from bot.services.ports.messages import Clock
from bot.services.staff.inviting import invite
from bot.services.staff.roles import end


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class LaidInvitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="invite"):
    """An invitation of the command line; it has the hash of the code only."""

    code_hash: str
    called: str
    role: RoleName
    wards: tuple[str, ...] | None
    rights: tuple[Right, ...]
    until: dt.date | None = None
    """The first day on which the role does not hold any more."""


class LaidEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="end"):
    """The end of a role, by its number."""

    role: int


Laid: TypeAlias = LaidInvitation | LaidEnd


class StaffClock:
    """Looks every minute for what the command line asks; `planned` is awaited after somebody is
    told.
    """

    def __init__(
        self,
        *,
        transact: _Transact,
        clock: Clock,
        planned: Callable[[], Awaitable[None]],
        folder: Path,
    ) -> None:
        self._transact = transact
        self._clock = clock
        self._planned = planned
        self._folder = folder
        self._log = structlog.get_logger("staff").bind()

    async def tick(self) -> None:
        """One tick. Raises `NotStored`; the next tick goes on."""
        for path in await asyncio.to_thread(laid_in, self._folder):
            try:
                laid: Laid = msgspec.json.decode(
                    await asyncio.to_thread(path.read_bytes), type=LaidInvitation | LaidEnd
                )
            except (OSError, msgspec.MsgspecError) as error:
                self._log.error("staff_not_read", fault=type(error).__name__)
                continue
            try:
                await self.carry_out(laid)
            except Refusal as refusal:
                self._log.warning("staff_refused", code=refusal.code)
            # After the commit: the same invitation again is not stored twice.
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def carry_out(self, laid: Laid) -> None:
        """Do what was asked. Raises `NotStored`, and `Refusal` for a role that cannot end."""
        now = self._clock()
        match laid:
            case LaidInvitation():
                await self._transact(partial(invite, invitation=_invitation(laid, now), now=now))
                self._log.info("invited", role=laid.role)
            case LaidEnd(role):
                await self._transact(partial(end, number=role, actor=None, now=now))
                self._log.info("role_ended", role=role)
                await self._planned()

    async def active(self) -> tuple[Role, ...]:
        """Every role that holds now. Raises `NotStored`."""
        now = self._clock()
        found: tuple[Role, ...] = await self._transact(lambda work: work.staff.active_roles(now))
        return found


def _invitation(laid: LaidInvitation, now: dt.datetime) -> Invitation:
    until = None
    if laid.until is not None:
        until = dt.datetime.combine(laid.until, dt.time(), now.tzinfo)
    wards = None if laid.wards is None else frozenset(laid.wards)
    return Invitation(
        laid.code_hash,
        laid.called,
        laid.role,
        wards,
        frozenset(laid.rights),
        None,
        now + VALID_FOR,
        until,
    )
