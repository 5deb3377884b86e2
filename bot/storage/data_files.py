"""Data files: read, checked, and read again when somebody edited one; a mistake changes nothing.

The release brings every file; one of the same name in the operator's folder takes its place. What
was good is kept beside it, so that after a mistake, and after a restart, the service goes on with
the last good version.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from bot.domain.frameworks import Framework, mistakes_in_framework
from bot.domain.instruments import SelfCheck, mistakes_in_self_check
from bot.domain.learning_citizen import CriteriaSet, mistakes_in_criteria
from bot.domain.lessons import Lessons, mistakes_in_lessons
from bot.domain.mistakes import Mistake
from bot.domain.shelf import Shelf

T = TypeVar("T")

PACKAGED = Path(__file__).parent.parent / "data"
LAST_GOOD = "last-good"
SECONDS_BETWEEN_LOOKS = 5.0
BYTES_MOST = 1_000_000

FRAMEWORK = "framework.toml"
SELF_CHECK = "self_check.toml"
LESSONS = "lessons.toml"
CRITERIA = "learning_citizen.toml"
NAMES = (FRAMEWORK, SELF_CHECK, LESSONS, CRITERIA)

_PLACE = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`$")
_log = structlog.get_logger("data")


class DataWrong(Exception):
    """The release's own files have a mistake: nothing to go on with."""


class DataFiles:
    """The files of the release, with those of the operator's folder before them."""

    def __init__(self, folder: Path, packaged: Path = PACKAGED) -> None:
        self._folder = folder
        self._packaged = packaged
        self._shelf: Shelf | None = None
        self._seen: tuple[tuple[int, int] | None, ...] | None = None
        self.mistakes: dict[str, tuple[Mistake, ...]] = {}
        """What is wrong in the operator's files, by name."""
        self.edited: tuple[str, ...] = ()
        """The operator's files that are in use."""

    @property
    def shelf(self) -> Shelf:
        """The files as they stand, read at the first asking. Raises `DataWrong`."""
        if self._shelf is None:
            self.look()
        assert self._shelf is not None
        return self._shelf

    def look(self) -> bool:
        """Read again what was edited since the last look; True when something was.

        Raises `DataWrong` when even the files of the release cannot be used.
        """
        seen = tuple(_signature(self._folder / name) for name in NAMES)
        if seen == self._seen:
            return False
        self._seen = seen
        self.mistakes = {}
        edited: list[str] = []
        shelf = self._read(edited)
        if shelf is None and self._shelf is None:
            edited = []
            shelf = self._read(edited, only_release=True)
            if shelf is None:
                raise DataWrong(_told(self.mistakes))
        if shelf is not None:
            self._shelf = shelf
            self.edited = tuple(edited)
        for name, mistakes in self.mistakes.items():
            for mistake in mistakes:
                _log.error("data_refused", file=name, entry=mistake.entry, reason=mistake.reason)
        return True

    def _read(self, edited: list[str], *, only_release: bool = False) -> Shelf | None:
        """All files together; None when one of them has no version that fits the others."""

        def best(name: str, kind: type[T], check: Callable[[T], Iterator[Mistake]]) -> T | None:
            return self._best(name, kind, check, edited, only_release=only_release)

        framework = best(FRAMEWORK, Framework, mistakes_in_framework)
        if framework is None:
            return None
        self_check = best(SELF_CHECK, SelfCheck, lambda it: mistakes_in_self_check(it, framework))
        lessons = best(LESSONS, Lessons, lambda it: mistakes_in_lessons(it, framework))
        criteria = best(CRITERIA, CriteriaSet, mistakes_in_criteria)
        if self_check is None or lessons is None or criteria is None:
            return None
        return Shelf(framework, self_check, lessons, criteria)

    def _best(
        self,
        name: str,
        kind: type[T],
        check: Callable[[T], Iterator[Mistake]],
        edited: list[str],
        *,
        only_release: bool,
    ) -> T | None:
        """The operator's version where it is good, or its last good one, or the release's."""
        good = self._folder / LAST_GOOD / name
        own = () if only_release else (self._folder / name, good)
        for path in (*own, self._packaged / name):
            if path is good and not (self._folder / name).exists():
                continue  # an edit that was taken away is not an edit
            try:
                raw = path.read_bytes()[: BYTES_MOST + 1]
            except FileNotFoundError:
                continue
            except OSError as error:
                self._note(name, path, (Mistake("", type(error).__name__),))
                continue
            read = decode(raw, kind, check)
            if isinstance(read, tuple):
                self._note(name, path, read)
                continue
            if path == self._folder / name:
                edited.append(name)
                _keep(good, raw)
            return read
        return None

    def _note(self, name: str, path: Path, mistakes: tuple[Mistake, ...]) -> None:
        if path != self._folder / LAST_GOOD / name:
            self.mistakes[name] = self.mistakes.get(name, ()) + mistakes

    async def keep_looking(self, stop: asyncio.Event) -> None:
        """Look every few seconds until `stop`; what was edited is in use at the next turn."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)
            if await asyncio.to_thread(self.look):
                _log.info("data_read", edited=self.edited, refused=tuple(self.mistakes))


def decode(
    raw: bytes, kind: type[T], check: Callable[[T], Iterator[Mistake]]
) -> T | tuple[Mistake, ...]:
    """A file's content as what it should be, or what is wrong with it, each mistake by entry."""
    if len(raw) > BYTES_MOST:
        return (Mistake("", f"the file is larger than {BYTES_MOST} bytes"),)
    try:
        found = msgspec.toml.decode(raw, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return (_located(str(error)),)
    mistakes = tuple(check(found))
    return mistakes or found


def _located(message: str) -> Mistake:
    """A message of the decoder as a mistake: `$.forms[0].items[2]` counts from one for people."""
    found = _PLACE.search(message)
    entry = found[1] if found else ""
    entry = re.sub(r"\[(\d+)\]", lambda number: f".{int(number[1]) + 1}", entry).strip(".")
    return Mistake(entry.replace("[...]", ".…"), message[: found.start()] if found else message)


def _signature(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _keep(good: Path, raw: bytes) -> None:
    """Keep what was good; without room for it the service goes on, and says so."""
    try:
        if good.exists() and good.read_bytes() == raw:
            return
        good.parent.mkdir(parents=True, exist_ok=True)
        draft = good.with_suffix(".draft")
        draft.write_bytes(raw)
        draft.replace(good)
    except OSError as error:
        _log.warning("last_good_not_kept", file=good.name, why=type(error).__name__)


def _told(mistakes: dict[str, tuple[Mistake, ...]]) -> str:
    return "\n".join(
        f"{name}: {each.entry}: {each.reason}" for name, found in mistakes.items() for each in found
    )
