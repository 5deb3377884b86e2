"""The audience of a campaign: a stored rule, and what is wrong with one.

It extends the rule of every notification (`bot.domain.notifications.audience`): counting and
planning ask it in SQL (`bot/storage/campaigns/audience_sql.py`), tests ask `campaign_exclusion`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, cast

from msgspec import Struct

from bot.domain.learning.activity import TYPE_CODES
from bot.domain.notifications.audience import RULES, Audience, Exclusion, PersonFacts
from bot.domain.people.persons import AGE_BANDS, GROUPS, Group, Purpose
from bot.domain.people.wards import ward as find_ward

NO_BAND: Final = "none"
"""The self-check band of somebody without a result."""

MAX_DAYS: Final = 366
MIN_PEOPLE: Final = 8
"""A rule on kinds, bands, answers or silence needs so many people (staff facts, 5)."""


class CampaignAudience(
    Struct, frozen=True, tag="campaign_audience", omit_defaults=True, forbid_unknown_fields=True
):
    """Whom a campaign is for: the people of these wards for whom each other field holds.

    A field that is empty or None leaves nobody out, but `wards`: without wards it is nobody.
    `kinds_learnt`: one of these kinds is in the notebook. `no_log_days`: nothing was recorded for
    so many days. `check_band`: the level of the last self-check, or `NO_BAND`. `answered`: the key
    of an earlier campaign and the number of a button, None: any. `unanswered`: the key of one that
    was sent to them and that they did not answer. `channels`: where they spoke last.
    """

    wards: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    ages: frozenset[str] = frozenset()
    kinds_learnt: frozenset[str] = frozenset()
    no_log_days: int | None = None
    check_band: str | None = None
    answered: tuple[str, int | None] | None = None
    unanswered: str | None = None
    channels: frozenset[str] = frozenset()

    @property
    def earlier(self) -> frozenset[str]:
        """The keys of the campaigns that the rule asks about."""
        keys = (self.answered and self.answered[0], self.unanswered)
        return frozenset(key for key in keys if key)

    @property
    def sensitive(self) -> bool:
        """Whether being in the audience tells something about a person."""
        asked = (self.no_log_days, self.check_band, self.answered, self.unanswered)
        return bool(self.kinds_learnt) or any(each is not None for each in asked)

    def basic(self, purpose: Purpose) -> Audience:
        """The part of the rule that every notification has."""
        groups = cast("frozenset[Group]", self.groups) if self.groups else None
        return Audience(purpose, wards=self.wards, groups=groups)


# --- what is wrong with a rule --------------------------------------------------------------------

AudienceProblem: TypeAlias = Literal[
    "audience_no_ward",
    "audience_unknown_ward",
    "audience_other_ward",
    "audience_unknown",
    "audience_days",
    "audience_contradiction",
    "audience_itself",
    "audience_nobody",
    "audience_small",
]
"""Why a campaign cannot go to its audience; refusals have these codes."""


def problems(
    audience: CampaignAudience,
    *,
    own_wards: frozenset[str] | None,
    bands: Collection[int],
    channels: Collection[str],
    key: str = "",
    earlier_of: Mapping[str, frozenset[str]] | None = None,
) -> Iterator[AudienceProblem]:
    """What is wrong with a rule, before anybody is counted.

    `own_wards`: the wards that the officer may write to, None: all; `bands` and `channels`: those
    there are; `key`: of the campaign itself; `earlier_of`: for other campaigns, the keys that their
    own rules ask about.
    """
    if not audience.wards:
        yield "audience_no_ward"
    if any(find_ward(each) is None for each in audience.wards):
        yield "audience_unknown_ward"
    if own_wards is not None and not audience.wards <= own_wards:
        yield "audience_other_ward"
    known = (
        (audience.groups, GROUPS),
        (audience.ages, AGE_BANDS),
        (audience.kinds_learnt, TYPE_CODES),
        (audience.channels, channels),
        ({audience.check_band} - {None}, {NO_BAND, *(str(level) for level in bands)}),
    )
    if any(not set(chosen) <= set(there_are) for chosen, there_are in known):
        yield "audience_unknown"
    if audience.no_log_days is not None and not 1 <= audience.no_log_days <= MAX_DAYS:
        yield "audience_days"
    if audience.answered is not None and audience.answered[0] == audience.unanswered:
        yield "audience_contradiction"
    if asks_about_itself(key, audience.earlier, earlier_of or {}):
        yield "audience_itself"


def size_problem(audience: CampaignAudience, reached: int) -> AudienceProblem | None:
    """What is wrong with how many are reached; None: nothing."""
    if reached == 0:
        return "audience_nobody"
    return "audience_small" if audience.sensitive and reached < MIN_PEOPLE else None


def asks_about_itself(
    key: str, earlier: frozenset[str], earlier_of: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a campaign's audience depends on the answers to itself, also by way of others."""
    seen: set[str] = set()
    following = set(earlier)
    while following:
        one = following.pop()
        if one == key:
            return True
        if one not in seen:
            seen.add(one)
            following |= earlier_of.get(one, frozenset())
    return False


