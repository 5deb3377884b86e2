"""Writing a campaign: part by part, each answer saved at once, with a preview of each channel.

Every save names the version that was shown. Where it is another one by now, the newest is shown and
nothing is overwritten.
"""

from __future__ import annotations

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.content import CampaignContent
from bot.domain.campaigns.viewing import may_see, may_write
from bot.services.campaigns.approving import SubmitCampaign
from bot.services.campaigns.drafting import DiscardCampaign, SaveCampaign
from bot.services.campaigns.trying import TryCampaign
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Command, Say, State, Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.campaign_words import make_previews
from handlers.officers.campaign import asking, questions, screens
from handlers.officers.campaign.states import (
    AskAnswer,
    AskBehind,
    Asking,
    AskKind,
    AskLabel,
    AskUntil,
    Discarding,
    Facts,
    Shown,
    Starting,
    States,
)

_SHOWN_DRAFTS = 3
_READ = 10
_NEW = {"new", "moi"}


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the roles, the campaign of the state or of the trigger, and other drafts."""
    me = turn.person.id
    roles = await queries.staff.roles_of(me)
    event = turn.event
    key = getattr(turn.state, "key", "")
    if isinstance(event, Opened):
        key = event.rest.partition(" ")[0]
    elif isinstance(event, Pressed) and event.key.startswith("e:"):
        key = event.key[2:]
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is not None and not may_write(campaign, me, roles, turn.now):
        campaign = None
    own: tuple[Campaign, ...] = ()
    if campaign is None:
        found = await queries.campaigns.campaigns_of(frozenset(), me, _READ)
        drafts = [each for each in found if each.stage in ("draft", "returned")]
        own = tuple(drafts[:_SHOWN_DRAFTS])
    word = ""
    if campaign is not None and campaign.stage == "returned":
        (last,) = await queries.campaigns.campaign_events(campaign.key, 1)
        word = last.word
    earlier: tuple[Campaign, ...] = ()
    if campaign is not None and _asks_earlier(event, turn.state):
        found = await queries.campaigns.campaigns_of(roles.wards("staff", turn.now), me, _READ_SENT)
        sent = [
            each
            for each in found
            if each.stage in _BEGAN
            and each.key != campaign.key
            and may_see(each, me, roles, turn.now)
        ]
        earlier = tuple(sent[:_SHOWN_SENT])
    wanted = isinstance(event, Pressed) and event.key == "preview" and campaign is not None
    return Facts(
        me,
        turn.now,
        turn.new_key,
        roles,
        turn.provinces,
        campaign,
        own,
        word,
        make_previews(campaign, turn.preview) if wanted and campaign is not None else (),
        earlier,
        tuple((band.level, band.name) for band in turn.reference_data.self_check.bands),
        turn.channels,
    )


_READ_SENT, _SHOWN_SENT = 60, 8
_BEGAN = {"sending", "paused", "ended", "cancelled", "stopped"}


def _asks_earlier(event: Event, state: State | None) -> bool:
    """Whether the turn is about an earlier campaign; only then they are read."""
    asked = event.rest.partition(" ")[2] if isinstance(event, Opened) else ""
    asked = asked or str(getattr(state, "field", ""))
    return isinstance(state, AskAnswer) or asked in ("answered", "noanswer")


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show a draft, ask for a part of it, or offer what can be written."""
    key, _space, what = opened.rest.partition(" ")
    campaign = facts.campaign
    if key in _NEW:
        return Step(AskKind(), (questions.ask_kind(),))
    if campaign is None:
        return screens.start(facts, *_unknown(key))
    if not campaign.changeable:
        return Step(None, then=Opened("campaigns", campaign.key))
    if what in asking.FIELDS:
        return asking.ask(asking.FIELDS[what], campaign, facts)
    if what == "audience":
        return Step(None, then=Opened("audience", campaign.key))
    said = screens.SAID.get(what)
    return screens.draft(campaign, facts, *(() if said is None else (said,)))


def _unknown(key: str) -> tuple[Line, ...]:
    return (phrases.why("campaign_unknown"),) if len(key) == _KEY_LETTERS else ()


