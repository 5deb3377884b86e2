"""Roles: who may do what, where and when; the one function of every check."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.staff.roles import RIGHTS, Access, Role, StaffRoles, last_admin

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
WARDS = ("00070", "00226", "00004")
ACCESS: tuple[Access, ...] = ("staff", *RIGHTS, "admin")


def officer(
    *rights: str, wards: frozenset[str] | None = frozenset({"00070"}), **more: object
) -> Role:
    """An officer of one ward, since an hour."""
    given_ = frozenset(rights)
    return Role(1, 1, "officer", wards, given_, NOW - HOUR, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "access", "ward", "allowed"),
    [
        (officer("write"), "write", "00070", True),
        (officer("write"), "write", None, True),
        (officer("write"), "write", "00226", False),
        (officer("write"), "approve", "00070", False),
        (officer("write"), "staff", "00070", True),
        (officer("write"), "admin", "00070", False),
        (officer(*RIGHTS), "admin", "00070", False),
        (officer("write", until=NOW), "write", "00070", False),
        (officer("write", until=NOW + HOUR), "write", "00070", True),
        (
            Role(1, 1, "officer", frozenset({"00070"}), frozenset(), NOW + HOUR),
            "staff",
            None,
            False,
        ),
        (Role(1, 1, "admin", frozenset({"00070"}), frozenset(), NOW), "export", "00070", True),
        (Role(1, 1, "admin", frozenset({"00070"}), frozenset(), NOW), "admin", "00226", False),
        (Role(1, 1, "admin", None, frozenset(), NOW), "admin", "00226", True),
        (Role(1, 1, "officer", frozenset(), frozenset({"write"}), NOW), "write", None, False),
    ],
)
def test_a_role_gives_its_rights_in_its_wards_while_it_holds(
    role: Role, access: Access, ward: str | None, allowed: bool
) -> None:
    assert StaffRoles((role,)).may(access, ward, NOW) is allowed


def test_everybody_may_do_what_residents_may() -> None:
    assert StaffRoles().may("resident", None, NOW)
    assert StaffRoles().may("resident", "00070", NOW)


roles = st.builds(
    Role,
    id=st.integers(1, 3),
    person=st.just(1),
    name=st.sampled_from(("officer", "admin")),
    wards=st.none() | st.frozensets(st.sampled_from(WARDS), max_size=2),
    rights=st.frozensets(st.sampled_from(RIGHTS)),
    since=st.sampled_from((NOW - HOUR, NOW, NOW + HOUR)),
    until=st.sampled_from((None, NOW, NOW + HOUR)),
)


@given(st.lists(roles, max_size=3), st.sampled_from(ACCESS))
def test_what_may_is_what_the_wards_say(held: list[Role], access: Access) -> None:
    staff = StaffRoles(tuple(held))
    wards = staff.wards(access, NOW)
    for ward in WARDS:
        assert staff.may(access, ward, NOW) is (wards is None or ward in wards)
    assert staff.may(access, None, NOW) is (wards is None or bool(wards))
    assert staff.may_in_all(access, WARDS, NOW) is (wards is None or set(WARDS) <= wards)


@given(st.lists(roles, max_size=3), roles, st.sampled_from(ACCESS), st.sampled_from(WARDS))
def test_a_role_more_takes_nothing_away(
    held: list[Role], more: Role, access: Access, ward: str
) -> None:
    if StaffRoles(tuple(held)).may(access, ward, NOW):
        assert StaffRoles((*held, more)).may(access, ward, NOW)


def admin(
    number: int, wards: frozenset[str] | None = None, until: dt.datetime | None = None
) -> Role:
    """An admin."""
    return Role(number, number, "admin", wards, frozenset(), NOW, until)


@pytest.mark.parametrize(
    ("role", "others", "last"),
    [
        (admin(1), (), True),
        (admin(1), (admin(2),), False),
        (admin(1), (admin(2, frozenset({"00070"})),), True),
        (admin(1), (admin(2, until=NOW + HOUR),), True),
        (admin(1, frozenset({"00070"})), (admin(2),), False),
        (admin(1, frozenset({"00070"})), (admin(2, frozenset({"00226"})),), False),
        (officer("write"), (), False),
    ],
)
def test_the_last_admin_is_known(role: Role, others: tuple[Role, ...], last: bool) -> None:
    assert last_admin(role, (role, *others)) is last
