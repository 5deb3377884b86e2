"""A campaign whose sender has no role any more: an administrator takes it over or cancels it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.campaigns.campaign import Campaign
from bot.services.campaigns.drafting import DiscardCampaign
from bot.services.campaigns.looking_after import TakeOverCampaign
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Command, Say, State, Step
from bot.talk.text import Line, SayLine, Title, _, plain
from handlers import phrases
from handlers.campaign_words import content_facts


class Choosing(State, frozen=True, tag="Choosing"):
    """Taken over, or cancelled?"""

    key: str
    version: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The campaign; None: there is none that the person may decide about."""

    campaign: Campaign | None = None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the campaign, if the person is an admin of all its wards."""
    event = turn.event
    key = event.rest.partition(" ")[0] if isinstance(event, Opened) else ""
    key = key or getattr(turn.state, "key", "")
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is None:
        return Facts()
    wards = campaign.content.audience.wards
    return Facts(campaign if turn.roles.may_in_all("admin", wards, turn.now) else None)


def begin(opened: Opened, facts: Facts) -> Step[Choosing]:
    """Take it over at once; before it is cancelled ask."""
    key, _space, what = opened.rest.partition(" ")
    campaign = facts.campaign
    if campaign is None:
        return Step(None, then=Opened("campaigns", key))
    if what == "take":
        return _done(campaign, TakeOverCampaign(campaign.key, campaign.version))
    return _ask(campaign)


def decide(state: Choosing, event: Event, facts: Facts) -> Step[Choosing]:
    """Take it over, cancel it, or ask again."""
    campaign = facts.campaign
    if campaign is None:
        return Step(None, then=Opened("campaigns", state.key))
    match event:
        case Pressed("take"):
            return _done(campaign, TakeOverCampaign(state.key, state.version))
        case Pressed("discard"):
            return _done(campaign, DiscardCampaign(state.key, state.version))
        case Pressed("back"):
            return Step(None, then=Opened("campaigns", state.key))
        case Refused(code):
            return _ask(campaign, phrases.why(code))
        case Said():
            return phrases.unread(_ask(campaign, *phrases.not_understood(event)), event)
        case _:
            return _ask(campaign)


def _ask(campaign: Campaign, *before: Line) -> Step[Choosing]:
    lines: list[SayLine] = [
        *before,
        Title(_("A campaign without a sender")),
        plain(campaign.content.text_vi),
        *content_facts(campaign.content),
        _("Shall it be sent in your name, or cancelled? Cancelling cannot be taken back."),
    ]
    rows = (
        (Choice("take", _("Take it over")), Choice("discard", _("Yes, cancel it"))),
        (phrases.BACK, phrases.CANCEL),
    )
    state = Choosing(campaign.key, campaign.version)
    return Step(state, (Say(tuple(lines), rows, "nothing"),))


def _done(campaign: Campaign, command: Command) -> Step[Choosing]:
    """Carry it out, then show the campaign; a refusal asks again."""
    return Step(None, (), (command,), Opened("campaigns", campaign.key))


CONVERSATION = Conversation(
    name="takeover",
    triggers=("takeover",),
    group="staff",
    access="admin",
    states=Choosing,
    gather=gather,
    begin=begin,
    decide=decide,
)
