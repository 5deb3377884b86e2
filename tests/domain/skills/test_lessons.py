"""The first matching lesson is chosen, and each problem in the file is reported with its entry."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.skills.lessons import Lesson, Lessons, problems_in_lessons
from tests.domain import reference_files as shelf_files

LONG = LocalizedText(vi="Đ" * 241, en="x" * 240)


def test_a_lesson_for_beginners_comes_before_a_further_one() -> None:
    lessons = shelf_files.lessons()
    given = [lessons.for_answer("1.1", answer) for answer in range(4)]
    assert [lesson and lesson.id for lesson in given] == [
        "search-first", "search-first", "search-more", None,
    ]  # fmt: skip


def test_no_lesson_stands_where_an_earlier_one_always_comes_first() -> None:
    lessons = shelf_files.lessons()
    special = {lessons.safety, lessons.device, lessons.teach}
    given = {
        lesson.id
        for code in shelf_files.framework().codes()
        for answer in range(4)
        if (lesson := lessons.for_answer(code, answer))
    }
    assert {lesson.id for lesson in lessons.lessons} == given | special


def with_lesson(lessons: Lessons, lesson: Lesson) -> Lessons:
    return replace(
        lessons, lessons=tuple(lesson if e.id == lesson.id else e for e in lessons.lessons)
    )


def without(lessons: Lessons, name: str) -> Lessons:
    return replace(lessons, lessons=tuple(e for e in lessons.lessons if e.id != name))


Break = Callable[[Lessons], Lessons]
BROKEN: dict[str, tuple[Break, Problem]] = {
    "an empty text": (
        lambda f: with_lesson(f, replace(f.named("teach"), title=LocalizedText(vi="", en="Teach"))),
        Problem("lessons.teach.title.vi", "the text is empty"),
    ),
    "a lesson twice": (
        lambda f: replace(f, lessons=(*f.lessons, f.named("teach"))),
        Problem("lessons.teach", "it is there more than once"),
    ),
    "no safety lesson": (
        lambda f: replace(f, safety="gone"),
        Problem("safety", "there is no lesson gone"),
    ),
    "no device lesson": (
        lambda f: without(f, "device"),
        Problem("device", "there is no lesson device"),
    ),
    "no lesson for those who know everything": (
        lambda f: replace(f, teach="gone"),
        Problem("teach", "there is no lesson gone"),
    ),
    "a title too long": (
        lambda f: with_lesson(f, replace(f.named("teach"), title=LONG)),
        Problem("lessons.teach.title.vi", "241 characters, 240 at most fit here"),
    ),
    "a step too long": (
        lambda f: with_lesson(f, replace(f.named("teach"), step=LONG)),
        Problem("lessons.teach.step.vi", "241 characters, 240 at most fit here"),
    ),
    "a place too long": (
        lambda f: with_lesson(f, replace(f.named("teach"), where=LONG)),
        Problem("lessons.teach.where.vi", "241 characters, 240 at most fit here"),
    ),
    "an unknown code": (
        lambda f: with_lesson(f, replace(f.named("teach"), codes=("9.9",))),
        Problem("lessons.teach.codes", "the framework has no 9.9"),
    ),
    "a step below the scale": (
        lambda f: with_lesson(f, replace(f.named("device"), up_to=-1)),
        Problem("lessons.device.up_to", "it must be a step of the scale, 0 to 3"),
    ),
    "a step above the scale": (
        lambda f: with_lesson(f, replace(f.named("teach"), up_to=4)),
        Problem("lessons.teach.up_to", "it must be a step of the scale, 0 to 3"),
    ),
    "a competence without help": (
        lambda f: without(f, "search-more"),
        Problem("lessons", "no lesson helps with 1.1 those who answered 2"),
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_each_mistake_is_told_once_with_its_place(kind: str) -> None:
    broken, mistake = BROKEN[kind]
    found = list(problems_in_lessons(broken(shelf_files.lessons()), shelf_files.framework()))
    assert found == [mistake]
