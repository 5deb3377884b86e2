"""The process is killed at many points of self-checks: answers and results stay as told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import psutil
import pytest

from tests.e2e.checker import WAIT_SECONDS, Checker, every_answer_is_kept_and_every_result_told
from tests.e2e.service import QuickService
from tests.e2e.service import served_on_telegram as served
from tests.e2e.skills import all_gone, drawing_for
from tests.emulators.telegram import TelegramEmulator

pytestmark = pytest.mark.long

ROUNDS = 2
"""Each of six kills: four as they come, and two amid a start."""


async def test_a_kill_at_any_moment_of_a_self_check_loses_no_answer_and_no_result(
    tmp_path: Path, database_url: str
) -> None:
    luck = Random(database_url.partition("+")[0])
    files = tmp_path / "files"
    async with served(tmp_path, database_url) as (telegram, service, kept):
        checkers = [Checker(telegram, Random(luck.random()), number) for number in range(4)]
        await asyncio.gather(*(checker.joins() for checker in checkers))
        enough = asyncio.Event()
        drew: list[psutil.Process] = []
        points = 0
        async with asyncio.TaskGroup() as group:
            for checker in checkers:
                group.create_task(checker.checks_until(enough))
            for _round in range(ROUNDS):
                await _one_more_photo(telegram)
                for seconds in (0.6, 0.3, 0.3):
                    await asyncio.sleep(luck.uniform(0.0, seconds))
                    points += sum(checker.busy for checker in checkers)
                    drew += await _killed(service, files)
                    await service.start()
                drew += await _killed(service, files)
                for _start in range(2):
                    await service.launch()
                    await asyncio.sleep(luck.uniform(0.0, 0.6))
                    drew += await _killed(service, files)
                await service.start()
            enough.set()
        await every_answer_is_kept_and_every_result_told(telegram, kept, checkers)
        before = await kept.rows("SELECT * FROM self_check ORDER BY id")
        for checker in checkers:
            await checker.taps_old_buttons()
        await every_answer_is_kept_and_every_result_told(telegram, kept, checkers)
        assert await kept.rows("SELECT * FROM self_check ORDER BY id") == before
        assert [event for event in service.events() if event["level"] == "error"] == []
        drew += await _killed(service, files)
        assert drew, "somebody was drawing when the service was killed"
        assert all_gone(drew) == []
        assert drawing_for(files) == []
    assert points >= 2 * ROUNDS


async def _one_more_photo(telegram: TelegramEmulator) -> None:
    """Let a drawing be finished: it takes longer than the service lives between two kills."""
    count = len(telegram.calls_of("sendPhoto"))
    await telegram.called("sendPhoto", count + 1, WAIT_SECONDS)


async def _killed(service: QuickService, files: Path) -> list[psutil.Process]:
    """Kill it; the processes that still drew for it then."""
    await service.killed()
    return drawing_for(files)
