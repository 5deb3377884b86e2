"""A resident sees their progress: totals, a weekly goal, a habit score and a picture."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.progress import (
    MIN_GOAL_MINUTES,
    DailyTotal,
    Goal,
    LearningPause,
    Total,
    by_kind,
    check_goal,
    goal_now,
    habit,
    monday_of,
    sum_between,
)
from bot.domain.refusals import Refusal
from bot.domain.text.durations import read_minutes
from bot.domain.text.normalizing import fold
from bot.phrases.totals import sum_said
from bot.services.learning.goals import PauseLearning, ResumeLearning, SetGoal
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Event, Opened, Pressed, Refused, Said
from bot.talk.steps import Choice, PassiveState, Say, State, Step
from bot.talk.text import Day, Fact, Line, Minutes, SayLine, Text, Title, _, plain
from handlers import phrases
from handlers.phrases import not_understood, unread
from handlers.residents.progress.phrases import goal_said, habit_said, weeks_picture

_GOAL_WORDS = ("goal", "mục tiêu", "đặt mục tiêu", "mục tiêu tuần", "set a goal", "weekly goal")
_GOAL_TRIGGERS = frozenset(map(fold, _GOAL_WORDS))
_GOALS = (60, 120, 180, 300)
_PAUSES: tuple[tuple[int, Text], ...] = (
    (7, _("1 week")),
    (14, _("2 weeks")),
    (28, _("4 weeks")),
)


class Shown(PassiveState, frozen=True, tag="Shown"):
    """The progress is shown."""


class Aiming(State, frozen=True, tag="Aiming"):
    """How long to learn in a week?"""


class Pausing(State, frozen=True, tag="Pausing"):
    """How long is the pause?"""


States: TypeAlias = Shown | Aiming | Pausing


@dataclass(frozen=True, slots=True)
class Facts:
    """The totals since the first entry, the goals and the pauses."""

    today: dt.date
    daily_totals: tuple[DailyTotal, ...]
    first: dt.date | None
    goals: tuple[Goal, ...]
    pauses: tuple[LearningPause, ...]

    @property
    def pause(self) -> LearningPause | None:
        """The pause that includes today."""
        return next((pause for pause in self.pauses if pause.holds(self.today)), None)


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the totals by day and type since the first entry, the goals and the pauses."""
    person, today = turn.person.id, turn.today
    first = await queries.learning.first_day(person)
    # Since the first entry: after a long pause the habit needs days far back.
    since = min(first or today, today)
    return Facts(
        today,
        await queries.learning.daily_totals(person, since, today),
        first,
        await queries.learning.goals(person),
        await queries.learning.pauses(person, since),
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the progress; a word for the goal asks for it at once, and may name it."""
    if fold(opened.word) not in _GOAL_TRIGGERS:
        return _show(facts)
    minutes = read_minutes(opened.rest)
    return _ask_goal(facts) if minutes is None else _aim(minutes, facts)


def _show(facts: Facts, *before: Line) -> Step[States]:
    today = facts.today
    year = sum_between(facts.daily_totals, dt.date(today.year, 1, 1), today)
    lines: list[SayLine] = [
        *before,
        Title(_("Your progress until {day}", day=plain(f"{today:%d/%m/%Y}"))),
    ]
    if not facts.daily_totals:
        lines.append(_("Nothing is recorded yet. Write what you learnt, and it shows up here."))
        lines += goal_said(goal_now(facts.goals), Total(), paused=facts.pause is not None)
    else:
        week = sum_between(facts.daily_totals, monday_of(today), today)
        month = sum_between(facts.daily_totals, today.replace(day=1), today)
        lines += [
            Fact(_("This week"), sum_said(week)),
            *goal_said(goal_now(facts.goals), week, paused=facts.pause is not None),
            Fact(_("This month"), sum_said(month)),
            Fact(_("This year"), sum_said(year)),
        ]
        learnt = {daily_total.day for daily_total in facts.daily_totals}
        found = habit(learnt, facts.first, today, facts.pauses)
        lines += [plain(""), *habit_said(found)]
    if facts.pause is not None:
        lines.append(_("You are taking a break until {day}. Enjoy it.", day=Day(facts.pause.last)))
    aim = Choice("goal", _("🎯 Weekly goal"))
    rest = Choice("resume", _("▶ End the break")) if facts.pause else Choice("rest", _("⏸ Break"))
    by_kinds = ((Choice("kinds", _("🔎 See by kind")),),) if len(_kinds(facts)) > 1 else ()
    rows = (*by_kinds, (aim, rest), (phrases.LOG,), (phrases.MY_LOG, phrases.MENU))
    say = Say(
        tuple(lines),
        rows,
        "nothing",
        picture=weeks_picture(today, facts.daily_totals, facts.goals),
    )
    return Step(Shown(), (say,))


def _kinds(facts: Facts) -> dict[str, Total]:
    today = facts.today
    return by_kind(facts.daily_totals, dt.date(today.year, 1, 1), today)


def _show_kinds(facts: Facts) -> Step[States]:
    """The sums of this year, each kind of learning by itself."""
    lines: tuple[SayLine, ...] = (
        Title(_("This year by kind:")),
        *(Fact(phrases.KINDS[kind], sum_said(each)) for kind, each in _kinds(facts).items()),
    )
    return Step(Shown(), (Say(lines, ((phrases.PROGRESS, phrases.MENU),), "nothing"),))


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Set a goal, take a break, or pass a typed text on."""
    match state, event:
        case _state, Refused(code):
            return _show(facts, phrases.why(code))
        case Shown(), Pressed("goal"):
            return _ask_goal(facts)
        case Shown(), Pressed("kinds") if len(_kinds(facts)) > 1:
            return _show_kinds(facts)
        case Shown(), Pressed("rest"):
            return _ask_pause()
        case Shown(), Pressed("resume"):
            return _done(_("Welcome back to learning!"), ResumeLearning())
        case ((Aiming() | Pausing()), Pressed("back")):
            return _show(facts)
        case Aiming(), Pressed(key) if key[:2] == "g:" and key[2:].isdecimal():
            return _aim(int(key[2:]), facts)
        case Aiming(), Said(text):
            minutes = _goal_of(text)
            if minutes is None:
                return unread(_ask_goal(facts, *not_understood(event)), event)
            return _aim(minutes, facts)
        case Aiming(), _event:
            return unread(_ask_goal(facts, *not_understood(event)), event)
        case Pausing(), Pressed(key) if key[2:] in [str(days) for days, _name in _PAUSES]:
            last = facts.today + dt.timedelta(days=int(key[2:]) - 1)
            said = _("A break until {day}: nothing is counted as missed.", day=Day(last))
            return _done(said, PauseLearning(last))
        case Pausing(), _event:
            return unread(_ask_pause(*not_understood(event)), event)
        case Shown(), Said():
            return Step(None, then=event)
        case _:
            return _show(facts)


def _goal_of(text: str) -> int | None:
    """The minutes a week that were typed; "5" alone is hours, since it is no goal in minutes."""
    minutes = read_minutes(text)
    bare = text.strip().isdigit() and minutes is not None and 0 < minutes < MIN_GOAL_MINUTES
    return minutes * 60 if bare and minutes else minutes


def _done(said: Line, command: SetGoal | PauseLearning | ResumeLearning) -> Step[States]:
    return Step(None, (Say((said,)),), (command,), then=Opened(CONVERSATION.triggers[0]))


def _ask_goal(facts: Facts, *before: Line) -> Step[States]:
    lines: list[Line] = [*before]
    goal = goal_now(facts.goals)
    if goal is not None:
        lines.append(_("Your goal now: {goal} a week.", goal=Minutes(goal)))
    lines.append(_("How long would you like to learn in a week? Choose, or type for example: 2h30"))
    usual = tuple(
        Choice(f"g:{minutes}", Text("{time}", {"time": Minutes(minutes)})) for minutes in _GOALS
    )
    none = (Choice("g:0", _("No goal")),) if goal is not None else ()
    rows = (usual[:2], usual[2:], (*none, phrases.BACK))
    return Step(Aiming(), (Say(tuple(lines), rows, "text"),))


def _aim(minutes: int, facts: Facts) -> Step[States]:
    if minutes == 0:
        return _done(_("There is no weekly goal any more."), SetGoal(0))
    try:
        check_goal(minutes)
    except Refusal as refusal:
        return _ask_goal(facts, phrases.why(refusal.code))
    return _done(_("Your goal: {goal} a week.", goal=Minutes(minutes)), SetGoal(minutes))


def _ask_pause(*before: Line) -> Step[States]:
    lines = (*before, _("How long is your break? Nothing is counted as missed meanwhile."))
    rows = (tuple(Choice(f"p:{days}", name) for days, name in _PAUSES), (phrases.BACK,))
    return Step(Pausing(), (Say(lines, rows, "nothing"),))


CONVERSATION = Conversation(
    name="progress",
    triggers=("progress", "tiến bộ", "kết quả học", *_GOAL_WORDS),
    description=_("See your progress and set a goal"),
    group="learning",
    states=States,
    gather=gather,
    begin=begin,
    decide=decide,
)
