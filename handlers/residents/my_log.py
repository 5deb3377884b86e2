"""A resident reads their notebook, week by week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.learning.activity import Activity
from bot.domain.learning.progress import monday_of
from bot.domain.learning.receipts import read_receipt
from bot.phrases.weeks import week_said
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Edited, Event, Opened, Pressed, Said, Sent, SentOther
from bot.talk.steps import Choice, PassiveState, Say, Step
from bot.talk.text import Minutes, SayLine, Title, _, plural
from handlers import phrases

_PAGE = 5


class Week(PassiveState, frozen=True, tag="Week"):
    """A week of the notebook is shown; `monday` is its first day."""

    monday: dt.date
    page: int = 0


States: TypeAlias = Week


@dataclass(frozen=True, slots=True)
class Facts:
    """The entries of a week, and the nearest weeks with entries before and after it."""

    today: dt.date
    monday: dt.date
    entries: tuple[Activity, ...] = ()
    older: dt.date | None = None
    newer: dt.date | None = None


def _chosen_day(text: str) -> dt.date | None:
    """A day of the week that a button opens."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the week of the event, or of the state, or the current one."""
    person = turn.person.id
    day = turn.state.monday if isinstance(turn.state, Week) else turn.today
    match turn.event:
        case Opened(_word, rest):
            day = _chosen_day(rest) or turn.today
        case Pressed(key) if key[:2] == "w:":
            day = _chosen_day(key[2:]) or day
    monday = monday_of(day)
    sunday = monday + dt.timedelta(days=6)
    entries = await queries.learning.activities_between(person, monday, sunday)
    older, newer = await queries.learning.nearest_days(person, monday, sunday)
    return Facts(
        turn.today,
        monday,
        entries,
        monday_of(older) if older else None,
        monday_of(newer) if newer else None,
    )


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the current week or the chosen one; a receipt number opens its entry."""
    if opened.rest and _chosen_day(opened.rest) is None:
        return Step(None, then=Opened("entry", opened.rest))
    return _week(facts, 0)


def _week(facts: Facts, page: int, *, turned: bool = False) -> Step[States]:
    """A page of a week; `turned`: it takes the place of the page whose button asked for it."""
    last = max(0, (len(facts.entries) - 1) // _PAGE)
    page = min(max(page, 0), last)
    counted = [entry for entry in facts.entries if entry.counts]
    lines: list[SayLine] = [Title(week_said(facts.monday, facts.today))]
    if facts.entries:
        total = Minutes(sum(entry.minutes for entry in counted))
        lines.append(
            plural("{count} activity, {total} in all", "{count} activities, {total} in all",
                   len(counted), total=total)
        )  # fmt: skip
        lines.append(_("Choose an entry to see, correct or cancel it."))
    else:
        lines.append(_("Nothing is recorded for this week yet."))
    shown = facts.entries[page * _PAGE : (page + 1) * _PAGE]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"/entry {entry.receipt}", phrases.entry_label(entry), cancelled=not entry.counts),)
        for entry in shown
    ]
    pages = []
    if page > 0:
        pages.append(Choice(f"p:{page - 1}", _("▲ Previous entries")))
    if page < last:
        pages.append(Choice(f"p:{page + 1}", _("▼ More entries")))
    weeks = []
    if facts.older is not None:
        weeks.append(Choice(f"w:{facts.older}", _("◀ Earlier week")))
    if facts.newer is not None and facts.newer <= monday_of(facts.today):
        weeks.append(Choice(f"w:{facts.newer}", _("Later week ▶")))
    elif facts.monday != monday_of(facts.today):
        weeks.append(Choice(f"w:{monday_of(facts.today)}", _("This week ▶")))
    rows += [tuple(row) for row in (pages, weeks) if row]
    rows.append((Choice("/months", _("By month")), phrases.FIND))
    rows.append((phrases.LOG, phrases.MENU))
    say = Say(tuple(lines), tuple(rows), "nothing", replaces_pressed=turned)
    return Step(Week(facts.monday, page), (say,))


def decide(state: Week, event: Event, facts: Facts) -> Step[States]:
    """Show another week, open an entry, or pass a typed text on."""
    match event:
        case Pressed(key) if key[:2] == "w:":
            return _week(facts, 0, turned=True)
        case Pressed(key) if key[:2] == "p:" and key[2:].isdecimal():
            return _week(facts, int(key[2:]), turned=True)
        case Said(text) if (receipt := read_receipt(text)) is not None:
            return Step(None, then=Opened("entry", receipt))
        case Said() | Sent() | SentOther() | Edited():
            return Step(None, then=event)
        case _:
            return _week(facts, state.page)


CONVERSATION = Conversation(
    name="my_log",
    triggers=("mylog", "sổ", "sổ của tôi", "nhật ký", "notebook", "my notebook"),
    description=_("See, correct or cancel what you recorded"),
    group="learning",
    states=States,
    looks_up=True,
    gather=gather,
    begin=begin,
    decide=decide,
)
