"""The result of a finished self-check, in words and as a radar."""

from __future__ import annotations

import datetime as dt

from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form
from bot.domain.skills.scoring import Result, advise, result
from bot.talk.steps import Choice, Say
from bot.talk.text import Day, Fact, Line, Note, SayLine, Title, _, plain
from handlers import phrases
from handlers.residents.check.radar import radar


def next_steps_say(reference_data: ReferenceData, form: Form, check: SelfCheckAttempt) -> Say:
    """What to learn next after a finished self-check."""
    steps = _next_steps(reference_data, form, check)[1:]
    lines = tuple(steps) or (reference_data.self_check.disclaimer,)
    return Say(lines, ((phrases.LOG,), (phrases.PROGRESS, phrases.MENU)), "nothing")


def result_say(
    reference_data: ReferenceData,
    form: Form,
    check: SelfCheckAttempt,
    before: SelfCheckAttempt | None,
    now: dt.datetime,
) -> Say:
    """The result of a self-check that ends now; `before` is the earlier one to compare with."""
    found = result(reference_data.self_check, reference_data.framework, form, check.answers)
    earlier = (
        None
        if before is None
        else result(reference_data.self_check, reference_data.framework, form, before.answers)
    )
    when = _("Your self-check of {day}: {form}", day=Day(now.date()), form=form.name)
    first, *others = _overall(reference_data, form, found) or [when]
    lines: list[SayLine] = [
        Title(first),
        *([when] if first != when else []),
        *others,
        *_compared(before, earlier, found, now),
        *(_next_steps(reference_data, form, check) if found.percent is None else ()),
        plain(""),
        Note(reference_data.self_check.disclaimer),
    ]
    picture = None
    if not found.starter:
        picture = radar(reference_data, form, check, before, now)
    following = Choice(f"/check next {check.key}", _("📚 What to learn next"))
    steps = () if found.percent is None else ((following,),)
    rows = (*steps, (phrases.LOG,), (phrases.PROGRESS, phrases.MENU))
    return Say(tuple(lines), rows, "nothing", picture=picture)


def _overall(reference_data: ReferenceData, form: Form, found: Result) -> list[Line]:
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
          level=found.band.level_name, source=plain(reference_data.framework.source)),
    ]  # fmt: skip


def _compared(
    before: SelfCheckAttempt | None, earlier: Result | None, found: Result, now: dt.datetime
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


def _next_steps(
    reference_data: ReferenceData, form: Form, check: SelfCheckAttempt
) -> list[SayLine]:
    lessons = advise(reference_data.lessons, reference_data.self_check, form, check.answers)
    if not lessons:
        return []
    steps: list[SayLine] = []
    for each in lessons:
        steps += [Fact(each.title, each.step), Note(_("Where to learn: {where}", where=each.where))]
    return [plain(""), Title(_("What to learn next:")), *steps]
