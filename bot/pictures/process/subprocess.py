"""The drawing process from the service's side: started on demand, one drawing at a time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from bot.pictures.process.protocol import DONE, LENGTH, MISSING, frame

REST_SECONDS = 60.0
"""No drawing starts for this time after a timeout; messages then use words at once."""


class ProcessEnded(Exception):
    """The drawing process ended, or did not start, before it answered."""


class NotDrawn(Exception):
    """The drawing process answered with an error; `why` is the name of the error."""

    def __init__(self, why: str, *, library_missing: bool) -> None:
        super().__init__(why)
        self.why = why
        self.library_missing = library_missing


class DrawingProcess:
    """One process that answers one request at a time; `cache` is a folder for its library."""

    def __init__(self, command: Sequence[str], cache: Path, *, idle_seconds: float) -> None:
        self._command = tuple(command)
        self._cache = cache
        self._idle_seconds = idle_seconds
        self._process: asyncio.subprocess.Process | None = None
        self._ended: list[asyncio.subprocess.Process] = []
        self._idle: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        self._rests_until = 0.0
        self._closed = False

    async def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer to a request; a process that ends meanwhile is restarted once.

        Raises ProcessEnded, NotDrawn or TimeoutError.
        """
        loop = asyncio.get_running_loop()
        async with self._turn:
            if loop.time() < self._rests_until:
                raise TimeoutError  # a request queued behind a timeout must not wait that long too
            if self._idle is not None:
                self._idle.cancel()
            try:
                async with asyncio.timeout(seconds):
                    try:
                        return await self._exchange(request)
                    except ProcessEnded:
                        return await self._exchange(request)
            except TimeoutError:
                self._rests_until = loop.time() + REST_SECONDS
                raise
            finally:
                self._idle = loop.call_later(self._idle_seconds, self._kill)

    async def close(self) -> None:
        """End the process, even during a drawing; none is started afterwards."""
        self._closed = True
        self._kill()
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            self._kill()
            await self._gone()

    async def _exchange(self, request: bytes) -> bytes:
        process = await self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(frame(request))
            await process.stdin.drain()
            (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
            answer = await process.stdout.readexactly(length)
        except (OSError, asyncio.IncompleteReadError) as error:
            self._kill()
            raise ProcessEnded(type(error).__name__) from error
        except BaseException:
            self._kill()  # a late answer would be taken for the next one
            raise
        status, payload = answer[:1], answer[1:]
        if status != DONE:
            why = payload.decode("ascii", "replace")
            raise NotDrawn(why, library_missing=status == MISSING)
        return payload

    async def _running(self) -> asyncio.subprocess.Process:
        """The running process, started if needed."""
        await self._gone()
        if self._closed:
            raise ProcessEnded("closed")
        if self._process is not None and self._process.returncode is None:
            return self._process
        self._kill()
        await self._gone()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                # A traceback or a warning may contain a drawing; the answer has the error's name.
                stderr=asyncio.subprocess.DEVNULL,
                env=self._environment(),
            )
        except OSError as error:
            raise ProcessEnded(type(error).__name__) from error
        if self._closed:
            self._kill()
            raise ProcessEnded("closed")
        return self._process

    def _environment(self) -> dict[str, str]:
        """Our environment without our settings: a drawing process needs no token."""
        ours = os.environ  # noqa: TID251  # handed on, not read
        kept = {name: value for name, value in ours.items() if not name.startswith("BOT_")}
        return kept | {"MPLCONFIGDIR": str(self._cache.absolute()), "OPENBLAS_NUM_THREADS": "1"}

    def _kill(self) -> None:
        """Kill the process: it has no state to lose."""
        if self._process is not None:
            if self._process.returncode is None:
                self._process.kill()
            self._ended.append(self._process)
            self._process = None

    async def _gone(self) -> None:
        """Wait until every killed process is gone."""
        while self._ended:
            await self._ended[-1].wait()
            self._ended.pop()
