"""The states of writing a campaign, and the facts that its decisions are made of.

Every answer is saved at once, so a state has no draft in it: only its key and the version that was
shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.domain.campaigns.campaign import Campaign
from bot.domain.staff.roles import StaffRoles
from bot.talk.steps import PassiveState, State
from bot.talk.text import Line
from handlers.campaign_words import ShownPreview

Field: TypeAlias = Literal[
    "text",
    "english",
    "file",
    "button",
    "wards",
    "groups",
    "ages",
    "when",
    "weekly",
    "useful",
    "kinds",
    "days",
    "band",
    "answered",
    "noanswer",
    "channels",
]
"""What is asked for; a button and a weekly time need a second answer."""

ButtonKind: TypeAlias = Literal["link", "answer", "more"]


class Starting(PassiveState, frozen=True, tag="Starting"):
    """The person's drafts, and a new one, are offered."""


class AskKind(State, frozen=True, tag="AskKind"):
    """Which sort of campaign is it? Without a key it is a new one."""

    key: str = ""
    version: int = 0


class Shown(PassiveState, frozen=True, tag="Shown"):
    """A draft is shown with what can be changed."""

    key: str
    version: int


class Asking(State, frozen=True, tag="Asking"):
    """One part of the draft is asked for."""

    key: str
    version: int
    field: Field


class AskAnswer(State, frozen=True, tag="AskAnswer"):
    """Which answer to an earlier campaign they gave."""

    key: str
    version: int
    earlier: str


class AskLabel(State, frozen=True, tag="AskLabel"):
    """The words on a new button are asked for."""

    key: str
    version: int
    kind: ButtonKind


class AskBehind(State, frozen=True, tag="AskBehind"):
    """What is behind a new button: a link, or what it tells."""

    key: str
    version: int
    kind: ButtonKind
    label: str


class AskUntil(State, frozen=True, tag="AskUntil"):
    """Until which day it is sent weekly."""

    key: str
    version: int
    weekday: int
    minute: int


class Discarding(State, frozen=True, tag="Discarding"):
    """Shall the draft be discarded?"""

    key: str
    version: int


States: TypeAlias = (
    Starting | AskKind | Shown | Asking | AskAnswer | AskLabel | AskBehind | AskUntil | Discarding
)


@dataclass(frozen=True, slots=True)
class Facts:
    """The campaign that is written, and what the person may do.

    `campaign` is None where there is none that the person may write. `own` are other drafts of
    theirs. `word` is the word with which it was returned.
    """

    me: int
    now: dt.datetime
    new_key: str
    roles: StaffRoles
    provinces: frozenset[str]
    campaign: Campaign | None = None
    own: tuple[Campaign, ...] = ()
    word: str = ""
    previews: tuple[ShownPreview, ...] = ()
    earlier: tuple[Campaign, ...] = ()
    """Campaigns that were sent before, which a rule can ask about; the newest first."""
    bands: tuple[tuple[int, Line], ...] = ()
    """The levels of the self-check: number and name."""
    channels: tuple[str, ...] = ()
