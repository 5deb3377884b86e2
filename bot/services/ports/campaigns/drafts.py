"""What the use cases read and write about the drafts of campaigns and their approval."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from bot.domain.campaigns.campaign import Campaign
from bot.talk.steps import Say

CampaignEventName: TypeAlias = Literal[
    "written",
    "changed",
    "submitted",
    "approved",
    "returned",
    "discarded",
    "tried",
    "started",
    "paused",
    "resumed",
    "cancelled",
    "stopped",
    "handed",
    "taken",
    "hinted",
]
"""What happened to a campaign. The names are stored: they never change.

`handed`: its sender had no role any more, and admins were asked; `taken`: one of them is its sender
now; `hinted`: those concerned heard that nobody had approved it.
"""


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    """Something that happened to a version of a campaign, and the word that was said with it.

    `person` is None for somebody who was erased.
    """

    what: CampaignEventName
    version: int
    at: dt.datetime
    person: int | None
    word: str = ""


class CampaignQueries(Protocol):
    """What conversations may read about campaigns."""

    async def campaign(self, key: str) -> Campaign | None:
        """A campaign; None when there is none of this key."""

    async def campaigns_of(
        self, wards: frozenset[str] | None, author: int, limit: int
    ) -> tuple[Campaign, ...]:
        """Campaigns for any of these wards (None: all), and the author's own; newest first.

        Those that were discarded before anything was sent are left out.
        """

    async def correction_of(self, key: str) -> Campaign | None:
        """The correction of a campaign; one that was discarded or cancelled is none."""

    async def approved_campaigns(self) -> tuple[Campaign, ...]:
        """The campaigns that are approved and have not begun, or begin weekly."""

    async def unapproved_campaigns(self, since: dt.datetime, limit: int) -> tuple[Campaign, ...]:
        """Campaigns that nobody approved yet and that were changed since then; newest first."""

    async def campaign_events(self, key: str, limit: int) -> tuple[CampaignEvent, ...]:
        """What happened to a campaign, the newest first."""


class CampaignRepository(CampaignQueries, Protocol):
    """Campaigns until they are sent."""

    async def lock_campaign(self, key: str) -> Campaign | None:
        """A campaign that nobody else changes until the transaction ends."""

    async def add_campaign(self, campaign: Campaign, now: dt.datetime) -> bool:
        """Store a new campaign; False when there is one of this key."""

    async def save_campaign(self, before: Campaign, after: Campaign, now: dt.datetime) -> bool:
        """Store a change; False when the stored one is not of the version and stage of `before`."""

    async def add_campaign_event(self, key: str, event: CampaignEvent) -> None:
        """Store what happened."""

    async def addresses_of(self, person: int) -> frozenset[str]:
        """All addresses of a person, as texts that can be compared."""

    async def post_to_oneself(self, person: int, locale: str, say: Say, now: dt.datetime) -> int:
        """Post a message to every address of a person that is not blocked; how many they are."""

    async def ask_count(self, person: int, campaign: str) -> None:
        """Let the clock count the audience of a campaign for this person; the newest counts."""

    async def take_count(self, person: int, campaign: str) -> tuple[str | None, int | None] | None:
        """Take back what `ask_count` asked: the person's open conversation, and its prompt's row.

        None: they ask for it no more.
        """
