"""A button of a campaign: it tells more, or is an answer; a question that is open goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.campaigns.buttons import Answer, CampaignButton, TellMore
from bot.services.campaigns.answering import AnswerCampaign
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Refused
from bot.talk.steps import Say, State, Step
from bot.talk.text import Line, _, plain


class Answered(State, frozen=True, tag="Answered"):
    """Never stored: it ends at once."""


States: TypeAlias = Answered


@dataclass(frozen=True, slots=True)
class Facts:
    """The button that was pressed, of which campaign, in which place.

    `button` None: its campaign is not known any more.
    """

    button: CampaignButton | None
    campaign: str = ""
    place: int = 0


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Find the button by the key of the campaign and its place."""
    event = turn.event
    key, _space, place = event.rest.partition(" ") if isinstance(event, Opened) else ("", "", "")
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is None or not (place.isascii() and place.isdigit()):
        return Facts(None)
    buttons = campaign.content.buttons
    number = int(place[:2])
    return Facts(buttons[number] if number < len(buttons) else None, key, number)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Tell more, or keep the answer."""
    del opened
    if isinstance(facts.button, Answer):
        command = AnswerCampaign(facts.campaign, facts.place)
        return Step(None, _says(facts.button), (command,))
    return Step(None, _says(facts.button))


def _says(button: CampaignButton | None) -> tuple[Say, ...]:
    return (Say((_said(button),), wants="nothing", apart=True),)


def _said(button: CampaignButton | None) -> Line:
    match button:
        case TellMore(_label, text):
            return plain(text)
        case Answer(label):
            return _("Thank you. Your answer is counted: {label}", label=plain(label))
        case _:
            return _("This message is over, so its buttons do nothing any more.")


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Who did not get the campaign tried it, or pressed a copy of its button."""
    del state
    match event, facts.button:
        case Refused(), Answer(label):
            line = _("This was only a try, so it is not counted: {label}", label=plain(label))
            return Step(None, (Say((line,), wants="nothing", apart=True),))
        case _:
            return Step(None, _says(None))


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
