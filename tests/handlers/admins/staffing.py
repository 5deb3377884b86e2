"""People with roles for the tests of what staff do."""

from __future__ import annotations

import datetime as dt
import re

from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.staff.invitations import Invitation, invitation_hash
from bot.domain.staff.roles import Right, RoleName
from bot.services.staff.inviting import invite
from tests.applications import TestApplication, Visitor

LANG = "00226"
"""The ward of most tests."""
OTHER = "00070"

CODE = re.compile(r"\b\w{4}-\w{4}-\w{4}-\w{4}\b")

_DRAWN = iter(range(1, 10_000))


async def invited(
    house: TestApplication,
    role: RoleName = "admin",
    *,
    wards: frozenset[str] | None = None,
    rights: frozenset[Right] = frozenset(),
    called: str = "Phạm Thị Quản",
) -> str:
    """The code of an invitation that the command line made."""
    code = recovery_code_of(f"{next(_DRAWN):020x}")
    now = house.clock()
    invitation = Invitation(
        invitation_hash(code), called, role, wards, rights, None, now + dt.timedelta(hours=24)
    )
    await house.application.database.transact(lambda work: invite(work, invitation, now))
    return code


async def becomes(
    house: TestApplication,
    who: Visitor,
    role: RoleName = "admin",
    *,
    wards: frozenset[str] | None = None,
    rights: frozenset[Right] = frozenset(),
    called: str = "Phạm Thị Quản",
) -> None:
    """Let somebody accept an invitation of the command line."""
    code = await invited(house, role, wards=wards, rights=rights, called=called)
    assert "gõ mã" in await who.says("lời mời")
    assert "Từ nay bạn là cán bộ" in await who.says(code)


def link_code_in(said: str) -> str:
    """The code for another channel, in what the service said."""
    found = re.search(r"\b\w{4}-\w{4}\b", said)
    assert found, said
    return found[0]
