"""`make kills`: a campaign of thousands of people through hundreds of kills, on both databases.

`python -m tests.delivery.campaigns.many_kills --on postgresql --kills 200 --people 20000` makes a
database of its own, prints what came of it, and fails when the record shows what must not be, or
when the time is over.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.databases import PostgresqlServer, SqliteFiles, memory_folder
from tests.delivery.campaigns.killing import Record, check, survive
from tests.delivery.lives import lives
from tests.emulators.telegram import TelegramEmulator

IN_FLIGHT = 32
"""As the service has it: at most 16 rows are claimed ahead."""
MOST_PAUSES = 5


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A fresh, migrated database of this kind."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-kills-", dir=memory_folder()) as name:
        folder = Path(name)
        folder.chmod(0o755)  # for root the server runs as a user of its own
        if kind == "sqlite":
            yield SqliteFiles(folder).fresh()
            return
        server = PostgresqlServer(folder)
        try:
            yield server.fresh()
        finally:
            server.stop()


async def run(url: str, people: int, kills: int, seed: int, minutes: float) -> Record:
    """Send it through the kills, within so many minutes."""
    async with (
        asyncio.timeout(minutes * 60),
        TelegramEmulator() as telegram,
        lives("tests.delivery.campaigns.killed") as live,
    ):
        record = await survive(
            url, telegram, Random(seed),
            people=people, kills=kills, in_flight=IN_FLIGHT, live=live,
            pauses=min(MOST_PAUSES, max(0, kills // 4)),
        )  # fmt: skip
        telegram.clear_violations()
    return record


def tell(record: Record, kind: str, seconds: float) -> None:
    """Print what came of it."""
    for (state, why), count in sorted(record.ends.items(), key=str):
        sys.stdout.write(f"{state:10} {why!s:14} {count}\n")
    sys.stdout.write(
        f"{kind}: {record.people} people, {record.kills} kills, {len(record.met)} faults, "
        f"{len(record.blocked)} blocked, {len(record.pauses)} pauses, {seconds:.0f} s; "
        f"at most {max(record.gone)} rows unsure after a kill\n"
    )


def main() -> None:
    """Run it, tell, and check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), required=True)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=30)
    told = parser.parse_args()
    begun = time.monotonic()
    with database(told.on) as url:
        record = asyncio.run(run(url, told.people, told.kills, told.seed, told.minutes))
    tell(record, told.on, time.monotonic() - begun)
    check(record, IN_FLIGHT)
    assert record.kills >= 0.75 * told.kills, "the campaign was over before the kills were"
    sys.stdout.write("nobody skipped, nobody twice, all that is unsure is explained\n")


if __name__ == "__main__":
    main()
