"""The radar of a self-check: its axes, now and last time, in numbers and in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form
from bot.domain.skills.scoring import question_order, result
from bot.talk.pictures import Picture, Series
from bot.talk.text import Blank, Day, Line, Text, _


@dataclass(frozen=True, slots=True)
class _Value:
    """The value on an axis: a number for the picture, words as its text alternative."""

    number: float | None
    said: Blank


def radar(
    reference_data: ReferenceData,
    form: Form,
    check: SelfCheckAttempt,
    before: SelfCheckAttempt | None,
    now: dt.datetime,
) -> Picture | None:
    """The picture of a self-check and the earlier one; None without answers."""
    labels, names = _axes(reference_data, form, check)
    values = _values(reference_data, form, check.answers)
    if all(value.number is None for value in values):
        return None
    rows = [values]
    series: list[Line] = [_("Now")]
    if before is not None and before.ended_at is not None:
        rows.append(_values(reference_data, form, before.answers, check.answers))
        past = Day(before.ended_at.astimezone(now.tzinfo).date())
        series.append(_("Last time, {day}", day=past))
    return Picture(
        chart="radar",
        title=_("Digital skills, self-check of {day}", day=Day(now.date())),
        facts=tuple(_fact(name, said) for name, *said in zip(names, *rows, strict=True)),
        labels=labels,
        series=tuple(
            Series(name, tuple(value.number for value in row))
            for name, row in zip(series, rows, strict=True)
        ),
        unit=_unit(reference_data, form),
        most=100.0 if form.domains else float(reference_data.self_check.scale[-1].value),
    )


def _axes(
    reference_data: ReferenceData, form: Form, check: SelfCheckAttempt
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The labels of the axes, and their full names."""
    if form.domains:
        domains = reference_data.framework.domains
        return tuple(each.short for each in domains), tuple(each.name for each in domains)
    names = tuple(item.name for item in question_order(form, check.answers))
    return names, names


def _values(
    reference_data: ReferenceData,
    form: Form,
    answers: Mapping[str, int | None],
    asked: Mapping[str, int | None] | None = None,
) -> list[_Value]:
    """The values of a set of answers, on the axes that the answers in `asked` give."""
    if form.domains:
        scores = result(reference_data.self_check, reference_data.framework, form, answers).domains
        return [_percent(score.percent) for score in scores]
    items = question_order(form, answers if asked is None else asked)
    return [_step(reference_data, answers.get(item.id)) for item in items]


def _percent(percent: Fraction | None) -> _Value:
    """Rounded down, so that a number never looks better than its band."""
    if percent is None:
        return _Value(None, _("too few answers"))
    return _Value(float(int(percent)), _("{percent} of 100", percent=int(percent)))


def _step(reference_data: ReferenceData, answer: int | None) -> _Value:
    if answer is None:
        return _Value(None, _("skipped"))
    return _Value(float(answer), reference_data.self_check.scale[answer].label)


def _fact(name: Line, values: list[_Value]) -> Text:
    if len(values) == 1:
        return _("{name}: {value}", name=name, value=values[0].said)
    return _("{name}: {value} (last time: {before})", name=name, value=values[0].said,
             before=values[1].said)  # fmt: skip


def _unit(reference_data: ReferenceData, form: Form) -> Line:
    if form.domains:
        return _("of 100")
    lowest, *_between, highest = reference_data.self_check.scale
    return _("steps from {low} “{lowest}” to {high} “{highest}”", low=lowest.value,
             lowest=lowest.label, high=highest.value, highest=highest.label)  # fmt: skip
