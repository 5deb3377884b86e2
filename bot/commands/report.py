"""`report affected`: who may be affected by a breach, by person number, in a file for the owner."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.storage.privacy.affected import KINDS, Affected, affected

_OWNER_ONLY = 0o600


class CannotReport(Exception):
    """The report cannot be made; the message says why."""


def add_report(commands: Any, day: Callable[[str], dt.date]) -> None:
    """Add the command to the parser of the command line; `day` reads a day."""
    reporting = commands.add_parser(
        "report",
        help="who may be affected by a breach of personal data, to a file",
        description="Counts of each kind of data for each person's number; there are no names. "
        "What to do in a breach: docs/personal-data.md.",
    )
    reporting.add_argument("what", choices=("affected",))
    reporting.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    reporting.add_argument("--to", dest="last", type=day, required=True, metavar="DATE")
    reporting.add_argument("--out", type=Path, help="the file (default: affected-FROM-TO.csv)")


async def run_report(settings: Settings, given: argparse.Namespace) -> None:
    """Write the file and print the sums. Raises `CannotReport`."""
    first, last = given.first, given.last
    if last < first:
        raise CannotReport("--to is before --from.")
    begin = dt.datetime.combine(first, dt.time(), settings.zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), settings.zone)
    found = await affected(settings.database_url.get_secret_value(), begin, end)
    path = given.out or Path(f"affected-{first.isoformat()}-{last.isoformat()}.csv")
    try:
        _write(path, found)
    except FileExistsError:
        raise CannotReport(f"{path} is there already: give another --out.") from None
    print(f"{len(found)} people may be affected between {first:%d/%m/%Y} and {last:%d/%m/%Y}.")
    for kind in KINDS:
        people = sum(kind in each for each in found.values())
        rows = sum(each.get(kind, 0) for each in found.values())
        print(f"  {kind:<12} {people:>7} people  {rows:>9} rows")
    print(f"Each person's number and counts: {path} (only you can read it; delete it after use)")


def _write(path: Path, found: Affected) -> None:
    """Write a new file; never over another one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("person", *KINDS))
        for person, counts in sorted(found.items()):
            writer.writerow((person, *(counts.get(kind, 0) for kind in KINDS)))
