"""Lessons: what to learn next for a competence, and where; a data file."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import (
    Problem,
    check_length,
    check_once,
    check_texts,
    found_once,
)
from bot.domain.skills.frameworks import Framework

MAX_TEXT = 240
"""Maximum characters of each text of a lesson: three lessons fit in one message."""


class Lesson(Struct, frozen=True, forbid_unknown_fields=True):
    """One next step for these competences, for people whose answer was at most `up_to`."""

    id: str
    codes: tuple[str, ...]
    up_to: int
    title: LocalizedText
    step: LocalizedText
    where: LocalizedText


class Lessons(Struct, frozen=True, forbid_unknown_fields=True):
    """All lessons, in order of preference.

    `safety` comes first when it is needed. `device` is for people who took the device starter, and
    `teach` for people with the highest answers.
    """

    version: str
    safety: str
    device: str
    teach: str
    lessons: tuple[Lesson, ...]

    def named(self, name: str) -> Lesson:
        """The lesson with an id, which must exist."""
        return next(lesson for lesson in self.lessons if lesson.id == name)

    def for_answer(self, code: str, answer: int) -> Lesson | None:
        """The first lesson for a competence and an answer."""
        for lesson in self.lessons:
            if code in lesson.codes and answer <= lesson.up_to:
                return lesson
        return None


@found_once
def problems_in_lessons(lessons: Lessons, framework: Framework) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape."""
    yield from check_texts(lessons, "")
    ids = [lesson.id for lesson in lessons.lessons]
    yield from check_once(ids, "lessons")
    for name in ("safety", "device", "teach"):
        if getattr(lessons, name) not in ids:
            yield Problem(name, f"there is no lesson {getattr(lessons, name)}")
    codes = framework.codes()
    for lesson in lessons.lessons:
        for name in ("title", "step", "where"):
            text = getattr(lesson, name)
            yield from check_length(text, MAX_TEXT, f"lessons.{lesson.id}.{name}")
        for code in lesson.codes:
            if code not in codes:
                yield Problem(f"lessons.{lesson.id}.codes", f"the framework has no {code}")
        if not 0 <= lesson.up_to <= 3:
            yield Problem(f"lessons.{lesson.id}.up_to", "it must be a step of the scale, 0 to 3")
    for code in sorted(codes):
        if lessons.for_answer(code, 2) is None:
            yield Problem("lessons", f"no lesson helps with {code} those who answered 2")
