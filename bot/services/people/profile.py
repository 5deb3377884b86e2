"""The profile: a person corrects their ward, group or age group."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people.persons import AGE_BANDS, GROUPS, AgeBand, Group
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command


class ChangeProfile(Command, frozen=True):
    """Correct what the person told at joining; None leaves a part as it is.

    Entries keep the ward in which they were recorded.
    """

    ward: str | None = None
    group: Group | None = None
    age_band: AgeBand | None = None


async def change_profile(command: ChangeProfile, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing`, `ward_unknown`, `profile_unknown` (Law 91/2025/QH15, art. 4)."""
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    if command.ward is not None and find_ward(command.ward) is None:
        raise Refusal("ward_unknown")
    if command.group not in (None, *GROUPS) or command.age_band not in (None, *AGE_BANDS):
        raise Refusal("profile_unknown")
    out.dialog.person = replace(
        person,
        ward=command.ward or person.ward,
        group=command.group or person.group,
        age_band=command.age_band or person.age_band,
    )
    await work.people.save_person(out.dialog.person, out.now)
    await note_done("correct", work, out, person=person.id)
