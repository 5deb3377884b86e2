"""How long a copy and an erasure of one person with many entries take, on both databases."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import structlog

from benchmarks.report import Options, Results, Table
from benchmarks.scheduling import AT, open_application
from benchmarks.turns import postgresql_url
from bot.domain.learning.activity import Draft
from bot.domain.privacy.downloads import token_hash
from bot.service_channels import copies_of
from bot.services.ports.messages import Incoming
from bot.services.privacy.erasing import erase_person
from bot.storage.databases.migrating import migrate
from bot.talk.events import Said

NAME = "copying"
ENTRIES = 2_000
COPY_LIMIT = 10.0
ERASE_LIMIT = 2.0
"""Seconds that a copy and an erasure may take."""

_TOKEN = "A" * 32


def _entries(options: Options) -> int:
    return 100 if options.seconds < 2 else ENTRIES


async def _once(url: str, folder: Path, entries: int) -> dict[str, float]:
    await migrate(url)
    async with open_application(url, folder) as application:
        incoming = Incoming("web", "bench", "u1", Said("xin chào"), "vi")
        day = AT.date()

        async def fill(work: Any) -> int:
            dialog = await work.dialogs.open_dialog(incoming, AT)
            for number in range(entries):
                on = day - dt.timedelta(days=number % 300)
                draft = Draft(f"k{number}", "I1", f"Đọc sách số {number}", on, 5)
                await work.learning.add_activity(dialog.person, draft, f"HT-{number}", AT)
            until = AT + dt.timedelta(minutes=30)
            hashed = token_hash(_TOKEN)
            await work.privacy.offer_download(dialog.person.id, hashed, "copy", until)
            return int(dialog.person.id)

        person = await application.database.transact(fill)
        copies = copies_of(application)
        with tempfile.TemporaryFile() as out:
            began = time.perf_counter()
            assert await copies.archive(token_hash(_TOKEN), out)
            copied = time.perf_counter() - began
        began = time.perf_counter()
        await application.database.transact(
            lambda work: erase_person(work.privacy, person, "XD-BENCH", AT)
        )
        return {"copy_s": copied, "erase_s": time.perf_counter() - began}


async def _on(name: str, entries: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        if name == "SQLite":
            return await _once(f"sqlite+aiosqlite:///{folder}/bench.db", Path(folder), entries)
        async with postgresql_url() as url:
            return await _once(url, Path(folder), entries)


def run(options: Options) -> Results:
    """Each database in turn, round by round."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    entries = _entries(options)
    names = [each for each in ("SQLite", "PostgreSQL") if options.wants(each)]
    seen = {
        each: [asyncio.run(_on(each, entries)) for _round in range(options.rounds)]
        for each in names
    }
    rows = tuple(
        (
            name,
            round(median(each["copy_s"] for each in found), 2),
            COPY_LIMIT,
            round(median(each["erase_s"] for each in found), 3),
            ERASE_LIMIT,
        )
        for name, found in seen.items()
    )
    table = Table(
        f"A copy and an erasure of a person with {entries:,} entries, in seconds",
        ("database", "copy", "limit", "erasure", "limit"),
        rows,
    )
    how = (
        "The copy is the whole archive with page, JSON and CSV; the erasure is one transaction "
        "with its proof and its line for the journal.",
        f"Medians of {options.rounds} rounds.",
    )
    return Results(how, (table,), [{"database": n, "rounds": f} for n, f in seen.items()])
