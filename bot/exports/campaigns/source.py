"""The source of results: what a link opens is read when it is asked for, by the rights of then."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from bot.domain.campaigns.results import ResultData
from bot.domain.privacy.downloads import NotMade, ResultForm
from bot.exports.campaigns.tables import Say, result_tables
from bot.exports.csv_table import csv_parts
from bot.exports.xlsx_table import CannotWriteXlsx, write_xlsx
from bot.services.campaigns.results.exporting import take_result
from bot.services.ports.messages import Clock
from bot.services.ports.privacy import Downloader


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class ResultFiles:
    """Makes the files of results; `say` says a line in a language."""

    def __init__(self, transact: _Transact, say: Say, clock: Clock) -> None:
        self._transact = transact
        self._say = say
        self._clock = clock

    async def file(self, whose: Downloader, form: ResultForm) -> bytes | NotMade | None:
        """The file; None: the person may not export it now. Raises `NotStored`."""
        if whose.subject is None:
            return None
        now = self._clock()
        job = partial(take_result, person=whose.person, key=whose.subject, form=form, now=now)
        data: ResultData | None = await self._transact(job)
        if data is None:
            return None
        return await asyncio.to_thread(self.written, data, form, whose.locale)

    def written(self, data: ResultData, form: ResultForm, locale: str) -> bytes | NotMade:
        """A result as a file; "no_xlsx" where what writes these is not installed."""
        now = self._clock()
        by_ward, figures = result_tables(data, self._say, locale, now.tzinfo)
        if form == "csv":
            return b"".join(csv_parts(figures))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "result.xlsx"
            try:
                write_xlsx(path, (by_ward, figures), now)
            except CannotWriteXlsx:
                return "no_xlsx"
            return path.read_bytes()
