"""The kinds of campaigns as data: which consent each needs, and which limits hold for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.people.persons import Purpose

CampaignKind: TypeAlias = Literal["notice", "promotion", "emergency", "correction"]
"""What a campaign is. The names are stored: they never change."""


CampaignPurpose: TypeAlias = Literal["campaigns", "promotion", "emergency"]
"""The consents that campaigns need, as `Purpose` names them."""


@dataclass(frozen=True, slots=True)
class CampaignClass:
    """What holds for a kind of campaign: its consent, and whether hours and limits hold for it.

    A correction has the consent of what it corrects.
    """

    purpose: Purpose
    keeps_hours: bool = True
    counts: bool = True
    """Whether the limits of a week and a day hold for it, and it counts towards them."""


CAMPAIGN_CLASSES: dict[CampaignKind, CampaignClass] = {
    "notice": CampaignClass("campaigns"),
    "promotion": CampaignClass("promotion"),
    "emergency": CampaignClass("emergency", keeps_hours=False, counts=False),
    "correction": CampaignClass("campaigns", counts=False),
}
