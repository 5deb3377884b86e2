"""Recovering: a code from paper opens the notebook again after a phone or a cookie was lost."""

from __future__ import annotations

from bot.domain.people.recovery_codes import read_recovery_code, recovery_hash
from bot.domain.refusals import Refusal
from bot.services.people.linking import open_here
from bot.services.people.typed_codes import take_code
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Command


class OfferRecovery(Command, frozen=True):
    """Let a code open the person's notebook later; an earlier code expires."""

    code: str


class WithdrawRecovery(Command, frozen=True):
    """Let no recovery code open the person's notebook any more."""


class Recover(Command, frozen=True):
    """Open the notebook of a recovery code at this address; the code expires."""

    code: str


async def offer_recovery(command: OfferRecovery, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing` to a person without a notebook.

    Only a slow hash of the code is stored for comparison. The message with the code stays in the
    outbox like any other.
    """
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    await work.people.offer_recovery(person.id, recovery_hash(command.code), out.now)


async def withdraw_recovery(
    command: WithdrawRecovery, work: UnitOfWork, out: CommandContext
) -> None:
    """Without a code nothing changes."""
    del command
    await work.people.withdraw_recovery(out.dialog.person.id)


async def recover(command: Recover, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `recover_joined`, `recover_unknown`, `recover_many`.

    The person's other addresses are told, with a way to shut this one out.
    """
    if out.dialog.person.joined:
        raise Refusal("recover_joined")
    owner = await take_code(
        "recover",
        read_recovery_code(command.code),
        lambda code: work.people.take_recovery(recovery_hash(code)),
        out,
        unknown=Refusal("recover_unknown"),
        many=Refusal("recover_many"),
    )
    await open_here(owner, work, out)
