"""Data files: read, check and reload them after an edit; a wrong file changes nothing.

The release has every file; a file with the same name in the operator's folder replaces it. The last
good files are stored beside them. After a wrong edit, and after a restart, the service continues
with the last good version.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import structlog
from msgspec import Struct

from bot.content.decoding import MAX_BYTES, decode
from bot.domain.data_files.problems import Problem
from bot.domain.intents.intents import Intents
from bot.domain.intents.problems import problems_in_intents
from bot.domain.learning.learning_citizen import CriteriaSet, problems_in_criteria
from bot.domain.notifications.calendar import Calendar, CalendarDay
from bot.domain.notifications.calendar_problems import problems_in_calendar
from bot.domain.people.contacts import Contacts, problems_in_contacts
from bot.domain.privacy.request_rules import RequestRules, problems_in_request_rules
from bot.domain.reference_data import ReferenceData
from bot.domain.skills.frameworks import Framework, problems_in_framework
from bot.domain.skills.instruments import SelfCheck, problems_in_self_check
from bot.domain.skills.lessons import Lessons, problems_in_lessons

T = TypeVar("T", bound=Struct)

PACKAGED = Path(__file__).parent
LAST_GOOD = "last-good"
SECONDS_BETWEEN_LOOKS = 5.0

FRAMEWORK = "framework.toml"
SELF_CHECK = "self_check.toml"
LESSONS = "lessons.toml"
CRITERIA = "learning_citizen.toml"
CALENDAR = "calendar.toml"
INTENTS = "intents.toml"
CONTACTS = "contacts.toml"
DATA_REQUESTS = "data_requests.toml"
NAMES = (
    FRAMEWORK,
    SELF_CHECK,
    LESSONS,
    CRITERIA,
    CALENDAR,
    INTENTS,
    CONTACTS,
    DATA_REQUESTS,
)

_log = structlog.get_logger("data")


class DataWrong(Exception):
    """The release's own files have a problem, so there is no version to use."""


