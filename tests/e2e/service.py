"""The service as an operator runs it: `python -m bot run` in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

READY_SECONDS = 40.0
STOP_SECONDS = 8.0
SECRET = "a-secret-for_tests"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Service:
    """A process of the service; it can be killed and started again on the same database."""

    def __init__(self, folder: Path, database_url: str, *, command: str = "run", **more: str) -> None:
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
        with self.log.open("ab") as log, (self.folder / "out.log").open("ab") as out:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", self.command,
                env=self.environment, stdout=out, stderr=log,
                cwd=Path(__file__).parent.parent.parent,
            )  # fmt: skip
        async with aiohttp.ClientSession() as session:
            for _try in range(int(READY_SECONDS / 0.05)):
                if self.process.returncode is not None:
                    raise AssertionError(f"the service ended: {self.log.read_text()[-2000:]}")
                try:
                    async with session.get(f"{self.base}/health") as response:
                        if response.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)
        raise AssertionError(f"the service did not get ready: {self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)

    async def killed(self) -> None:
        """Kill it and wait until it is gone."""
        self.kill()
        if self.process is not None:
            await self.process.wait()

    async def stop(self) -> float:
        """Ask it to stop (SIGTERM); seconds that it took. Fails when it does not go well."""
        assert self.process is not None
        loop = asyncio.get_running_loop()
        began = loop.time()
        self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.wait(), STOP_SECONDS)
        assert self.process.returncode == 0, self.log.read_text()[-3000:]
        return loop.time() - began

    def events(self) -> list[dict[str, Any]]:
        """What it logged, line by line."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def links(self) -> list[str]:
        """The links of the demo people that it printed."""
        lines = (self.folder / "out.log").read_text().splitlines()
        return [line.rpartition(": ")[2] for line in lines if line.startswith("  Be ")]


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[Service]:
    """A started service that is gone afterwards, however the test ends."""
    await service.start()
    try:
        yield service
    finally:
        await service.killed()
