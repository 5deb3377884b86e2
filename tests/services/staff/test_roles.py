"""Roles, on both databases: who may invite, change and end, and that a race has one end."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access, Right, Role, RoleName
from bot.services.staff.access import require
from bot.services.staff.inviting import InviteOfficer
from bot.services.staff.roles import ChangeRights, EndRole
from bot.storage.unit_of_work import SqlUnitOfWork
from tests.services.running_commands import NOW, Doer, doer
from tests.storage.stores import Store

WARD, OTHER = "00070", "00226"
CODE = "7K3M-92AB-QRST-4567"


async def given(
    store: Store,
    who: Doer,
    name: RoleName,
    wards: frozenset[str] | None = frozenset({WARD}),
    rights: frozenset[Right] = frozenset(),
) -> int:
    """Give somebody a role; its number."""
    role = Role(0, who.person.id, name, wards, rights, NOW, called="An")
    return await store.transact(lambda work: work.staff.add_role(role))


async def may(store: Store, who: Doer, access: Access, *wards: str) -> bool:
    """Whether a check lets somebody through."""

    async def job(work: SqlUnitOfWork) -> bool:
        try:
            await require(work, who.person.id, access, wards, NOW)
        except Refusal as refusal:
            return refusal.code != "not_allowed"
        return True

    return await store.transact(job)


async def test_a_check_asks_for_every_ward(store: Store, database_url: str) -> None:
    officer = await doer(store, database_url, "1")
    await given(store, officer, "officer", frozenset({WARD}), frozenset({"write"}))
    assert await may(store, officer, "write")
    assert await may(store, officer, "write", WARD)
    assert not await may(store, officer, "write", WARD, OTHER)
    assert not await may(store, officer, "approve", WARD)
    assert await may(store, await doer(store, database_url, "2"), "resident")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (InviteOfficer(CODE, "An", (OTHER,), ("read",)), "not_allowed"),
        (InviteOfficer(CODE, "An", (WARD, OTHER), ("read",)), "not_allowed"),
        (InviteOfficer(CODE, "An", (), ("read",)), "ward_unknown"),
        (InviteOfficer(CODE, "An", ("99999",), ("read",)), "ward_unknown"),
        (InviteOfficer(CODE, "An", (WARD,), ()), "rights_none"),
        (InviteOfficer(CODE, "An", (WARD,), ("admin",)), "rights_none"),  # type: ignore[arg-type]
        (InviteOfficer(CODE, "12 34", (WARD,), ("read",)), "name_empty"),
        (InviteOfficer(CODE, "An" * 40, (WARD,), ("read",)), "name_long"),
        (ChangeRights(999, ("read",)), "role_unknown"),
        (EndRole(999), "role_unknown"),
        (EndRole(1), "last_admin"),
    ],
)
async def test_what_an_admin_of_a_ward_is_refused(
    store: Store, database_url: str, command: InviteOfficer | ChangeRights | EndRole, code: str
) -> None:
    admin = await doer(store, database_url)
    assert await given(store, admin, "admin") == 1
    assert await admin.is_refused(command) == code
    assert await admin.rows("SELECT count(*) FROM invitation") == [(0,)]


async def test_roles_of_another_ward_and_of_every_ward_are_out_of_reach(
    store: Store, database_url: str
) -> None:
    admin, other, chief = [await doer(store, database_url, str(n)) for n in range(3)]
    await given(store, admin, "admin")
    elsewhere = await given(store, other, "officer", frozenset({OTHER}), frozenset({"read"}))
    everywhere = await given(store, chief, "admin", None)
    assert await admin.is_refused(EndRole(elsewhere)) == "not_allowed"
    assert await admin.is_refused(ChangeRights(elsewhere, ("write",))) == "not_allowed"
    assert await admin.is_refused(EndRole(everywhere)) == "not_allowed"
    await chief.does(EndRole(elsewhere))
    assert not await may(store, other, "read", OTHER)


async def test_nobody_gives_rights_to_themselves(store: Store, database_url: str) -> None:
    admin = await doer(store, database_url)
    await given(store, admin, "admin")
    own = await given(store, admin, "officer", frozenset({WARD}), frozenset({"read"}))
    assert await admin.is_refused(ChangeRights(own, ("approve",))) == "rights_own"


async def test_of_two_admins_who_end_each_other_one_stays(store: Store, database_url: str) -> None:
    first, second = await doer(store, database_url, "1"), await doer(store, database_url, "2")
    roles = [await given(store, first, "admin"), await given(store, second, "admin")]
    await asyncio.gather(
        first.does(EndRole(roles[1])), second.does(EndRole(roles[0])), return_exceptions=True
    )
    assert await first.rows("SELECT count(*) FROM staff_role WHERE until_ms IS NULL") == [(1,)]
    assert await store.transact(lambda work: work.audit.fault()) is None


async def test_what_an_admin_does_is_in_the_trail(store: Store, database_url: str) -> None:
    admin, officer = await doer(store, database_url, "1"), await doer(store, database_url, "2")
    await given(store, admin, "admin")
    role = await given(store, officer, "officer", frozenset({WARD}), frozenset({"read"}))
    await admin.does(InviteOfficer(CODE, "An", (WARD,), ("read",)))
    await admin.does(ChangeRights(role, ("read", "write")))
    await admin.does(ChangeRights(role, ("write", "read")))
    await admin.does(EndRole(role))
    page = await store.transact(lambda work: work.audit.page(frozenset({WARD}), None, 9))
    assert [entry.action for entry in page] == ["removed", "rights_changed", "invited"]
    assert {part.person for part in page[0].parts} == {admin.person.id, officer.person.id}
    assert "An" not in str([entry.facts for entry in page])
