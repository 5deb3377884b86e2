"""A resident reads their notebook by months, and a year at a glance."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.domain.learning.activity import Activity
from bot.domain.learning.notebook import MonthTotal, last_of_month, month_after
from bot.phrases.months import month_name
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.conversations import Conversation, Turn
from bot.talk.events import Edited, Event, Opened, Said, Sent, SentOther
from bot.talk.steps import Choice, PassiveState, Say, Step
from bot.talk.text import Line, Minutes, SayLine, Text, Title, _, plain, plural
from handlers import phrases

_PAGE = 6
_SHOWN = re.compile(r"(?P<year>20\d\d)(?:-(?P<month>0[1-9]|1[0-2])(?: (?P<page>\d{1,3}))?)?")


class Shown(PassiveState, frozen=True, tag="Shown"):
    """A month ("2026-09", "2026-09 1" is its second page) or a year ("2026") is shown."""

    part: str


States: TypeAlias = Shown


@dataclass(frozen=True, slots=True)
class Facts:
    """What is shown: a page of a month, or the months of a year (`first` is then its first day).

    `turned`: a button of the notebook itself asked for it, so it takes the place of what it showed.
    """

    today: dt.date
    first: dt.date
    whole_year: bool = False
    page: int = 0
    months: tuple[MonthTotal, ...] = ()
    entries: tuple[Activity, ...] = ()
    older: dt.date | None = None
    newer: dt.date | None = None
    turned: bool = False


async def gather(queries: ReadQueries, turn: Turn) -> Facts:
    """Read the month or the year of the event, or of the state; else the current month."""
    facts = await _read(queries, turn)
    event = turn.event
    return replace(facts, turned=isinstance(event, Opened) and bool(event.rest) and not event.typed)


async def _read(queries: ReadQueries, turn: Turn) -> Facts:
    person, today = turn.person.id, turn.today
    part = turn.state.part if isinstance(turn.state, Shown) else ""
    if isinstance(turn.event, Opened):
        part = turn.event.rest
    told = _SHOWN.fullmatch(part)
    if told is not None and told["month"] is None:
        first = dt.date(int(told["year"]), 1, 1)
        last = dt.date(first.year, 12, 31)
        months = await queries.learning.monthly_totals(person, first, last)
        return Facts(today, first, whole_year=True, months=months)
    first = today.replace(day=1)
    if told is not None:
        first = dt.date(int(told["year"]), int(told["month"]), 1)
    last = last_of_month(first)
    months = await queries.learning.monthly_totals(person, first, last)
    pages = (months[0].entries - 1) // _PAGE if months else 0
    page = min(int(told["page"] or 0) if told is not None else 0, max(0, pages))
    entries = await queries.learning.activities_page(person, first, last, _PAGE, page * _PAGE)
    older, newer = await queries.learning.nearest_days(person, first, last)
    return Facts(today, first, False, page, months, entries, older, newer)


def begin(opened: Opened, facts: Facts) -> Step[States]:
    """Show the month or the year."""
    del opened
    return _show(facts)


def decide(state: States, event: Event, facts: Facts) -> Step[States]:
    """Pass on what is typed or sent; anything else shows the same again."""
    del state
    if isinstance(event, (Said, Sent, SentOther, Edited)):
        return Step(None, then=event)
    return _show(facts)


def _show(facts: Facts) -> Step[States]:
    if facts.whole_year:
        return _show_year(facts)
    lines: list[SayLine] = [Title(month_name(facts.first))]
    total = facts.months[0] if facts.months else None
    if total is None:
        lines += _empty(facts)
    else:
        lines += [_sum(total.count, total.minutes)]
        lines += [_("Choose an entry to see, correct or cancel it.")]
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"/entry {entry.receipt}", phrases.entry_label(entry), cancelled=not entry.counts),)
        for entry in facts.entries
    ]
    part = f"{facts.first:%Y-%m}"
    pages = []
    if facts.page > 0:
        pages.append(Choice(f"/months {part} {facts.page - 1}", _("▲ Previous entries")))
    if total is not None and (facts.page + 1) * _PAGE < total.entries:
        pages.append(Choice(f"/months {part} {facts.page + 1}", _("▼ More entries")))
    year = Choice(
        f"/months {facts.first.year}", _("Year {year}", year=plain(f"{facts.first.year}"))
    )
    rows += [row for row in (tuple(pages), _neighbours(facts)) if row]
    rows += [(year, phrases.FIND), (phrases.LOG, phrases.MENU)]
    shown = Shown(f"{part} {facts.page}" if facts.page else part)
    return Step(shown, (Say(tuple(lines), tuple(rows), "nothing", replaces_pressed=facts.turned),))


def _sum(count: int, minutes: int) -> Text:
    return plural(
        "{count} activity, {total} in all",
        "{count} activities, {total} in all",
        count,
        total=Minutes(minutes),
    )


def _empty(facts: Facts) -> tuple[Line, ...]:
    """A month without an entry: why, and what to do."""
    if facts.first > facts.today:
        return (_("This month is still to come."),)
    if facts.first.year < facts.today.year - 1:
        return (_("The notebook keeps this year and last year."),)
    day = facts.today if facts.first == facts.today.replace(day=1) else facts.first
    example = plain(f"{day.day}/{day.month}/{day.year}")
    return (
        _("Nothing is recorded for this month."),
        _("To record something of it, write its day, for example: {day} read a book 30 minutes",
          day=example),
    )  # fmt: skip


def _neighbours(facts: Facts) -> tuple[Choice, ...]:
    """The nearest months with entries before and after it, or the current month."""
    now = facts.today.replace(day=1)
    row: list[Choice] = []
    if facts.older is not None:
        older = facts.older.replace(day=1)
        next_to_it = month_after(older) == facts.first
        label = _("‹ Month before") if next_to_it else _("‹ {month}", month=month_name(older))
        row.append(Choice(f"/months {older:%Y-%m}", label))
    newer = facts.newer.replace(day=1) if facts.newer is not None else now
    newer = min(newer, now)
    if newer > facts.first:
        next_to_it = month_after(facts.first) == newer
        label = _("Month after ›") if next_to_it else _("{month} ›", month=month_name(newer))
        label = _("This month ›") if newer == now else label
        row.append(Choice(f"/months {newer:%Y-%m}", label))
    return tuple(row)


def _show_year(facts: Facts) -> Step[States]:
    year = facts.first.year
    lines: list[SayLine] = [Title(_("Year {year}", year=plain(f"{year}")))]
    if facts.months:
        count = sum(month.count for month in facts.months)
        lines.append(_sum(count, sum(month.minutes for month in facts.months)))
        lines.append(_("Choose a month."))
    elif year < facts.today.year - 1:
        lines.append(_("The notebook keeps this year and last year."))
    else:
        lines.append(_("Nothing is recorded for this year."))
    rows: list[tuple[Choice, ...]] = [
        (Choice(f"/months {month.first:%Y-%m}", _in_year(month)),) for month in facts.months[::-1]
    ]
    now = facts.today.year
    others = [each for each in (now - 1, now) if each != year]
    rows.append(
        tuple(Choice(f"/months {each}", _("Year {year}", year=plain(f"{each}"))) for each in others)
    )
    rows += [(phrases.MY_LOG, phrases.FIND), (phrases.LOG, phrases.MENU)]
    say = Say(tuple(lines), tuple(rows), "nothing", replaces_pressed=facts.turned)
    return Step(Shown(f"{year}"), (say,))


def _in_year(month: MonthTotal) -> Text:
    """A month as a choice, with its sum."""
    return Text(
        "{month} · {total}",
        {"month": month_name(month.first), "total": phrases.short_length(month.minutes)},
    )


CONVERSATION = Conversation(
    name="months",
    triggers=("months", "xem theo tháng", "theo tháng", "by month"),
    states=States,
    looks_up=True,
    gather=gather,
    begin=begin,
    decide=decide,
)
