"""The outbox as a turn uses it: what it posts commits with everything else of the turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec import structs

from bot.services.ports.dialogs import Dialog
from bot.services.ports.messages import Change, Incoming, OutboxMessage
from bot.services.ports.outbox import OutboxRepository
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Session
from bot.storage.outbox import statements
from bot.storage.outbox.edit_statements import POST_EDIT, REPLACE_WAITING
from bot.talk.steps import Say


class SqlOutboxRepository(Repository, OutboxRepository):
    """`OutboxRepository` over a session; `worker` is who sends what is posted."""

    __slots__ = ("_worker",)

    def __init__(self, session: Session, worker: str) -> None:
        super().__init__(session)
        self._worker = worker

    async def post(
        self,
        incoming: Incoming,
        dialog: Dialog,
        says: Sequence[Say],
        now: dt.datetime,
        change: Change | None = None,
    ) -> tuple[OutboxMessage, ...]:
        person = dialog.person
        posted = []
        ms = to_ms(now)
        for say in says:
            edits = change.row if change is not None and change.edits else None
            closes = change.row if change is not None and not change.edits else None
            if change is not None and change.chosen:
                say = structs.replace(say, chosen=change.chosen)
            change = None
            ((row,),) = await self._session.rows(
                statements.POST,
                channel=incoming.channel,
                account=incoming.account,
                external_id=incoming.address,
                person_id=None if dialog.erased else person.id,
                kind=say.kind,
                locale=person.locale,
                turn=dialog.turn,
                say=to_json(say),
                edits=edits,
                closes=closes,
                claimed_by=self._worker,
                now=ms,
                now_=ms,
            )
            posted.append(
                OutboxMessage(
                    row,
                    incoming.channel,
                    incoming.address,
                    say,
                    person.locale,
                    dialog.turn,
                    account=incoming.account,
                    edits=edits,
                    closes=closes,
                )
            )
        return tuple(posted)

    async def notify(self, person: int, say: Say, now: dt.datetime) -> int | None:
        ms = to_ms(now)
        rows = await self._session.rows(
            statements.NOTIFY, person=person, kind=say.kind, say=to_json(say), now=ms, now_=ms
        )
        return rows[0][0] if rows else None

    async def edit(self, row: int, say: Say, now: dt.datetime) -> None:
        said, ms = to_json(say), to_ms(now)
        if not await self._session.rows(REPLACE_WAITING, row=row, row_=row, say=said):
            await self._session.rows(POST_EDIT, row=row, row_=row, say=said, now=ms, now_=ms)
