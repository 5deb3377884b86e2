"""Results: what a finished self-check tells its owner, in words and as a radar."""

from __future__ import annotations

import datetime as dt

from bot.domain.checks import Check
from bot.domain.instruments import Form
from bot.domain.self_check import Result, advise, course, result
from bot.domain.shelf import Shelf
from bot.talk.pictures import Picture, Series
from bot.talk.steps import Say
from bot.talk.text import Day, Line, Text, _, plain
from handlers import phrases


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
    if found.answered and not found.starter:
        picture = _radar(shelf, form, check, before, (found, earlier), now)
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


def _radar(
    shelf: Shelf,
    form: Form,
    check: Check,
    before: Check | None,
    results: tuple[Result, Result | None],
    now: dt.datetime,
) -> Picture:
    found, earlier = results
    day = Day(now.date())
    title: Text = _("Digital skills, self-check of {day}", day=day)
    if form.domains:
        labels = tuple(score.domain.short for score in found.domains)
        values = [_percents(found)] + ([_percents(earlier)] if earlier else [])
        unit: Line = _("of 100")
        most = 100.0
        facts = tuple(
            _("{name}: {value}", name=score.domain.name, value=_percent_said(score.percent))
            for score in found.domains
        )
    else:
        items = course(form, check.answers)
        labels = tuple(item.name for item in items)
        sheets = [check.answers] + ([before.answers] if before is not None else [])
        values = [
            tuple(None if (value := sheet.get(item.id)) is None else float(value) for item in items)
            for sheet in sheets
        ]
        unit = _("step")
        most = float(shelf.self_check.scale[-1].value)
        facts = tuple(
            _("{name}: {value}", name=item.name,
              value=_("skipped") if (value := check.answers.get(item.id)) is None
              else shelf.self_check.scale[value].label)
            for item in items
        )  # fmt: skip
    names: list[Line] = [_("Now")]
    if before is not None and before.ended_at is not None:
        past = Day(before.ended_at.astimezone(now.tzinfo).date())
        names.append(_("Last time, {day}", day=past))
    series = tuple(Series(name, row) for name, row in zip(names, values, strict=False))
    return Picture("radar", title, facts, labels, series, unit, most)


def _percents(found: Result) -> tuple[float | None, ...]:
    return tuple(
        None if score.percent is None else float(int(score.percent)) for score in found.domains
    )


def _percent_said(percent: object) -> Text:
    if percent is None:
        return _("too few answers")
    return _("{percent} of 100", percent=int(percent))  # type: ignore[call-overload]
