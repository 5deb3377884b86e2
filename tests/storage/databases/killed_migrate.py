"""Lives of `python -m bot migrate`: each kills itself at a moment, or ends by itself.

`python -m tests.storage.databases.killed_migrate` has its imports done and reads orders, a line
each. Every life is a process of its own, forked for it; how it ended is written as a line.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import signal
import sys
from typing import Any

import msgspec
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import Pool

from bot.commands import cli
from bot.storage.databases.migrating import migrate


class Order(msgspec.Struct):
    """Which database is brought where, and at which moment of it the process ends (0: at none)."""

    url: str
    to: str
    kill: int = 0
    every_steps: int = 0
    """On SQLite also so many steps of its virtual machine are a moment: inside a statement."""


def live(order: Order) -> None:
    """Migrate; a moment is before a statement, before a commit and after all is done."""
    moments = itertools.count(1)

    def moment(*_what: Any) -> None:
        if next(moments) == order.kill:
            os.kill(os.getpid(), signal.SIGKILL)

    def connected(connection: Any, _record: Any) -> None:
        if order.every_steps and order.url.startswith("sqlite"):
            connection.run_async(
                lambda driver: driver.set_progress_handler(moment, order.every_steps)
            )

    event.listen(Pool, "connect", connected)
    event.listen(Engine, "before_cursor_execute", moment)
    event.listen(Engine, "commit", moment)
    event.listen(Pool, "checkin", moment)
    os.environ["BOT_DATABASE_URL"] = order.url  # noqa: TID251  # this is the operator's side of it
    cli.main(["migrate", "--to", order.to])


def main() -> None:
    """Live as ordered, one life after another."""
    asyncio.run(migrate("sqlite+aiosqlite:///:memory:"))  # what it imports no life need import
    make_url("postgresql+asyncpg://").get_dialect().import_dbapi()
    gc.freeze()  # a collector that touches what all lives share would copy it for each
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # what it tells is not an answer
            how: int | str | None = 1
            try:
                live(order)
            except SystemExit as end:
                how = end.code
            finally:
                sys.stderr.flush()
                os._exit(int(how or 0))
        _child, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
