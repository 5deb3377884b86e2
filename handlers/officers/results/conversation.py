"""The result of a campaign: numbers, unsure messages, a correction, a file."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import Growth, UnsureRow, of_wards
from bot.services.campaigns.drafting import CopyCampaign
from bot.services.campaigns.results.correcting import CorrectCampaign
from bot.services.campaigns.results.exporting import OfferResult
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import CommandsDone, Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Step
from bot.talk.text import Line, _
from handlers import phrases
from handlers.officers.results import screens, unsure
from handlers.officers.results.states import Exporting, Facts, RunFacts, Shown, States, Unsure

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
    after = _after(turn)
    runs = (await queries.runs.runs_of(key))[-_READ:]
    shown = [RunFacts(run, of_wards(run, await queries.runs.result(run), wards)) for run in runs]
    answers = await queries.runs.answers(key)
    return Facts(
        me, now, turn.new_key, roles, campaign, wards, tuple(shown), answers,
        await _unsure(queries, shown, wards, after), await queries.campaigns.correction_of(key),
        await _growth(queries, turn, shown), turn.public_url, turn.opens_links,
    )  # fmt: skip


async def _growth(queries: ReadQueries, turn: Turn, shown: list[RunFacts]) -> Growth | None:
    """How the newest run grew, where the picture is asked for."""
    wanted = isinstance(turn.event, Pressed) and turn.event.key == "picture"
    return await queries.runs.growth(shown[-1].run) if wanted and shown else None


async def _unsure(
    queries: ReadQueries, shown: list[RunFacts], wards: frozenset[str] | None, after: int
) -> tuple[UnsureRow, ...]:
    """The next undecided messages of the newest run, of the wards that may be read."""
    if not shown:
        return ()
    rows = await queries.runs.unsure_rows(shown[-1].run, unsure.ON_A_PAGE + 1, after)
    return tuple(each for each in rows if wards is None or each.ward in wards)


def _after(turn: Turn) -> int:
    """After which row the page of unsure messages begins."""
    match turn.state, turn.event:
        case Unsure(), Pressed("first"):
            return 0
        case Unsure(), Pressed(key) if key.startswith("after:") and key[6:].isdecimal():
            return int(key[6:22])
        case Unsure(_key, _run, after), Pressed() | Refused():
            return after
        case _:
            return 0


def _may_read(campaign: Campaign, wards: frozenset[str] | None) -> bool:
    return wards is None or bool(wards & campaign.content.audience.wards)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the result; without a campaign that may be read, the list."""
    if facts.campaign is None:
        return Step(None, then=Opened("campaigns"))
    said = unsure.SAID.get(opened.rest.partition(" ")[2])
    if said is not None and facts.runs:
        return unsure.page(facts, facts.runs[-1].run, 0, said)
    return _show(facts.campaign, facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Show it anew, or do what was pressed."""
    campaign = facts.campaign
    match state, event:
        case _state, Said():
            return Step(None, then=event)
        case _ if campaign is None:
            return Step(None, then=Opened("campaigns"))
        case Shown(), Pressed("unsure") if facts.runs:
            return unsure.page(facts, facts.runs[-1].run, 0)
        case Unsure(_key, run, after), _event if facts.runs and facts.runs[-1].run.key == run:
            return _on_unsure(after, event, campaign, facts)
        case _state, Refused(code):
            return _show(campaign, facts, phrases.why(code))
        case Exporting(), CommandsDone(token):
            return Step(Shown(campaign.key), (screens.link_say(campaign, facts, token or ""),))
        case Shown(), Pressed("export") if not facts.opens_links:
            return Step(Shown(campaign.key), (screens.link_not_here(campaign),))
        case Shown(), Pressed("export"):
            return Step(Exporting(campaign.key), (), (OfferResult(campaign.key),))
        case Shown(), Pressed("picture") if facts.runs:
            return Step(Shown(campaign.key), (screens.picture_say(campaign, facts),))
        case Shown(), Pressed("correct"):
            command = CorrectCampaign(campaign.key, facts.new_key)
            return Step(None, (), (command,), Opened("campaign", f"{facts.new_key} correcting"))
        case Shown(), Pressed("copy"):
            copying = CopyCampaign(campaign.key, facts.new_key)
            return Step(None, (), (copying,), Opened("campaign", f"{facts.new_key} copied"))
        case Shown(), Pressed("look"):
            return _replaced(_show(campaign, facts))
        case _:
            return _show(campaign, facts)


def _on_unsure(after: int, event: Event, campaign: Campaign, facts: Facts) -> Step[States]:
    run = facts.runs[-1].run
    match event:
        case Pressed("result"):
            return _show(campaign, facts)
        case Pressed("first"):
            return _replaced(unsure.page(facts, run, 0))
        case Pressed(key) if key.startswith("after:") and facts.unsure:
            return _replaced(unsure.page(facts, run, facts.unsure[0].row - 1))
        case Pressed(key) if (step := unsure.decided(key, run.key, facts)) is not None:
            return step
        case Refused(code):
            return unsure.page(facts, run, after, phrases.why(code))
        case _:
            return unsure.page(facts, run, after)


def _show(campaign: Campaign, facts: Facts, *before: Line) -> Step[States]:
    return Step(Shown(campaign.key), (screens.result_say(campaign, facts, *before),))


def _replaced(step: Step[Any]) -> Step[States]:
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