_KEY_LETTERS = 20


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show, ask, or save an answer."""
    campaign = facts.campaign
    match state, event:
        case Starting(), Pressed("new"):
            return Step(AskKind(), (questions.ask_kind(),))
        case Starting(), Pressed(key) if campaign is not None and key[:2] == "e:":
            return Step(None, then=Opened("campaign", campaign.key))
        case Starting(), Said():
            return Step(None, then=event)
        case Starting(), _event:
            return screens.start(facts)
        case AskKind("", _version), _event:
            return _new(event, facts)
        case _state, Refused("campaign_changed") if campaign is not None:
            return Step(None, then=Opened("campaign", f"{campaign.key} changed"))
        case _ if campaign is None:
            return screens.start(facts, phrases.why("campaign_unknown"))
        case _ if not campaign.changeable:
            return Step(None, then=Opened("campaigns", campaign.key))
        case Shown(), Said():
            return Step(None, then=event)
        case Shown(_key, version), Pressed(key):
            return _on_shown(key, version, campaign, facts)
        case Shown(), Refused(code):
            return screens.draft(campaign, facts, phrases.why(code))
        case Discarding(key, version), Pressed("discard"):
            then = Opened("campaigns", "discarded")
            return Step(None, (), (DiscardCampaign(key, version),), then)
        case Discarding(), Refused(code):
            return screens.draft(campaign, facts, phrases.why(code))
        case Discarding(), Pressed("back"):
            return screens.draft(campaign, facts)
        case Discarding(), _event:
            return Step(state, (questions.ask_discard(),), unread=isinstance(event, Said))
        case ((Asking() | AskAnswer() | AskKind() | AskLabel() | AskBehind() | AskUntil()), _event):
            return asking.decide(state, event, campaign, facts)
        case _:
            return screens.draft(campaign, facts)


def _new(event: Event, facts: Facts) -> Step[States]:
    """Begin a draft of the chosen sort; for the person's one ward, if it is one."""
    match event:
        case Pressed("back"):
            return screens.start(facts)
        case Pressed(key) if key in asking.KIND_KEYS:
            wards = facts.roles.wards("write", facts.now)
            one = wards if wards is not None and len(wards) == 1 else frozenset[str]()
            content = asking.new_content(asking.KIND_KEYS[key], one)
            return _saved(facts.new_key, 0, content, "text")
        case Refused(code):
            return screens.start(facts, phrases.why(code))
        case _:
            before = phrases.not_understood(event)
            return phrases.unread(Step(AskKind(), (questions.ask_kind(*before),)), event)


def _on_shown(key: str, version: int, campaign: Campaign, facts: Facts) -> Step[States]:
    command: Command
    match key:
        case _ if campaign.corrects is not None and key in screens.FIXED:
            return screens.draft(campaign, facts, phrases.why("correction_fixed"))
        case "preview":
            return screens.previewed(campaign, facts)
        case "kind":
            return Step(AskKind(campaign.key, version), (questions.ask_kind(),))
        case "discard":
            return Step(Discarding(campaign.key, version), (questions.ask_discard(),))
        case "try":
            command = TryCampaign(campaign.key, version)
            return _done(campaign.key, command, "tried")
        case "submit":
            command = SubmitCampaign(campaign.key, version)
            return _done(campaign.key, command, "submitted")
        case _ if key in asking.FIELDS:
            return asking.ask(asking.FIELDS[key], campaign, facts)
        case _:
            return screens.draft(campaign, facts)


def _saved(key: str, version: int, content: CampaignContent, then: str) -> Step[States]:
    return _done(key, SaveCampaign(key, version, content), then)


def _done(key: str, command: Command, then: str) -> Step[States]:
    """Carry out a command, then show the draft as it is stored."""
    says: tuple[Say, ...] = ()
    return Step(None, says, (command,), Opened("campaign", f"{key} {then}"))


CONVERSATION = Conversation(
    name="campaign",
    triggers=("campaign", "chiến dịch", "viết chiến dịch", "soạn tin", "new campaign"),
    description=_("Write a message to residents"),
    group="staff",
    access="write",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
