"""Calling `announce` as an operator does, on a clock that is moved, and a day as it then goes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.commands import cli
from bot.content.files import CALENDAR, PACKAGED
from bot.serving import Application
from tests.announcements.planning import Rows, flat, insert, local
from tests.applications import MovedClock, open_application
from tests.logs import log_plainly
from tests.storage.stores import query

MORE = """
[[changes]]
name = "book_day"
off = true
ward = "00070"

[[changes]]
name = "teachers_day"
date = "11-18"
ward = "00190"

[[weeks]]
year = 2026
first = 2026-10-05
last = 2026-10-11
theme = { vi = "Đọc để lớn lên", en = "Read to grow" }
"""
"""A calendar with something of its own for two wards."""

_NOT_KEPT = "cache_logger_on_first_use"


class Operator:
    """Somebody at the command line, in a folder of their own; it is six on book day."""

    def __init__(
        self,
        folder: Path,
        patch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        url: str,
    ) -> None:
        self.url = url
        self.clock = MovedClock(local(4, 21, 6))
        self._folder = folder / "edited"
        self._capsys = capsys
        self._patch = patch
        patch.chdir(folder)
        patch.setenv("BOT_DATA_DIR", str(self._folder))
        patch.setattr(cli, "Application", partial(Application, clock=self.clock))

    def calls(self, *arguments: str, url: str | None = None) -> tuple[int, str, str]:
        """Call `announce`; how it ends, what it prints, what it complains of."""
        self._patch.setenv("BOT_DATABASE_URL", url or self.url)
        with pytest.raises(SystemExit) as end:
            cli.main(["announce", *arguments])
        told = self._capsys.readouterr()
        assert "Traceback" not in told.err
        return int(end.value.code or 0), told.out, told.err

    def announces(self, *arguments: str) -> str:
        """Call `announce`, which goes well; what it prints."""
        code, out, err = self.calls(*arguments)
        assert code == 0, err
        return out

    def edits(self, more: str = MORE, **settings: str) -> None:
        """Put the release's calendar, other settings and something more in the folder of edits."""
        self._folder.mkdir(exist_ok=True)
        text = (PACKAGED / CALENDAR).read_text("utf-8")
        for name, value in settings.items():
            text = re.sub(rf'^{name} = ".*"', f'{name} = "{value}"', text, flags=re.MULTILINE)
        (self._folder / CALENDAR).write_text(text + more, "utf-8")

    def puts(self, *parts: Rows) -> None:
        """Put rows into the database."""
        asyncio.run(insert(self.url, flat(parts)))

    def finds(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return asyncio.run(query(self.url, sql))

    def lets_the_day_pass(self, first_hour: int = 0) -> list[tuple[Any, ...]]:
        """Let the service run through the day, hour by hour; what became of each row."""
        return asyncio.run(self._day(first_hour))

    async def _day(self, first_hour: int) -> list[tuple[Any, ...]]:
        async with open_application(self.url, self.clock, data_dir=self._folder) as application:
            for hour in range(first_hour, 24):
                self.clock.at = self.clock.at.replace(hour=hour)
                await application.application.announcer.tick()
                now = int(self.clock.at.timestamp() * 1000)
                waiting = f"SELECT 1 FROM outbox WHERE state = 'planned' AND due_ms <= {now}"
                while await query(self.url, waiting):
                    await application.worker.look()
                    await application.worker.settled()
        return await query(
            self.url, "SELECT source, person_id, state, why, due_ms FROM outbox ORDER BY id"
        )


@contextmanager
def operator_in(
    folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str
) -> Iterator[Operator]:
    """An operator; what they set up of logs does not last."""
    # A logger that is kept after its first use would write to this test's stderr in later tests.
    configure = structlog.configure
    patch.setattr(structlog, "configure", lambda **given: configure(**given | {_NOT_KEPT: False}))
    yield Operator(folder, patch, capsys, url)
    log_plainly()
