"""A picture is drawn once and cached; after any fault of the process a caller gets an answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import msgspec
import psutil
import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.pictures.process.cache import key_of, whole
from bot.pictures.process.maker import CannotDraw, PictureMaker
from bot.talk.pictures import Drawing
from tests.pictures.processes import Held, counted, python, without_matplotlib
from tests.pictures.states import STATES
from tests.pictures.test_references import draw

pytestmark = pytest.mark.server

WEEKS, RADAR = STATES["weeks_goal"], STATES["radar_domains"]
BROKEN = msgspec.structs.replace(RADAR, series=())
NOWHERE = ("/nowhere/python",)
Opened: TypeAlias = Callable[[Held], Held]


@pytest.fixture
def logs() -> Iterator[list[EventDict]]:
    with capture_logs() as captured:
        yield captured


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Closes everything that a test opened."""
    with ExitStack() as stack:
        yield stack.enter_context


@asynccontextmanager
async def maker(folder: Path, **settings: object) -> AsyncIterator[PictureMaker]:
    made = PictureMaker(folder, **settings)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        await made.close()


def workers() -> list[psutil.Process]:
    """The running drawing processes, whatever else the tests started."""
    found = []
    for child in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # it ended meanwhile
            if child.status() != psutil.STATUS_ZOMBIE and "bot.pictures" in str(child.cmdline()):
                found.append(child)
    return found


def kept(folder: Path, drawing: Drawing) -> Path:
    (path,) = folder.glob(f"*/{key_of(drawing, 'light')}.png")
    return path


# --- drawn and cached -----------------------------------------------------------------------------


async def test_a_picture_is_the_one_that_the_chart_draws(tmp_path: Path) -> None:
    async with maker(tmp_path) as made:
        assert await made.png(WEEKS, "dark") == draw(WEEKS, "dark")
        assert await made.png(RADAR) == draw(RADAR, "light")


async def test_one_that_many_ask_for_at_once_is_made_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with maker(tmp_path, command=counted(log)) as made:
        pictures = await asyncio.gather(*(made.png(WEEKS) for _ in range(20)))
        pictures += [await made.png(WEEKS)]
    assert {len(picture or b"") for picture in pictures} == {len(draw(WEEKS, "light"))}
    assert len(log.read_text().split()) == 1


async def test_a_kept_picture_needs_no_process(tmp_path: Path) -> None:
    async with maker(tmp_path) as first:
        picture = await first.png(WEEKS)
    async with maker(tmp_path, command=NOWHERE) as second:
        assert await second.png(WEEKS) == picture
        assert await second.png(WEEKS, "dark") is None


async def test_all_pictures_are_drawn_by_one_process(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with maker(tmp_path, command=counted(log)) as made:
        await asyncio.gather(*(made.png(drawing) for drawing in STATES.values()))
        assert len(workers()) == 1
    pids = log.read_text().split()
    assert len(pids) == len(STATES)
    assert len(set(pids)) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda png: png[: len(png) // 2],
        lambda png: b"",
        lambda png: png[:5000] + bytes(100) + png[5100:],
        lambda png: png + b"x",
    ],
    ids=["half", "empty", "zeros within", "more"],
)
async def test_a_damaged_file_is_made_anew(
    tmp_path: Path, damage: Callable[[bytes], bytes], logs: list[EventDict]
) -> None:
    async with maker(tmp_path) as made:
        picture = await made.png(WEEKS)
        assert picture is not None
        path = kept(tmp_path, WEEKS)
        path.write_bytes(damage(picture))
        assert await made.png(WEEKS) == picture
        assert path.read_bytes() == picture
    assert [log["event"] for log in logs] == ["cached_picture_unreadable"]


async def test_where_nothing_can_be_kept_the_picture_is_still_given(
    tmp_path: Path, logs: list[EventDict]
) -> None:
    in_the_way = tmp_path / "pictures"
    in_the_way.write_text("a file, no folder")
    async with maker(in_the_way) as made:
        assert await made.png(WEEKS) == draw(WEEKS, "light")
    assert logs[-1]["event"] == "picture_not_cached"


