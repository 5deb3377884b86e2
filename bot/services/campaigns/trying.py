"""Trying: a campaign is sent to oneself, on every channel that one has."""

from __future__ import annotations

from typing import ClassVar

from bot.domain.campaigns.campaign import check_version
from bot.domain.campaigns.viewing import may_see
from bot.domain.people.persons import LOCALES
from bot.domain.refusals import Refusal
from bot.domain.staff.roles import Access
from bot.phrases.staff.campaigns import campaign_say
from bot.services.campaigns.drafting import note
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.staff.access import StaffCommand, require
from bot.talk.steps import Say
from bot.talk.text import Line, _


class TryCampaign(StaffCommand, frozen=True):
    """Send a version to oneself; nobody else gets it."""

    access: ClassVar[Access] = "staff"

    key: str
    version: int


async def try_campaign(command: TryCampaign, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `campaign_unknown`, `campaign_changed`, `text_missing`, `not_allowed`.

    It comes in Vietnamese, and in English too where there is an English text.
    """
    campaign = await work.campaigns.campaign(command.key)
    if campaign is None:
        raise Refusal("campaign_unknown")
    person, content = out.dialog.person, campaign.content
    roles = await work.staff.roles_of(person.id)
    own = person.id == campaign.author and may_see(campaign, person.id, roles, out.now)
    await require(work, person.id, "staff", () if own else content.audience.wards, out.now)
    check_version(campaign, command.version)
    if not content.text_vi:
        raise Refusal("text_missing")
    ward = min(content.audience.wards, default=person.ward or "")
    corrects = campaign.corrects
    purpose = None if corrects is None else await work.runs.purpose_of(corrects)
    said = campaign_say(content, ward, campaign.key, purpose)
    locales = LOCALES if content.text_en else LOCALES[:1]
    for locale in locales:
        before = Say((_announced(locale),), wants="nothing", apart=True)
        await work.campaigns.post_to_oneself(person.id, locale, before, out.now)
        await work.campaigns.post_to_oneself(person.id, locale, said, out.now)
    await note(campaign, "tried", work, out)


def _announced(locale: str) -> Line:
    if locale == "en":
        return _("A try of your campaign in English. Only you get it:")
    return _("A try of your campaign in Vietnamese. Only you get it:")
