"""Why a command cannot go on, and what every command asks before it begins."""

from __future__ import annotations

import errno
import socket

from bot.settings import Settings
from bot.storage.databases.migrating import revision
from bot.storage.databases.unfinished import UNFINISHED, is_unfinished
from bot.storage.revisions import is_known, newest, of_newer_release
from bot.storage.secrets.master_key import master_key
from bot.storage.secrets.reading import key_state

NOT_SEALED = (
    "The database holds values that are not encrypted yet: an older release wrote them, or "
    "“migrate” was ended before its end. Run “python -m bot migrate”: it goes on where it was."
)


class Wrong(Exception):
    """The command cannot go on; the message says why and what to do."""


async def be_migrated(settings: Settings) -> None:
    """See that the database is this release's. Raises `Wrong`."""
    url = settings.database_url.get_secret_value()
    await be_finished(settings)
    at = await revision(url)
    if not is_known(at):
        raise Wrong(of_newer_release(at))
    if at != newest():
        raise Wrong(
            f"The database is at revision {at or 'none'} and this release needs {newest()}: "
            "run “python -m bot migrate” first."
        )


async def be_ready(settings: Settings) -> None:
    """See that the database is this release's, opens, and is sealed. Raises `Wrong` and `NoKey`.

    Nothing is written: also keys are not made where there are none yet.
    """
    await be_migrated(settings)
    if await key_state(settings.database_url.get_secret_value(), master_key(settings)) == "plain":
        raise Wrong(NOT_SEALED)


async def be_finished(settings: Settings) -> None:
    """See that no restore or move was left half-way. Raises `Wrong`."""
    if await is_unfinished(settings.database_url.get_secret_value()):
        raise Wrong(UNFINISHED)


def answers(settings: Settings) -> bool:
    """Whether a service listens here: two must not write into one SQLite file."""
    with socket.socket() as asking:
        asking.settimeout(2)
        return asking.connect_ex((settings.web_host, settings.web_port)) == 0


def of_disk(error: OSError) -> str:
    """What an error of the disk means, in words."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full{where}."
    return f"{error.strerror or type(error).__name__}{where}."
