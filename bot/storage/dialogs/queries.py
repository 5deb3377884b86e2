"""Dialogs in the database: which updates were seen, where each conversation stands."""

from __future__ import annotations

import datetime as dt
from typing import cast

import msgspec

from bot.domain.people.persons import LOCALES, AgeBand, Group, LaterPurpose, Person, Purpose
from bot.services.demo import DEMO_MARK
from bot.services.ports.dialogs import Dialog, DialogRepository
from bot.services.ports.messages import Incoming
from bot.storage.dialogs import statements
from bot.storage.dialogs.versions import remembered, unchanged
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.storage.people.statements import ADD_ADDRESS, ADD_PERSON, DELETE_PERSON
from bot.talk.events import Edited, SentOther
from bot.talk.steps import Choice

_decode_choices = msgspec.json.Decoder(tuple[Choice, ...]).decode


def _dialog(row: Row, incoming: Incoming) -> Dialog:
    person = Person(
        id=row[0],
        locale=row[1],
        ward=row[2],
        group=cast("Group | None", row[3]),
        age_band=cast("AgeBand | None", row[4]),
        joined_at=None if row[5] is None else from_ms(row[5]),
        consents=frozenset(cast("list[Purpose]", row[6].split())),
        staff=bool(row[21]),
        recovery_offered=row[23] is not None,
        asked=frozenset(cast("list[LaterPurpose]", row[24].split())),
    )
    return Dialog(
        person=person,
        blocked=row[7] is not None,
        name=row[8],
        state=row[9],
        paused_name=row[10],
        paused_state=row[11],
        kept_name=row[18],
        kept_state=row[19],
        turn=row[12],
        prompt=_decode_choices(row[13]) if row[13] not in (None, "[]") else (),
        prompt_wants=row[14],
        channel=incoming.channel,
        account=incoming.account,
        address=incoming.address,
        elsewhere=row[15] is not None
        and (row[15], row[16], row[17]) != (incoming.channel, incoming.account, incoming.address),
        versions=remembered(row[20] or "", incoming.versions),
        prompt_row=row[22],
    )


class SqlDialogRepository(Repository, DialogRepository):
    """`DialogRepository` over a session."""

    async def first_time(self, incoming: Incoming, now: dt.datetime) -> bool:
        if incoming.collected:
            return await self._take_parts(incoming)
        new = await self._session.rows(
            statements.NOTE_UPDATE,
            channel=incoming.channel,
            account=incoming.account,
            update_id=incoming.id,
            at_ms=to_ms(now),
        )
        if not new:
            return False
        match incoming.channel_event:
            case Edited() | SentOther("edited"):
                return not await self._unchanged(incoming)
            case _:
                return True

    async def _take_parts(self, incoming: Incoming) -> bool:
        """Whether the updates waited; they wait no more, and what they held is gone."""
        ids = to_json(incoming.collected)
        where = {"channel": incoming.channel, "account": incoming.account}
        return bool(await self._session.rows(statements.TAKE_PARTS, **where, ids=ids))

    async def _unchanged(self, incoming: Incoming) -> bool:
        found = await self._session.rows(
            statements.KNOWN_VERSIONS,
            channel=incoming.channel,
            account=incoming.account,
            external_id=incoming.address,
        )
        return bool(found) and unchanged(found[0][0], incoming.versions)

    async def open_dialog(self, incoming: Incoming, now: dt.datetime) -> Dialog:
        where = {
            "channel": incoming.channel,
            "account": incoming.account,
            "external_id": incoming.address,
        }
        found = await self._session.rows(statements.FIND_DIALOG, **where)
        if found:
            return _dialog(found[0], incoming)
        await self._add_person(incoming, now)
        return _dialog((await self._session.rows(statements.FIND_DIALOG, **where))[0], incoming)

    async def _add_person(self, incoming: Incoming, now: dt.datetime) -> None:
        """Make a person for a new address, unless another process does at the same moment."""
        demo = incoming.address.startswith(DEMO_MARK)
        locale = incoming.language if incoming.language in LOCALES else LOCALES[0]
        ms = to_ms(now)
        ((person,),) = await self._session.rows(ADD_PERSON, locale=locale, demo=int(demo), now=ms)
        if await self._session.rows(
            ADD_ADDRESS,
            channel=incoming.channel,
            account=incoming.account,
            external_id=incoming.address,
            person_id=person,
            blocked_ms=None,
            created_ms=ms,
        ):
            await self._session.rows(statements.ADD_CONVERSATION, person_id=person, now=ms)
        else:
            await self._session.rows(DELETE_PERSON, person=person)

    async def save_dialog(self, dialog: Dialog, now: dt.datetime) -> None:
        await self._session.rows(
            statements.SAVE_DIALOG,
            person=dialog.person.id,
            name=dialog.name,
            state=dialog.state,
            paused_name=dialog.paused_name,
            paused_state=dialog.paused_state,
            kept_name=dialog.kept_name,
            kept_state=dialog.kept_state,
            turn=dialog.turn,
            prompt=to_json(dialog.prompt),
            prompt_wants=dialog.prompt_wants,
            prompt_row=dialog.prompt_row,
            channel=dialog.channel,
            account=dialog.account,
            external_id=dialog.address,
            versions=dialog.versions,
            now=to_ms(now),
        )
