"""A mistake in the file of intents is told with its entry, and the file of the release has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from msgspec.structs import replace

from bot.domain.data_files.localized import LocalizedText
from bot.domain.data_files.problems import Problem
from bot.domain.intents.intents import INTENT_CODES, Intents, Spelling, WordGroup
from bot.domain.intents.problems import MAX_BUTTONS, MAX_LINES, problems_in_intents
from tests.domain import reference_files
from tests.handlers.every import REGISTRY

RELEASE = reference_files.intents()
LINE = LocalizedText("Dạ.", "Yes.")


def edited(code: str, **changes: Any) -> Intents:
    """The file of the release with one intent changed."""
    changed = [replace(each, **changes) if each.code == code else each for each in RELEASE.intents]
    return replace(RELEASE, intents=tuple(changed))


def problems(intents: Intents) -> list[Problem]:
    return list(problems_in_intents(intents, REGISTRY.opened_by))


def test_the_file_of_the_release_has_no_problem_and_every_intent() -> None:
    assert problems(RELEASE) == []
    assert {intent.code for intent in RELEASE.intents} == set(INTENT_CODES)


@pytest.mark.parametrize(
    ("changes", "entry", "reason"),
    [
        ({"phrases": ()}, "phrases", "there is no phrase"),
        ({"phrases": ("cảm ơn", "!")}, "phrases.2", "there is no word in it"),
        ({"phrases": ("ca\u0309m ơn",)}, "phrases.1", "it is not in NFC: type its accents anew"),
        ({"unknown": -1}, "unknown", "it must be a number of words, such as 3"),
        ({"unless": ("^nobody",)}, "unless", "there is no group nobody"),
        ({"combinations": ("grateful", "you nobody")}, "combinations.2",
         "there is no group nobody"),
        ({"combinations": ("-you ~3",)}, "combinations.1",
         "it needs a group that must be there"),
        ({"answer": ()}, "answer", f"it must have 1 to {MAX_LINES} lines"),
        ({"answer": (LINE,) * (MAX_LINES + 1)}, "answer", f"it must have 1 to {MAX_LINES} lines"),
        ({"buttons": ("/log", "/nowhere")}, "buttons", "there is no command /nowhere"),
        ({"buttons": ("log",)}, "buttons", "there is no command log"),
        ({"buttons": ("/log", "/log")}, "buttons./log", "it is there more than once"),
        ({"buttons": ("/log", "/mylog", "/help", "/menu", "/week")}, "buttons",
         f"there are more than {MAX_BUTTONS}"),
        ({"answer": (LocalizedText("Dạ.", " "),)}, "answer.1.en", "the text is empty"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_intent_is_told(changes: dict[str, Any], entry: str, reason: str) -> None:
    found = problems(edited("thanks", **changes))
    assert Problem(f"intents.thanks.{entry}", reason) in found


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ((LocalizedText("Xin gọi 115.", "Please call 111 or 115."),), [("111", "vi")]),
        ((LocalizedText("Gọi 111, 115.", "Call somebody."),), [("111", "en"), ("115", "en")]),
        ((LocalizedText("Gọi 1115.", "Call 111 or 115."),), [("111", "vi"), ("115", "vi")]),
    ],
)
def test_the_answer_to_distress_keeps_its_numbers(
    answer: Sequence[LocalizedText], missing: list[tuple[str, str]]
) -> None:
    assert problems(edited("distress", answer=tuple(answer))) == [
        Problem("intents.distress.answer", f"it must name {number} in {locale}")
        for number, locale in missing
    ]


def test_an_intent_that_is_missing_or_there_twice_is_told() -> None:
    first, *others = RELEASE.intents
    assert problems(replace(RELEASE, intents=tuple(others))) == [
        Problem("intents", f"there is no intent {first.code}")
    ]
    assert problems(replace(RELEASE, intents=(first, *RELEASE.intents))) == [
        Problem(f"intents.{first.code}", "it is there more than once")
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"groups": (*RELEASE.groups, WordGroup("Much Ado", ("nhiều",)))},
         Problem("groups.Much Ado", "a name has only the letters a to z and _")),
        ({"groups": (*RELEASE.groups, WordGroup("new_group", ("…",)))},
         Problem("groups.new_group.words.1", "there is no word in it")),
        ({"groups": (*RELEASE.groups, RELEASE.groups[0])},
         Problem(f"groups.{RELEASE.groups[0].name}", "it is there more than once")),
        ({"spellings": (Spelling("cảm ơn", ("cam on",)),)},
         Problem("spellings.cảm ơn.typed", "“cam on” is more than one word")),
        ({"spellings": (Spelling("không", ("ko",)), Spelling("có", ("ko",)))},
         Problem("spellings.ko", "it is there more than once")),
        ({"small_words": ("",)}, Problem("small_words.1", "there is no word in it")),
        ({"other_meanings": ("?",)}, Problem("other_meanings.1", "there is no word in it")),
    ],
)  # fmt: skip
def test_a_mistake_in_the_words_is_told(changes: dict[str, Any], problem: Problem) -> None:
    assert problems(replace(RELEASE, **changes)) == [problem]
