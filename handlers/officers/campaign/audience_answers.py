"""What an answer about the audience makes of a campaign's content."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from bot.domain.campaigns.audience import MAX_DAYS, NO_BAND
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from bot.domain.learning.activity import TYPE_CODES
from bot.domain.people.persons import AGE_BANDS, GROUPS
from bot.domain.refusals import Refusal
from bot.phrases.staff.audience_view import counted_answers
from handlers.officers.campaign.states import Facts, Field

AUDIENCE_FIELDS: frozenset[Field] = frozenset(
    {"wards", "groups", "ages", "kinds", "days", "band", "answered", "noanswer", "channels"}
)
"""The parts of a campaign that say whom it is for."""

DAYS_OFFERED = (7, 14, 30, 60)


def toggled(chosen: frozenset[str], one: str) -> frozenset[str]:
    """With this one, or without it where it was chosen."""
    return chosen ^ {one}


def with_ward(content: CampaignContent, ward: str) -> CampaignContent:
    """With this ward in the audience, or without it."""
    return changed_audience(content, wards=toggled(frozenset(content.audience.wards), ward))


def changed_audience(content: CampaignContent, **changes: Any) -> CampaignContent:
    """With these fields of the audience."""
    return structs.replace(content, audience=structs.replace(content.audience, **changes))


def pressed(
    field: Field, key: str, content: CampaignContent, facts: Facts
) -> CampaignContent | None:
    """The content after a button of a part of the audience; None for another button."""
    audience, (sort, value) = content.audience, (key[:2], key[2:])
    match field, sort:
        case "groups", "g:" if value in set(GROUPS):
            return changed_audience(content, groups=toggled(audience.groups, value))
        case "ages", "a:" if value in set(AGE_BANDS):
            return changed_audience(content, ages=toggled(audience.ages, value))
        case "kinds", "t:" if value in TYPE_CODES:
            return changed_audience(content, kinds_learnt=toggled(audience.kinds_learnt, value))
        case "channels", "c:" if value in facts.channels or value in audience.channels:
            return changed_audience(content, channels=toggled(audience.channels, value))
        case "days", "d:" if value in {str(each) for each in DAYS_OFFERED}:
            return changed_audience(content, no_log_days=int(value))
        case "band", "l:" if value in {NO_BAND, *(str(level) for level, _name in facts.bands)}:
            return changed_audience(content, check_band=value)
        case "noanswer", "n:" if value in {each.key for each in facts.earlier}:
            return changed_audience(content, unanswered=value)
        case _:
            return _everybody(field, key, content)


def _everybody(field: Field, key: str, content: CampaignContent) -> CampaignContent | None:
    """The content without a condition."""
    if key != "any":
        return None
    match field:
        case "days":
            return changed_audience(content, no_log_days=None)
        case "band":
            return changed_audience(content, check_band=None)
        case "answered":
            return changed_audience(content, answered=None)
        case "noanswer":
            return changed_audience(content, unanswered=None)
        case _:
            return None


def typed_days(text: str, content: CampaignContent) -> CampaignContent | None:
    """Nothing recorded for so many days; None for other words. Refuses `audience_days`."""
    words = [word for word in text.split() if word.isascii() and word.isdecimal()]
    if len(words) != 1:
        return None
    if len(words[0]) > 3 or not 1 <= int(words[0]) <= MAX_DAYS:
        raise Refusal("audience_days")
    return changed_audience(content, no_log_days=int(words[0]))


def answered(earlier: Campaign, key: str, content: CampaignContent) -> CampaignContent | None:
    """Who gave this answer to an earlier campaign, or any; None for another button."""
    if key == "r:any":
        return changed_audience(content, answered=(earlier.key, None))
    for place, _label in counted_answers(earlier):
        if key == f"r:{place}":
            return changed_audience(content, answered=(earlier.key, place))
    return None
