"""The source of copies: what a link opens is read and made when it is asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import IO, TypeAlias

from bot.domain.privacy.downloads import KINDS, DownloadKind, NotMade, ResultForm
from bot.exports.copies.archive import Missing, ReadFile, references, write_archive
from bot.exports.copies.readable import Spoken, Value, readable_page
from bot.services.ports.messages import Clock
from bot.services.ports.privacy import CopiedTable, CopyQueries, Downloader

MakeYearbook: TypeAlias = Callable[[Downloader], Awaitable[bytes]]
"""Makes the page of a person's year, to be printed."""

MakeResult: TypeAlias = Callable[[Downloader, ResultForm], Awaitable[bytes | NotMade | None]]
"""Makes the file of a campaign's result; None: the person may not have it now."""

FetchFiles: TypeAlias = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes]]]
"""Fetches photos and files that lie with a messenger, by their references; it leaves out others."""


class Copies:
    """Makes the copies of people's data, their year in print, and results of campaigns.

    `value` and `spoken` say values and stored says in a language; `read_file` gives the content of
    a photo or file, or why there is none; `fetch_files` those that lie with a messenger. Every
    method raises `NotStored` when the database is not reached.
    """

    def __init__(
        self,
        queries: CopyQueries,
        *,
        clock: Clock,
        value: Value,
        spoken: Spoken,
        read_file: ReadFile,
        fetch_files: FetchFiles,
        yearbook: MakeYearbook,
        result: MakeResult,
    ) -> None:
        self._queries = queries
        self._clock = clock
        self._value = value
        self._spoken = spoken
        self._read_file = read_file
        self._fetch_files = fetch_files
        self._yearbook = yearbook
        self._result = result

    async def opens(self, token_hash: str) -> DownloadKind | None:
        """What the link of this word opens; None: nothing."""
        for what in KINDS:
            if await self._of(token_hash, what) is not None:
                return what
        return None

    async def page(self, token_hash: str) -> bytes | None:
        """The page to read, as HTML; None: the link opens nothing."""
        if (printing := await self._of(token_hash, "print")) is not None:
            return await self._yearbook(printing)
        if (whose := await self._of(token_hash, "copy")) is None:
            return None
        tables = await self._queries.tables(whose.person)
        return await asyncio.to_thread(self._page, whose, tables)

    async def archive(self, token_hash: str, out: IO[bytes]) -> bool:
        """Write all files in one (ZIP); False: the link opens nothing."""
        if (whose := await self._of(token_hash, "copy")) is None:
            return False
        tables = await self._queries.tables(whose.person)
        fetched = await self._fetch_files(references(tables))
        await asyncio.to_thread(self._archive, whose, tables, fetched, out)
        return True

    async def result(self, token_hash: str, form: ResultForm) -> bytes | NotMade | None:
        """The file of a result; None: the link opens nothing."""
        whose = await self._of(token_hash, "result")
        return None if whose is None else await self._result(whose, form)

    async def _of(self, token_hash: str, what: DownloadKind) -> Downloader | None:
        return await self._queries.downloader(token_hash, what, self._clock())

    def _page(
        self,
        whose: Downloader,
        tables: Sequence[CopiedTable],
        missing: Mapping[str, Missing] | None = None,
    ) -> bytes:
        return readable_page(
            tables,
            locale=whose.locale,
            made=self._clock(),
            value=self._value,
            spoken=self._spoken,
            missing=missing,
        )

    def _archive(
        self,
        whose: Downloader,
        tables: Sequence[CopiedTable],
        fetched: Mapping[str, bytes],
        out: IO[bytes],
    ) -> None:
        write_archive(
            out,
            page=lambda missing: self._page(whose, tables, missing),
            tables=tables,
            made=self._clock(),
            read_file=lambda each: fetched[each] if each in fetched else self._read_file(each),
        )
