"""The service as an operator runs it: `python -m bot run` in its own process."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import aiohttp

from bot.commands import cli
from tests.e2e.stored_rows import Kept
from tests.emulators.telegram import TOKEN, Patience, TelegramEmulator
from tests.sealed import KEY

READY_SECONDS = 40.0
STOP_SECONDS = 60.0
"""Far more than a stop takes."""
SECRET = "a-secret-for_tests"


def free_port() -> int:
    """A free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Service:
    """A process of the service that can be killed and restarted on the same database."""

    def __init__(
        self, folder: Path, database_url: str, *, command: str = "run", **more: str
    ) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.command = command
        self.folder = folder
        self.log = folder / "service.log"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BOT_")},  # noqa: TID251
            "BOT_DATABASE_URL": database_url,
            "BOT_WEB_PORT": str(self.port),
            "BOT_FILES_DIR": str(folder / "files"),
            # People of these tests are quicker than people; floods have tests of their own.
            "BOT_PERSON_TURNS_PER_MINUTE": "0",
            "BOT_VISITOR_TURNS_PER_HOUR": "0",
            "BOT_DATA_KEY": KEY,
            "PYTHONWARNINGS": "error::RuntimeWarning",
            **more,
        }
        self.process: asyncio.subprocess.Process | None = None

    def with_telegram(self, token: str, api_base: str, *, webhook: bool) -> Service:
        """Serve Telegram too, by webhook or by long polling."""
        self.environment |= {"BOT_TELEGRAM_TOKEN": token, "BOT_TELEGRAM_API_BASE": api_base}
        if webhook:
            self.environment |= {
                "BOT_TELEGRAM_WEBHOOK_URL": f"{self.base}/telegram/hook",
                "BOT_TELEGRAM_WEBHOOK_SECRET": SECRET,
            }
        return self

    async def start(self) -> None:
        """Start and wait until it answers."""
        await self.launch()
        async with aiohttp.ClientSession() as session:
            for _try in range(int(READY_SECONDS / 0.02)):
                if self.returncode is not None:
                    raise AssertionError(f"the service ended: {self.log.read_text()[-2000:]}")
                try:
                    async with session.get(f"{self.base}/health") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.02)
        raise AssertionError(f"the service did not get ready: {self.log.read_text()[-2000:]}")

    async def launch(self) -> None:
        """Start without waiting."""
        with self.log.open("ab") as log, (self.folder / "out.log").open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self.command,
                env=self.environment, stdout=out, stderr=log, umask=0o022,
                cwd=Path(__file__).parent.parent.parent,
            )  # fmt: skip

    @property
    def returncode(self) -> int | None:
        """The exit code; None before the start and while it runs."""
        return self.process.returncode if self.process else None

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)

    async def killed(self) -> None:
        """Kill it and wait until it has ended."""
        self.kill()
        await self._gone()

    async def stop(self) -> None:
        """Ask it to stop (SIGTERM), and wait until it has. Fails when it does not go well.

        How soon it must be is a matter of the worker's own clock: tests/delivery/test_worker.py.
        """
        self._ask_to_stop()
        await asyncio.wait_for(self._gone(), STOP_SECONDS)
        assert self.returncode == 0, self.log.read_text()[-3000:]

    def _ask_to_stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    async def _gone(self) -> None:
        if self.process is not None:
            await self.process.wait()

    def events(self) -> list[dict[str, Any]]:
        """Its log events."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    async def logged(self, event: str) -> None:
        """Wait until it has logged an event of this name."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                while all(each["event"] != event for each in self.events()):  # noqa: ASYNC110  # a log tells nobody
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"{event!r} is not in {self.log.read_text()[-2000:]}") from None

    def links(self) -> list[str]:
        """The printed links of the demo people."""
        lines = (self.folder / "out.log").read_text().splitlines()
        return [line.rpartition(": ")[2] for line in lines if line.startswith("  Be ")]


_FORKS = multiprocessing.get_context("forkserver")
# "__main__" hands the search path down too; without it each child would do the imports itself.
_FORKS.set_forkserver_preload(["__main__", "tests.e2e.preloaded", "tests.e2e.service"])


def _be_the_service(command: str, environment: Mapping[str, str], log: str, out: str) -> None:
    """Run `python -m bot` in a process that has already imported everything."""
    for name, path in ((2, log), (1, out)):
        number = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.dup2(number, name)
        os.close(number)
    os.environ.clear()  # noqa: TID251  # this is the operator's side of it
    os.environ.update(environment)  # noqa: TID251
    cli.main([command])


class QuickService(Service):
    """The same process, forked after the imports: for tests that kill it often."""

    fork: ForkServerProcess | None = None

    async def launch(self) -> None:
        """Start without waiting."""
        self.fork = _FORKS.Process(
            target=_be_the_service,
            args=(self.command, self.environment, str(self.log), str(self.folder / "out.log")),
            daemon=True,
        )
        await asyncio.to_thread(self.fork.start)

    @property
    def returncode(self) -> int | None:
        """The exit code; None before the start and while it runs."""
        return self.fork.exitcode if self.fork else None

    def kill(self) -> None:
        """Kill it, as a power cut would."""
        if self.fork is not None:
            self.fork.kill()

    def _ask_to_stop(self) -> None:
        assert self.fork is not None
        self.fork.terminate()

    async def _gone(self) -> None:
        if self.fork is not None:
            await asyncio.to_thread(self.fork.join)


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[Service]:
    """A started service that ends with the block, whatever the test does."""
    await service.start()
    try:
        yield service
    finally:
        await service.killed()


@asynccontextmanager
async def served_on_telegram(
    folder: Path,
    url: str,
    *,
    webhook: bool = True,
    patience: Patience | None = None,
    rate_per_second: int = 0,
) -> AsyncIterator[tuple[TelegramEmulator, QuickService, Kept]]:
    """A Telegram emulator and a service on it; without a rate the service has no rate limit."""
    patience = patience or Patience(longest_pause_seconds=0.2)
    async with TelegramEmulator(patience=patience) as telegram:
        service = QuickService(folder, url, BOT_TELEGRAM_RATE_PER_SECOND=str(rate_per_second))
        service.with_telegram(TOKEN, telegram.base, webhook=webhook)
        async with running(service):
            yield telegram, service, Kept(url)
        telegram.assert_no_violations()
