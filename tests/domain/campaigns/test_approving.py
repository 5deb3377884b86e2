"""Who may approve: nobody alone, whatever they edit, whatever roles and addresses they have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bot.domain.campaigns.approving import (
    StaffMember,
    approvals_needed,
    check_approver,
    is_rooted,
)
from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import (
    Campaign,
    approved_by,
    changed,
    check_version,
    discarded,
    returned,
    submitted,
)
from bot.domain.campaigns.content import CampaignContent
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Right, Role, RoleName, StaffRoles
from tests.examples import examples

NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
LONG_AGO = NOW - dt.timedelta(days=100)
WARD, OTHER = "00190", "00199"
WRITER, APPROVER, ADMIN, THIRD = 1, 2, 3, 4


def role(
    person: int,
    *rights: Right,
    name: RoleName = "officer",
    wards: frozenset[str] | None = frozenset({WARD}),
    invited_by: int | None = None,
    called: str | None = None,
    until: dt.datetime | None = None,
) -> Role:
    known = called or f"Người {person}"
    return Role(0, person, name, wards, frozenset(rights), LONG_AGO, until, invited_by, known)


def member(*roles: Role, addresses: frozenset[str] = frozenset()) -> StaffMember:
    person = roles[0].person
    return StaffMember(person, StaffRoles(roles), addresses or frozenset({f"telegram {person}"}))


def campaign(**changes: Any) -> Campaign:
    content = CampaignContent(
        changes.pop("kind", "notice"),
        text_vi="Lớp học",
        audience=CampaignAudience(frozenset(changes.pop("wards", {WARD}))),
    )
    made = Campaign("c" * 20, WRITER, content, "submitted", writers=frozenset({WRITER}))
    return replace(made, **changes)


STAFF = {
    WRITER: member(role(WRITER, "write", "approve")),
    APPROVER: member(role(APPROVER, "approve")),
    ADMIN: member(role(ADMIN, name="admin", wards=None)),
    THIRD: member(role(THIRD, "approve", invited_by=ADMIN)),
}


def staff(*changed: StaffMember) -> dict[int, StaffMember]:
    return {**STAFF, **{each.person: each for each in changed}}


@pytest.mark.parametrize("person", [APPROVER, ADMIN, THIRD])
def test_another_person_with_the_right_may_approve(person: int) -> None:
    check_approver(campaign(), person, STAFF, NOW)
    assert approved_by(campaign(), person, approvals_needed("notice")).approved


CASES: dict[str, tuple[Campaign, int, dict[int, StaffMember], str]] = {
    "who wrote it": (campaign(), WRITER, STAFF, "approve_own"),
    "who changed it": (
        campaign(writers=frozenset({WRITER, APPROVER})), APPROVER, STAFF, "approve_own",
    ),
    "twice": (
        campaign(approvers=frozenset({APPROVER})), APPROVER, STAFF, "approved_already",
    ),
    "a writer who is erased": (
        campaign(writer_erased=True), APPROVER, STAFF, "approve_erased",
    ),
    "nobody would get it": (campaign(wards=set()), APPROVER, STAFF, "audience_empty"),
    "another ward too": (campaign(wards={WARD, OTHER}), APPROVER, STAFF, "not_allowed"),
    "a right that is over": (
        campaign(), APPROVER, staff(member(role(APPROVER, "approve", until=NOW))), "not_allowed",
    ),
    "a right to read": (
        campaign(), APPROVER, staff(member(role(APPROVER, "read"))), "not_allowed",
    ),
    "somebody unknown": (campaign(), 99, STAFF, "not_allowed"),
    "the same name, spelled otherwise": (
        campaign(),
        APPROVER,
        staff(member(role(APPROVER, "approve", called="NGUOI 1"))),
        "approve_same_person",
    ),
    "the same address": (
        campaign(),
        APPROVER,
        staff(member(role(APPROVER, "approve"), addresses=frozenset({f"telegram {WRITER}"}))),
        "approve_same_person",
    ),
    "invited by the writer alone": (
        campaign(),
        APPROVER,
        staff(member(role(APPROVER, "approve", invited_by=WRITER))),
        "approve_invited",
    ),
    "invited by each other alone": (
        campaign(),
        APPROVER,
        staff(
            member(role(APPROVER, "approve", invited_by=WRITER)),
            member(role(WRITER, "write", invited_by=APPROVER)),
        ),
        "approve_invited",
    ),
    "invited by somebody whom the writer alone invited": (
        campaign(),
        APPROVER,
        staff(
            member(role(APPROVER, "approve", invited_by=THIRD)),
            member(role(THIRD, "approve", invited_by=WRITER)),
        ),
        "approve_invited",
    ),
    "invited by somebody who was erased": (
        campaign(),
        APPROVER,
        staff(member(role(APPROVER, "approve", invited_by=77))),
        "approve_inviter_gone",
    ),
    "an emergency without an admin": (
        campaign(kind="emergency", approvers=frozenset({THIRD})), APPROVER, STAFF, "approve_admin",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("of", "person", "around", "code"), CASES.values(), ids=list(CASES))
def test_who_may_not_approve(
    of: Campaign, person: int, around: dict[int, StaffMember], code: str
) -> None:
    with pytest.raises(Refusal, match=code):
        check_approver(of, person, around, NOW)


def test_an_emergency_needs_two_of_whom_one_is_an_admin_in_any_order() -> None:
    for first, second in ((ADMIN, APPROVER), (APPROVER, ADMIN)):
        once = approved_by(campaign(kind="emergency"), first, approvals_needed("emergency"))
        assert not once.approved
        assert once.stage == "submitted"
        check_approver(once, second, STAFF, NOW)
        assert approved_by(once, second, approvals_needed("emergency")).approved


def test_a_circle_of_invitations_leads_nowhere() -> None:
    around = staff(
        member(role(APPROVER, "approve", invited_by=THIRD)),
        member(role(THIRD, "approve", invited_by=APPROVER)),
    )
    assert not is_rooted(APPROVER, frozenset(), around)
    assert is_rooted(ADMIN, frozenset({WRITER}), around)


# --- no sequence lets one person alone send -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class World:
    """Accounts of people, and one campaign; `human` tells whose account each is."""

    human: dict[int, int]
    staff: dict[int, StaffMember]
    campaign: Campaign
    writers: frozenset[int]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Accounts 1 to 5 of people A to C, whose accounts all share their name or their address."""
    human = {account: draw(st.integers(0, 2)) for account in range(1, 6)}
    by_name = [draw(st.booleans()) for _person in range(3)]
    members: dict[int, StaffMember] = {}
    for account, person in human.items():
        called = f"Bà {'ABC'[person]}" if by_name[person] else f"Ông {account}"
        shared = f"telegram {account}" if by_name[person] else f"web of {person}"
        roles = draw(
            st.lists(
                st.builds(
                    role,
                    st.just(account),
                    st.just("write"),
                    st.sampled_from(("approve", "approve", "read")),
                    name=st.sampled_from(("officer", "officer", "admin")),
                    wards=st.sampled_from((frozenset({WARD}), frozenset({WARD, OTHER}), None)),
                    invited_by=st.sampled_from((None, None, None, 1, 2, 3)),
                    called=st.just(called),
                    until=st.sampled_from((None, None, None, NOW)),
                ),
                min_size=1,
                max_size=2,
            )
        )
        members[account] = member(*roles, addresses=frozenset({shared}))
    author = draw(st.integers(1, 5))
    kind = draw(st.sampled_from(("notice", "notice", "emergency")))
    begun = replace(campaign(kind=kind), author=author, writers=frozenset({author}))
    return World(human, members, begun, frozenset({author}))


