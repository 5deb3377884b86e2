"""A button of a campaign: it tells more, or is an answer; a question that is open goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.campaigns.buttons import Answer, CampaignButton, TellMore
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened
from bot.talk.steps import Say, State, Step
from bot.talk.text import Line, _, plain


class Answered(State, frozen=True, tag="Answered"):
    """Never stored: it ends at once."""


States: TypeAlias = Answered


@dataclass(frozen=True, slots=True)
class Facts:
    """The button that was pressed; None: its campaign is not known any more."""

    button: CampaignButton | None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Find the button by the key of the campaign and its place."""
    event = turn.event
    key, _space, place = event.rest.partition(" ") if isinstance(event, Opened) else ("", "", "")
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is None or not (place.isascii() and place.isdigit()):
        return Facts(None)
    buttons = campaign.content.buttons
    number = int(place[:2])
    return Facts(buttons[number] if number < len(buttons) else None)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Tell more, or say what became of the answer."""
    del opened
    return Step(None, (Say((_said(facts.button),), wants="nothing", apart=True),))


def _said(button: CampaignButton | None) -> Line:
    match button:
        case TellMore(_label, text):
            return plain(text)
        case Answer(label):
            return _("This was only a try, so it is not counted: {label}", label=plain(label))
        case _:
            return _("This message is over, so its buttons do nothing any more.")


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """The same again, whatever the event."""
    del state, event
    return begin(Opened(CONVERSATION.triggers[0]), facts)


CONVERSATION = Conversation(
    name="campaign_reply",
    triggers=("reply",),
    resumes_previous=True,
    without_joining=True,
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
