"""Regular work: what the service does again and again while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
from collections.abc import Coroutine
from typing import Any

from bot.application import Application
from bot.channels.web import WebChannel
from bot.channels.web.files import Files
from bot.operating.report import OperatorReport
from bot.schedule.clock import MinuteClock
from bot.settings import Settings
from bot.storage.privacy.deleting import DeleteFile, keep_deleting_files
from bot.storage.privacy.journal import keep_writing_journal
from bot.storage.retention.purging import DAY_SECONDS, purge_daily

PICTURE_DAYS = 30


def regular_work(
    application: Application, operated: OperatorReport, stop: asyncio.Event
) -> tuple[Coroutine[Any, Any, None], ...]:
    """What is done again and again until the stop."""
    ticks = {
        "reminders": application.remind,
        "announcements": application.announcer.tick,
        "operator": operated.ticked,
    }
    return (
        purge_daily(application.database, application.clock, stop),
        _purge_pictures(application, stop),
        keep_deleting_files(application.database, delete_upload(application.settings), stop),
        keep_writing_journal(application.database, application.settings.erasures_file, stop),
        application.data.keep_looking(stop),
        MinuteClock(application.settings.zone, ticks).run(stop),
    )


def delete_upload(settings: Settings) -> DeleteFile:
    """Deletes a file that was uploaded on the page."""
    files = Files(settings.files_dir)

    def delete(reference: str, listed: dt.datetime) -> None:
        channel, _colon, name = reference.partition(":")
        if channel == WebChannel.name:  # the others lie with their channel
            files.delete(name, listed)

    return delete


async def _purge_pictures(application: Application, stop: asyncio.Event) -> None:
    """Delete, now and once a day, the pictures that nobody looked at for as long as words stay."""
    while not stop.is_set():
        await application.pictures.purge(application.clock() - dt.timedelta(days=PICTURE_DAYS))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DAY_SECONDS)
