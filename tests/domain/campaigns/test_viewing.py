"""What staff see and write of a campaign follows their roles of now, also for its author."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.viewing import may_see, may_see_all, may_write
from bot.domain.staff.roles import Right, Role, StaffRoles

NOW = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
AUTHOR, OTHER = 1, 2
HERE, THERE, ELSEWHERE = "00190", "00199", "00001"


def roles(right: Right, *wards: str) -> StaffRoles:
    role = Role(1, AUTHOR, "officer", frozenset(wards), frozenset({right}), NOW)
    return StaffRoles((role,))


def campaign(stage: CampaignStage, *wards: str) -> Campaign:
    content = CampaignContent("notice", audience=CampaignAudience(wards=frozenset(wards)))
    return Campaign("k" * 20, AUTHOR, content, stage)


@pytest.mark.parametrize(
    ("stage", "person", "right", "wards", "text", "everything", "writes"),
    [
        ("approved", AUTHOR, "write", (HERE, THERE), True, True, True),
        ("approved", OTHER, "write", (HERE, THERE), True, True, True),
        ("approved", OTHER, "approve", (HERE, THERE), True, True, False),
        ("approved", OTHER, "read", (HERE, THERE), True, True, False),
        ("approved", OTHER, "export", (HERE, THERE), True, False, False),
        ("approved", OTHER, "write", (HERE,), True, False, False),
        ("approved", AUTHOR, "write", (HERE,), True, False, False),
        ("sending", AUTHOR, "write", (ELSEWHERE,), False, False, False),
        ("approved", AUTHOR, "write", (ELSEWHERE,), False, False, False),
        ("submitted", AUTHOR, "write", (ELSEWHERE,), False, False, False),
        ("draft", AUTHOR, "write", (ELSEWHERE,), True, False, True),
        ("returned", AUTHOR, "write", (HERE,), True, False, True),
        ("draft", AUTHOR, "read", (ELSEWHERE,), False, False, False),
        ("draft", OTHER, "write", (HERE,), True, False, False),
    ],
)
def test_the_roles_of_now_decide(
    stage: CampaignStage,
    person: int,
    right: Right,
    wards: tuple[str, ...],
    text: bool,
    everything: bool,
    writes: bool,
) -> None:
    one, held = campaign(stage, HERE, THERE), roles(right, *wards)
    assert may_see(one, person, held, NOW) is text
    assert may_see_all(one, person, held, NOW) is everything
    assert may_write(one, person, held, NOW) is writes


@pytest.mark.parametrize(("person", "right", "may"), [(AUTHOR, "write", True),
    (AUTHOR, "read", False), (OTHER, "write", False)])  # fmt: skip
def test_a_draft_without_a_ward_is_its_authors_alone(person: int, right: Right, may: bool) -> None:
    one, held = campaign("draft"), roles(right, ELSEWHERE)
    assert may_see(one, person, held, NOW) is may
    assert may_see_all(one, person, held, NOW) is may
    assert may_write(one, person, held, NOW) is may
