"""Evidence: add photos and files to an entry, remove one, and take it back."""

from __future__ import annotations

from bot.domain.learning.activity import Evidence, KeptEvidence, check_evidence_count
from bot.domain.refusals import Refusal
from bot.services.learning.logging import counted_entry
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class AddEvidence(Command, frozen=True):
    """Add photos and files to an entry; what it has already is not added again."""

    receipt: str
    items: tuple[Evidence, ...]


class RemoveEvidence(Command, frozen=True):
    """Remove a photo or a file from an entry; it can be taken back."""

    receipt: str
    item: int


class RestoreEvidence(Command, frozen=True):
    """Take a removed photo or file back."""

    receipt: str
    item: int


async def add_evidence(command: AddEvidence, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `entry_unknown`, `entry_void`, `evidence_many`."""
    person = out.dialog.person.id
    kept = await _kept(command.receipt, work, person)
    known = {each.reference for each in kept}
    new = tuple(each for each in command.items if each.reference not in known)
    check_evidence_count(len(kept) + len(new))
    await work.learning.add_evidence(person, command.receipt, new, out.now)


async def remove_evidence(command: RemoveEvidence, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `entry_unknown`, `entry_void`, `evidence_unknown`.

    What is removed already stays removed.
    """
    person = out.dialog.person.id
    await counted_entry(work, person, command.receipt)
    item = await _item(command.receipt, command.item, work, person)
    if not item.removed:
        await work.learning.remove_evidence(person, command.receipt, item, out.now)


async def restore_evidence(command: RestoreEvidence, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses as `add_evidence` does, and `evidence_unknown`."""
    person = out.dialog.person.id
    kept = await _kept(command.receipt, work, person)
    item = await _item(command.receipt, command.item, work, person)
    if item.removed:
        check_evidence_count(len(kept) + 1)
        await work.learning.restore_evidence(person, command.receipt, item, out.now)


async def _kept(receipt: str, work: UnitOfWork, person: int) -> tuple[KeptEvidence, ...]:
    """What an entry that counts has now."""
    await counted_entry(work, person, receipt)
    found = await work.learning.evidence(person, receipt)
    return tuple(each for each in found if not each.removed)


async def _item(receipt: str, item: int, work: UnitOfWork, person: int) -> KeptEvidence:
    for each in await work.learning.evidence(person, receipt):
        if each.id == item:
            return each
    raise Refusal("evidence_unknown")
