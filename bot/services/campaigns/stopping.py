"""Stopping: a resident wants no more campaigns (Decree 91/2020/NĐ-CP: at once, and confirmed)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.notifications.campaign_classes import CampaignPurpose
from bot.domain.people.persons import NOTICE_VERSION, Purpose
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command

_STOPPED: Final[Mapping[CampaignPurpose, tuple[Purpose, ...]]] = {
    "campaigns": ("campaigns", "promotion"),
    "promotion": ("promotion",),
    "emergency": ("emergency",),
}
"""What ends with what. Who wants no news wants no advertisements; emergencies end alone."""


class StopCampaigns(Command, frozen=True):
    """Let no campaign for this purpose come any more.

    It may come twice, and from somebody who never agreed.
    """

    purpose: CampaignPurpose = "campaigns"


async def stop_campaigns(command: StopCampaigns, work: UnitOfWork, out: CommandContext) -> None:
    """Withdraw the consents; refuses nothing."""
    person = out.dialog.person
    given = [each for each in _STOPPED[command.purpose] if each in person.consents]
    if not given:
        return
    for purpose in given:
        await work.people.add_consent(person.id, purpose, False, NOTICE_VERSION, out.now)
    out.dialog.person = replace(person, consents=person.consents - set(given))
    await work.people.save_person(out.dialog.person, out.now)
    await note_done("withdraw", work, out, person=person.id)
