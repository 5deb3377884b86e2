"""Charts: the cost of one, cold and warm, and the waits of others while many are drawn."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
import structlog

from benchmarks.http.others import PACE_PER_SECOND, TALKING_PEOPLE, Heard, Others, join
from benchmarks.report import Options, Results, Table
from bot.application import Application
from bot.delivery.worker import ChannelEnd
from bot.domain.learning.activity import Draft
from bot.domain.learning.progress import Goal
from bot.domain.people.persons import Person
from bot.pictures.process.maker import PictureMaker
from bot.services.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.storage.databases.migrating import migrate
from bot.talk.events import Said
from bot.talk.messages import Capabilities
from bot.talk.pictures import Drawing, DrawnSeries

NAME = "pictures"

AT_ONCE = 20
"""People who request a chart at the same moment."""

_CAPABILITIES = Capabilities(
    4096,
    "utf16",
    buttons=100,
    label_limit=60,
    edits=False,
    files_in=True,
    pictures="sent",
    caption_limit=1024,
)
_NAMES = (
    "Tìm thông tin",
    "Kiểm tra tin",
    "Gọi hình, nhắn tin",
    "Dịch vụ công",
    "Ứng xử trên mạng",
    "Soạn nội dung",
    "Giữ an toàn cho máy",
    "Tránh lừa đảo",
    "Xử lý lỗi",
    "Chọn ứng dụng",
    "Tự học thêm",
    "Dùng trí tuệ nhân tạo",
)


def _drawings(number: int) -> Iterator[tuple[str, Drawing]]:
    """One of each kind; no two with the same numbers."""
    weeks = tuple((number * 7 + week * 3) % 50 / 10 for week in range(12))
    yield (
        "weeks",
        Drawing(
            "weeks",
            "Số giờ học mỗi tuần",
            tuple(f"{n:02}/11" for n in range(1, 13)),
            (DrawnSeries("Số giờ", weeks),),
            "giờ",
            None,
            3 + number / 100,
            "Mục tiêu",
        ),
    )
    now = tuple((number + place) % 4 + 0.0 for place in range(12))
    before = tuple((number // 4 + place) % 4 + 0.0 for place in range(12))
    yield (
        "radar, 12 items, two checks",
        Drawing(
            "radar",
            f"Kỹ năng số {number}",
            _NAMES,
            (DrawnSeries("Lần này", now), DrawnSeries("Lần trước", before)),
            "mức",
            3.0,
        ),
    )
    six = tuple(float((number * 13 + place * 17) % 101) for place in range(6))
    yield (
        "radar, 6 domains",
        Drawing(
            "radar",
            f"Kỹ năng số {number}",
            _NAMES[:6],
            (DrawnSeries("Lần này", six),),
            "trên 100",
            100.0,
        ),
    )


def _worker_mib() -> float:
    """The peak memory of a drawing process, in MiB."""
    sizes = [0.0]
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            status = Path(f"/proc/{child.pid}/status").read_text("ascii")
            peak = next((row for row in status.splitlines() if row.startswith("VmHWM")), "")
            sizes.append(int(peak.split()[1]) / 1024 if peak else child.memory_info().rss / 2**20)
    return max(sizes)


async def _cost(options: Options) -> dict[str, Any]:
    """Cold: with the start of the drawing process. Warm: a new chart each. Kept: from the cache."""
    found: dict[str, Any] = {"warm_ms": {}, "kept_ms": {}}
    with tempfile.TemporaryDirectory() as name:
        maker = PictureMaker(Path(name))
        try:
            began = time.perf_counter()
            _must(await maker.png(next(_drawings(0))[1]))
            found["cold_ms"] = (time.perf_counter() - began) * 1e3
            times: dict[str, list[float]] = {}
            kept: dict[str, list[float]] = {}
            for number in range(1, 3 + int(options.seconds * 2)):
                for kind, drawing in _drawings(number):
                    for into in (times, kept):
                        began = time.perf_counter()
                        _must(await maker.png(drawing))
                        took = (time.perf_counter() - began) * 1e3
                        into.setdefault(kind, []).append(took)
            found["warm_ms"] = {kind: median(each) for kind, each in times.items()}
            found["kept_ms"] = {kind: median(each) for kind, each in kept.items()}
            found["worker_peak_mib"] = _worker_mib()
        finally:
            await maker.close()
    return found


def _must(png: bytes | None) -> None:
    if png is None:
        raise AssertionError("a picture was not made")


@asynccontextmanager
async def _open() -> AsyncIterator[Others]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder}/bench.db"
        settings = Settings(
            _env_file=None, database_url=url, files_dir=folder / "files", data_dir=folder / "data"
        )
        await migrate(url)
        application, heard = Application(settings), Heard()
        await application.database.open()
        worker = application.start_delivery({"bench": ChannelEnd(heard, _CAPABILITIES)})
        stopped = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(worker.run(stopped))
                await _fill(application)
                yield Others(application, heard)
                stopped.set()
        finally:
            await application.close()


async def _fill(application: Application) -> None:
    """People who have joined; those who will request a chart have entries and a goal."""
    now = application.clock()

    async def learn(work: UnitOfWork, person: Person, address: str, goal: int) -> None:
        await work.learning.add_goal(person.id, Goal(now.date(), goal), now)
        for ago in range(0, 80, 3):
            day = now.date() - dt.timedelta(days=ago)
            draft = Draft(f"{address}-{ago}", "I1", "Đọc sách", day, 20 + ago)
            await work.learning.add_activity(person, draft, f"HT-{address}-{ago}"[:12], now)

    for number in range(TALKING_PEOPLE):
        await join(application, f"o{number}")
    for number in range(AT_ONCE):
        address = f"d{number}"
        person = await join(application, address)
        job = partial(learn, person=person, address=address, goal=60 + number)
        await application.database.transact(job)


async def _felt(options: Options) -> dict[str, Any]:
    """How long others wait while no chart is drawn, and while 20 are drawn."""
    async with _open() as service:
        await service.ask(options.warm_up_seconds)
        idle = await service.ask(float(options.seconds))
        made = asyncio.Event()
        meanwhile = asyncio.create_task(service.ask(made))
        began = time.perf_counter()
        waits = await asyncio.gather(
            *(service.answered(f"d{number}", Said("/progress")) for number in range(AT_ONCE))
        )
        took = time.perf_counter() - began
        made.set()
        busy = await meanwhile
        if service.heard.pictures != AT_ONCE:
            raise AssertionError(f"{service.heard.pictures} pictures were sent, not {AT_ONCE}")
        return {
            "idle_p95_ms": quantiles(idle, n=20)[18] * 1e3,
            "busy_p95_ms": quantiles(busy, n=20)[18] * 1e3,
            "asked_meanwhile": len(busy),
            "all_made_s": took,
            "first_picture_s": min(waits),
        }


def run(options: Options) -> Results:
    """Measure round by round."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    costs, felt = [], []
    for number in range(options.rounds):
        costs.append(asyncio.run(_cost(options)))
        felt.append(asyncio.run(_felt(options)))
        ratio = felt[-1]["busy_p95_ms"] / felt[-1]["idle_p95_ms"]
        print(
            f"round {number + 1}: cold {costs[-1]['cold_ms']:.0f} ms, p95 of others × {ratio:.2f}"
        )
    kinds = list(costs[0]["warm_ms"])
    cost = Table(
        "One picture",
        ("chart", "warm ms", "kept ms"),
        tuple(
            (
                kind,
                round(median(c["warm_ms"][kind] for c in costs), 1),
                round(median(c["kept_ms"][kind] for c in costs), 2),
            )
            for kind in kinds
        ),
    )
    once = Table(
        "The drawing process",
        ("what", "value"),
        (
            ("the first picture, with its start, ms", round(median(c["cold_ms"] for c in costs))),
            ("most memory, MiB", round(median(c["worker_peak_mib"] for c in costs))),
        ),
    )
    others = Table(
        f"What others wait while {AT_ONCE} pictures are being made",
        ("idle p95 ms", "meanwhile p95 ms", "ratio", "all pictures s", "asked meanwhile"),
        (
            (
                round(median(f["idle_p95_ms"] for f in felt), 2),
                round(median(f["busy_p95_ms"] for f in felt), 2),
                round(median(f["busy_p95_ms"] / f["idle_p95_ms"] for f in felt), 2),
                round(median(f["all_made_s"] for f in felt), 2),
                round(median(f["asked_meanwhile"] for f in felt)),
            ),
        ),
    )
    how = (
        "One picture: through the maker, with its process and the disk; warm: each has numbers of "
        "its own; kept: the same one again. The first one pays for starting the process and "
        "loading the library. The memory is the drawing process's own peak; the service itself "
        "does not load the library.",
        f"Others: {TALKING_PEOPLE} people ask for the menu, {PACE_PER_SECOND} a second, in an "
        f"application on SQLite (desk, outbox, delivery; the platform answers at once); meanwhile "
        f"{AT_ONCE} people with different numbers ask for their progress at the same moment, the "
        "drawing process still asleep. Timed from the update to the last message.",
        f"Medians of {options.rounds} rounds; idle for {options.seconds:g} s each.",
    )
    return Results(how, (cost, once, others), [{"costs": costs, "felt": felt}])
