"""A resident sees their Learning Citizen year: an estimate of their own, never a title."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.learning_citizen import (
    CriteriaSet,
    Estimate,
    Indicator,
    YearEvidence,
    estimate,
)
from bot.domain.learning.progress import goal_now
from bot.domain.people.persons import Group
from bot.services.learning.learning_citizen import RateIndicator
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Fact, Line, Note, SayLine, Title, _, plain, plural
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.citizen.phrases import estimated, shown, stands, summed_up, window

_RATE = Choice("rate", _("✏ Rate what is missing"))


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The year is shown."""


class Listed(PassiveState, frozen=True, tag="Listed"):
    """Each indicator is shown."""


class Rating(State, frozen=True, tag="Rating"):
    """An indicator is rated; with `on`, the next unknown one follows."""

    indicator: str
    on: bool = False


States: TypeAlias = Shown | Listed | Rating


@dataclass(frozen=True, slots=True)
class Facts:
    """The criteria set, this year's evidence and the person's ratings."""

    today: dt.date
    group: Group | None
    criteria: CriteriaSet
    evidence: YearEvidence
    ratings: dict[str, int]

    @property
    def estimate(self) -> Estimate:
        """The estimate of the year."""
        return estimate(self.criteria, self.evidence, self.ratings)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read this year's totals by type, best self-check, goal and ratings."""
    person, today = turn.person, turn.today
    criteria = turn.reference_data.criteria
    counts: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    first = dt.date(today.year, 1, 1)
    for daily_total in await queries.learning.daily_totals(person.id, first, today):
        counts[daily_total.type_code] += daily_total.count
        minutes[daily_total.type_code] += daily_total.minutes
    new_year = turn.now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    top = turn.reference_data.self_check.scale[-1].value
    percents = [
        100 * each.points // (top * each.answered)
        for each in await queries.skills.scored_between(person.id, new_year, turn.now)
        if "check" in person.consents
    ]
    evidence = YearEvidence(
        dict(counts),
        dict(minutes),
        max(percents, default=None),
        goal_now(await queries.learning.goals(person.id)),
    )
    ratings = await queries.learning.ratings(person.id, criteria.id, today.year)
    return Facts(today, person.group, criteria, evidence, ratings)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the year."""
    del opened
    return _show(facts)


def _show(facts: Facts, *before: Line) -> Step[States]:
    criteria, found = facts.criteria, facts.estimate
    lines: list[SayLine] = [
        *before,
        estimated(criteria, found),  # what matters most comes first
        *summed_up(criteria, found),
        *window(facts.today),
        Note(_("{set} {year}: your own estimate, not an official recognition.",
               set=criteria.name, year=plain(str(facts.today.year)))),
    ]  # fmt: skip
    rows: list[tuple[Choice, ...]] = [(Choice("all", _("📋 See each indicator")),)]
    if found.unknown:
        rows.append((_RATE,))
    rows += [(phrases.LOG, phrases.PROGRESS), (phrases.MENU,)]
    return Step(Shown(), (Say(tuple(lines), tuple(rows), "nothing"),))


def _list(facts: Facts) -> Step[States]:
    """Each indicator with its points; a choice rates it."""
    criteria, found = facts.criteria, facts.estimate
    lines: list[SayLine] = [estimated(criteria, found)]
    for block in criteria.blocks:
        lines += [plain(""), Title(block.name)]
        lines += [stands(each) for each in found.standings if each.indicator.block == block.id]
    lines += [
        plain(""),
        Note(_("This is your own estimate, not an official recognition. The official form is on: "
               "{site}", site=plain(criteria.site))),
        Note(_("Criteria: {source}", source=criteria.source)),
    ]  # fmt: skip
    named = [Choice(f"i:{each.id}", each.name) for each in criteria.indicators]
    # The ten indicators come first, so that in a numbered list each has its number.
    rows: list[tuple[Choice, ...]] = [
        tuple(named[place : place + 2]) for place in range(0, len(named), 2)
    ]
    if found.unknown:
        rows.append((_RATE,))
    return Step(Listed(), (Say(tuple(lines), (*rows, (phrases.BACK, phrases.MENU)), "nothing"),))


# --- rating ---------------------------------------------------------------------------------------


def _ask(facts: Facts, indicator: Indicator, on: bool, *before: Line) -> Step[States]:
    each = next(one for one in facts.estimate.standings if one.indicator == indicator)
    asks = indicator.asks if facts.group is None else indicator.for_group.get(
        facts.group, indicator.asks)  # fmt: skip
    place = facts.criteria.indicators.index(indicator) + 1
    lines: list[SayLine] = [
        *before,
        Title(_("Indicator {number} of {all}: {name}",
                number=place, all=len(facts.criteria.indicators), name=indicator.name)),
        asks,
    ]  # fmt: skip
    seen = shown(each)
    if seen is not None:
        lines.append(Fact(_("Your notebook this year"), seen))
    if each.suggested is not None:
        lines.append(_("What is recorded suggests {points} points.", points=each.suggested))
    if each.rated is not None:
        lines.append(Fact(_("Your own points so far"), each.rated))
    lines.append(_("How many points would you give yourself, from 0 to {most}?",
                   most=indicator.points))  # fmt: skip
    # They begin with 1, so that in a numbered list the number is the points. 0 comes last, after
    # the other choices: a number that is too large must not choose it.
    *points, zero = (
        Choice(f"r:{value}", plural("{count} point", "{count} points", value))
        for value in (*range(1, indicator.points + 1), 0)
    )
    rows = [tuple(points[place : place + 3]) for place in range(0, len(points), 3)]
    ways = (phrases.SKIP, phrases.BACK, zero) if on else (phrases.BACK, zero)
    return Step(Rating(indicator.id, on), (Say(tuple(lines), (*rows, ways), "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Rate an indicator, or pass a typed text on."""
    match state, event:
        case _state, Refused(code):
            return _show(facts, phrases.why(code))
        case ((Shown() | Listed()), Pressed("rate")) if facts.estimate.unknown:
            return _ask(facts, facts.estimate.unknown[0], True)
        case Shown(), Pressed("all"):
            return _list(facts)
        case ((Shown() | Listed()), Pressed(key)) if key[:2] == "i:":
            chosen = facts.criteria.indicator(key[2:])
            return _show(facts) if chosen is None else _ask(facts, chosen, False)
        case ((Shown() | Listed()), Said()):
            return Step(None, then=event)
        case Listed(), Pressed("back"):
            return _show(facts)
        case Listed(), _event:
            return _list(facts)
        case Rating(name, on), _event:
            indicator = facts.criteria.indicator(name)
            return _show(facts) if indicator is None else _rate(indicator, on, event, facts)
        case _:
            return _show(facts)


