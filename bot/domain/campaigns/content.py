"""The content of a campaign: what is said, to whom, and when; and what is still missing."""

from __future__ import annotations

import codecs
import datetime as dt
import re
from typing import Final, Literal, TypeAlias

from msgspec import Struct, structs

from bot.domain.campaigns.audience import CampaignAudience
from bot.domain.campaigns.buttons import CampaignButton, OpenLink, check_buttons
from bot.domain.campaigns.timing import AtMoment, Timing, Weekly, WhenTold, check_timing
from bot.domain.people.wards import ward as find_ward
from bot.domain.refusals import Refusal
from bot.domain.text.normalizing import nfc
from bot.domain.text.shortening import shortened

CampaignKind: TypeAlias = Literal["notice", "promotion", "emergency", "correction"]
"""State information; an offer of goods, services or a course; a danger; what puts another right."""

MAX_UNITS: Final = 3_700
"""Maximum UTF-16 units of a text and its links.

With the label, the name of the ward and the last line it stays below the 4,096 of one message on
Telegram.
"""
MAX_TITLE: Final = 60
MAX_USEFUL_DAYS: Final = 60
"""A campaign is of use so many days at most after it began."""

_BLANK: Final = re.compile(r"\{[^{}\n]*\}")
WARDS: Final = "phường, xã"
"""What stands for the blank where several wards are meant."""
WARD_BLANK: Final = "{phường}"
"""The blank as officers are told of it."""
_WARD: Final = frozenset({"{ward}", "{phường}", "{phuong}", "{xã}", "{xa}"})
"""The one blank of a text, in any of its spellings."""
_utf16: Final = codecs.lookup("utf-16-le").encode


class CampaignFile(Struct, frozen=True, tag="campaign_file"):
    """A photo or a document of a campaign; `reference` as of an attachment."""

    kind: Literal["photo", "file"]
    reference: str


class CampaignContent(Struct, frozen=True, tag="campaign_content", omit_defaults=True):
    """Everything that an officer decides about a campaign. It is stored as JSON.

    `text_en` "": who reads English gets the Vietnamese text. `useful_until`: after this local day
    nobody gets it any more; a weekly campaign has none, since its next run replaces it.
    """

    kind: CampaignKind = "notice"
    text_vi: str = ""
    text_en: str = ""
    buttons: tuple[CampaignButton, ...] = ()
    file: CampaignFile | None = None
    audience: CampaignAudience = CampaignAudience()
    timing: Timing = WhenTold()
    useful_until: dt.date | None = None

    @property
    def title(self) -> str:
        """The beginning of the text, by which staff know it; the blank names the only ward."""
        first = next((line for line in self.text_vi.splitlines() if line.strip()), "")
        wards = [find_ward(code) for code in self.audience.wards]
        only = wards[0] if len(wards) == 1 else None
        return shortened(in_ward(first.strip(), only.title if only else WARDS), MAX_TITLE)


Missing: TypeAlias = Literal["text", "audience", "useful_until"]
"""What a campaign needs before it can be approved."""


def missing(content: CampaignContent) -> tuple[Missing, ...]:
    """What is still missing, in the order in which it is asked for."""
    found: list[Missing] = []
    if not content.text_vi:
        found.append("text")
    if not content.audience.wards:
        found.append("audience")
    if content.useful_until is None and not isinstance(content.timing, Weekly):
        found.append("useful_until")
    return tuple(found)


def check_content(content: CampaignContent) -> CampaignContent:
    """The content as it may be kept, whatever is still missing.

    Refuses `text_long`, `blank_unknown`, and what `check_buttons` refuses.
    """
    buttons = check_buttons(content.buttons)
    vi, en = check_text(content.text_vi, buttons), check_text(content.text_en, buttons)
    return structs.replace(content, text_vi=vi, text_en=en, buttons=buttons)


def check_text(text: str, buttons: tuple[CampaignButton, ...] = ()) -> str:
    """A text without spaces around it; refuses `text_long`, `blank_unknown`.

    The blank of the ward has one spelling in it.
    """
    said = nfc(text).strip()
    links = "".join(f"{each.label}: {each.url}\n" for each in buttons if isinstance(each, OpenLink))
    if len(_utf16(said + links)[0]) // 2 > MAX_UNITS:
        raise Refusal("text_long")
    if any(found.casefold() not in _WARD for found in _BLANK.findall(said)):
        raise Refusal("blank_unknown")
    return _BLANK.sub("{ward}", said)


def check_ready(content: CampaignContent, now: dt.datetime) -> None:
    """Whether it can be approved now. Refuses `text_missing`, `audience_empty`, `useful_missing`,
    `useful_past`, `useful_early`, `useful_far`, and what `check_timing` refuses. `now` is local.
    """
    match missing(content):
        case ("text", *_rest):
            raise Refusal("text_missing")
        case ("audience", *_rest):
            raise Refusal("audience_empty")
        case ("useful_until",):
            raise Refusal("useful_missing")
    check_timing(content.timing, now)
    if content.useful_until is not None:
        check_useful(content.useful_until, content.timing, now)


def check_useful(day: dt.date, timing: Timing, now: dt.datetime) -> None:
    """Refuses `useful_past`, `useful_early` (before it is sent), `useful_far`; `now` is local."""
    begins = timing.day if isinstance(timing, AtMoment) else now.date()
    if day < now.date():
        raise Refusal("useful_past")
    if day < begins:
        raise Refusal("useful_early")
    if (day - begins).days > MAX_USEFUL_DAYS:
        raise Refusal("useful_far")


def useful_until(content: CampaignContent, begun: dt.datetime) -> dt.datetime:
    """The moment after which a run that begins at `begun` (local) is of no use any more."""
    midnight = dt.time(0, tzinfo=begun.tzinfo)
    day = content.useful_until
    if day is None or isinstance(content.timing, Weekly):
        day = begun.date() + dt.timedelta(days=6)
    return dt.datetime.combine(day + dt.timedelta(days=1), midnight)


def as_written(text: str) -> str:
    """A Vietnamese text as officers read it: the blank of the ward has its Vietnamese name."""
    return text.replace("{ward}", WARD_BLANK)


def in_ward(text: str, ward: str) -> str:
    """The text for the residents of a ward; `ward` is its title within a sentence."""
    return text.replace("{ward}", ward)
