"""Linking: one notebook on several channels, by a code that is valid once, for 15 minutes."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import fields

from bot.domain.people.link_codes import VALID_FOR, read_code
from bot.domain.refusals import Refusal
from bot.services.people.typed_codes import take_code
from bot.services.ports.dialogs import Dialog
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.talk.steps import Choice, Command, Say
from bot.talk.text import _


class OfferLink(Command, frozen=True):
    """Let a code open the person's notebook on another channel; an earlier code expires."""

    code: str


class TakeLink(Command, frozen=True):
    """Open the notebook of a code at this address."""

    code: str


class Unlink(Command, frozen=True):
    """Close the notebook at all other addresses."""


async def offer_link(command: OfferLink, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing` to a person without a notebook.

    Only the hash of the code is stored for comparison. The message with the code stays in the
    outbox like any other, long after the code expired.
    """
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    await work.people.offer_link(
        person.id, _hash(command.code), out.now.astimezone(dt.UTC) + VALID_FOR
    )


async def take_link(command: TakeLink, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `link_joined`, `link_unknown`, `link_many`.

    The address then belongs to the notebook's person.
    """
    if out.dialog.person.joined:
        raise Refusal("link_joined")
    owner = await take_code(
        "link",
        read_code(command.code),
        lambda code: work.people.take_link(_hash(code), out.now),
        out,
        unknown=Refusal("link_unknown"),
        many=Refusal("link_many"),
    )
    await open_here(owner, work, out)


async def open_here(owner: int, work: UnitOfWork, out: CommandContext) -> None:
    """Let the address of the turn's update be the owner's; their other address is told.

    A role that was accepted at this address goes to the owner, who is the same person.
    """
    incoming = out.incoming
    assert incoming is not None, "a code is typed somewhere"
    # Before the address moves, so that only the earlier addresses are notified.
    await work.outbox.notify(owner, _opened_say(), out.now)
    nobody = out.dialog.person.id
    await work.people.move_address(incoming, owner)
    if out.dialog.person.staff:
        await work.staff.move_roles(nobody, owner)
        await work.audit.append(owner, "role_moved", {}, {}, out.now)
    await work.privacy.forget_person(nobody, out.now)
    dialog = await work.dialogs.open_dialog(incoming, out.now)
    for field in fields(Dialog):
        setattr(out.dialog, field.name, getattr(dialog, field.name))


async def unlink(command: Unlink, work: UnitOfWork, out: CommandContext) -> None:
    """Any other address of the notebook starts as a new person from now on."""
    del command
    if out.incoming is not None:
        await work.people.leave_others(out.incoming, out.dialog.person.id)


def _opened_say() -> Say:
    lines = (
        _("Your notebook was just opened on another channel too."),
        _("If that was not you, choose the button below: then it is open here only."),
    )
    return Say(lines, ((Choice("/link only", _("Use it here only")),),), "nothing")


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
