"""The unit of work: what one turn reads and writes, over one open transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, cast

import msgspec

from bot.domain.learning.activity import Activity, Draft
from bot.domain.people.persons import LOCALES, AgeBand, Group, Person, Purpose
from bot.services.demo import DEMO_MARK
from bot.services.ports.messages import Incoming, OutboxMessage
from bot.services.ports.unit_of_work import Dialog
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.notifications.announcement_queries import AnnouncingWork
from bot.storage.notifications.reminder_queries import RemindingWork
from bot.storage.people.queries import PeopleWork
from bot.storage.skills.queries import LearningWork
from bot.talk.steps import Choice, Say

_encode = msgspec.json.Encoder().encode
_decode_choices = msgspec.json.Decoder(tuple[Choice, ...]).decode

_CHANGEABLE = ("type_code", "title", "day", "minutes", "mode", "provider")


def _activity(row: Row) -> Activity:
    return Activity(
        receipt=row[0],
        type_code=row[1],
        title=row[2],
        day=dt.date.fromisoformat(row[3]),
        minutes=row[4],
        mode=row[5],
        provider=row[6],
        evidence=row[7],
        voided_at=None if row[8] is None else from_ms(row[8]),
        void_reason=row[9],
    )


def _place(row: Row, incoming: Incoming) -> Dialog:
    person = Person(
        id=row[0],
        locale=row[1],
        ward=row[2],
        group=cast("Group | None", row[3]),
        age_band=cast("AgeBand | None", row[4]),
        joined_at=None if row[5] is None else from_ms(row[5]),
        consents=frozenset(cast("list[Purpose]", row[6].split())),
    )
    return Dialog(
        person=person,
        blocked=row[7] is not None,
        name=row[8],
        state=row[9],
        paused_name=row[10],
        paused_state=row[11],
        turn=row[12],
        prompt=_decode_choices(row[13]) if row[13] != "[]" else (),
        prompt_wants=row[14],
        channel=incoming.channel,
        address=incoming.address,
        elsewhere=row[15] is not None
        and (row[15], row[16]) != (incoming.channel, incoming.address),
    )


class SqlUnitOfWork(LearningWork, RemindingWork, PeopleWork, AnnouncingWork):
    """`bot.services.ports.unit_of_work.UnitOfWork` over a `Session`.

    `worker` is who will send what is posted; `controller` who runs the service.
    """

    def __init__(self, session: Session, worker: str, controller: str) -> None:
        super().__init__(session)
        self._worker = worker
        self.controller = controller

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        """Note an update; False when it was here before."""
        return bool(
            await self._session.rows(
                "note_update", channel=incoming.channel, update_id=incoming.id, at_ms=to_ms(now)
            )
        )

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:
        """Find or make the person behind an address, and lock the conversation."""
        where = {"channel": incoming.channel, "external_id": incoming.address}
        found = await self._session.rows("find_dialog", **where)
        if found:
            return _place(found[0], incoming)
        demo = incoming.address.startswith(DEMO_MARK)
        locale = incoming.language if incoming.language in LOCALES else LOCALES[0]
        ms = to_ms(now)
        person: int = (
            await self._session.rows("add_person", locale=locale, demo=int(demo), now=ms)
        )[0][0]
        if await self._session.rows(
            "add_address", **where, person_id=person, blocked_ms=None, created_ms=ms
        ):
            await self._session.rows("add_conversation", person_id=person, now=ms)
        else:
            # Another process met this address at the same moment and was first.
            await self._session.rows("forget_person", person=person)
        return _place((await self._session.rows("find_dialog", **where))[0], incoming)

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:
        """Store where the conversation stands now."""
        await self._session.rows(
            "keep_place",
            person=dialog.person.id,
            name=dialog.name,
            state=dialog.state,
            paused_name=dialog.paused_name,
            paused_state=dialog.paused_state,
            turn=dialog.turn,
            prompt=_encode(dialog.prompt).decode(),
            prompt_wants=dialog.prompt_wants,
            channel=dialog.channel,
            external_id=dialog.address,
            now=to_ms(now),
        )

    async def post(
        self, incoming: Incoming, dialog: Dialog, says: Sequence[Say], now: dt.datetime
    ) -> tuple[OutboxMessage, ...]:
        """Lay words into the outbox, claimed by this process's worker."""
        person = dialog.person
        posted = []
        ms = to_ms(now)
        for say in says:
            (row,) = await self._session.rows(
                "post",
                channel=incoming.channel,
                external_id=incoming.address,
                person_id=None if dialog.erased else person.id,
                kind=say.kind,
                locale=person.locale,
                turn=dialog.turn,
                say=_encode(say).decode(),
                claimed_by=self._worker,
                now=ms,
                now_=ms,
            )
            posted.append(
                OutboxMessage(
                    row[0], incoming.channel, incoming.address, say, person.locale, dialog.turn
                )
            )
        return tuple(posted)

    async def mark_blocked(self, channel: str, address: str, at: dt.datetime | None) -> None:
        """Note that an address cannot be reached (`at`), or can again (None)."""
        await self._session.rows(
            "mark_blocked",
            channel_=channel,
            external_id_=address,
            blocked_ms=None if at is None else to_ms(at),
        )

    async def savepoint(self, job: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a part of the turn; a `Refusal` in it undoes that part only."""
        await self._session.savepoint(job)

    async def minutes_on(self, person: int, day: dt.date, excluded: str | None = None) -> int:
        """Minutes recorded for that day, without void entries and the receipt `excluded`."""
        rows = await self._session.rows(
            "minutes_on", person=person, day=day.isoformat(), excluded=excluded or ""
        )
        return int(rows[0][0])

    async def activity(self, person: int, receipt: str) -> Activity | None:
        """The person's own entry with this receipt, void or not."""
        rows = await self._session.rows("activity", person=person, receipt=receipt)
        return _activity(rows[0]) if rows else None

    async def activities_between(
        self, person: int, first: dt.date, last: dt.date
    ) -> tuple[Activity, ...]:
        """The person's entries of these days, newest day first, void ones included."""
        rows = await self._session.rows(
            "activities_between", person=person, first=first.isoformat(), last=last.isoformat()
        )
        return tuple(_activity(row) for row in rows)

    async def nearest_days(
        self, person: int, before: dt.date, after: dt.date
    ) -> tuple[dt.date | None, dt.date | None]:
        """The last day with an entry before `before`, and the first one after `after`."""
        last = await self._session.rows("last_day_before", person=person, day=before.isoformat())
        first = await self._session.rows("first_day_after", person=person, day=after.isoformat())
        return tuple(  # type: ignore[return-value]  # two rows make a pair
            None if rows[0][0] is None else dt.date.fromisoformat(rows[0][0])
            for rows in (last, first)
        )

    async def receipt_of(self, person: int, draft_key: str) -> str | None:
        """The receipt that a draft was recorded under, or None."""
        rows = await self._session.rows("find_draft", draft_key=draft_key, person_id=person)
        return str(rows[0][0]) if rows else None

    async def add_activity(
        self, person: Person, draft: Draft, receipt: str, now: dt.datetime
    ) -> str:
        """Record one activity; the first receipt when the draft is known, "" when it is taken."""
        ms = to_ms(now)
        assert draft.day is not None
        added = await self._session.rows(
            "add_activity",
            person_id=person.id,
            draft_key=draft.key,
            receipt=receipt,
            type_code=draft.type_code,
            title=draft.title,
            day=draft.day.isoformat(),
            minutes=draft.minutes,
            mode=draft.mode,
            provider=draft.provider,
            ward=person.ward,
            created_ms=ms,
        )
        if not added:
            known = await self._session.rows("find_draft", draft_key=draft.key, person_id=person.id)
            return str(known[0][0]) if known else ""
        for item in draft.evidence:
            await self._session.rows(
                "add_evidence",
                activity_id=added[0][0],
                kind=item.kind,
                reference=item.reference,
                now=ms,
            )
        return receipt

    async def change_activity(
        self, person: int, before: Activity, after: Activity, now: dt.datetime
    ) -> None:
        """Correct one entry, and keep what it said before."""
        rows = await self._session.rows(
            "change_activity",
            person=person,
            receipt_=before.receipt,
            type_code=after.type_code,
            title=after.title,
            day=after.day.isoformat(),
            minutes=after.minutes,
            mode=after.mode,
            provider=after.provider,
        )
        for name in _CHANGEABLE:
            old, new = getattr(before, name), getattr(after, name)
            if old != new:
                await self._session.rows(
                    "add_change",
                    activity_id=rows[0][0],
                    field=name,
                    before=None if old is None else str(old),
                    after=None if new is None else str(new),
                    now=to_ms(now),
                )

    async def void_activity(self, person: int, receipt: str, reason: str, now: dt.datetime) -> None:
        """Mark one entry void: it stays in the record and leaves the sums."""
        await self._session.rows(
            "void_activity", person=person, receipt_=receipt, reason=reason, now=to_ms(now)
        )
