"""A resident wants no more campaigns: they stop at once, and that is confirmed with the time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.services.campaigns.stopping import StopCampaigns
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Day, _, plain


class Stopped(State, frozen=True, tag="Stopped"):
    """Never stored: it ends at once."""


States: TypeAlias = Stopped


@dataclass(frozen=True, slots=True)
class Facts:
    """The local time of the confirmation."""

    now: dt.datetime


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Nothing is read."""
    del queries
    return Facts(turn.now)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Stop, and say when; nothing else is said, and nothing is asked (Decree 91/2020/NĐ-CP)."""
    del opened
    line = _(
        "Noted at {time}, {day}: the ward sends you no more of these messages. If you want them "
        "again, write: thông báo",
        time=plain(f"{facts.now:%H:%M}"), day=Day(facts.now.date()),
    )  # fmt: skip
    return Step(
        None, (Say((line,), wants="nothing", kind="receipt", apart=True),), (StopCampaigns(),)
    )


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
    ),
    resumes_previous=True,
    global_command=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)  # fmt: skip
