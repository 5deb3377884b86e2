"""Results: what a finished self-check tells its owner, in words and as a radar."""

from __future__ import annotations

import datetime as dt

from bot.domain.checks import Check
from bot.domain.instruments import Form
from bot.domain.self_check import Result, advise, result
from bot.domain.shelf import Shelf
from bot.talk.steps import Say
from bot.talk.text import Day, Line, _, plain
from handlers import phrases
from handlers.check_radar import radar


def result_say(
    shelf: Shelf, form: Form, check: Check, before: Check | None, now: dt.datetime
) -> Say:
    """The result of a check that is finished now; `before` is the one to compare it with."""
    found = result(shelf.self_check, shelf.framework, form, check.answers)
    earlier = (
        None if before is None else result(shelf.self_check, shelf.framework, form, before.answers)
    )
    lines: list[Line] = [
        _("Your self-check of {day}: {form}", day=Day(now.date()), form=form.name),
        *_overall(shelf, form, found),
        *_compared(before, earlier, found, now),
        *_next_steps(shelf, form, check),
        plain(""),
        shelf.self_check.disclaimer,
    ]
    picture = None
    if not found.starter:
        picture = radar(shelf, form, check, before, now)
    rows = ((phrases.LOG,), (phrases.PROGRESS, phrases.MENU))
    return Say(tuple(lines), rows, "nothing", picture=picture)


def _overall(shelf: Shelf, form: Form, found: Result) -> list[Line]:
    if found.starter:
        return [form.starter.closing] if form.starter else []
    if found.percent is None or found.band is None:
        return [
            _("{answered} of {all} questions are answered; an overall result needs {needed}.",
              answered=found.answered, all=found.asked, needed=found.needed)
        ]  # fmt: skip
    return [
        _("Overall: {percent} of 100, step “{band}”.",
          percent=int(found.percent), band=found.band.name),
        found.band.meaning,
        _("That is near {level} of the framework of digital skills ({source}).",
          level=found.band.level_name, source=plain(shelf.framework.source)),
    ]  # fmt: skip


def _compared(
    before: Check | None, earlier: Result | None, found: Result, now: dt.datetime
) -> list[Line]:
    if before is None or before.ended_at is None or earlier is None:
        return []
    if earlier.percent is None or found.percent is None:
        return []
    day = Day(before.ended_at.astimezone(now.tzinfo).date())
    more = int(found.percent) - int(earlier.percent)
    told = _("the same as now")
    if more > 0:
        told = _("now it is {more} higher", more=more)
    elif more < 0:
        told = _("now it is {less} lower", less=-more)
    return [
        _("Last time, on {day}: {percent} of 100; {compared}.",
          day=day, percent=int(earlier.percent), compared=told)
    ]  # fmt: skip


def _next_steps(shelf: Shelf, form: Form, check: Check) -> list[Line]:
    lessons = advise(shelf.lessons, shelf.self_check, form, check.answers)
    if not lessons:
        return []
    steps: list[Line] = [
        _("{number}. {title}: {step} Where to learn: {where}",
          number=number, title=each.title, step=each.step, where=each.where)
        for number, each in enumerate(lessons, 1)
    ]  # fmt: skip
    return [plain(""), _("What to learn next:"), *steps]
