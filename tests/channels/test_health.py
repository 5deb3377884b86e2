"""The write check runs rarely, all callers get its last result, and each fault is named."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
import structlog

from bot.channels.health import CHECK_SECONDS, Health, WriteCheck
from bot.services.ports.messages import NotStored


class Disk:
    """A write that fails while the disk is `full` and waits while it is not `open`."""

    def __init__(self) -> None:
        self.writes = 0
        self.full = False
        self.open = asyncio.Event()
        self.open.set()

    async def write(self) -> None:
        self.writes += 1
        await self.open.wait()
        if self.full:
            raise NotStored("OperationalError")


class Time:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Channel:
    """A channel as it is looked at."""

    name: str
    listening: bool = True


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def writes(disk: Disk, time: Time) -> WriteCheck:
    return WriteCheck(disk.write, time)


# --- how often the database is written to ---------------------------------------------------------


async def test_however_often_it_is_asked_it_writes_once_in_five_seconds(
    disk: Disk, time: Time, writes: WriteCheck
) -> None:
    for number in range(100):
        time.now = 1000 + number * CHECK_SECONDS / 20
        assert await writes.passes()
    assert disk.writes == 5


async def test_however_many_ask_at_once_it_writes_once(
    disk: Disk, time: Time, writes: WriteCheck
) -> None:
    disk.open.clear()
    asking = [asyncio.create_task(writes.passes()) for _each in range(50)]
    await asyncio.sleep(0)
    time.now += CHECK_SECONDS  # it is still under way: who asks now waits for it too
    asking += [asyncio.create_task(writes.passes()) for _each in range(50)]
    await asyncio.sleep(0)
    disk.full = True
    disk.open.set()
    assert await asyncio.gather(*asking) == [False] * 100
    assert disk.writes == 1


async def test_the_last_answer_stands_until_the_next_write(
    disk: Disk, time: Time, writes: WriteCheck
) -> None:
    assert await writes.passes()
    disk.full = True
    time.now += CHECK_SECONDS - 0.01
    assert await writes.passes()
    time.now += 0.01
    assert not await writes.passes()
    disk.full = False
    assert not await writes.passes()
    time.now += CHECK_SECONDS
    assert await writes.passes()


async def test_who_asks_and_goes_away_ends_nobody_elses_check(
    disk: Disk, writes: WriteCheck
) -> None:
    disk.open.clear()
    gone, staying = (asyncio.create_task(writes.passes()) for _each in range(2))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    disk.open.set()
    assert await staying
    assert disk.writes == 1


async def test_a_write_that_does_not_come_to_an_end_has_failed(disk: Disk, time: Time) -> None:
    disk.open.clear()
    writes = WriteCheck(disk.write, time, write_seconds=0.01)
    with structlog.testing.capture_logs() as logged:
        assert not await writes.passes()
    assert [(line["event"], line["why"]) for line in logged] == [
        ("write_check_failed", "TimeoutError")
    ]


async def test_a_write_that_failed_is_said_in_one_line_each_time_it_was_tried(
    disk: Disk, time: Time, writes: WriteCheck
) -> None:
    disk.full = True
    with structlog.testing.capture_logs() as logged:
        for _each in range(3):
            await writes.passes()
        time.now += CHECK_SECONDS
        await writes.passes()
    assert [(line["event"], line["why"]) for line in logged] == [
        ("write_check_failed", "NotStored")
    ] * 2


# --- the report -----------------------------------------------------------------------------------


@dataclass
class Service:
    """Everything that health looks at, and health itself."""

    disk: Disk
    telegram: Channel
    web: Channel
    health: Health
    alive: bool = True
    stopping: bool = False


@pytest.fixture
def service(disk: Disk, writes: WriteCheck) -> Service:
    telegram, web = Channel("telegram"), Channel("web")
    health = Health(
        writes=writes,
        alive=lambda: made.alive,
        channels=(telegram, web),
        stopping=lambda: made.stopping,
    )
    made = Service(disk, telegram, web, health)
    return made


async def _told(health: Health) -> tuple[bool, bool, object]:
    report = await health.report()
    live, ready = health.live(), await health.ready()
    assert (report["live"], report["ready"]) == (live, ready)
    return live, ready, report["ok"]


async def test_where_all_is_well_all_of_it_is_told(service: Service) -> None:
    assert await service.health.report() == {
        "ok": True, "live": True, "ready": True, "writes": True,
        "channels": {"telegram": True, "web": True},
    }  # fmt: skip
    assert await _told(service.health) == (True, True, True)


async def test_a_full_disk_is_not_ready_and_no_restart_helps(service: Service) -> None:
    service.disk.full = True
    assert await _told(service.health) == (True, False, False)
    assert (await service.health.report())["writes"] is False


async def test_one_channel_that_does_not_listen_is_named_and_the_others_go_on(
    service: Service,
) -> None:
    service.telegram.listening = False
    assert await _told(service.health) == (True, True, True)
    assert (await service.health.report())["channels"] == {"telegram": False, "web": True}


async def test_where_no_channel_listens_it_is_not_ready(service: Service) -> None:
    service.telegram.listening = service.web.listening = False
    assert await _told(service.health) == (True, False, False)


async def test_a_writer_that_has_ended_needs_a_restart(service: Service) -> None:
    service.alive = False
    assert await _told(service.health) == (False, True, False)


@pytest.mark.parametrize("how", ["returns", "is cancelled"])
async def test_essential_work_that_has_ended_needs_a_restart_until_the_stop(
    service: Service, how: str
) -> None:
    go = asyncio.Event()

    async def work() -> None:
        await go.wait()

    async def idle() -> None:
        await asyncio.Event().wait()

    tasks = [asyncio.create_task(work()), asyncio.create_task(idle())]
    service.health.watch(tasks)
    assert service.health.live()
    if how == "returns":
        go.set()
    else:
        tasks[0].cancel()
    await asyncio.wait(tasks[:1])
    assert await _told(service.health) == (False, True, False)
    service.stopping = True
    assert service.health.live()
    tasks[1].cancel()
