"""Copying: the rows of a person in every table, read by the declarations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import Select, select

from bot.domain.people.persons import PURPOSES
from bot.domain.privacy.declarations import COPIED
from bot.domain.privacy.downloads import DownloadKind
from bot.services.ports.privacy import CopiedTable, CopyQueries, Downloader
from bot.storage.declarations import PERSONAL, of_person
from bot.storage.engine.declaring import DeclaredTable
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.outbox.text_statements import SAID, WITH_TEXT
from bot.storage.privacy.statements import DOWNLOADER


class _Queryable(Protocol):
    async def query(self, statement: Statement, /, **values: Any) -> Sequence[Row]: ...


def _copied_columns(declared: DeclaredTable) -> list[Any]:
    return [each for each in declared.table.columns if declared.columns[each.name] in COPIED]


def _copy_statement(declared: DeclaredTable) -> Statement:
    copied: Select[Any] = select(*_copied_columns(declared))
    if declared.table is outbox:
        # A message of a campaign has its words elsewhere.
        said = [SAID if each is outbox.c.say else each for each in _copied_columns(declared)]
        copied = select(*said).select_from(WITH_TEXT)
    return Statement(
        f"copy_{declared.table.name}",
        copied.where(of_person(declared)).order_by(*declared.table.primary_key),
    )


_COPIES = tuple((each, _copy_statement(each)) for each in PERSONAL if _copied_columns(each))


class StoredCopies(CopyQueries):
    """`CopyQueries` over a database, each table by one statement of its own."""

    def __init__(self, database: _Queryable) -> None:
        self._database = database

    async def downloader(
        self, token_hash: str, what: DownloadKind, now: dt.datetime
    ) -> Downloader | None:
        """Whom the link of this word was made for. Raises `NotStored`."""
        found = await self._database.query(
            DOWNLOADER, token_hash=token_hash, what=what, now=to_ms(now)
        )
        if not found:
            return None
        number, locale, ward, consents, subject = found[0]
        agreed = frozenset(each for each in PURPOSES if each in str(consents).split())
        return Downloader(number, locale, ward, agreed, subject)

    async def tables(self, person: int) -> Sequence[CopiedTable]:
        """Every table that has something of the person. Raises `NotStored`."""
        copied = []
        for declared, statement in _COPIES:
            assert declared.category is not None
            columns = {each.name: declared.columns[each.name] for each in _copied_columns(declared)}
            rows = await self._database.query(statement, person=person)
            copied.append(
                CopiedTable(
                    declared.table.name, declared.category, columns, [tuple(row) for row in rows]
                )
            )
        return copied
