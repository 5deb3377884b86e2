"""Candidates: each a process of its own, pinned to a core, that serves a webhook."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import psutil

from benchmarks.http.updates import Person

HEALTH = "/health"
READY_WITHIN_SECONDS = 30.0
READY_ASKED_EVERY_SECONDS = 0.005
STOPPED_WITHIN_SECONDS = 20.0

Settings: TypeAlias = dict[str, str]
"""The whole environment of a candidate's process."""


class Failed(Exception):
    """A candidate did not start or ended too early; the message is its last output."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A candidate's ground: the Bot API's address, the port to listen on, its folder."""

    api: str
    """Base of the Bot API, without `/bot<token>`."""
    port: int
    path: str
    secret: str
    token: str
    folder: Path

    @property
    def paths(self) -> Settings:
        """Lets a process find the code when it starts in the folder, away from any `.env`."""
        return {"PYTHONPATH": str(Path(__file__).parents[2])}


Command: TypeAlias = Callable[[Ground], tuple[list[str], Settings]]
"""How a candidate starts: the arguments after the interpreter, and the environment."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of the comparison."""

    name: str
    what: str
    """What it does, in a sentence for the report."""
    command: Command
    echoes: bool
    """True: the reply is the text itself, and is checked."""
    prepare: Callable[[Ground, Sequence[Person], int], None] | None = None
    """Makes joined people before the start, at a Unix second."""
    stored: Callable[[Ground], dict[str, int]] | None = None
    """The content of its store after the stop."""
    knows_updates: bool = False
    """True: a repeated update must not be answered again."""


@dataclass(frozen=True, slots=True)
class Running:
    """A candidate's process, ready for updates."""

    process: psutil.Process

    def cpu_seconds(self) -> float:
        """User and system time of all its threads so far."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def resident_mib(self) -> float:
        """Memory that it holds now."""
        return float(self.process.memory_info().rss / 2**20)


@contextlib.contextmanager
def on_the_last_core() -> Iterator[int | None]:
    """Pin this process to the last core; gives the first one for a candidate, if there are two."""
    before = os.sched_getaffinity(0)
    cores = sorted(before)
    os.sched_setaffinity(0, {cores[-1]})
    try:
        yield cores[0] if len(cores) > 1 else None
    finally:
        os.sched_setaffinity(0, before)


@contextlib.asynccontextmanager
async def started(candidate: Recipient, ground: Ground, core: int | None) -> AsyncIterator[Running]:
    """Start a candidate, wait until `GET /health` answers 200, and stop it at the end."""
    arguments, environment = candidate.command(ground)
    log = ground.folder / "printed.txt"
    with log.open("wb") as printed:
        process = subprocess.Popen(  # noqa: ASYNC220 - it takes a millisecond, before any load
            [sys.executable, *arguments],
            cwd=ground.folder,
            env=environment | ground.paths,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
        )
    try:
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        await _wait_until_ready(process, ground, log)
        yield Running(psutil.Process(process.pid))
        if process.poll() is not None:
            raise Failed(f"{candidate.name} ended under load: {_tail(log)}")
    finally:
        await asyncio.to_thread(_stop, process)


async def _wait_until_ready(process: subprocess.Popen[bytes], ground: Ground, log: Path) -> None:
    url = f"http://127.0.0.1:{ground.port}{HEALTH}"
    loop = asyncio.get_running_loop()
    deadline = loop.time() + READY_WITHIN_SECONDS
    while loop.time() < deadline:
        if process.poll() is not None:
            raise Failed(_tail(log))
        if await asyncio.to_thread(_answers, url):
            return
        await asyncio.sleep(READY_ASKED_EVERY_SECONDS)
    raise Failed(f"not ready within {READY_WITHIN_SECONDS:.0f} s: {_tail(log)}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:].strip() or "it printed nothing"


def free_port() -> int:
    """A port of the loopback on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# --- the ground as arguments of a module of this folder -------------------------------------------


def bare(module: str, *flags: str) -> Command:
    """The command of a module of this folder; the module calls `read_ground`."""

    def command(ground: Ground) -> tuple[list[str], Settings]:
        told = {
            "--api": ground.api,
            "--port": str(ground.port),
            "--path": ground.path,
            "--secret": ground.secret,
            "--token": ground.token,
            "--folder": str(ground.folder),
        }
        pairs = [word for pair in told.items() for word in pair]
        return ["-m", f"benchmarks.http.{module}", *pairs, *flags], {}

    return command


def read_ground(flag: str = "--none") -> tuple[Ground, bool]:
    """Read the arguments of `bare` in a candidate's process, and whether its flag was given."""
    parser = argparse.ArgumentParser()
    for name in ("--api", "--path", "--secret", "--token"):
        parser.add_argument(name, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument(flag, dest="flag", action="store_true")
    told = parser.parse_args()
    ground = Ground(told.api, told.port, told.path, told.secret, told.token, told.folder)
    return ground, told.flag
