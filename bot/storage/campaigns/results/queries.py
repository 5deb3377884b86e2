"""What runs came to: it is counted on connections of its own, and read where it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, cast

import msgspec

from bot.domain.campaigns.results import AnswerCount, CountedRun, Growth, GrowthCount, UnsureRow
from bot.domain.campaigns.runs import ResultCount, Run, RunResult
from bot.domain.people.persons import Purpose
from bot.services.ports.campaigns.results import ResultRepository, Watch
from bot.storage.campaigns.results import statements
from bot.storage.campaigns.run_statements import CORRECTIONS_OF
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row

ERASED = "erased"
"""The end of a row whose person was erased: it is counted, and says nothing of anybody."""


def result_of(run: Run, rows: Sequence[Row]) -> tuple[ResultCount, ...]:
    """The counts of `RUN_RESULT`, and those of erased people."""
    counts = tuple(ResultCount(*row) for row in rows)
    if not run.erased:
        return counts
    return (*counts, ResultCount("", "", ERASED, None, run.erased))


def growth_of(step: dt.timedelta, sent: Iterable[Row], answered: Iterable[Row]) -> Growth:
    """The counts of `SENT_IN_TIME` and `ANSWERED_IN_TIME`; none is before the begin."""
    counts = [GrowthCount(row[0], max(0, row[1]), sent=row[2]) for row in sent]
    counts += [GrowthCount(row[0], max(0, row[1]), answered=row[2]) for row in answered]
    return Growth(step, tuple(counts))


def counts_to_json(counts: Iterable[ResultCount]) -> str:
    """Counts as they are kept."""
    return to_json([[c.ward, c.channel, c.state, c.why, c.count] for c in counts])


def _read(stored: str | None) -> Any:
    return msgspec.json.decode(stored) if stored else None


def _unsure(rows: Sequence[Row]) -> tuple[UnsureRow, ...]:
    return tuple(UnsureRow(row[0], row[1], row[2], from_ms(row[3] or 0)) for row in rows)


class SqlResultRepository(Repository, ResultRepository):
    """`ResultRepository` over a session."""

    async def result(self, run: Run) -> RunResult:
        """What is kept; what was planned since counts as open."""
        rows = await self._session.rows(statements.KEPT_COUNTS, run=run.number)
        stored, counted_ms = rows[0] if rows else (None, None)
        counts = tuple(ResultCount(*each) for each in _read(stored) or ())
        planned = max(run.planned, sum(each.count for each in counts))
        rest = planned - sum(each.count for each in counts)
        if rest:
            counts = (*counts, ResultCount("", "", "planned", None, rest))
        return RunResult(planned, counts, None if counted_ms is None else from_ms(counted_ms))

    async def answers(self, campaign: str) -> tuple[AnswerCount, ...]:
        """What is kept with the newest run that was counted."""
        rows = await self._session.rows(statements.KEPT_ANSWERS, campaign=campaign)
        return tuple(AnswerCount(*each) for each in _read(rows[0][0])) if rows else ()

    async def growth(self, run: Run) -> Growth | None:
        """What is kept."""
        rows = await self._session.rows(statements.KEPT_GROWTH, run=run.number)
        kept = _read(rows[0][0]) if rows else None
        if kept is None:
            return None
        step_ms, counts = kept
        return Growth(
            dt.timedelta(milliseconds=step_ms), tuple(GrowthCount(*each) for each in counts)
        )

    async def keep_counts(self, run: Run, counted: CountedRun, now: dt.datetime) -> None:
        """Keep what was counted at `now`; the ends of a run that is settled stay as they are."""
        ms = to_ms(now)
        await self._session.rows(
            statements.KEEP_COUNTS, run=run.number, now=ms, now_=ms,
            result=counts_to_json(counted.counts),
        )  # fmt: skip
        growth = counted.growth
        step_ms = growth.step // dt.timedelta(milliseconds=1)
        slots = [[g.ward, g.slot, g.sent, g.answered] for g in growth.counts]
        await self._session.rows(
            statements.KEEP_GROWTH,
            run=run.number,
            answered=to_json([[a.ward, a.button, a.count] for a in counted.answers]),
            timeline=to_json([step_ms, slots]),
        )

    async def unsure_rows(self, run: Run, limit: int, after: int = 0) -> tuple[UnsureRow, ...]:
        """By the index of rows of a run in a state."""
        rows = await self._session.rows(
            statements.UNSURE_ROWS, run=run.number, limit=limit, after=after
        )
        return _unsure(rows)

    async def unsure_of(self, run: Run, rows: Sequence[int]) -> tuple[UnsureRow, ...]:
        """By their numbers."""
        found = await self._session.rows(
            statements.UNSURE_OF, run=run.number, rows=to_json(sorted(rows))
        )
        return _unsure(found)

    async def was_corrected(self, campaign: str) -> bool:
        """By the runs of corrections."""
        return bool(await self._session.rows(CORRECTIONS_OF, campaign=campaign))

    async def purpose_of(self, campaign: str) -> Purpose | None:
        """By the newest run."""
        rows = await self._session.rows(statements.PURPOSE_OF, campaign=campaign)
        return cast(Purpose, rows[0][0]) if rows else None

    # --- who follows a run --------------------------------------------------------------------

    async def watch(self, run: Run, watch: Watch) -> None:
        """One message for each person and run."""
        ms = to_ms(watch.shown)
        await self._session.rows(
            statements.WATCH, run=run.number, person=watch.person, row=watch.row,
            row_=watch.row, now=ms, now_=ms,
        )  # fmt: skip

    async def watches(self, run: Run) -> tuple[Watch, ...]:
        """By the run."""
        rows = await self._session.rows(statements.WATCHES, run=run.number)
        return tuple(Watch(run.key, row[0], row[1], row[2], from_ms(row[3])) for row in rows)

    async def end_watches(self, run: Run) -> None:
        """By the run."""
        await self._session.rows(statements.END_WATCHES, run=run.number)
