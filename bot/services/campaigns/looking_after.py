"""Looking after campaigns that wait: what nobody approved yet, and what lost its sender.

The clock asks once a minute. Who hears of it hears once of each version.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from bot.domain.campaigns.campaign import Campaign, check_version
from bot.domain.campaigns.timing import MAX_DAYS_AHEAD, AtMoment, Weekly, first_day
from bot.domain.notifications.reminders import instant
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.campaigns.drafting import note
from bot.services.campaigns.due import may_still_send
from bot.services.campaigns.staff_known import MOST_TOLD, possible_approvers
from bot.services.campaigns.stopped import stop_campaign
from bot.services.ports.campaigns.drafts import CampaignEvent, CampaignEventName
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, _, plain

HINT_BEFORE = dt.timedelta(hours=2)
MOST_LOOKED_AT = 200


class TakeOverCampaign(StaffCommand, frozen=True):
    """Be the sender of a campaign whose sender has no role for its wards any more."""

    access: ClassVar[Access] = "admin"

    key: str
    version: int


async def take_over_campaign(
    command: TakeOverCampaign, work: UnitOfWork, out: CommandContext
) -> None:
    """Refuses `campaign_unknown`, `not_allowed`, `campaign_changed`, `not_orphaned`.

    What was approved stays approved: its words are those of who wrote it and who approved it.
    """
    campaign = await work.campaigns.lock_campaign(command.key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    me, wards = out.dialog.person.id, campaign.content.audience.wards
    await require(work, me, "admin", wards, out.now)
    check_version(campaign, command.version)
    if campaign.stage != "approved" or await may_still_send(work, campaign, out.now):
        raise Refusal("not_orphaned")
    await note(campaign, "taken", work, out)


async def look_after_campaigns(work: UnitOfWork, now: dt.datetime) -> None:
    """Hand over what lost its sender, and tell of what nobody approved; `now` is local."""
    for campaign in await work.campaigns.approved_campaigns():
        if not await may_still_send(work, campaign, now):
            await _hand_over(work, campaign, now)
    since = now - dt.timedelta(days=MAX_DAYS_AHEAD)
    for campaign in await work.campaigns.unapproved_campaigns(since, MOST_LOOKED_AT):
        begins = _begins(campaign, now)
        if begins is not None and begins - now <= HINT_BEFORE:
            await _tell_unapproved(work, campaign, begins, now)


async def _hand_over(work: UnitOfWork, campaign: Campaign, now: dt.datetime) -> None:
    """Offer it to the admins of all its wards, or stop it where there is none."""
    wards = campaign.content.audience.wards
    admins = sorted(
        {
            role.person
            for role in await work.staff.active_roles(now)
            if role.name == "admin" and role.covers(wards) and role.person != campaign.author
        }
    )
    if not admins:
        await stop_campaign(work, campaign, "not_allowed", now)
        return
    if not await _first_time("handed", work, campaign, admins[0], now):
        return
    title = plain(campaign.content.title)
    lines = (
        _("Who wrote this campaign has no role for its wards any more: {title}", title=title),
        _("It is sent only when you take it over. Else it stops at its time."),
    )
    rows = (
        (
            Choice(f"/takeover {campaign.key} take", _("Take it over")),
            Choice(f"/takeover {campaign.key} cancel", _("Cancel it")),
        ),
        (_open(campaign),),
    )
    await _tell(work, admins, lines, rows, now)


def _begins(campaign: Campaign, now: dt.datetime) -> dt.datetime | None:
    """When it would be sent; None: nobody set a time, or it is over."""
    assert now.tzinfo is not None
    match campaign.content.timing:
        case AtMoment(day, minute):
            begins = instant(day, minute, now.tzinfo)
        case Weekly() as weekly if (day := first_day(weekly, now)) <= weekly.until:
            begins = instant(day, weekly.minute, now.tzinfo)
        case _:
            return None
    return begins if begins > now else None


async def _tell_unapproved(
    work: UnitOfWork, campaign: Campaign, begins: dt.datetime, now: dt.datetime
) -> None:
    """Tell the author, and who may approve what was submitted, that it would not be sent."""
    approvers: tuple[int, ...] = ()
    if campaign.stage == "submitted":
        approvers = (await possible_approvers(work, campaign, now))[:MOST_TOLD]
    told = [*([] if campaign.author is None else [campaign.author]), *approvers]
    if not told or not await _first_time("hinted", work, campaign, told[0], now):
        return
    title = plain(campaign.content.title)
    lines = (
        _(
            "Nobody has approved this campaign yet: {title}. It was to be sent today at {time}.",
            title=title, time=plain(f"{begins:%H:%M}"),
        )
        if begins.date() == now.date()
        else _(
            "Nobody has approved this campaign yet: {title}. It was to be sent tomorrow at {time}.",
            title=title, time=plain(f"{begins:%H:%M}"),
        ),
        _("Without an approval it is not sent."),
    )  # fmt: skip
    await _tell(work, told, lines, ((_open(campaign),),), now)


async def _first_time(
    what: CampaignEventName, work: UnitOfWork, campaign: Campaign, person: int, now: dt.datetime
) -> bool:
    """Note that this version was told of; False where it was before."""
    events = await work.campaigns.campaign_events(campaign.key, 1_000)
    if any(each.what == what and each.version == campaign.version for each in events):
        return False
    event = CampaignEvent(what, campaign.version, now, person)
    await work.campaigns.add_campaign_event(campaign.key, event)
    return True


def _open(campaign: Campaign) -> Choice:
    return Choice(f"/campaigns {campaign.key}", _("Open"))


async def _tell(
    work: UnitOfWork,
    people: Iterable[int],
    lines: tuple[Line, ...],
    rows: tuple[tuple[Choice, ...], ...],
    now: dt.datetime,
) -> None:
    for person in people:
        await work.outbox.notify(person, Say(lines, rows, "nothing", "duty"), now)
