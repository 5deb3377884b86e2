"""The one way to erase a person: the proof is kept, and everything about them goes."""

from __future__ import annotations

import datetime as dt

from bot.services.ports.privacy import PrivacyRepository


async def erase_person(
    privacy: PrivacyRepository, person: int, number: str, now: dt.datetime
) -> None:
    """Keep the proof under this number, and erase the person."""
    await privacy.note_erasure(number, await privacy.kept(person), now)
    await privacy.note_for_journal(number, person, now)
    await privacy.forget_person(person, now)
