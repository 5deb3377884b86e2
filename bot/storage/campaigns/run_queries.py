"""Runs in the database: begun, planned in slices, paused, swept, settled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import msgspec

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import CampaignButton
from bot.domain.campaigns.runs import (
    ResultCount,
    Run,
    RunState,
    after_planning,
    source_of,
)
from bot.domain.notifications.campaign_classes import CampaignKind
from bot.services.ports.campaigns.runs import DueCampaign, RunRepository
from bot.storage.campaigns import answer_statements as answering
from bot.storage.campaigns import planning_statements as planning
from bot.storage.campaigns import run_statements as statements
from bot.storage.campaigns.audience_sql import RunsOf
from bot.storage.campaigns.results import statements as results
from bot.storage.campaigns.results.queries import SqlResultRepository, counts_to_json
from bot.storage.campaigns.run_audience import run_values
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row
from bot.storage.engine.statement import Statement

_read_buttons = msgspec.json.Decoder(tuple[CampaignButton, ...]).decode
_read_audience = msgspec.json.Decoder(CampaignAudience).decode


def run_of(row: Row) -> Run:
    """A run as its row has it."""
    planned_ms, settled_ms = row[13], row[14]
    return Run(
        number=row[0],
        key=row[1],
        campaign=row[2],
        occasion=row[3],
        kind=cast(CampaignKind, row[4]),
        author=row[5],
        wards=frozenset(msgspec.json.decode(row[6])),
        version=row[7],
        state=cast(RunState, row[8]),
        until=from_ms(row[9]),
        begun=from_ms(row[10]),
        planned=row[11],
        erased=row[12],
        planned_at=None if planned_ms is None else from_ms(planned_ms),
        settled_at=None if settled_ms is None else from_ms(settled_ms),
        why=row[15],
    )


class SqlRunRepository(SqlResultRepository, RunRepository):
    """`RunRepository` over a session."""

    async def run(self, key: str) -> Run | None:
        return self._one(await self._session.rows(statements.RUN, key=key))

    async def lock_run(self, key: str) -> Run | None:
        return self._one(await self._session.rows(statements.LOCK_RUN, key=key))

    @staticmethod
    def _one(rows: Sequence[Row]) -> Run | None:
        return run_of(rows[0]) if rows else None

    async def runs_of(self, campaign: str) -> tuple[Run, ...]:
        rows = await self._session.rows(statements.RUNS_OF, campaign=campaign)
        return tuple(run_of(row) for row in rows)

    async def buttons_of(self, run: Run) -> tuple[CampaignButton, ...]:
        ((buttons,),) = await self._session.rows(statements.BUTTONS_OF, run=run.number)
        return () if buttons is None else _read_buttons(buttons)

    async def begin_run(self, key: str, due: DueCampaign, now: dt.datetime) -> Run | None:
        campaign = due.campaign
        ((greatest,),) = await self._session.rows(planning.GREATEST_PERSON)
        begun = self._one(
            await self._session.rows(
                statements.BEGIN_RUN,
                run_key=key,
                campaign=campaign.key,
                occasion=due.occasion,
                kind=campaign.kind,
                purpose=campaign.purpose,
                author_id=campaign.author,
                wards=to_json(sorted(campaign.wards)),
                audience=to_json(campaign.audience),
                corrects=campaign.corrects,
                version=campaign.version,
                buttons=to_json(due.buttons),
                until_ms=to_ms(campaign.useful_until),
                last_person=greatest or 0,
                begun_ms=to_ms(now),
            )
        )
        if begun is not None and due.says:
            texts: list[Mapping[str, Any]] = [
                {"run": begun.number, "locale": locale, "ward": ward, "say": to_json(say)}
                for (locale, ward), say in sorted(due.says.items(), key=lambda each: each[0])
            ]
            await self._session.many(statements.ADD_TEXT, texts)
        return begun

    async def save_state(
        self, run: Run, state: RunState, now: dt.datetime, why: str | None = None
    ) -> None:
        del now
        await self._session.rows(statements.SET_RUN_STATE, run=run.number, state=state, why=why)

    # --- planning -----------------------------------------------------------------------------

    async def plan_slice(self, run: Run, limit: int, now: dt.datetime) -> Run:
        ((after, greatest, planned, purpose, audience_json, corrects),) = await self._session.rows(
            statements.PLANNING_OF, run=run.number
        )
        audience = _read_audience(audience_json)
        last = await self._next(after, greatest, limit, audience if corrects is None else None)
        if last is not None:
            values = {
                "after": after,
                "last": last,
                "run": run.number,
                "run_": run.number,
                "due_ms": to_ms(now),
                "until_ms": to_ms(run.until),
                "source": source_of(run.key),
                "now": to_ms(now),
            }
            if corrects is None:
                which = planning.plan_run(audience, purpose)
                runs = await self._earlier_runs(audience, run)
                values |= run_values(audience, runs, run.begun)
                rows = await self._session.rows(which, **values)
            else:
                rows = await self._session.rows(
                    planning.PLAN_CORRECTION, **values, corrects=corrects
                )
            planned, after = planned + len(rows), last
        asked = audience if corrects is None else CampaignAudience()
        state = after_planning(run.state, asked, planned) if last is None else run.state
        done_ms = to_ms(now) if last is None else None
        await self._session.rows(
            statements.SAVE_PLANNING,
            run=run.number,
            after_person=after,
            planned=planned,
            planned_ms=done_ms,
            state=state,
        )
        why = run.why
        if state == "stopped":
            why = "audience_small"
            await self._session.rows(statements.SET_RUN_STATE, run=run.number, state=state, why=why)
        planned_at = None if done_ms is None else now
        return replace(run, planned=planned, state=state, planned_at=planned_at, why=why)

    async def _earlier_runs(self, audience: CampaignAudience, run: Run) -> RunsOf:
        """The runs of the campaigns that the rule asks about, which began before this one."""
        return {
            key: [each.key for each in await self.runs_of(key) if each.number < run.number]
            for key in sorted(audience.earlier)
        }

    async def _next(
        self, after: int, greatest: int, limit: int, audience: CampaignAudience | None
    ) -> int | None:
        """The last of the next people; of one ward where the audience is one ward."""
        values: dict[str, Any] = {"after": after, "greatest": greatest, "limit": limit}
        if audience is not None and len(audience.wards) == 1:
            (ward,) = audience.wards
            rows = await self._session.rows(planning.NEXT_OF_WARD, **values, ward=ward)
        else:
            rows = await self._session.rows(planning.NEXT_PEOPLE, **values)
        return None if rows[0][0] is None else int(rows[0][0])

    # --- ending -------------------------------------------------------------------------------

    async def cancel_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        why = run.state if run.why is None else run.why
        return await self._end_slice(statements.CANCEL_PLANNED, why, run, limit, now)

    async def expire_slice(self, run: Run, limit: int, now: dt.datetime) -> int:
        return await self._end_slice(statements.EXPIRE_PLANNED, "expired", run, limit, now)

    async def _end_slice(
        self, ending: Statement, why: str, run: Run, limit: int, now: dt.datetime
    ) -> int:
        values = {"run": run.number, "why": why, "now": to_ms(now), "limit": limit}
        rows = await self._session.rows(ending, **values)
        half = await self._session.rows(
            statements.CANCEL_HALF_SENT, **{**values, "why": "half_sent"}
        )
        return len(rows) + len(half)

    async def has_open_rows(self, run: Run) -> bool:
        return bool(await self._session.rows(statements.OPEN_ROW_OF, run=run.number))

    async def settle(
        self, run: Run, state: RunState, result: Sequence[ResultCount], now: dt.datetime
    ) -> None:
        ms = to_ms(now)
        await self._session.rows(
            statements.SETTLE_RUN, run=run.number, state=state, now=ms, now_=ms,
            result=counts_to_json(result),
        )  # fmt: skip

    async def send_again(self, run: Run, rows: Sequence[int], now: dt.datetime) -> int:
        found = await self._session.rows(
            results.SEND_AGAIN, run=run.number, rows=to_json(sorted(rows)), now=to_ms(now)
        )
        return len(found)

    async def leave(self, run: Run, rows: Sequence[int]) -> int:
        found = await self._session.rows(results.LEAVE, run=run.number, rows=to_json(sorted(rows)))
        return len(found)

    # --- answers ------------------------------------------------------------------------------

    async def received(self, run: Run, person: int) -> bool:
        source = source_of(run.key)
        found = await self._session.rows(
            answering.RECEIVED, person=person, source=source, person_=person, source_=source
        )
        return bool(found)

    async def save_answer(self, run: Run, person: int, button: int, now: dt.datetime) -> None:
        ms = to_ms(now)
        await self._session.rows(
            answering.SAVE_ANSWER, run=run.number, person=person, button=button, now=ms,
            button_=button, now_=ms,
        )  # fmt: skip
