"""What an answer makes of a campaign's content."""

from __future__ import annotations

import datetime as dt

from msgspec import structs

from bot.domain.campaigns.buttons import Answer, CampaignButton, OpenLink, TellMore
from bot.domain.campaigns.content import CampaignContent, CampaignFile, check_useful
from bot.domain.campaigns.timing import AtMoment, Timing, Weekly, WhenTold
from bot.domain.notifications.days_ahead import find_day_ahead
from bot.domain.notifications.weekly_times import fold_times
from bot.domain.people.wards import named_ward
from bot.domain.text.days import read_day
from bot.talk.events import Sent
from handlers.officers.campaign.states import ButtonKind, Facts

_OFFERED = (1, 3, 7, 14)
"""So many days of use are offered."""


def read_ward(text: str, facts: Facts) -> str | None:
    """The code of a ward that was named in full; None for other words."""
    found = named_ward(text, facts.provinces)
    return None if found is None else found.code


def with_file(content: CampaignContent, sent: Sent) -> CampaignContent:
    """With the first photo or document that was sent."""
    return structs.replace(content, file=CampaignFile(sent.kind, sent.reference))


def with_button(content: CampaignContent, button: CampaignButton) -> CampaignContent:
    """With one more button."""
    return structs.replace(content, buttons=(*content.buttons, button))


def without_button(content: CampaignContent, place: int) -> CampaignContent:
    """Without the button at a place, from 0."""
    rest = tuple(each for at, each in enumerate(content.buttons) if at != place)
    return structs.replace(content, buttons=rest)


def button_of(kind: ButtonKind, label: str, behind: str = "") -> CampaignButton:
    """A button of a kind."""
    match kind:
        case "link":
            return OpenLink(label, behind)
        case "answer":
            return Answer(label)
        case "more":
            return TellMore(label, behind)


def with_timing(content: CampaignContent, timing: Timing) -> CampaignContent:
    """Sent then. A weekly campaign needs no last day of use: its next run replaces it."""
    useful = None if isinstance(timing, Weekly) else content.useful_until
    return structs.replace(content, timing=timing, useful_until=useful)


def told(content: CampaignContent) -> CampaignContent:
    """Sent when somebody says so."""
    return with_timing(content, WhenTold())


def read_last_day(text: str, today: dt.date) -> dt.date | None:
    """The day that a text names, which is to come; None for other words."""
    found = read_ahead(text, today)
    return found if found is not None else read_day(text, today)


def read_ahead(text: str, today: dt.date) -> dt.date | None:
    """A day that is still to come ("mai", "thứ 7 này", "5/12")."""
    once = find_day_ahead(fold_times(text), today)
    if once is None or once.rest.strip(" ,.") or once.minutes is not None or once.weekend:
        return None
    return once.day


def with_useful(content: CampaignContent, day: dt.date, facts: Facts) -> CampaignContent:
    """Useful until this day; refuses what `check_useful` refuses."""
    check_useful(day, content.timing, facts.now)
    return structs.replace(content, useful_until=day)


def useful_offered(content: CampaignContent, facts: Facts) -> tuple[dt.date, ...]:
    """Days that are offered as the last day of use."""
    timing = content.timing
    begins = timing.day if isinstance(timing, AtMoment) else facts.now.date()
    return tuple(begins + dt.timedelta(days=ahead) for ahead in _OFFERED)
