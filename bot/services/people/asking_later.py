"""Asking for a purpose later than at joining: once for each, and never again."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people.persons import LaterPurpose
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class NoteAsked(Command, frozen=True):
    """Note that the person is asked for this purpose in this turn."""

    purpose: LaterPurpose


async def note_asked(command: NoteAsked, work: UnitOfWork, out: CommandContext) -> None:
    """Once it is noted, nothing changes."""
    await asked(command.purpose, work, out)


async def asked(purpose: LaterPurpose, work: UnitOfWork, out: CommandContext) -> None:
    """Ask for this purpose never again."""
    person = out.dialog.person
    if purpose in person.asked:
        return
    await work.people.note_asked(person.id, purpose)
    out.dialog.person = replace(person, asked=person.asked | {purpose})
