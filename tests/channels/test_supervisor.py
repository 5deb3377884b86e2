"""A channel that fails is started again, after longer and longer waits, and ends no other."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import structlog

from bot.channels.supervisor import EndedEarly, Supervisor, wait_for_stop
from bot.serving import LOCALES_DIR


class Channel:
    """A channel that does, each time it is run, the next of what it is given, then listens."""

    name = "telegram"

    def __init__(self, *ends: Callable[[], Awaitable[None]]) -> None:
        self._ends = list(ends)
        self.runs = 0
        self.listens = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        self.runs += 1
        if self._ends:
            await self._ends.pop(0)()
            return
        self.listens.set()
        await stop.wait()


class Time:
    """Seconds that pass while a channel is waited for, or when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waited: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def wait(self, stop: asyncio.Event, seconds: float) -> None:
        assert not stop.is_set()
        self.waited.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def failing() -> None:
    raise ValueError("of its own")


async def failing_in_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(failing())
        await asyncio.sleep(60)


async def ending() -> None:
    pass


async def being_cancelled() -> None:
    inner = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    inner.cancel()
    await inner


ENDS = {
    "fails": (failing, "ValueError"),
    "fails in a group": (failing_in_a_group, "ValueError"),
    "ends": (ending, "EndedEarly"),
    "is cancelled from within": (being_cancelled, "EndedEarly"),
}


@pytest.mark.parametrize("name", ENDS)
async def test_a_channel_that_comes_to_an_end_is_run_again_and_it_is_said_in_one_line(
    name: str,
) -> None:
    end, fault = ENDS[name]
    channel, time, stop = Channel(end), Time(), asyncio.Event()
    with structlog.testing.capture_logs() as logged:
        task = asyncio.create_task(Supervisor(time, time.wait).keep_running(channel, stop))
        await channel.listens.wait()
        stop.set()
        await task
    assert channel.runs == 2
    (line,) = logged
    assert line["event"] == "channel_failed"
    assert (line["channel"], line["fault"], line["again_in_seconds"]) == ("telegram", fault, 1.0)
    assert isinstance(line["exc_info"], ValueError | EndedEarly)


async def test_what_fails_in_one_channel_ends_no_other() -> None:
    broken, sound, time, stop = Channel(*[failing] * 20), Channel(), Time(), asyncio.Event()
    supervisor = Supervisor(time, time.wait)
    async with asyncio.TaskGroup() as group:
        for channel in (broken, sound):
            group.create_task(supervisor.keep_running(channel, stop))
        await broken.listens.wait()
        assert (broken.runs, sound.runs) == (21, 1)
        stop.set()


async def test_the_pauses_double_up_to_a_minute() -> None:
    channel, time, stop = Channel(*[failing] * 9), Time(), asyncio.Event()
    task = asyncio.create_task(Supervisor(time, time.wait).keep_running(channel, stop))
    await channel.listens.wait()
    stop.set()
    await task
    assert time.waited == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_a_channel_that_was_well_for_a_minute_is_run_again_soon() -> None:
    time, stop = Time(), asyncio.Event()

    async def failing_late() -> None:
        time.now += 60
        raise ValueError

    channel = Channel(failing, failing, failing_late, failing)
    task = asyncio.create_task(Supervisor(time, time.wait).keep_running(channel, stop))
    await channel.listens.wait()
    stop.set()
    await task
    assert time.waited == [1, 2, 1, 2]


async def test_the_stop_is_not_waited_for_in_a_pause() -> None:
    channel, stop = Channel(failing), asyncio.Event()
    task = asyncio.create_task(Supervisor(lambda: 0.0).keep_running(channel, stop))
    while not channel.runs:  # noqa: ASYNC110  # a channel that fails rings no bell
        await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(task, 0.5)
    assert channel.runs == 1


async def test_waiting_ends_by_itself_too() -> None:
    stop = asyncio.Event()
    await wait_for_stop(stop, 0.001)
    assert not stop.is_set()


async def test_whoever_cancels_the_supervisor_ends_the_channel() -> None:
    channel, stop = Channel(), asyncio.Event()
    task = asyncio.create_task(Supervisor(lambda: 0.0).keep_running(channel, stop))
    await channel.listens.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert channel.runs == 1


_IN_A_PROCESS = """
import asyncio
from bot.commands.logs import log_structured
from bot.settings import Settings
from bot.channels.supervisor import Supervisor

class Channel:
    name = "telegram"

    async def run(self, stop):
        stop.set()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.fails())

    async def fails(self):
        raise ValueError("of its own")

log_structured(Settings(_env_file=None))
asyncio.run(Supervisor(lambda: 0.0).keep_running(Channel(), asyncio.Event()))
"""


@pytest.mark.server
def test_the_log_says_where_in_the_code_and_not_what(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS], capture_output=True, text=True, check=True,
        cwd=tmp_path, env={"PYTHONPATH": str(LOCALES_DIR.parent)}, timeout=60,
    )  # fmt: skip
    line = json.loads(ended.stderr)
    assert (line["event"], line["fault"]) == ("channel_failed", "ValueError")
    assert line["where"][-1].startswith("<string>:fails:")
    assert "of its own" not in ended.stderr
