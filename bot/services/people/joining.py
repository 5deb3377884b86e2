"""Joining: language, consents, the data about a resident, and its erasure."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people.persons import (
    AGE_BANDS,
    GROUPS,
    LOCALES,
    NOTICE_VERSION,
    AgeBand,
    Group,
    Purpose,
)
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.services.people.asking_later import asked
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command


class SetLanguage(Command, frozen=True):
    """Use another language for this person from now on."""

    locale: str


class Join(Command, frozen=True):
    """Begin a record, with the answers to the notice and to the questions."""

    answers: tuple[tuple[Purpose, bool], ...]
    ward: str
    group: Group
    age_band: AgeBand


class Consent(Command, frozen=True):
    """Give consent to one purpose of the notice, or withdraw it."""

    purpose: Purpose
    given: bool


class Forget(Command, frozen=True):
    """Erase all data about this person."""


async def set_language(command: SetLanguage, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `language_unknown`."""
    if command.locale not in LOCALES:
        raise Refusal("language_unknown")
    out.dialog.person = replace(out.dialog.person, locale=command.locale)
    await work.people.save_person(out.dialog.person, out.now)


async def join(command: Join, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing`, `ward_unknown`, `profile_unknown`.

    Each answer is stored by purpose with the text's version and the time, also a refusal (Law
    91/2025/QH15, art. 9; Decree 356/2025/NĐ-CP, art. 6).
    """
    given = frozenset(purpose for purpose, yes in command.answers if yes)
    if "log" not in given:
        raise Refusal("consent_missing")
    if find_ward(command.ward) is None:
        raise Refusal("ward_unknown")
    if command.group not in GROUPS or command.age_band not in AGE_BANDS:
        raise Refusal("profile_unknown")
    person = out.dialog.person
    for purpose, yes in command.answers:
        await work.people.add_consent(person.id, purpose, yes, NOTICE_VERSION, out.now)
    out.dialog.person = replace(
        person,
        ward=command.ward,
        group=command.group,
        age_band=command.age_band,
        joined_at=person.joined_at or out.now,
        consents=given,
    )
    await work.people.save_person(out.dialog.person, out.now)


async def consent(command: Consent, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing`: the notebook needs its own consent.

    Withdrawal is as easy as consent (Law 91/2025/QH15, art. 9).
    """
    person = out.dialog.person
    if command.purpose == "log" or not person.joined:
        raise Refusal("consent_missing")
    await work.people.add_consent(
        person.id, command.purpose, command.given, NOTICE_VERSION, out.now
    )
    if command.purpose == "emergency" or command.purpose == "promotion":
        await asked(command.purpose, work, out)
        person = out.dialog.person
    rest = person.consents - {command.purpose}
    consents = rest | {command.purpose} if command.given else rest
    out.dialog.person = replace(person, consents=consents)
    await work.people.save_person(out.dialog.person, out.now)
    if not command.given and command.purpose in person.consents:
        await note_done("withdraw", work, out, person=person.id)


async def forget(command: Forget, work: UnitOfWork, out: CommandContext) -> None:
    """Erase the person; if they come again, they start as a new person."""
    del command
    await work.privacy.forget_person(out.dialog.person.id, out.now)
    out.dialog.erased = True