@dataclass(slots=True)
class _Reading:
    """One attempt to read all files, without some paths: the files used, and the problems."""

    without: frozenset[Path] = frozenset()
    used: dict[str, tuple[Path, bytes]] = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)

    def note(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems[name] = self.problems.get(name, ()) + tuple(problems)


class DataFiles:
    """The files of the release, replaced by those of the operator's folder."""

    def __init__(
        self,
        folder: Path,
        packaged: Path = PACKAGED,
        *,
        announcements: Sequence[str] = (),
        opens: Callable[[str], object] = lambda _command: True,
        seconds_between_looks: float = SECONDS_BETWEEN_LOOKS,
    ) -> None:
        self._announcements = announcements
        self._opens = opens
        self._folder = folder
        self._packaged = packaged
        self._seconds_between_looks = seconds_between_looks
        self._reference_data: ReferenceData | None = None
        self._seen: tuple[tuple[int, int] | None, ...] | None = None
        self.problems: dict[str, tuple[Problem, ...]] = {}
        """Problems in the operator's files, by file name."""
        self.edited: tuple[str, ...] = ()
        """Names of the operator's files in use."""

    @property
    def reference_data(self) -> ReferenceData:
        """The current reference data; the first use reads the files. Raises `DataWrong`."""
        if self._reference_data is None:
            self.look()
        assert self._reference_data is not None
        return self._reference_data

    def look(self) -> bool:
        """Reload the files that changed since the last check; True when one changed.

        Raises `DataWrong` when even the files of the release cannot be used.
        """
        seen = tuple(_signature(self._folder / name) for name in NAMES)
        if seen == self._seen:
            return False
        self._seen = seen
        reading = _Reading()
        self.problems = reading.problems
        reference_data = self._read(reading)
        if reference_data is None and self._reference_data is None:
            reference_data, reading = self._read_without_edits()
        if reference_data is not None:
            self._reference_data = reference_data
            self._accept(reading)
        for name, problems in self.problems.items():
            for mistake in problems:
                _log.error("data_refused", file=name, entry=mistake.entry, reason=mistake.reason)
        return True

    def _read_without_edits(self) -> tuple[ReferenceData, _Reading]:
        """Read at the start when an edited framework fits no version of another file."""
        framework = frozenset({self._folder / FRAMEWORK})
        own = frozenset(path for name in NAMES for path in (self._folder / name, self._good(name)))
        for without in (framework, own):
            reading = _Reading(without)
            reference_data = self._read(reading)
            if reference_data is not None:
                return reference_data, reading
        raise DataWrong(_describe(reading.problems))

    def _accept(self, reading: _Reading) -> None:
        """Use these files; the edited ones become the last good version."""
        edits = {n: raw for n, (path, raw) in reading.used.items() if path == self._folder / n}
        self.edited = tuple(edits)
        for name, raw in edits.items():
            _store(self._good(name), raw)

    def _good(self, name: str) -> Path:
        return self._folder / LAST_GOOD / name

    def _read(self, reading: _Reading) -> ReferenceData | None:
        """Read all files together; None when a file has no version that fits the others."""
        framework = self._best(reading, FRAMEWORK, Framework, problems_in_framework)
        if framework is None:
            return None
        self_check = self._best(
            reading, SELF_CHECK, SelfCheck, lambda it: problems_in_self_check(it, framework)
        )
        lessons = self._best(
            reading, LESSONS, Lessons, lambda it: problems_in_lessons(it, framework)
        )
        criteria = self._best(reading, CRITERIA, CriteriaSet, problems_in_criteria)
        released = self._released_days()
        calendar = self._best(
            reading,
            CALENDAR,
            Calendar,
            lambda it: problems_in_calendar(it, self._announcements, self._opens),
            lambda it: it.with_days_of(released),
        )
        intents = self._best(
            reading, INTENTS, Intents, lambda it: problems_in_intents(it, self._opens)
        )
        contacts = self._best(reading, CONTACTS, Contacts, problems_in_contacts)
        request_rules = self._best(reading, DATA_REQUESTS, RequestRules, problems_in_request_rules)
        if self_check is None or lessons is None or criteria is None or calendar is None:
            return None
        if intents is None or contacts is None or request_rules is None:
            return None
        return ReferenceData(
            framework,
            self_check,
            lessons,
            criteria,
            calendar,
            intents,
            contacts,
            request_rules,
        )

    def _best(
        self,
        reading: _Reading,
        name: str,
        kind: type[T],
        check: Callable[[T], Iterator[Problem]],
        complete: Callable[[T], T] = lambda it: it,
    ) -> T | None:
        """The operator's version when it is good, else the last good one, else the release's.

        `complete` adds what a file may leave out.
        """
        edit, good, release = self._folder / name, self._good(name), self._packaged / name
        taken_away = False
        for path in (edit, good, release):
            if path in reading.without or (path == good and taken_away):
                continue
            try:
                raw = _content(path)
            except FileNotFoundError:
                taken_away = taken_away or path == edit
                if path == release:
                    reading.note(name, [Problem("", "the file is missing")])
                continue
            except OSError as error:
                if path == good:
                    return None  # the last good version cannot be read now: change nothing
                reading.note(name, [Problem("", f"cannot be read ({type(error).__name__})")])
                continue
            read = decode(raw, kind, check, complete)
            if not isinstance(read, tuple):
                reading.used[name] = (path, raw)
                return read
            if path == edit:
                reading.note(name, read)
            elif path == release:
                self._report_release(reading, name, read)
        return None

    def _released_days(self) -> tuple[CalendarDay, ...]:
        """The days of the release's calendar; an operator's calendar may leave them out."""
        try:
            raw = _content(self._packaged / CALENDAR)
        except OSError:
            return ()  # reported where the file itself is read
        calendar = decode(raw, Calendar, lambda _it: iter(()))
        return () if isinstance(calendar, tuple) else calendar.days

    def _report_release(self, reading: _Reading, name: str, problems: tuple[Problem, ...]) -> None:
        """Report a release file with problems: after an edit the framework does not fit it."""
        framework, _raw = reading.used.get(FRAMEWORK, (self._packaged / FRAMEWORK, b""))
        if framework == self._packaged / FRAMEWORK:
            reading.note(name, problems)
            return
        first = problems[0]
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        reading.note(
            FRAMEWORK,
            [Problem("", f"{name} does not fit it ({first.entry}: {first.reason}{more}): "
                         f"edit {name} too")],
        )  # fmt: skip

    async def keep_looking(self, stop: asyncio.Event) -> None:
        """Check for edits every few seconds until `stop`; the next turn uses them."""
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._seconds_between_looks)
            try:
                read = await asyncio.to_thread(self.look)
            except Exception as error:
                # An exception in a check changes nothing either.
                _log.error("data_not_read", fault=type(error).__name__, exc_info=True)
                continue
            if read:
                _log.info("data_read", edited=self.edited, refused=tuple(self.problems))


def _content(path: Path) -> bytes:
    """The content of a file, read only up to one byte more than the maximum size."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _signature(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def _store(good: Path, raw: bytes) -> None:
    """Store the last good version; without disk space, log it and continue."""
    try:
        if good.exists() and good.read_bytes() == raw:
            return
        good.parent.mkdir(parents=True, exist_ok=True)
        draft = good.with_suffix(".draft")
        draft.write_bytes(raw)
        draft.replace(good)
    except OSError as error:
        _log.warning("last_good_not_kept", file=good.name, why=type(error).__name__)


def _describe(problems: dict[str, tuple[Problem, ...]]) -> str:
    return "\n".join(
        f"{name}: {each.entry}: {each.reason}" for name, found in problems.items() for each in found
    )
