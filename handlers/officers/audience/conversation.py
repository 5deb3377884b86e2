"""The audience of a campaign: the rule in plain words, and the counts a moment later.

Who writes it and who approves it see the same. The counts take the place of the message.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.viewing import may_see, may_see_all, may_write
from bot.phrases.staff.audience_view import COUNTS_OF_OTHERS, AudienceNames, audience_say, names_of
from bot.services.campaigns.counting import CONVERSATION as NAME
from bot.services.campaigns.counting import CountAudience, earlier_campaigns
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Refused, Said
from bot.talk.steps import Command, PassiveState, Step
from handlers import phrases


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The audience of a campaign is shown."""

    key: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The campaign whose audience is shown; None: there is none that the person may see."""

    campaign: Campaign | None = None
    names: AudienceNames = field(default_factory=AudienceNames)
    changeable: bool = False
    counts: bool = False
    """The person may see how many people it reaches."""


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the campaign, and the names of what its rule asks about."""
    event, me = turn.event, turn.person.id
    key = event.rest.partition(" ")[0] if isinstance(event, Opened) else ""
    key = key or getattr(turn.state, "key", "")
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is None or not may_see(campaign, me, turn.roles, turn.now):
        return Facts()
    earlier = await earlier_campaigns(queries, campaign.content.audience)
    writes = may_write(campaign, me, turn.roles, turn.now)
    names = names_of(turn.reference_data.self_check, earlier)
    counts = may_see_all(campaign, me, turn.roles, turn.now)
    return Facts(campaign, names, campaign.changeable and writes, counts)


def begin(opened: Opened, facts: Facts) -> Step[Shown]:
    """Show the rule and let it be counted; the list where there is no such campaign."""
    if facts.campaign is None:
        return Step(None, then=Opened("campaigns", opened.rest.partition(" ")[0]))
    return _show(facts.campaign, facts)


def decide(state: Shown, event: Event, facts: Facts) -> Step[Shown]:
    """Show it again; what is typed means something else."""
    match event:
        case Said():
            return Step(None, then=event)
        case _ if facts.campaign is None:
            return Step(None, then=Opened("campaigns", state.key))
        case Refused(code):
            say = audience_say(
                facts.campaign,
                facts.names,
                changeable=False,
                counts=(),
                before=(phrases.why(code),),
            )
            return Step(state, (say,))
        case _:
            return _show(facts.campaign, facts)


def _show(campaign: Campaign, facts: Facts) -> Step[Shown]:
    if not facts.counts:
        return Step(Shown(campaign.key), (audience_say(
            campaign, facts.names, changeable=facts.changeable, counts=COUNTS_OF_OTHERS
        ),))  # fmt: skip
    counted = bool(campaign.content.audience.wards) and campaign.corrects is None
    commands: tuple[Command, ...] = (CountAudience(campaign.key),) if counted else ()
    say = audience_say(campaign, facts.names, changeable=facts.changeable)
    return Step(Shown(campaign.key), (say,), commands)


CONVERSATION = Conversation(
    name=NAME,
    triggers=("audience",),
    group="staff",
    access="staff",
    states=Shown,
    gather=gather,
    begin=begin,
    decide=decide,
)
