"""Campaigns in the database, until they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

import msgspec

from bot.domain.campaigns.campaign import Campaign, CampaignStage
from bot.domain.campaigns.content import CampaignContent
from bot.services.ports.campaigns.drafts import (
    CampaignEvent,
    CampaignEventName,
    CampaignRepository,
)
from bot.storage.campaigns import count_statements, statements
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.repository import Repository
from bot.storage.engine.session import Row
from bot.talk.steps import Say

_decode = msgspec.json.Decoder(CampaignContent).decode


class SqlCampaignRepository(Repository, CampaignRepository):
    """`CampaignRepository` over a session."""

    async def campaign(self, key: str) -> Campaign | None:
        rows = await self._session.rows(statements.CAMPAIGN, key=key)
        return next(iter(await self._with_people(rows)), None)

    async def lock_campaign(self, key: str) -> Campaign | None:
        rows = await self._session.rows(statements.LOCK_CAMPAIGN, key=key)
        return next(iter(await self._with_people(rows)), None)

    async def campaigns_of(
        self, wards: frozenset[str] | None, author: int, limit: int
    ) -> tuple[Campaign, ...]:
        if wards is None:
            rows = await self._session.rows(statements.ALL_CAMPAIGNS, limit=limit)
        else:
            rows = await self._session.rows(
                statements.CAMPAIGNS_OF, person=author, wards=to_json(sorted(wards)), limit=limit
            )
        return await self._with_people(rows)

    async def correction_of(self, key: str) -> Campaign | None:
        rows = await self._session.rows(statements.CORRECTION_OF, campaign=key)
        found = await self._with_people(rows)
        return found[0] if found else None

    async def approved_campaigns(self) -> tuple[Campaign, ...]:
        return await self._with_people(await self._session.rows(statements.APPROVED_CAMPAIGNS))

    async def unapproved_campaigns(self, since: dt.datetime, limit: int) -> tuple[Campaign, ...]:
        rows = await self._session.rows(
            statements.UNAPPROVED_CAMPAIGNS, since=to_ms(since), limit=limit
        )
        return await self._with_people(rows)

    async def ask_count(self, person: int, campaign: str) -> None:
        await self._session.rows(count_statements.ASK_COUNT, person=person, campaign=campaign)

    async def take_count(self, person: int, campaign: str) -> tuple[str | None, int | None] | None:
        rows = await self._session.rows(
            count_statements.TAKE_COUNT, person=person, campaign=campaign
        )
        return (rows[0][0], rows[0][1]) if rows else None

    async def _with_people(self, rows: Sequence[Row]) -> tuple[Campaign, ...]:
        """The campaigns of these rows, with who wrote and who approved them."""
        if not rows:
            return ()
        done = await self._session.rows(
            statements.CAMPAIGN_WHO_DID, keys=to_json([row[0] for row in rows])
        )
        return tuple(_campaign_of(row, [each[1:] for each in done if each[0] == row[0]])
                     for row in rows)  # fmt: skip

    async def campaign_events(self, key: str, limit: int) -> tuple[CampaignEvent, ...]:
        rows = await self._session.rows(statements.CAMPAIGN_EVENTS_OF, key=key, limit=limit)
        return tuple(
            CampaignEvent(
                cast(CampaignEventName, what), int(version), from_ms(at_ms), int(person), word or ""
            )
            for what, version, at_ms, person, word in rows
        )

    # --- writing ------------------------------------------------------------------------------

    async def add_campaign(self, campaign: Campaign, now: dt.datetime) -> bool:
        added = await self._session.rows(
            statements.ADD_CAMPAIGN,
            key=campaign.key,
            stage=campaign.stage,
            version=campaign.version,
            approved_version=campaign.approved_version,
            corrects=campaign.corrects,
            content=to_json(campaign.content),
            file=_reference(campaign),
            created_ms=to_ms(now),
            changed_ms=to_ms(now),
        )
        if added:
            await self._add_wards(campaign)
        return bool(added)

    async def save_campaign(self, before: Campaign, after: Campaign, now: dt.datetime) -> bool:
        saved = await self._session.rows(
            statements.SAVE_CAMPAIGN,
            key_=before.key,
            version_before=before.version,
            stage_before=before.stage,
            stage=after.stage,
            version=after.version,
            approved_version=after.approved_version,
            content=to_json(after.content),
            file=_reference(after),
            changed_ms=to_ms(now),
        )
        if not saved:
            return False
        if before.content.audience.wards != after.content.audience.wards:
            await self._session.rows(statements.DROP_WARDS, key=after.key)
            await self._add_wards(after)
        return True

    async def _add_wards(self, campaign: Campaign) -> None:
        wards = [(campaign.key, ward) for ward in sorted(campaign.content.audience.wards)]
        await self._session.rows(statements.ADD_WARDS, wards=to_json(wards))

    async def add_campaign_event(self, key: str, event: CampaignEvent) -> None:
        await self._session.rows(
            statements.ADD_CAMPAIGN_EVENT,
            campaign_key=key,
            person_id=event.person,
            what=event.what,
            version=event.version,
            word=event.word,
            at_ms=to_ms(event.at),
        )

    # --- people -------------------------------------------------------------------------------

    async def addresses_of(self, person: int) -> frozenset[str]:
        rows = await self._session.rows(statements.STAFF_ADDRESSES, person=person)
        return frozenset(" ".join(row) for row in rows)

    async def post_to_oneself(self, person: int, locale: str, say: Say, now: dt.datetime) -> int:
        rows = await self._session.rows(
            statements.POST_TO_ONESELF,
            person=person,
            locale=locale,
            say=to_json(say),
            now=to_ms(now),
            now_=to_ms(now),
        )
        return len(rows)


def _reference(campaign: Campaign) -> str | None:
    file = campaign.content.file
    return None if file is None else file.reference


def _campaign_of(row: Row, done: Sequence[Row]) -> Campaign:
    """A stored row, with what was done to it: what, which version, who; the oldest first."""
    key, stage, version, approved_version, corrects, content = row
    writers = [int(person) for what, _version, person in done if what in ("written", "changed")]
    first = next((int(person) for what, _version, person in done if what == "written"), None)
    # Every version has an event of who wrote it; one that is missing went with its person.
    known = {int(of) for what, of, _person in done if what in ("written", "changed")}
    taken = [int(person) for what, _version, person in done if what == "taken"]
    approvers: set[int] = set()
    for what, of, person in done:
        if what == "returned":
            approvers.clear()
        elif what == "approved" and int(of) == int(version):
            approvers.add(int(person))
    return Campaign(
        key,
        taken[-1] if taken else first,
        _decode(content),
        cast(CampaignStage, stage),
        int(version),
        None if approved_version is None else int(approved_version),
        frozenset(writers),
        frozenset(approvers),
        corrects,
        len(known) < int(version),
    )
