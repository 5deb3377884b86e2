"""Words of ordinary talk: split, brought into one spelling, and found in phrases of the file.

A typed accent must be the right one ("đúng" is not "dừng"). A word without accents fits any, but in
a text with accents a phrase of one word needs its own: "may" is to sew, not "mấy". Hỏi and ngã are
one, as in the South. An unknown word is tried again without doubled letters ("chàooo"), and without
the letters of Telex or VNI that a keyboard left in it ("camr ơn", "ca3m o7n").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from bot.domain.text.normalizing import fold, nfc

NUMBER: Final = "#"
"""Stands for any number in a phrase: "# phút"; "45p" is "#p"."""

_WORD: Final = re.compile(r"[^\W_#]+(?:['’][^\W_]+)*|#\w*")
_DIGITS: Final = re.compile(r"\d+")
_NUMBERS: Final = re.compile(r"(?<!\w)\d+")
_DOUBLED: Final = re.compile(r"(\w)\1+")
_TELEX: Final = re.compile(r"(?<=[aeiouy])[a-z]*")
_TELEX_LETTERS: Final = re.compile("[fsrxjw]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: normalized, and its accents in one order."""

    folded: str
    marks: str


@lru_cache(maxsize=4096)
def read_word(typed: str) -> Word:
    """A typed word in its compared form; every run of digits that begins a word is `#`."""
    bare = typed.replace("'", "").replace("’", "")
    if bare[0].isdigit():
        return Word(_DIGITS.sub(NUMBER, fold(bare)), "")
    loose = unicodedata.normalize("NFD", bare).replace("\u0303", "\u0309")
    return Word(
        fold(bare), "".join(sorted(c for c in loose if unicodedata.combining(c) or c == "đ"))
    )


def split(text: str) -> list[str]:
    """The words of a text as typed, in lower case; signs and emoji are left out."""
    return _WORD.findall(nfc(text).lower())


@dataclass(slots=True)
class _Node:
    """What may follow in a phrase, and the phrases that end here with their accents."""

    following: dict[str, _Node] = field(default_factory=dict)
    ends: list[tuple[tuple[str, ...], bool, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text, from the word `first` up to `end` (not included), with its groups."""

    first: int
    end: int
    groups: int


class Vocabulary:
    """All phrases of the file by their first word; each has the groups (bits) it belongs to."""

    def __init__(
        self, phrases: Mapping[str, int], spellings: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._root = _Node()
        self._known: set[str] = set()
        # The same words come in many texts.
        self._repaired = lru_cache(maxsize=4096)(self._repair)
        self._spellings = {nfc(typed).lower(): split(word) for typed, word in spellings}
        for phrase, groups in phrases.items():
            self._add(phrase, groups)

    def _add(self, phrase: str, groups: int) -> None:
        words = [read_word(typed) for typed in self._spelled(split(phrase.removeprefix("!")))]
        node = self._root
        for word in words:
            self._known.add(word.folded)
            node = node.following.setdefault(word.folded, _Node())
        node.ends.append((tuple(word.marks for word in words), phrase.startswith("!"), groups))

    def words(self, text: str) -> list[Word]:
        """The words of a text, in the spelling of the phrases where that is known."""
        # A number is any number, so that a word with one is read once.
        spelled = self._spelled(split(_NUMBERS.sub(NUMBER, text)))
        return [self._repaired(typed) for typed in spelled]

    def _spelled(self, typed: Iterable[str]) -> Iterable[str]:
        for each in typed:
            yield from self._spellings.get(each, (each,))

    def _repair(self, typed: str) -> Word:
        word = read_word(typed)
        if word.folded in self._known or len(word.folded) < 3:
            return word
        single = _DOUBLED.sub(r"\1", word.folded)
        if single in self._known:
            return Word(single, word.marks)
        if word.folded[0].isdigit() or NUMBER in word.folded:
            return word
        left_in = _DIGITS.sub("", single)
        left_in = _TELEX.sub(lambda rest: _TELEX_LETTERS.sub("", rest.group()), left_in, count=1)
        left_in = _DOUBLED.sub(r"\1", left_in)
        return Word(left_in, word.marks) if left_in in self._known else word

    def find(self, words: list[Word]) -> list[Found]:
        """Every phrase in these words, also within a longer one."""
        found: list[Found] = []
        accented = 2 * sum(word.marks != "" for word in words) >= len(words)
        for first, _word in enumerate(words):
            node: _Node | None = self._root
            end = first
            while end < len(words):
                node = node.following.get(words[end].folded) if node else None
                if node is None:
                    break
                end += 1
                for marks, needs_marks, groups in node.ends:
                    exact = needs_marks or (accented and len(marks) == 1)
                    if _fits(words, first, marks, exact):
                        found.append(Found(first, end, groups))
        return found


def _fits(words: list[Word], first: int, marks: tuple[str, ...], exact: bool) -> bool:
    for place, wanted in enumerate(marks, first):
        typed = words[place].marks
        if typed == wanted:
            continue
        bare = typed == "" or (typed == "đ" and "đ" in wanted)
        if exact or not bare:
            return False
    return True
