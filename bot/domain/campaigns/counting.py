"""What the audience of a campaign comes to, counted, and how it is shown with small counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.campaigns.audience import NOT_CHOSEN, CampaignExclusion
from bot.domain.notifications.policy import QUIET_HOURS, QuietHours
from bot.domain.small_counts import ShownCount, ShownParts, shown_parts

WEEKLY_MOST = 2
DAILY_MOST = 1
"""How much that they did not ask for a person gets by default (staff facts, 6)."""

LATER = ("quiet_hours", "cap")
"""Why somebody who is reached gets it later; of both the first counts."""

KINDS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class CampaignLimits:
    """Whom a campaign would reach later than when it begins.

    None: the class of the campaign has no such limit, as an emergency notice.
    """

    quiet: QuietHours | None = QUIET_HOURS
    weekly_most: int | None = WEEKLY_MOST
    daily_most: int | None = DAILY_MOST


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many people of the officer's wards a campaign reaches, and why the others are left out.

    `later`: of the reached, who gets it later, by `LATER`. `channels` are of the reached too.
    `kinds`: what a sample of them learnt, several kinds perhaps; `sampled`: how many were asked.
    """

    reached: int
    out: Mapping[CampaignExclusion, int] = field(default_factory=dict)
    later: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)
    sampled: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def not_chosen(self) -> int:
        """How many people the rule does not want."""
        return sum(count for code, count in self.out.items() if code in NOT_CHOSEN)


@dataclass(frozen=True, slots=True)
class ShownAudience:
    """The counts as they may be shown.

    `parts` has `reached`, `not_chosen` and the codes of the others; their total is everybody in
    the officer's wards. `kinds` are the most frequent kinds of the sample.
    """

    parts: ShownParts[str]
    later: Mapping[str, ShownCount]
    channels: Mapping[str, ShownCount]
    kinds: tuple[str, ...]

    @property
    def reached(self) -> ShownCount:
        """How many are reached."""
        return self.parts.parts["reached"]


def shown_audience(count: AudienceCount) -> ShownAudience:
    """The counts with the small ones hidden and the others rounded."""
    others = {code: n for code, n in count.out.items() if code not in NOT_CHOSEN and n}
    parts: dict[str, int] = {"reached": count.reached, "not_chosen": count.not_chosen}
    parts.update(others.items())
    return ShownAudience(
        parts=shown_parts(parts),
        later=shown_parts(count.later, count.reached).parts,
        channels=shown_parts(count.channels, count.reached).parts,
        kinds=_most_frequent(shown_parts(count.kinds, count.sampled).parts),
    )


def _most_frequent(kinds: Mapping[str, ShownCount]) -> tuple[str, ...]:
    """The first by what may be shown: their order tells no more than that does."""
    shown = {kind: count for kind, count in kinds.items() if isinstance(count, int) and count}
    return tuple(sorted(shown, key=lambda kind: (-shown[kind], kind))[:KINDS_SHOWN])
