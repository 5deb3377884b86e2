"""The result of a campaign: numbers, unsure messages, a correction, a file."""

from __future__ import annotations

from msgspec import structs

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import of_wards
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.officers.results import screens
from handlers.officers.results.states import Facts, RunFacts, Shown, States

_READ = 60


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the result, of the wards that the person may read now; each number is kept ready."""
    me, now = turn.person.id, turn.now
    key = getattr(turn.state, "key", "")
    if isinstance(turn.event, Opened):
        key = turn.event.rest.partition(" ")[0]
    roles = await queries.staff.roles_of(me)
    wards = roles.wards("read", now)
    nothing = Facts(me, now, turn.new_key, roles, wards=wards)
    campaign = await queries.campaigns.campaign(key) if key else None
    if campaign is None or not _may_read(campaign, wards):
        return nothing
    runs = (await queries.runs.runs_of(key))[-_READ:]
    shown = [RunFacts(run, of_wards(run, await queries.runs.result(run), wards)) for run in runs]
    answers = await queries.runs.answers(key)
    return Facts(
        me, now, turn.new_key, roles, campaign, wards, tuple(shown), answers,
        corrected=await queries.runs.was_corrected(key),
    )  # fmt: skip


def _may_read(campaign: Campaign, wards: frozenset[str] | None) -> bool:
    return wards is None or bool(wards & campaign.content.audience.wards)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the result; without a campaign that may be read, the list."""
    del opened
    if facts.campaign is None:
        return Step(None, then=Opened("campaigns"))
    return _show(facts.campaign, facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show it anew, or do what was pressed."""
    campaign = facts.campaign
    match state, event:
        case _state, Said():
            return Step(None, then=event)
        case _ if campaign is None:
            return Step(None, then=Opened("campaigns"))
        case _state, Refused(code):
            return _show(campaign, facts, phrases.why(code))
        case Shown(), Pressed("look"):
            return _replaced(_show(campaign, facts))
        case _:
            return _show(campaign, facts)


def _show(campaign: Campaign, facts: Facts, *before: Line) -> Step[States]:
    return Step(Shown(campaign.key), (screens.result_say(campaign, facts, *before),))


def _replaced(step: Step[States]) -> Step[States]:
    """The same, in the place of the message whose button was pressed."""
    *earlier, last = step.says
    return structs.replace(step, says=(*earlier, structs.replace(last, replaces_pressed=True)))


CONVERSATION = Conversation(
    name="results",
    triggers=("outcome", "kết quả chiến dịch", "campaign result"),
    description=_("What became of a campaign"),
    group="staff",
    access="staff",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