async def test_what_is_used_stays_and_what_is_not_goes(tmp_path: Path) -> None:
    async with maker(tmp_path) as made:
        await made.png(WEEKS)
        await made.png(RADAR)
        long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        for drawing in (WEEKS, RADAR):
            os.utime(kept(tmp_path, drawing), (long_ago.timestamp(), long_ago.timestamp()))
        left = kept(tmp_path, RADAR).with_name("left.new")
        left.write_bytes(b"half")
        os.utime(left, (0, 0))
        await made.png(WEEKS)
        assert await made.purge(long_ago) == 0
        assert await made.purge(long_ago + dt.timedelta(days=1)) == 1
        assert kept(tmp_path, WEEKS).exists()
        assert not left.exists()
        with pytest.raises(ValueError, match="unpack"):
            kept(tmp_path, RADAR)


def test_the_key_is_of_all_that_is_seen() -> None:
    one_more = msgspec.structs.replace(WEEKS, title=WEEKS.title + ".")
    keys = {key_of(each, theme) for each in (WEEKS, one_more, RADAR) for theme in ("light", "dark")}
    assert len(keys) == 6


def test_a_whole_picture_is_known_from_half_of_one() -> None:
    png = draw(WEEKS, "light")
    assert whole(png)
    assert not any(whole(png[:length]) for length in range(0, len(png), 97))


# --- faults ---------------------------------------------------------------------------------------


async def test_a_process_killed_in_the_middle_is_started_anew(
    tmp_path: Path, opened: Opened, logs: list[EventDict]
) -> None:
    held = opened(Held(tmp_path, starts=1))
    async with maker(tmp_path, command=held.command) as made:
        waiting = asyncio.create_task(made.png(WEEKS))
        pid = await held.pid()
        os.kill(pid, signal.SIGKILL)
        assert await waiting == draw(WEEKS, "light")
    assert logs == []


async def test_one_that_kills_its_process_twice_is_given_up(
    tmp_path: Path, opened: Opened, logs: list[EventDict]
) -> None:
    held = opened(Held(tmp_path, starts=2))
    async with maker(tmp_path, command=held.command) as made:
        waiting = asyncio.create_task(made.png(WEEKS))
        for _time in range(2):
            pid = await held.pid()
            os.kill(pid, signal.SIGKILL)
        assert await waiting is None
        assert await made.png(RADAR) == draw(RADAR, "light")
    assert [(log["event"], log["log_level"]) for log in logs] == [("picture_not_made", "warning")]


async def test_a_process_that_died_while_idle_is_started_anew(tmp_path: Path) -> None:
    async with maker(tmp_path) as made:
        await made.png(WEEKS)
        (worker,) = workers()
        worker.kill()
        assert await made.png(RADAR) == draw(RADAR, "light")


async def test_a_caller_that_goes_away_leaves_the_others_their_own_pictures(
    tmp_path: Path, opened: Opened
) -> None:
    held = opened(Held(tmp_path, starts=1))
    async with maker(tmp_path, command=held.command) as made:
        gone = asyncio.create_task(made.png(WEEKS))
        await held.pid()
        other = asyncio.create_task(made.png(RADAR))
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        held.go()
        assert await other == draw(RADAR, "light")
        assert await made.png(WEEKS) == draw(WEEKS, "light")
        assert held.started() == 1


async def test_one_that_takes_too_long_is_given_up_and_the_next_is_drawn(
    tmp_path: Path, logs: list[EventDict]
) -> None:
    silent = tmp_path / "silent"
    silent.touch()
    script = """
        import pathlib, sys
        if pathlib.Path(sys.argv[1]).exists():
            sys.stdin.buffer.read()
        from bot.pictures.__main__ import main
        main()
    """
    async with maker(tmp_path, command=python(script, silent), drawing_seconds=1) as made:
        assert await made.png(WEEKS) is None
        assert workers() == []
    silent.unlink()
    async with maker(tmp_path, command=python(script, silent)) as made:
        assert await made.png(WEEKS) == draw(WEEKS, "light")
    assert [log["why"] for log in logs] == ["TimeoutError"]


async def test_a_drawing_that_does_not_add_up_ends_nothing_but_itself(
    tmp_path: Path, logs: list[EventDict]
) -> None:
    async with maker(tmp_path) as made:
        assert await made.png(WEEKS) is not None
        before = workers()
        assert await made.png(BROKEN) is None
        assert await made.png(RADAR) is not None
        assert workers() == before
    assert [log["why"] for log in logs] == ["ValueError"]
    assert not any(word in str(logs) for word in (BROKEN.title, *BROKEN.labels))


