"""Downloading: a person gets a link to a copy of their data, or to their notebook in print."""

from __future__ import annotations

from bot.domain.privacy.downloads import VALID_FOR, DownloadKind, draw_token, token_hash
from bot.domain.refusals import Refusal
from bot.services.ports.unit_of_work import CommandContext, UnitOfWork
from bot.services.privacy.requests import note_done
from bot.talk.steps import Command


class OfferDownload(Command, frozen=True):
    """Make a link that opens for a while; the result is the word in it. Earlier ones are closed."""

    what: DownloadKind


async def offer_download(command: OfferDownload, work: UnitOfWork, out: CommandContext) -> None:
    """Refuses `consent_missing` to a person without a notebook (Law 91/2025/QH15, art. 4)."""
    person = out.dialog.person
    if not person.joined:
        raise Refusal("consent_missing")
    token = draw_token(out.random_below)
    await work.privacy.offer_download(
        person.id, token_hash(token), command.what, out.now + VALID_FOR
    )
    if command.what == "copy":
        await note_done("copy", work, out, person=person.id)
    out.result = token
