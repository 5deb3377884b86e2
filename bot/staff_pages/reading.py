"""What the pages of staff show, read in one transaction that asks for the role first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import answers_of
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.campaigns.viewing import may_see, may_see_all
from bot.domain.privacy.requests import WaitingRequest
from bot.services.ports.campaigns.drafts import CampaignEvent
from bot.services.ports.unit_of_work import UnitOfWork
from bot.services.staff.pages import PageVisitor, TurnedAway, page_visitor

ON_A_PAGE = 20
MOST_CAMPAIGNS = 400
MOST_EVENTS = 60
MOST_RUNS = 8
MOST_REQUESTS = 200

Refused: TypeAlias = TurnedAway | Literal["no_right", "unknown"]
"""Why somebody gets no page."""


@dataclass(frozen=True, slots=True)
class CampaignList:
    """The campaigns that somebody may see, the newest first; `names` are of staff by number."""

    visitor: PageVisitor
    campaigns: Sequence[Campaign]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class OneCampaign:
    """A campaign with its history, its newest sendings and the answers.

    `reads`: the visitor may see what the sendings came to.
    """

    visitor: PageVisitor
    campaign: Campaign
    names: Mapping[int, str]
    events: Sequence[CampaignEvent]
    runs: Sequence[tuple[Run, RunResult]]
    answers: Mapping[int, int]
    reads: bool


@dataclass(frozen=True, slots=True)
class RequestList:
    """The open requests of the wards whose admin somebody is, first those due first."""

    visitor: PageVisitor
    requests: Sequence[WaitingRequest]


async def read_campaigns(
    work: UnitOfWork, session: str, now: dt.datetime
) -> CampaignList | Refused:
    """The list of campaigns."""
    visitor = await page_visitor(work, session, now)
    if not isinstance(visitor, PageVisitor):
        return visitor
    wards = visitor.roles.wards("staff", now)
    found = await work.campaigns.campaigns_of(wards, visitor.person, MOST_CAMPAIGNS)
    seen = [each for each in found if may_see(each, visitor.person, visitor.roles, visitor.now)]
    return CampaignList(visitor, seen, await _names(work, now))


async def read_campaign(
    work: UnitOfWork, session: str, key: str, now: dt.datetime, *, uses: bool
) -> OneCampaign | Refused:
    """One campaign; "unknown" also where it concerns other wards."""
    visitor = await page_visitor(work, session, now, uses=uses)
    if not isinstance(visitor, PageVisitor):
        return visitor
    campaign = await work.campaigns.campaign(key)
    who, roles = visitor.person, visitor.roles
    if campaign is None or not may_see(campaign, who, roles, visitor.now):
        return "unknown"
    events: Sequence[CampaignEvent] = ()
    if may_see_all(campaign, who, roles, visitor.now):
        events = await work.campaigns.campaign_events(key, MOST_EVENTS)
    runs: list[tuple[Run, RunResult]] = []
    answers: Mapping[int, int] = {}
    reads = may_read(campaign, visitor)
    if reads:
        newest = (await work.runs.runs_of(key))[-MOST_RUNS:]
        runs = [(each, await work.runs.result(each)) for each in newest]
        answers = answers_of(await work.runs.answers(key), None) if runs else {}
    names = await _names(work, now)
    return OneCampaign(visitor, campaign, names, events, tuple(reversed(runs)), answers, reads)


async def read_requests(work: UnitOfWork, session: str, now: dt.datetime) -> RequestList | Refused:
    """The open requests; only for an admin."""
    visitor = await page_visitor(work, session, now)
    if not isinstance(visitor, PageVisitor):
        return visitor
    if not visitor.roles.may("admin", None, now):
        return "no_right"
    wards = visitor.roles.wards("admin", now)
    return RequestList(visitor, await work.requests.waiting(wards, MOST_REQUESTS))


async def _names(work: UnitOfWork, now: dt.datetime) -> Mapping[int, str]:
    return {role.person: role.called for role in await work.staff.active_roles(now)}


def may_read(campaign: Campaign, visitor: PageVisitor) -> bool:
    """Whether somebody may see results: who may write or read for all its wards, as they stand."""
    wards = campaign.content.audience.wards
    return any(
        visitor.roles.may_in_all(right, wards, visitor.now) for right in ("write", "read")
    ) and bool(wards)
