"""Exporting: a link to the result of a campaign, and the result that it opens."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from bot.domain.campaigns.results import ResultData, of_wards
from bot.domain.privacy.downloads import VALID_FOR, ResultForm, draw_token, token_hash
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require

MOST_RUNS = 200


class OfferResult(StaffCommand, frozen=True):
    """Make a link that opens the result of a campaign for a while; the result is its word."""

    access: ClassVar[Access] = "export"

    key: str


async def offer_result(command: OfferResult, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `not_allowed` without the right for any ward of it, and `campaign_unknown`."""
    person = out.dialog.person.id
    await require(work, person, "export", (), out.now)
    if await read_result(work, person, command.key, out.now) is None:
        raise Refusal("campaign_unknown")
    token = draw_token(out.random_below)
    await work.privacy.offer_download(
        person, token_hash(token), "result", out.now + VALID_FOR, command.key
    )
    out.result = token


async def read_result(
    work: UnitOfWork, person: int, key: str, now: dt.datetime
) -> ResultData | None:
    """The result of a campaign in the wards that a person may export now; None: in none."""
    campaign = await work.campaigns.campaign(key)
    wards = (await work.staff.lock_roles(person)).wards("export", now)
    if campaign is None or (wards is not None and not wards & campaign.content.audience.wards):
        return None
    runs = (await work.runs.runs_of(key))[-MOST_RUNS:]
    results = [(run, of_wards(run, await work.runs.result(run), wards)) for run in runs]
    return ResultData(campaign, tuple(results), await work.runs.answers(key), wards)


async def take_result(
    work: UnitOfWork, person: int, key: str, form: ResultForm, now: dt.datetime
) -> ResultData | None:
    """What a link opens, with its entry in the audit trail; None: the right is gone."""
    data = await read_result(work, person, key, now)
    if data is not None:
        wards = data.campaign.content.audience.wards
        seen = wards if data.wards is None else wards & data.wards
        facts: dict[str, str | int] = {"campaign": key, "form": form}
        await work.audit.append(person, "result_exported", facts, {}, now, wards=seen or None)
    return data
