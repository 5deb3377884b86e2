"""The operator's report: all that the health check knows, and the same as measures."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from prometheus_client.core import Metric

from bot.operating.measures import (
    Measures,
    OutboxCount,
    about_metric,
    channels_metric,
    gauge,
    outbox_metric,
)
from bot.services.ports.messages import NotStored

KEPT_SECONDS = 15.0
"""How long a count of the outbox is used again."""


class Backlog(Protocol):
    """What waits in the outbox."""

    @property
    def counts(self) -> Sequence[OutboxCount]:
        """By channel, class and state."""

    @property
    def oldest_due(self) -> dt.datetime | None:
        """When the oldest of them that is due became so."""


class ShortHealth(Protocol):
    """The health check that everybody may ask."""

    async def report(self) -> Mapping[str, object]:
        """`ok`, `live`, `ready`, `writes` and `channels`."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What does not change while the process runs; `keys` says of each key whether it is there."""

    version: str
    migration: str
    keys: Mapping[str, bool]


class OperatorReport:
    """What the operator is told. `monotonic` gives seconds, `clock` the time."""

    def __init__(
        self,
        *,
        health: ShortHealth,
        measures: Measures,
        standing: Standing,
        backlog: Callable[[dt.datetime], Awaitable[Backlog]],
        files: Path,
        last_backup: Callable[[], dt.datetime | None],
        clock: Callable[[], dt.datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._health = health
        self._measures = measures
        self._standing = standing
        self._backlog = backlog
        self._files = files
        self._last_backup = last_backup
        self._clock = clock
        self._monotonic = monotonic
        self._ticked: dt.datetime | None = None
        self._read: tuple[float, Backlog | None] | None = None

    async def ticked(self) -> None:
        """The clock has ticked."""
        self._ticked = self._clock()

    async def report(self) -> dict[str, object]:
        """The whole report as JSON values; `ok` as in the short one."""
        short = await self._health.report()
        backlog = await self._waiting()
        backed_up = await asyncio.to_thread(self._last_backup)
        return {
            **short,
            "version": self._standing.version,
            "migration": self._standing.migration,
            "backlog": None if backlog is None else sum(each.count for each in backlog.counts),
            "oldest_unsent_seconds": self._oldest(backlog),
            "last_tick": None if self._ticked is None else self._ticked.isoformat("T", "seconds"),
            "last_backup": None if backed_up is None else backed_up.isoformat("T", "seconds"),
            "disk_free_bytes": (await self._disk())[0],
            "keys": dict(self._standing.keys),
        }

    async def metrics(self) -> bytes:
        """All measures, as Prometheus reads them."""
        short = await self._health.report()
        backlog = await self._waiting()
        free, ratio = await self._disk()
        backed_up = await asyncio.to_thread(self._last_backup)
        now: list[Metric] = [
            about_metric(self._standing.version, self._standing.migration),
            gauge("sohoctap_ready", int(bool(short["ready"]))),
            channels_metric(_channels(short)),
            gauge("sohoctap_last_backup_timestamp_seconds", _seconds(backed_up)),
            gauge("sohoctap_disk_free_bytes", free),
            gauge("sohoctap_disk_free_ratio", ratio),
        ]
        if self._ticked is not None:
            ago = (self._clock() - self._ticked).total_seconds()
            now.append(gauge("sohoctap_last_tick_seconds", max(0.0, ago)))
        if backlog is not None:
            now.append(outbox_metric(backlog.counts))
            now.append(gauge("sohoctap_oldest_unsent_seconds", self._oldest(backlog) or 0.0))
        return self._measures.written(now)

    async def _waiting(self) -> Backlog | None:
        """What waits; None while the database does not say. Counted at most every so often."""
        now = self._monotonic()
        if self._read is None or now - self._read[0] >= KEPT_SECONDS:
            try:
                self._read = now, await self._backlog(self._clock())
            except NotStored:
                self._read = now, None
        return self._read[1]

    def _oldest(self, backlog: Backlog | None) -> float | None:
        if backlog is None or backlog.oldest_due is None:
            return None
        return max(0.0, (self._clock() - backlog.oldest_due).total_seconds())

    async def _disk(self) -> tuple[int, float]:
        """What is free where the files are, in bytes and as a part; nothing where it is away."""
        folder = self._files if self._files.is_dir() else self._files.parent
        try:
            found = await asyncio.to_thread(shutil.disk_usage, folder)
        except OSError:
            return 0, 0.0
        return found.free, found.free / found.total


def _seconds(at: dt.datetime | None) -> float:
    return 0.0 if at is None else at.timestamp()


def _channels(report: Mapping[str, object]) -> Mapping[str, bool]:
    channels = report["channels"]
    assert isinstance(channels, dict)
    return channels
