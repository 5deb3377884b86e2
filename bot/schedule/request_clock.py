"""The clock of requests: carries out erasures that waited, takes answers, names what is due soon.

`python -m bot requests done` lays its answer into a folder (`bot.schedule.laid_files`), and the
next tick carries it out.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import msgspec
import structlog

from bot.domain.privacy.request_rules import RequestRules
from bot.domain.privacy.requests import DataRequest, RequestOutcome
from bot.schedule.laid_files import laid_in, lay, read_laid
from bot.services.ports.messages import Clock
from bot.services.privacy.planned_erasure import MAX_SLICE, erase_due
from bot.services.privacy.requests import close_request
from bot.services.staff.request_reminders import remind_admins

MAX_OPEN = 500
"""So many open requests are looked at; the ones that are due first."""


class _Transact(Protocol):
    """Runs a job in one transaction of its own. Raises `NotStored`."""

    def __call__(self, job: Callable[[Any], Any], lane: str = "") -> Awaitable[Any]: ...


class LaidAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An answer to an open request, as a file of the folder holds it."""

    number: str
    outcome: RequestOutcome
    answer: str = ""


class RequestClock:
    """Looks every minute for answers, and once a day for requests that are due soon.

    `rules` gives the data file as it is now; `planned` is awaited after somebody was told;
    `open_laid` opens what `lay_answer` sealed.
    """

    def __init__(
        self,
        *,
        transact: _Transact,
        rules: Callable[[], RequestRules],
        clock: Clock,
        planned: Callable[[], Awaitable[None]],
        answers: Path,
        open_laid: Callable[[bytes], bytes],
    ) -> None:
        self._transact = transact
        self._rules = rules
        self._clock = clock
        self._planned = planned
        self._answers = answers
        self._open_laid = open_laid
        self._reminded: dt.date | None = None
        self._log = structlog.get_logger("requests").bind()

    async def tick(self) -> None:
        """One tick. Raises `NotStored`; the next tick goes on."""
        await self.erase()
        for path in await asyncio.to_thread(laid_in, self._answers):
            await self._take(path)
        if self._reminded != self._clock().date():
            await self.remind()
            self._reminded = self._clock().date()

    async def erase(self) -> None:
        """Carry out every erasure whose hour has come, in short transactions."""
        erased = MAX_SLICE
        while erased == MAX_SLICE:
            job = partial(erase_due, now=self._clock(), rules=self._rules())
            erased = await self._transact(job, "clock")
            if erased:
                self._log.info("erased_as_planned", count=erased)
                await self._planned()

    async def _take(self, path: Path) -> None:
        try:
            laid = await asyncio.to_thread(read_laid, path, LaidAnswer, self._open_laid)
        except Exception as error:
            self._log.error("answer_not_read", fault=type(error).__name__)
            return
        await self.close(laid)
        # After the commit: a stop in between closes nothing twice.
        await asyncio.to_thread(path.unlink, missing_ok=True)

    async def close(self, laid: LaidAnswer) -> bool:
        """Close a request and tell the person; False when it is not open. Raises `NotStored`."""
        now = self._clock()
        closed: bool = await self._transact(
            partial(_close, laid=laid, now=now),
            "clock",
        )
        self._log.info("request_closed", number=laid.number, outcome=laid.outcome, closed=closed)
        if closed:
            await self._planned()
        return closed

    async def remind(self) -> tuple[DataRequest, ...]:
        """Name each open request that is due soon or late, in the log and to its admins.

        Returns which they are. Raises `NotStored`.
        """
        now, today = self._clock(), self._clock().date()
        if await self._transact(partial(remind_admins, now=now, rules=self._rules()), "clock"):
            await self._planned()
        soon = due_soon(await self.open(), self._rules(), today)
        for each in soon:
            self._log.warning(
                "request_due",
                number=each.number,
                kind=each.kind,
                due=each.due.isoformat(),
                days_left=each.days_left(today),
            )
        return soon

    async def open(self) -> tuple[DataRequest, ...]:
        """The open requests, the ones that are due first. Raises `NotStored`."""
        found: tuple[DataRequest, ...] = await self._transact(
            lambda work: work.requests.open_requests(MAX_OPEN), "clock"
        )
        return found


def due_soon(
    requests: tuple[DataRequest, ...], rules: RequestRules, today: dt.date
) -> tuple[DataRequest, ...]:
    """Those that are late or due within the days of the data file, and need somebody."""
    return tuple(
        each
        for each in requests
        if each.kind != "erase" and each.days_left(today) <= rules.remind_days
    )


def lay_answer(folder: Path, laid: LaidAnswer, seal: Callable[[bytes], bytes]) -> None:
    """Lay an answer ready for the running service; the file is the owner's alone, and sealed."""
    lay(folder, laid.number, laid, seal)


async def _close(work: Any, laid: LaidAnswer, now: dt.datetime) -> bool:
    return await close_request(work, laid.number, laid.outcome, laid.answer, now)
