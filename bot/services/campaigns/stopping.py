"""Stopping: a resident wants no more campaigns (Decree 91/2020/NĐ-CP: at once, and confirmed)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.domain.people.persons import NOTICE_VERSION, PURPOSES, Purpose
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command

_STOPPED: Final = frozenset({"campaigns", "promotion"})
PURPOSES_STOPPED: Final[tuple[Purpose, ...]] = tuple(p for p in PURPOSES if p in _STOPPED)
"""What ends; an emergency notice has a consent of its own."""


class StopCampaigns(Command, frozen=True):
    """Let no campaign come any more; it may come twice, and from somebody who never agreed."""


async def stop_campaigns(command: StopCampaigns, work: UnitOfWork, out: CommandContext) -> None:
    """Withdraw the consents; refuses nothing."""
    del command
    person = out.dialog.person
    given = [each for each in PURPOSES_STOPPED if each in person.consents]
    if not given:
        return
    for purpose in given:
        await work.people.add_consent(person.id, purpose, False, NOTICE_VERSION, out.now)
    out.dialog.person = replace(person, consents=person.consents - set(given))
    await work.people.save_person(out.dialog.person, out.now)
    await note_done("withdraw", work, out, person=person.id)