def _rate(indicator: Indicator, on: bool, event: Event, facts: Facts) -> Step[States]:
    match event:
        case Pressed("back"):
            return _show(facts) if on else _list(facts)
        case Pressed("skip"):
            return _next(indicator, on, facts)
        case Pressed(key) if key[:2] == "r:":
            points = key[2:]
        case Said(text):
            points = text
        case _:
            return _ask(facts, indicator, on)
    known = points.isascii() and points.isdecimal() and len(points) < 4
    if not known or int(points) > indicator.points:
        whole = _("Please type a whole number from 0 to {most}.", most=indicator.points)
        return unread(_ask(facts, indicator, on, *not_understood(event), whole), event)
    rated = Facts(facts.today, facts.group, facts.criteria, facts.evidence,
                  {**facts.ratings, indicator.id: int(points)})  # fmt: skip
    step = _next(indicator, on, rated)
    command = RateIndicator(facts.criteria.id, indicator.id, int(points))
    return Step(step.state, step.says, (command,))


def _next(indicator: Indicator, on: bool, facts: Facts) -> Step[States]:
    """Ask for the next unknown indicator when they come one after another, else show all."""
    order = facts.criteria.indicators
    later = [each for each in facts.estimate.unknown if order.index(each) > order.index(indicator)]
    if not on:
        return _list(facts)
    return _ask(facts, later[0], True) if later else _show(facts)


CONVERSATION = Conversation(
    name="citizen",
    triggers=("citizen", "công dân", "công dân học tập"),
    description=_("See your Learning Citizen year"),
    group="skills",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
