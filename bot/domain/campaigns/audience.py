"""The audience of a campaign, kept as a rule."""

from __future__ import annotations

from msgspec import Struct


class CampaignAudience(Struct, frozen=True, tag="campaign_audience", omit_defaults=True):
    """Whom a campaign is for. A field that is empty or None leaves nobody out."""

    wards: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    ages: frozenset[str] = frozenset()
    kinds_learnt: frozenset[str] = frozenset()
    no_log_days: int | None = None
    check_band: str | None = None
    answered: tuple[str, int | None] | None = None
    unanswered: str | None = None
    channels: frozenset[str] = frozenset()
