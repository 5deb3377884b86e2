"""The campaigns of one's wards: the list, one of them, its approval or return, a copy."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import structs

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.timing import Weekly
from bot.domain.staff.roles import StaffRoles
from bot.services.campaigns.approving import ApproveCampaign, ReturnCampaign
from bot.services.campaigns.drafting import CopyCampaign, DiscardCampaign
from bot.services.campaigns.sending import (
    CancelCampaign,
    PauseCampaign,
    ResumeCampaign,
    StartCampaign,
)
from bot.services.campaigns.trying import TryCampaign
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, Command, PassiveState, Say, State, Step
from bot.talk.text import Fact, Line, SayLine, Title, _, plain
from handlers import phrases
from handlers.campaign_words import make_previews, wards_said
from handlers.officers.campaigns import screens
from handlers.officers.campaigns.said import SAID
from handlers.officers.campaigns.screens import Facts, ShownRun

_ON_A_PAGE = 6
_MOST_RUNS = 4
_READ = 120
_EVENTS = 40


class Listed(PassiveState, frozen=True, tag="Listed"):
    """The list is shown."""


class Open(PassiveState, frozen=True, tag="Open"):
    """One campaign is shown; `version` is the one that was seen."""

    key: str
    version: int


class Returning(State, frozen=True, tag="Returning"):
    """The word of the return is asked for."""

    key: str
    version: int


class Discarding(State, frozen=True, tag="Discarding"):
    """Shall it be discarded?"""

    key: str
    version: int


class Cancelling(State, frozen=True, tag="Cancelling"):
    """Shall the rest of it not be sent?"""

    key: str
    version: int


class Starting(State, frozen=True, tag="Starting"):
    """Shall it be sent now?"""

    key: str
    version: int


States: TypeAlias = Listed | Open | Returning | Discarding | Cancelling | Starting


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the list, or one campaign with its history and its preview."""
    me, now, event = turn.person.id, turn.now, turn.event
    roles = await queries.staff.roles_of(me)
    names = {role.person: role.called for role in await queries.staff.active_roles(now)}
    key = getattr(turn.state, "key", "")
    page = 0
    if isinstance(event, Opened):
        key = event.rest.partition(" ")[0]
    elif isinstance(event, Pressed):
        if event.key == "list":
            key = ""
        elif event.key.startswith("e:"):
            key = event.key[2:]
        elif event.key.startswith("p:") and event.key[2:].isascii() and event.key[2:].isdigit():
            page = int(event.key[2:5])
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is not None and _may_see(campaign, me, roles, turn):
        events = await queries.campaigns.campaign_events(campaign.key, _EVENTS)
        is_shown = _is_seen(campaign, event) or screens.may_approve(campaign, me, roles, now)
        seen = make_previews(campaign, turn.preview) if is_shown else ()
        runs = (await queries.runs.runs_of(campaign.key))[-_MOST_RUNS:]
        shown_runs = tuple([ShownRun(each, await queries.runs.result(each)) for each in runs])
        wrong = await queries.campaigns.campaign(campaign.corrects) if campaign.corrects else None
        answers = await queries.runs.answers(campaign.key) if runs else ()
        return Facts(
            me, now, turn.new_key, roles, (), 0, False, campaign, events, names, seen,
            shown_runs, answers, wrong,
        )  # fmt: skip
    found = await queries.campaigns.campaigns_of(roles.wards("staff", now), me, _READ)
    shown = found[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
    more = len(found) > (page + 1) * _ON_A_PAGE
    return Facts(me, now, turn.new_key, roles, shown, page, more, None, (), names)


def _is_seen(campaign: Campaign, event: Event) -> bool:
    """Whether the preview is shown to who cannot approve: before an approval, or on demand."""
    match event:
        case Pressed(key):
            return key == "preview" or (campaign.stage == "submitted" and key[:2] == "e:")
        case Opened(_word, rest):
            return campaign.stage == "submitted" and " " not in rest
        case _:
            return False


def _may_see(campaign: Campaign, me: int, roles: StaffRoles, turn: Turn) -> bool:
    """Whether somebody may see it: the author, or who has a role in one of its wards."""
    wards = campaign.content.audience.wards
    return campaign.author == me or any(roles.may("staff", each, turn.now) for each in wards)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show a campaign, or the list."""
    key, _space, what = opened.rest.partition(" ")
    said = SAID.get(what or key)
    before = () if said is None else (said,)
    if facts.campaign is not None:
        return _show(facts.campaign, facts, *before)
    return _list(facts, *before)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show, approve, return with a word, copy, or discard."""
    campaign = facts.campaign
    match state, event:
        case Listed(), Pressed(key) if campaign is not None and key[:2] == "e:":
            return _show(campaign, facts)
        case ((Listed() | Open()), Said()):
            return Step(None, then=event)
        case _state, Pressed("list"):
            return _list(facts)
        case Listed(), _event:
            return _list(facts)
        case _state, Refused("campaign_changed" | "campaign_not_submitted" as code):
            opened = f"{state.key} changed" if code == "campaign_changed" else state.key
            return Step(None, then=Opened("campaigns", opened))
        case _ if campaign is None:
            return _list(facts, phrases.why("campaign_unknown"))
        case Returning(), Refused(code):
            return _ask_word(state.key, state.version, phrases.why(code))
        case _state, Refused(code):
            return _show(campaign, facts, phrases.why(code))
        case Open(_key, version), Pressed(key):
            return _on_open(key, version, campaign, facts)
        case ((Returning() | Discarding() | Cancelling() | Starting()), Pressed("back")):
            return _show(campaign, facts)
        case Returning(key, version), Said(text):
            return _done(key, ReturnCampaign(key, version, text), "returned")
        case Returning(key, version), _event:
            return _ask_word(key, version)
        case Discarding(key, version), Pressed("discard"):
            command = DiscardCampaign(key, version)
            return Step(None, (), (command,), Opened("campaigns", "discarded"))
        case Discarding(key, version), _event:
            before = phrases.not_understood(event)
            return phrases.unread(_ask_discard(campaign, version, facts, *before), event)
        case Starting(key, version), Pressed("start"):
            return _done(key, StartCampaign(key, version, facts.new_key), "started")
        case Starting(key, version), _event:
            before = phrases.not_understood(event)
            return phrases.unread(_ask_start(campaign, version, *before), event)
        case Cancelling(key, _version), Pressed("cancel_sending"):
            weekly = isinstance(campaign.content.timing, Weekly)
            return _done(key, CancelCampaign(key), "cancelled_once" if weekly else "cancelled")
        case Cancelling(key, version), _event:
            before = phrases.not_understood(event)
            return phrases.unread(_ask_cancel(key, version, *before), event)
        case _:
            return _show(campaign, facts)


def _on_open(key: str, version: int, campaign: Campaign, facts: Facts) -> Step[States]:
    match key:
        case "approve":
            return _done(campaign.key, ApproveCampaign(campaign.key, version), "approved")
        case "return":
            return _ask_word(campaign.key, version)
        case "change" if facts.running:
            return _show(campaign, facts, phrases.why("campaign_running"))
        case "change":
            return Step(None, then=Opened("campaign", campaign.key))
        case "discard":
            return _ask_discard(campaign, version, facts)
        case "start":
            return _ask_start(campaign, version)
        case "pause":
            return _done(campaign.key, PauseCampaign(campaign.key), "paused")
        case "resume":
            return _done(campaign.key, ResumeCampaign(campaign.key), "resumed")
        case "cancel_sending":
            return _ask_cancel(campaign.key, version)
        case "look":
            return _replaced(_show(campaign, facts))
        case "preview" if not campaign.content.text_vi:
            return _show(campaign, facts, phrases.why("text_missing"))
        case "preview":
            return _show(campaign, facts, _("Above is what residents will see."))
        case "try":
            return _done(campaign.key, TryCampaign(campaign.key, version), "tried")
        case "copy":
            command = CopyCampaign(campaign.key, facts.new_key)
            return Step(None, (), (command,), Opened("campaign", f"{facts.new_key} copied"))
        case _:
            return _show(campaign, facts)


def _list(facts: Facts, *before: Line) -> Step[States]:
    return Step(Listed(), screens.list_says(facts, *before))


def _show(campaign: Campaign, facts: Facts, *before: Line) -> Step[States]:
    state = Open(campaign.key, campaign.version)
    return Step(state, screens.campaign_says(campaign, facts, *before))


def _ask_word(key: str, version: int, *before: Line) -> Step[States]:
    line = _("What should be changed? Please write it in one message; who wrote it reads it.")
    rows = ((phrases.BACK, phrases.CANCEL),)
    return Step(Returning(key, version), (Say((*before, line), rows, "free"),))


def _ask_discard(campaign: Campaign, version: int, facts: Facts, *before: Line) -> Step[States]:
    line = _("Shall this campaign be discarded? It cannot be taken back.")
    if facts.runs:
        line = _("Shall this campaign be discarded? Nothing more of it will be sent, and it cannot "
                 "be taken back.")  # fmt: skip
    rows = ((Choice("discard", _("Yes, discard it"), ("yes",)),), (phrases.BACK, phrases.CANCEL))
    return Step(Discarding(campaign.key, version), (Say((*before, line), rows, "nothing"),))


def _ask_start(campaign: Campaign, version: int, *before: Line) -> Step[States]:
    wards = wards_said(campaign.content.audience.wards)
    line = _("Shall it be sent now?")
    lines: list[SayLine] = [*before, Title(line), plain(campaign.content.title)]
    if wards is not None:
        lines.append(Fact(_("Wards"), wards))
    rows = ((Choice("start", _("📤 Yes, send it now"), ("yes",)),),
            (phrases.BACK, phrases.CANCEL))  # fmt: skip
    return Step(Starting(campaign.key, version), (Say(tuple(lines), rows, "nothing"),))


def _ask_cancel(key: str, version: int, *before: Line) -> Step[States]:
    line = _("Shall the rest not be sent? What was sent cannot be called back.")
    rows = ((Choice("cancel_sending", _("Yes, cancel the rest"), ("yes",)),),
            (phrases.BACK, phrases.CANCEL))  # fmt: skip
    return Step(Cancelling(key, version), (Say((*before, line), rows, "nothing"),))


def _replaced(step: Step[States]) -> Step[States]:
    """The same, in the place of the message whose button was pressed."""
    *earlier, last = step.says
    return structs.replace(step, says=(*earlier, structs.replace(last, replaces_pressed=True)))


def _done(key: str, command: Command, then: str) -> Step[States]:
    """Carry out a command, then show the campaign as it is stored."""
    return Step(None, (), (command,), Opened("campaigns", f"{key} {then}"))


CONVERSATION = Conversation(
    name="campaigns",
    triggers=("campaigns", "các chiến dịch", "danh sách chiến dịch", "duyệt chiến dịch"),
    description=_("Campaigns of your wards"),
    group="staff",
    access="staff",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
