"""The process is killed at many points of self-checks: answers and results stay as they were told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from tests.e2e.checker import Checker, every_answer_is_kept_and_every_result_told
from tests.e2e.service import served_on_telegram as served
from tests.e2e.skills import all_gone, drawing_for

KILLS = 12


async def test_a_kill_at_any_moment_of_a_self_check_loses_no_answer_and_no_result(
    tmp_path: Path, database_url: str
) -> None:
    luck = Random(database_url.partition("+")[0])
    files = tmp_path / "files"
    drew = []
    points = 0
    async with served(tmp_path, database_url) as (telegram, service, kept):
        checkers = [Checker(telegram, Random(luck.random()), number) for number in range(5)]
        await asyncio.gather(*(checker.joins() for checker in checkers))
        enough = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for checker in checkers:
                group.create_task(checker.checks_until(enough))
            for kill in range(KILLS):
                if kill % 4 == 0:
                    # Amid a drawing, or while its process gets ready for it.
                    while not drawing_for(files):  # noqa: ASYNC110  # a process rings no bell
                        await asyncio.sleep(0.01)
                await asyncio.sleep(luck.uniform(0.0, 0.5))
                points += sum(checker.busy for checker in checkers)
                await service.killed()
                drew += drawing_for(files)
                if luck.random() < 0.3:
                    await service.launch()
                    await asyncio.sleep(luck.uniform(0.0, 0.5))
                    await service.killed()
                await service.start()
            enough.set()
        await every_answer_is_kept_and_every_result_told(telegram, kept, checkers)
        before = await kept.rows("SELECT * FROM self_check ORDER BY id")
        for checker in checkers:
            await checker.taps_old_buttons()
        await every_answer_is_kept_and_every_result_told(telegram, kept, checkers)
        assert await kept.rows("SELECT * FROM self_check ORDER BY id") == before
        assert [event for event in service.events() if event["level"] == "error"] == []
        drew += drawing_for(files)
        await service.killed()
        assert drew, "somebody was drawing when the service was killed"
        assert all_gone(drew) == []
        assert drawing_for(files) == []
    assert points >= 2 * KILLS
