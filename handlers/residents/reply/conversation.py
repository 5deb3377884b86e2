"""A button of a campaign: it tells more, or is an answer; a question that is open goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.campaigns.buttons import Answer, CampaignButton, TellMore
from bot.services.campaigns.answering import AnswerCampaign, newest_received
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
    """Find the button by the key of the campaign and its place.

    What counts is what the person got: the campaign may be another one by now, that nobody
    approved. Staff who got nothing press the button of a try.
    """
    event = turn.event
    key, _space, place = event.rest.partition(" ") if isinstance(event, Opened) else ("", "", "")
    if not (key and place.isascii() and place.isdigit()):
        return Facts(None)
    run = await newest_received(queries.runs, key, turn.person.id)
    if run is None:
        buttons = await _tried(queries, key, turn)
    else:
        buttons = await queries.runs.buttons_of(run)
    number = int(place[:2])
    return Facts(buttons[number] if number < len(buttons) else None, key, number)


async def _tried(queries: ReadQueries, key: str, turn: Turn) -> tuple[CampaignButton, ...]:
    """The buttons as they are now, for who may try the campaign; none for anybody else."""
    if not turn.person.staff:
        return ()
    campaign = await queries.campaigns.campaign(key)
    if campaign is None:
        return ()
    roles = await queries.staff.roles_of(turn.person.id)
    wards = campaign.content.audience.wards
    mine = campaign.author == turn.person.id and roles.may("staff", None, turn.now)
    if not mine and not any(roles.may("staff", each, turn.now) for each in wards):
        return ()
    return campaign.content.buttons


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
