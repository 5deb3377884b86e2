"""The picture maker: each picture is drawn once, in a process that may die, and cached.

Nothing here loads the drawing library. A picture that cannot be made is None; the caller then says
its facts in words.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import structlog

from bot.pictures.process.cache import Damaged, PictureCache, key_of
from bot.pictures.process.protocol import Request
from bot.pictures.process.subprocess import DrawingProcess, NotDrawn, ProcessEnded
from bot.talk.pictures import Drawing, Theme

COMMAND = (sys.executable, "-m", "bot.pictures")
"""The command line of the drawing process."""

HOW_TO_INSTALL = "pip install 'sohoctap[pictures]'"

_log = structlog.get_logger("pictures")


class CannotDraw(Exception):
    """No picture can be made here; the message says how to change that."""


class PictureMaker:
    """Makes pictures and caches them in `folder`; close it at the end.

    The drawing process starts with the first picture. It ends after `idle_seconds` without a
    request; a drawing is stopped after `drawing_seconds`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        command: Sequence[str] = COMMAND,
        idle_seconds: float = 600,
        drawing_seconds: float = 30,
    ) -> None:
        self._kept = PictureCache(folder)
        self._process = DrawingProcess(command, folder / "matplotlib", idle_seconds=idle_seconds)
        self._drawing_seconds = drawing_seconds
        self._making: dict[str, asyncio.Task[bytes | None]] = {}
        self._said_missing = False

    async def png(self, drawing: Drawing, theme: Theme = "light") -> bytes | None:
        """The picture from the cache or newly drawn; None after a failure, which is logged."""
        key = key_of(drawing, theme)
        making = self._making.get(key)
        if making is None:
            making = asyncio.create_task(self._have(key, Request(drawing, theme)))
            self._making[key] = making
            making.add_done_callback(lambda _done: self._making.pop(key))
        # Other callers may wait for it too, so it goes on when this caller is cancelled.
        return await asyncio.shield(making)

    async def check(self) -> str:
        """The drawing library in use; raises CannotDraw with advice when there is none."""
        request = msgspec.json.encode(Request())
        try:
            return (await self._process.ask(request, self._drawing_seconds)).decode()
        except NotDrawn as error:
            if error.library_missing:
                raise CannotDraw(f"matplotlib is missing: {HOW_TO_INSTALL}") from error
            raise CannotDraw(f"matplotlib is damaged ({error.why}): {HOW_TO_INSTALL}") from error
        except ProcessEnded as error:
            raise CannotDraw(
                f"the drawing process does not run ({error}): {HOW_TO_INSTALL}"
            ) from error
        except TimeoutError as error:
            raise CannotDraw("the drawing process does not answer in time") from error

    async def purge(self, before: dt.datetime) -> int:
        """Delete pictures that were not used since `before`; returns how many.

        Files that cannot be deleted are logged, and tried again the next time.
        """
        try:
            return await asyncio.to_thread(self._kept.purge, before.timestamp())
        except OSError as error:
            _log.warning("pictures_not_purged", why=type(error).__name__, errno=error.errno)
            return 0

    async def close(self) -> None:
        """End the drawing process; whoever still waits for a picture gets None."""
        await self._process.close()
        await asyncio.gather(*self._making.values())

    async def _have(self, key: str, request: Request) -> bytes | None:
        try:
            kept = await asyncio.to_thread(self._kept.read, key)
        except (Damaged, OSError) as error:
            _log.warning("cached_picture_unreadable", why=type(error).__name__)
            kept = None
        return kept if kept is not None else await self._make(key, request)

    async def _make(self, key: str, request: Request) -> bytes | None:
        try:
            png = await self._process.ask(msgspec.json.encode(request), self._drawing_seconds)
        except NotDrawn as error:
            if error.library_missing:
                self._say_missing()
            else:
                _log.warning("picture_not_made", why=error.why)
            return None
        except (ProcessEnded, TimeoutError) as error:
            _log.warning("picture_not_made", why=type(error).__name__)
            return None
        try:
            await asyncio.to_thread(self._kept.write, key, png)
        except OSError as error:
            _log.warning("picture_not_cached", why=type(error).__name__, errno=error.errno)
        return png

    def _say_missing(self) -> None:
        """Log it once: the service may run without the library."""
        if not self._said_missing:
            self._said_missing = True
            _log.warning("picture_not_made", why="matplotlib is missing", install=HOW_TO_INSTALL)