async def test_without_the_library_there_is_no_picture_and_a_word_about_it(
    tmp_path: Path, logs: list[EventDict]
) -> None:
    async with maker(tmp_path, command=without_matplotlib()) as made:
        assert await made.png(WEEKS) is None
        assert await made.png(RADAR) is None
        with pytest.raises(CannotDraw, match=r"pip install 'sohoctap\[pictures\]'"):
            await made.check()
    assert [log["why"] for log in logs] == ["matplotlib is missing"]


async def test_a_check_says_what_draws(tmp_path: Path) -> None:
    async with maker(tmp_path) as made:
        said = await made.check()
    assert said.startswith("matplotlib 3.")
    assert said.endswith(", DejaVu Sans")


@pytest.mark.parametrize("command", [NOWHERE, python("print('no frame')"), python("1/0")])
async def test_a_command_that_draws_nothing_is_said(
    tmp_path: Path, command: tuple[str, ...], logs: list[EventDict]
) -> None:
    async with maker(tmp_path, command=command) as made:
        with pytest.raises(CannotDraw, match="drawing process"):
            await made.check()
        assert await made.png(WEEKS) is None
    assert [log["why"] for log in logs] == ["ProcessEnded"]


# --- the end --------------------------------------------------------------------------------------


async def test_a_close_in_the_middle_ends_the_process_and_the_waiting(
    tmp_path: Path, opened: Opened
) -> None:
    held = opened(Held(tmp_path, starts=1))
    async with maker(tmp_path, command=held.command) as made:
        waiting = [asyncio.create_task(made.png(drawing)) for drawing in (WEEKS, WEEKS, RADAR)]
        await held.pid()
        await made.close()
        assert workers() == []
        assert await asyncio.gather(*waiting) == [None, None, None]
        assert await made.png(STATES["weeks_nothing"]) is None
        assert workers() == []


async def test_an_idle_process_ends_and_the_next_picture_starts_one(tmp_path: Path) -> None:
    async with maker(tmp_path, command=counted(tmp_path / "log"), idle_seconds=0) as made:
        assert await made.png(WEEKS) is not None
        for worker in workers():
            await asyncio.to_thread(worker.wait, 60)
        assert await made.png(RADAR) is not None
    first, second = (tmp_path / "log").read_text().split()
    assert first != second


def test_the_process_ends_when_the_service_is_killed(tmp_path: Path) -> None:
    """A pipe that it holds open shows its end: reading then reaches the end of the file."""
    os.mkfifo(tmp_path / "alive")
    worker = """
        import os, sys
        alive = open(sys.argv[1], "w")
        print(os.getpid(), file=alive, flush=True)
        from bot.pictures.__main__ import main
        main()
    """
    service = """
        import asyncio, pathlib, sys
        from bot.pictures.process.maker import PictureMaker
        from tests.pictures.states import STATES
        async def main():
            made = PictureMaker(pathlib.Path(sys.argv[1]), command=sys.argv[2:])
            print(await made.check(), flush=True)
            await asyncio.Event().wait()
        asyncio.run(main())
    """
    command = python(service, tmp_path, *python(worker, tmp_path / "alive"))
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as parent,
        (tmp_path / "alive").open(encoding="ascii") as alive,
    ):
        pid = int(alive.readline())
        assert parent.stdout is not None
        assert parent.stdout.readline().startswith(b"matplotlib")
        assert psutil.pid_exists(pid)
        parent.kill()
        assert alive.read() == ""


async def test_ctrl_c_is_not_for_the_process_that_draws(tmp_path: Path) -> None:
    async with maker(tmp_path) as made:
        await made.check()
        before = workers()
        before[0].send_signal(signal.SIGINT)
        assert await made.png(WEEKS) is not None
        assert workers() == before


async def test_the_process_steps_back_and_knows_none_of_our_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TELEGRAM_TOKEN", "1:secret")
    async with maker(tmp_path) as made:
        await made.check()
        (worker,) = workers()
        assert worker.nice() == min(19, psutil.Process().nice() + 10)
        assert not [name for name in worker.environ() if name.startswith("BOT_")]


def test_a_service_without_pictures_loads_no_drawing_library() -> None:
    script = (
        "import sys, bot.pictures, bot.pictures.process.maker; print('matplotlib' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
