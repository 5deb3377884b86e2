"""Forwarded: somebody else's message is recorded only when the person says that it is their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.quick_log.splitting import read_quick_logs
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Sent
from bot.talk.steps import Choice, Say, State, Step
from bot.talk.text import Line, _
from handlers.phrases import not_understood, unread


class Asking(State, frozen=True, tag="Asking"):
    """Is what was forwarded the person's own learning?"""

    text: str
    sent: Sent | None = None


States: TypeAlias = Asking


@dataclass(frozen=True, slots=True)
class Facts:
    """The local day on which the message was sent on."""

    today: dt.date


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """The facts come from the turn alone."""
    del queries
    return Facts(turn.today)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Ask about an activity or a photo; other forwarded words are not recorded."""
    if opened.sent is None and not read_quick_logs(opened.rest, facts.today):
        line = _("That message is forwarded, so it is not recorded.")
        hint = _("To record what you learnt, write it in your own words.")
        return Step(None, (Say((line, hint)),))
    return _ask(Asking(opened.rest, opened.sent))


def _ask(state: Asking, *before: Line) -> Step[States]:
    lines = (
        *before,
        _("That message is forwarded."),
        _("Is it something that you learnt yourself?"),
    )
    own = Choice("own", _("Yes, I learnt it"), ("yes", "record"))
    other = Choice("other", _("No, leave it"), ("no", "stop", "skip", "back"))
    return Step(state, (Say(lines, ((own,), (other,)), "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Draft it, or leave it."""
    del facts
    match event:
        case Pressed("own"):
            return Step(None, then=Opened("log", state.text, state.sent))
        case Pressed("other"):
            return Step(None, (Say((_("It is not recorded."),)),))
        case _:
            return unread(_ask(state, *not_understood(event)), event)


CONVERSATION = Conversation(
    name="forwarded",
    triggers=("forwarded",),
    resumes_previous=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
