"""Scoring: which question comes next, and the result of a set of answers.

Pure; the numbers come from the data file. A result is a percentage of the answered questions,
compared with the bands without rounding. Domains are scored only in forms that have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from bot.domain.skills.frameworks import Framework, SkillDomain
from bot.domain.skills.instruments import Band, Form, Item, SelfCheck
from bot.domain.skills.lessons import Lesson, Lessons

Answers: TypeAlias = Mapping[str, int | None]
"""Answers by question; None: skipped. A question without an entry was not reached yet."""

NEXT_STEPS = 2
"""The number of lessons in a result, besides the safety lesson."""


@dataclass(frozen=True, slots=True)
class DomainScore:
    """The percentage of one domain of the framework; None with too few answers."""

    domain: SkillDomain
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a set of answers.

    `percent` and `band` are None with too few answers, and after the device starter. `unsafe`: a
    question about safety was answered with 0.
    """

    points: int
    answered: int
    asked: int
    needed: int
    percent: Fraction | None
    band: Band | None
    domains: tuple[DomainScore, ...]
    unsafe: bool
    starter: bool


def starts_at_device(form: Form, sheet: Answers) -> bool:
    """True when the answers so far lead to the questions about the device."""
    starter = form.starter
    return starter is not None and all(sheet.get(name) == 0 for name in starter.when)


def question_order(form: Form, sheet: Answers) -> tuple[Item, ...]:
    """The questions in order, for the answers so far."""
    if form.starter is None or not starts_at_device(form, sheet):
        return form.items
    last = max(place for place, item in enumerate(form.items) if item.id in form.starter.when)
    return form.items[: last + 1] + form.starter.items


def next_question(form: Form, sheet: Answers) -> Item | None:
    """The first question that was neither answered nor skipped, or None."""
    return next((item for item in question_order(form, sheet) if item.id not in sheet), None)


def question_before(form: Form, sheet: Answers, item: Item) -> Item | None:
    """The question before this one; None before the first."""
    items = question_order(form, sheet)
    place = items.index(item) if item in items else len(items)
    return items[place - 1] if place > 0 else None


def skipped(form: Form, sheet: Answers) -> tuple[Item, ...]:
    """The skipped questions."""
    return tuple(item for item in question_order(form, sheet) if sheet.get(item.id, 0) is None)


def percent_of(points: int, answered: int, top: int) -> Fraction:
    """`100 × points / (top × answered)`, exact."""
    return Fraction(100 * points, top * answered)


def band_of(percent: Fraction, check: SelfCheck) -> Band:
    """The band of a percentage, without rounding: 48 is in the third band, 47.99 in the second."""
    return [band for band in check.bands if percent >= band.from_percent][-1]


def result(check: SelfCheck, framework: Framework, form: Form, sheet: Answers) -> Result:
    """Score the answers; those to questions outside the current order do not count."""
    top = check.scale[-1].value
    items = question_order(form, sheet)
    answers = {item.id: a for item in items if (a := sheet.get(item.id)) is not None}
    device = starts_at_device(form, sheet)
    needed = -(-len(items) * check.answered_percent_least // 100)  # rounded up
    scored = not device and len(answers) >= needed
    percent = percent_of(sum(answers.values()), len(answers), top) if scored else None
    return Result(
        points=sum(answers.values()),
        answered=len(answers),
        asked=len(items),
        needed=needed,
        percent=percent,
        band=None if percent is None else band_of(percent, check),
        domains=_domains(check, framework, form, answers) if form.domains else (),
        unsafe=any(answers.get(item.id) == 0 for item in items if item.code in check.safety_codes),
        starter=device,
    )


def _domains(
    check: SelfCheck, framework: Framework, form: Form, answers: Mapping[str, int]
) -> tuple[DomainScore, ...]:
    top = check.scale[-1].value
    scores = []
    for domain in framework.domains:
        mine = [
            answers[item.id]
            for item in form.items
            if item.id in answers and framework.domain_of(item.code) == domain
        ]
        enough = len(mine) >= check.domain_answers_least
        scores.append(
            DomainScore(domain, percent_of(sum(mine), len(mine), top) if enough else None)
        )
    return tuple(scores)


def advise(lessons: Lessons, check: SelfCheck, form: Form, sheet: Answers) -> tuple[Lesson, ...]:
    """The lessons to suggest: the safety lesson first if needed, then two more.

    The weakest answers come first; equal answers keep the order of the questions. When they give
    fewer than two lessons, a person with a highest answer is asked to teach. The rest comes from
    the last, newest questions of the form.
    """
    top = check.scale[-1].value
    items = question_order(form, sheet)
    answered = [(answer, item) for item in items if (answer := sheet.get(item.id)) is not None]
    chosen: list[Lesson] = []
    if any(answer == 0 and item.code in check.safety_codes for answer, item in answered):
        chosen.append(lessons.named(lessons.safety))
    wanted: list[Lesson | None] = []
    if starts_at_device(form, sheet):
        wanted.append(lessons.named(lessons.device))
    weakest = sorted(answered, key=lambda each: each[0])
    wanted += [lessons.for_answer(item.code, answer) for answer, item in weakest if answer < top]
    if any(answer == top for answer, _item in answered):
        wanted.append(lessons.named(lessons.teach))
    wanted += [lessons.for_answer(item.code, top - 1) for item in reversed(form.items)]
    limit = len(chosen) + NEXT_STEPS
    for lesson in wanted:
        if lesson is not None and lesson not in chosen and len(chosen) < limit:
            chosen.append(lesson)
    return tuple(chosen)
