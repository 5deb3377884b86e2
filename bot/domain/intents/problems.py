"""Problems in the file of intents, each with the entry that its editor has to correct."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from bot.domain.data_files.problems import Problem, check_once, check_texts, found_once
from bot.domain.intents.intents import INTENT_CODES, Intent, Intents
from bot.domain.intents.words import split

MAX_LINES = 5
MAX_BUTTONS = 4
EMERGENCY = ("111", "115")
"""Numbers that the answer to distress must name: children's helpline, medical emergency."""

_GROUP_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
_LIMIT = re.compile(r"~[0-9]{1,2}")
_COMMAND = re.compile(r"/[a-z]+")


def problems_in_intents(
    intents: Intents, opens: Callable[[str], object] = lambda _command: True
) -> Iterator[Problem]:
    """Check the content of the file, beyond its shape. `opens(command)`: the command exists."""
    yield from _problems_in_content(intents)
    for intent in intents.intents:
        yield from _problems_in_buttons(intent, opens)


@found_once
def _problems_in_content(intents: Intents) -> Iterator[Problem]:
    """Problems that the file has by itself."""
    yield from check_texts(intents, "")
    yield from _problems_in_words(intents)
    codes = [intent.code for intent in intents.intents]
    yield from check_once(codes, "intents")
    for code in INTENT_CODES:
        if code not in codes:
            yield Problem("intents", f"there is no intent {code}")
    groups = {group.name for group in intents.groups}
    for intent in intents.intents:
        yield from _problems_in_signs(intent, groups)
        yield from _problems_in_answer(intent)


def _problems_in_words(intents: Intents) -> Iterator[Problem]:
    yield from _problems_in_phrases(intents.small_words, "small_words")
    yield from _problems_in_phrases(intents.other_meanings, "other_meanings")
    yield from check_once([group.name for group in intents.groups], "groups")
    for group in intents.groups:
        if not _GROUP_NAME.fullmatch(group.name):
            yield Problem(f"groups.{group.name}", "a name has only the letters a to z and _")
        yield from _problems_in_phrases(group.words, f"groups.{group.name}.words")
    yield from check_once([typed for each in intents.spellings for typed in each.typed],
                          "spellings")  # fmt: skip
    for spelling in intents.spellings:
        entry = f"spellings.{spelling.word}"
        yield from _problems_in_phrases((spelling.word, *spelling.typed), entry)
        for typed in spelling.typed:
            if len(split(typed)) > 1:
                yield Problem(f"{entry}.typed", f"“{typed}” is more than one word")


def _problems_in_phrases(phrases: Sequence[str], entry: str) -> Iterator[Problem]:
    for place, phrase in enumerate(phrases, 1):
        if not split(phrase.removeprefix("!")):
            yield Problem(f"{entry}.{place}", "there is no word in it")
        elif phrase != unicodedata.normalize("NFC", phrase):
            yield Problem(f"{entry}.{place}", "it is not in NFC: type its accents anew")


def _problems_in_signs(intent: Intent, groups: set[str]) -> Iterator[Problem]:
    entry = f"intents.{intent.code}"
    if not intent.phrases:
        yield Problem(f"{entry}.phrases", "there is no phrase")
    yield from _problems_in_phrases(intent.phrases, f"{entry}.phrases")
    if intent.unknown < 0:
        yield Problem(f"{entry}.unknown", "it must be a number of words, such as 3")
    for name in intent.unless:
        if name.removeprefix("^") not in groups:
            yield Problem(f"{entry}.unless", f"there is no group {name.removeprefix('^')}")
    for place, combination in enumerate(intent.combinations, 1):
        terms = [term for term in combination.split() if not _LIMIT.fullmatch(term)]
        for term in terms:
            name = term.removeprefix("-").removeprefix("^")
            if name not in groups:
                yield Problem(f"{entry}.combinations.{place}", f"there is no group {name}")
        if all(term.startswith("-") for term in terms):
            yield Problem(f"{entry}.combinations.{place}", "it needs a group that must be there")


def _problems_in_buttons(intent: Intent, opens: Callable[[str], object]) -> Iterator[Problem]:
    for command in intent.buttons:
        if not _COMMAND.fullmatch(command) or not opens(command):
            yield Problem(f"intents.{intent.code}.buttons", f"there is no command {command}")


def _problems_in_answer(intent: Intent) -> Iterator[Problem]:
    entry = f"intents.{intent.code}"
    if not 1 <= len(intent.answer) <= MAX_LINES:
        yield Problem(f"{entry}.answer", f"it must have 1 to {MAX_LINES} lines")
    if len(intent.buttons) > MAX_BUTTONS:
        yield Problem(f"{entry}.buttons", f"there are more than {MAX_BUTTONS}")
    yield from check_once(intent.buttons, f"{entry}.buttons")
    if intent.code == "distress":
        for locale in ("vi", "en"):
            said = " ".join(line.within(locale) for line in intent.answer)
            for number in EMERGENCY:
                if number not in re.findall(r"\d+", said):
                    yield Problem(f"{entry}.answer", f"it must name {number} in {locale}")
