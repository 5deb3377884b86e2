"""A resident wants no more campaigns: they stop at once, and that is confirmed with the time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.notifications.campaign_classes import CampaignPurpose
from bot.domain.people.persons import Purpose
from bot.domain.text.normalizing import fold
from bot.services.campaigns.stopping import StopCampaigns
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Day, Text, _, plain


class Stopped(State, frozen=True, tag="Stopped"):
    """Never stored: it ends at once."""


States: TypeAlias = Stopped


@dataclass(frozen=True, slots=True)
class Facts:
    """The local time of the confirmation, and to what the person agreed before."""

    now: dt.datetime
    consents: frozenset[Purpose] = frozenset()


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries
    return Facts(turn.now, turn.person.consents)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Stop, and say when; nothing else is said, and nothing is asked (Decree 91/2020/NĐ-CP)."""
    purpose = _purpose(opened)
    say = Say((_confirmed(purpose, facts),), wants="nothing", kind="receipt", apart=True)
    return Step(None, (say,), (StopCampaigns(purpose),))


def _purpose(opened: Opened) -> CampaignPurpose:
    """What is to stop, by the button or the word; messages that were sent earlier name nothing."""
    words = fold(f"{opened.word} {opened.rest}")
    if "emergency" in words or "khan" in words:
        return "emergency"
    if "promotion" in words or "quang cao" in words or "advertisements" in words:
        return "promotion"
    return "campaigns"


def _confirmed(purpose: CampaignPurpose, facts: Facts) -> Text:
    time, day = plain(f"{facts.now:%H:%M}"), Day(facts.now.date())
    if purpose == "emergency":
        return _(
            "Noted at {time}, {day}: the ward sends you no more emergency notices. If you want "
            "them again, write: dữ liệu của tôi",
            time=time, day=day,
        )  # fmt: skip
    if purpose == "promotion":
        return _(
            "Noted at {time}, {day}: the ward sends you no more advertisements. If you want them "
            "again, write: dữ liệu của tôi",
            time=time, day=day,
        )  # fmt: skip
    if "emergency" in facts.consents:
        return _(
            "Noted at {time}, {day}: the ward sends you no more of these messages. If you want "
            "them again, write: thông báo. Emergency notices still come; if you do not want these "
            "either, write: ngừng nhận tin khẩn",
            time=time, day=day,
        )  # fmt: skip
    return _(
        "Noted at {time}, {day}: the ward sends you no more of these messages. If you want them "
        "again, write: thông báo",
        time=time, day=day,
    )  # fmt: skip


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Confirm again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="stop_campaigns",
    triggers=(
        "stopnews", "ngừng nhận", "ngừng nhận tin", "ngưng nhận", "ngưng nhận tin",
        "không nhận nữa", "dừng nhận", "dừng nhận tin", "từ chối nhận tin",
        "stop messages", "stop these messages", "unsubscribe",
        "ngừng nhận tin khẩn", "ngừng nhận khẩn", "ngưng nhận tin khẩn", "dừng nhận tin khẩn",
        "stop emergency notices",
        "ngừng nhận quảng cáo", "ngừng nhận tin quảng cáo", "ngưng nhận quảng cáo",
        "ngưng nhận tin quảng cáo", "dừng nhận quảng cáo", "dừng nhận tin quảng cáo",
        "stop advertisements",
    ),
    resumes_previous=True,
    nothing_follows=True,
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