def _acted(world: World, account: int, act: str, seen: int) -> World:
    """The world after one act, as the commands do it; `seen` is the version that was shown."""
    now, roles = world.campaign, world.staff[account].roles
    steps: dict[str, Callable[[], Campaign]] = {
        "change": lambda: changed(now, _other(now.content), account),
        "submit": lambda: submitted(now),
        "approve": lambda: _approved(world, account),
        "return": lambda: returned(now),
        "discard": lambda: discarded(now),
    }
    right: Right = "approve" if act in ("approve", "return") else "write"
    try:
        if not roles.may_in_all(right, now.content.audience.wards, NOW):
            return world
        check_version(now, seen)
        after = steps[act]()
    except Refusal:
        return world
    writers = world.writers | {account} if act == "change" else world.writers
    return replace(world, campaign=after, writers=writers)


def _other(content: CampaignContent) -> CampaignContent:
    return structs.replace(content, text_vi=content.text_vi + "!")


def _approved(world: World, account: int) -> Campaign:
    check_approver(world.campaign, account, world.staff, NOW)
    return approved_by(world.campaign, account, approvals_needed(world.campaign.content.kind))


ACTS = st.tuples(
    st.integers(1, 5),
    st.sampled_from(("change", "submit", "submit", "approve", "approve", "return", "discard")),
    st.integers(-1, 0),
)


@given(worlds(), st.lists(ACTS, max_size=14))
@examples(400)
def test_no_sequence_lets_one_person_alone_send(
    world: World, acts: list[tuple[int, str, int]]
) -> None:
    approved_text = ""
    for account, act, back in acts:
        world = _acted(world, account, act, world.campaign.version + back)
        if not world.campaign.approved:
            assert world.campaign.stage != "approved"
            continue
        if act == "approve":
            approved_text = world.campaign.content.text_vi
        writers = {world.human[each] for each in world.writers}
        approvers = [world.human[each] for each in world.campaign.approvers]
        assert writers.isdisjoint(approvers)
        assert len(set(approvers)) == len(approvers)
        assert len(approvers) >= approvals_needed(world.campaign.content.kind)
        assert all(is_rooted(each, world.writers, world.staff) for each in world.campaign.approvers)
        assert world.campaign.content.text_vi == approved_text


def test_the_property_meets_campaigns_that_are_approved() -> None:
    world = World({1: 0, 2: 1}, STAFF, replace(campaign(), stage="draft"), frozenset({WRITER}))
    for account, act in ((WRITER, "submit"), (APPROVER, "approve")):
        world = _acted(world, account, act, 1)
    assert world.campaign.approved