# --- who is left out ------------------------------------------------------------------------------

CampaignExclusion: TypeAlias = (
    Exclusion
    | Literal[
        "other_age",
        "other_kinds",
        "logged_lately",
        "other_band",
        "other_answer",
        "has_answered",
        "other_channel",
    ]
)
"""Why somebody is left out of a campaign. The codes are stored: they never change."""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What the rule of a campaign asks about one person.

    `logged_at`: when the newest entry that counts was recorded; `band`: the level of the last
    self-check; `answers`: pairs of an earlier campaign and a button; `received`: the campaigns that
    were sent to them, or may have been.
    """

    basic: PersonFacts
    age: str | None = None
    kinds: frozenset[str] = frozenset()
    logged_at: dt.datetime | None = None
    band: int | None = None
    answers: frozenset[tuple[str, int]] = frozenset()
    received: frozenset[str] = frozenset()
    channel: str | None = None

    def answered(self, campaign: str, button: int | None = None) -> bool:
        """Whether they answered a campaign, with this button or with any."""
        return any(key == campaign and button in (None, each) for key, each in self.answers)


@dataclass(frozen=True, slots=True)
class CampaignRule:
    """One condition of a campaign's audience, and the code of who does not meet it."""

    code: CampaignExclusion
    met: Callable[[CampaignAudience, CampaignFacts, dt.datetime], bool]


_OWN_RULES: tuple[CampaignRule, ...] = (
    CampaignRule("other_age", lambda it, one, _at: not it.ages or one.age in it.ages),
    CampaignRule(
        "other_kinds", lambda it, one, _at: not it.kinds_learnt or bool(it.kinds_learnt & one.kinds)
    ),
    CampaignRule(
        "logged_lately",
        lambda it, one, at: (
            it.no_log_days is None
            or one.logged_at is None
            or one.logged_at <= at - dt.timedelta(days=it.no_log_days)
        ),
    ),
    CampaignRule(
        "other_band",
        lambda it, one, _at: (
            it.check_band is None
            or it.check_band == (NO_BAND if one.band is None else str(one.band))
        ),
    ),
    CampaignRule(
        "other_answer", lambda it, one, _at: it.answered is None or one.answered(*it.answered)
    ),
    CampaignRule(
        "has_answered",
        lambda it, one, _at: (
            it.unanswered is None
            or (it.unanswered in one.received and not one.answered(it.unanswered))
        ),
    ),
    CampaignRule(
        "other_channel", lambda it, one, _at: not it.channels or one.channel in it.channels
    ),
)

OWN_CODES: tuple[CampaignExclusion, ...] = tuple(rule.code for rule in _OWN_RULES)
"""The codes of the conditions that only campaigns have."""

NOT_CHOSEN: frozenset[CampaignExclusion] = frozenset({"other_group", *OWN_CODES})
"""The codes of those whom the rule does not want; the others are wanted, and not reached."""

_AFTER: Final = "other_group"
"""Whom the rule wants comes before who can be reached."""

RULE_CODES: tuple[CampaignExclusion, ...] = tuple(
    code
    for rule in RULES
    for code in ((rule.code, *OWN_CODES) if rule.code == _AFTER else (rule.code,))
)
"""The order in which the reasons are told: of several the first counts."""


def campaign_exclusion(
    audience: CampaignAudience, purpose: Purpose, one: CampaignFacts, at: dt.datetime
) -> CampaignExclusion | None:
    """Why somebody is not in a campaign's audience at a moment; None: they are."""
    basic = audience.basic(purpose)
    met: dict[CampaignExclusion, bool] = {rule.code: rule.met(basic, one.basic) for rule in RULES}
    met |= {rule.code: rule.met(audience, one, at) for rule in _OWN_RULES}
    return next((code for code in RULE_CODES if not met[code]), None)
