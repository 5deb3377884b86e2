"""Counting an audience: asked in a turn, counted on the reading side, shown where it was asked.

No turn waits for a count. The clock takes what was asked, and changes the message in its place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.counting import AudienceCount, CampaignLimits, shown_audience
from bot.domain.campaigns.sending_time import ChannelPace, SendingTime, sending_time
from bot.domain.campaigns.timing import AtMoment
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES, CampaignKind
from bot.domain.notifications.policy import CAMPAIGN_DAILY_LIMIT, NotificationPolicy
from bot.domain.notifications.reminders import instant
from bot.domain.people.persons import Purpose
from bot.domain.reference_data import ReferenceData
from bot.domain.refusals import Refusal
from bot.domain.small_counts import FEWEST_SHOWN
from bot.domain.staff.roles import Access
from bot.phrases.staff.audience_counts import audience_screen
from bot.phrases.staff.audience_view import (
    NOT_COUNTED,
    AudienceNames,
    audience_say,
    names_of,
)
from bot.services.ports.unit_of_work import CommandContext, ReadQueries, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.text import SayLine

CONVERSATION = "audience"
"""The name of the conversation that shows a count."""


class CountAudience(StaffCommand, frozen=True):
    """Let the audience of a campaign be counted; the answer changes the message that asked."""

    access: ClassVar[Access] = "staff"

    key: str


async def count_audience(command: CountAudience, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown` and `not_allowed`."""
    campaign = await work.campaigns.campaign(command.key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    me = out.dialog.person.id
    await require(work, me, "staff", (), out.now)
    if not await may_see(work, campaign, me, out.now):
        raise Refusal("not_allowed")
    await work.campaigns.ask_count(me, campaign.key)


async def may_see(work: ReadQueries, campaign: Campaign, person: int, now: dt.datetime) -> bool:
    """Whether somebody may see a campaign: its author, or who has a role in one of its wards."""
    roles = await work.staff.roles_of(person)
    if not roles.may("staff", None, now):
        return False
    wards = campaign.content.audience.wards
    return campaign.author == person or any(roles.may("staff", each, now) for each in wards)


async def earlier_campaigns(work: ReadQueries, audience: CampaignAudience) -> list[Campaign]:
    """The campaigns that a rule asks about, those that there are."""
    found = [await work.campaigns.campaign(key) for key in sorted(audience.earlier)]
    return [each for each in found if each is not None]


# --- by the clock ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedCount:
    """What is counted for somebody: as `AudienceCounting.count` takes it, and how it is told."""

    person: int
    campaign: Campaign
    purpose: Purpose
    own_wards: frozenset[str] | None
    runs: Mapping[str, Sequence[str]]
    at: dt.datetime
    limits: CampaignLimits
    names: AudienceNames
    changeable: bool


async def prepare_count(
    work: UnitOfWork, person: int, key: str, data: ReferenceData, now: dt.datetime
) -> AskedCount | None:
    """What is to be counted; None where the person may not see it any more. `now` is local."""
    campaign = await work.campaigns.campaign(key)
    if campaign is None or not await may_see(work, campaign, person, now):
        await work.campaigns.take_count(person, key)
        return None
    content = campaign.content
    audience = content.audience
    roles = await work.staff.roles_of(person)
    own = roles.wards("staff", now)
    runs = {
        each: [run.key for run in await work.runs.runs_of(each)]
        for each in sorted(audience.earlier)
    }
    earlier = await earlier_campaigns(work, audience)
    writes = campaign.author == person or roles.may_in_all("write", audience.wards, now)
    return AskedCount(
        person,
        campaign,
        CAMPAIGN_CLASSES[content.kind].purpose,
        own if own is None else own | audience.wards,
        runs,
        begins_at(campaign, now),
        limits_of(content.kind, data.calendar.rules()),
        names_of(data.self_check, earlier),
        campaign.changeable and writes and roles.may("write", None, now),
    )


def begins_at(campaign: Campaign, now: dt.datetime) -> dt.datetime:
    """When it would begin: at its moment where that is to come, else now; local."""
    assert now.tzinfo is not None
    match campaign.content.timing:
        case AtMoment(day, minute):
            return max(now, instant(day, minute, now.tzinfo))
        case _:
            return now


def limits_of(kind: CampaignKind, rules: NotificationPolicy) -> CampaignLimits:
    """The limits that hold for a kind of campaign."""
    its = CAMPAIGN_CLASSES[kind]
    if not its.keeps_hours:
        return CampaignLimits(None, None, None)
    if not its.counts:
        return CampaignLimits(rules.quiet, None, None)
    most = min(rules.weekly_most, rules.campaign_weekly_most)
    return CampaignLimits(rules.quiet, most, CAMPAIGN_DAILY_LIMIT)


def counts_told(
    asked: AskedCount, count: AudienceCount, paces: Mapping[str, ChannelPace]
) -> tuple[SayLine, ...]:
    """The counts in words. The time is worked out from what is shown: it tells no more."""
    shown = shown_audience(count)
    times: dict[str, SendingTime] = {}
    for name, people in shown.channels.items():
        number = people if isinstance(people, int) else FEWEST_SHOWN
        pace = paces.get(name, ChannelPace(None))
        times[name] = sending_time(number, pace, asked.at, asked.limits.quiet)
    return audience_screen(shown, times)


async def tell_count(
    work: UnitOfWork, asked: AskedCount, counts: tuple[SayLine, ...] | None, now: dt.datetime
) -> bool:
    """Show the counts in the message that waits for them; None: they could not be counted.

    False where the person has gone on to something else.
    """
    key = asked.campaign.key
    taken = await work.campaigns.take_count(asked.person, key)
    if taken is None or taken[0] != CONVERSATION or taken[1] is None:
        return False
    told = NOT_COUNTED if counts is None else counts
    say = audience_say(asked.campaign, asked.names, changeable=asked.changeable, counts=told)
    await work.outbox.edit(taken[1], say, now)
    return True


async def drop_count(work: UnitOfWork, person: int, key: str) -> None:
    """Forget that somebody waits for a count."""
    await work.campaigns.take_count(person, key)
