"""The lexicon of the quick log: phrases kept as data and found in a sentence.

`data/activity_words.csv` has the phrases of each role and code. A phrase matches without accents
too, unless it begins with "!". Typed accents must be the right ones: "chùa" is not "chưa", and "vẽ"
is not "về".
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from operator import attrgetter
from typing import Final

from rapidfuzz.distance import OSA

from bot.domain.quick_log.introducing import introduction
from bot.domain.text.chat_spelling import usual_letters
from bot.domain.text.normalizing import fold, nfc
from bot.domain.text.typing_residue import is_syllable, plain_letters

_TYPO_LENGTH: Final = 7
"""A phrase shorter than this (with its spaces) does not match with a typing error."""
_TYPO_SHORTEST: Final = 3
"""Nor one with a shorter word: "dừng lại" is not "dùng AI"."""
_TYPO_WORDS: Final = 4
_TYPO_ROLES: Final = frozenset({"verb", "type", "place"})

_TOKEN: Final = re.compile(
    r"""[:;=]['-]?[)(DPp3]+(?!\w) | \^[_.-]?\^ | <3
      | [^\s,.;:!?()"“”…]+ (?:[.,:](?=\d) [^\s,.;:!?()"“”…]+ )* | \S""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a sentence: as typed (NFC) and in normalized form."""

    text: str
    folded: str
    marks: str
    spaced: bool
    is_sign: bool
    """True when it has no letter and no digit: punctuation or an emoji, also ":D"."""


@dataclass(frozen=True, slots=True)
class TextMatch:
    """A phrase of the lexicon in a sentence, from the word `first` up to `end` (not included)."""

    role: str
    code: str
    first: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class TokenizedSentence:
    """The words of a sentence and the phrases found in it; two are never equal."""

    words: tuple[Token, ...]
    matches: tuple[TextMatch, ...]
    by_role: Mapping[str, tuple[TextMatch, ...]]
    by_start: Mapping[int, tuple[TextMatch, ...]]
    by_end: Mapping[int, tuple[TextMatch, ...]]
    folded: str
    """The whole sentence in normalized form, with one space between two words."""

    def of(self, *roles: str) -> list[TextMatch]:
        """The matches with these roles, left to right."""
        if len(roles) == 1:
            return list(self.by_role.get(roles[0], ()))
        found = [cue for role in set(roles) for cue in self.by_role.get(role, ())]
        return sorted(found, key=attrgetter("first"))

    def from_here(self, at: int, *roles: str) -> TextMatch | None:
        """The match with one of these roles that begins at the word `at`."""
        return next((cue for cue in self.by_start.get(at, ()) if cue.role in roles), None)

    def up_to(self, end: int, *roles: str) -> TextMatch | None:
        """The match with one of these roles that ends before the word `end`."""
        return next((cue for cue in self.by_end.get(end, ()) if cue.role in roles), None)


@dataclass(frozen=True, slots=True)
class _Phrase:
    role: str
    code: str
    folded: tuple[str, ...]
    marks: tuple[str, ...]
    needs_marks: bool


def read_lexicon() -> None:
    """Read the lexicon from its file, once."""
    _long_phrases()


def tokenize(sentence: str) -> TokenizedSentence:
    """Split a sentence into words and find the phrases of the lexicon in it."""
    words = _without_residue(split_words(sentence))
    if words:
        words = words[introduction([w.folded for w in words], [w.text for w in words]) :]
    matches = find_matches(words)
    by_role: dict[str, list[TextMatch]] = {}
    by_start: dict[int, list[TextMatch]] = {}
    by_end: dict[int, list[TextMatch]] = {}
    for cue in matches:
        by_role.setdefault(cue.role, []).append(cue)
        by_start.setdefault(cue.first, []).append(cue)
        by_end.setdefault(cue.end, []).append(cue)
    return TokenizedSentence(
        words,
        matches,
        {role: tuple(some) for role, some in by_role.items()},
        {at: tuple(some) for at, some in by_start.items()},
        {at: tuple(some) for at, some in by_end.items()},
        " ".join(word.folded for word in words),
    )


def _without_residue(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words, compared without signs of Telex or VNI or chat spelling; their text stays."""
    folded = [word.folded for word in words]
    letters = plain_letters(folded, _known_words()) or usual_letters(folded, _known_words())
    if not letters:
        return words
    return tuple(
        replace(word, folded=letters[n], marks="") if n in letters and word.text.isascii() else word
        for n, word in enumerate(words)
    )


@cache
def _known_words() -> frozenset[str]:
    phrases = (phrase for some in _lexicon().values() for phrase in some)
    return frozenset(word for phrase in phrases for word in phrase.folded if word.isalpha())


def words_of(note: TokenizedSentence, spans: list[tuple[int, int]]) -> set[int]:
    """The words at these positions (start, end) of the normalized sentence."""
    found: set[int] = set()
    if not spans:
        return found
    at = 0
    for n, word in enumerate(note.words):
        end = at + len(word.folded)
        if any(at < last and end > first for first, last in spans):
            found.add(n)
        at = end + 1
    return found


def split_words(sentence: str) -> tuple[Token, ...]:
    """The words and signs of a sentence; numbers such as 1,5 or 8:30 are one word."""
    text = nfc(sentence)
    words = []
    for match in _TOKEN.finditer(text):
        folded, marks, is_sign = _normalized(match.group())
        if folded:
            spaced = match.start() == 0 or text[match.start() - 1].isspace()
            words.append(Token(match.group(), folded, marks, spaced, is_sign))
    return tuple(words)


@lru_cache(maxsize=4096)
def _normalized(text: str) -> tuple[str, str, bool]:
    """The normalized form and the accents of one word, and whether it is a sign."""
    is_sign = text[0] in ":;=" or not any(c.isalnum() for c in text)
    return fold(text), _marks(text), is_sign


def find_matches(words: tuple[Token, ...]) -> tuple[TextMatch, ...]:
    """The longest phrases of the lexicon, left to right; one phrase may have several roles."""
    typed = _Typed(tuple(w.folded for w in words), tuple(w.marks for w in words))
    matches: list[TextMatch] = []
    at = 0
    while at < len(words):
        found = _longest_at(typed, at) or _mistyped_at(typed, at)
        matches += [TextMatch(p.role, p.code, at, at + len(p.folded)) for p in found]
        at += len(found[0].folded) if found else 1
    return tuple(matches)


@dataclass(frozen=True, slots=True)
class _Typed:
    """The words of a sentence and their accents, apart."""

    folded: tuple[str, ...]
    marks: tuple[str, ...]


def _marks(text: str) -> str:
    """The accents of a word in one order: `hóa` equals `hoá`, and hỏi equals ngã."""
    loose = unicodedata.normalize("NFD", text.lower()).replace("\u0303", "\u0309")
    return "".join(sorted(c for c in loose if unicodedata.combining(c) or c == "đ"))


@cache
def _lexicon() -> dict[str, tuple[_Phrase, ...]]:
    """Phrases by their first normalized word, the longest first."""
    phrases: dict[str, list[_Phrase]] = {}
    source = files("bot.domain.quick_log") / "activity_words.csv"
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for spelled in row["words"].split("; "):
                words = split_words(spelled.removeprefix("!"))
                folded = tuple(word.folded for word in words)
                marks = tuple(word.marks for word in words)
                phrase = _Phrase(row["role"], row["code"], folded, marks, spelled[0] == "!")
                phrases.setdefault(folded[0], []).append(phrase)
    return {
        first: tuple(sorted(some, key=lambda phrase: -len(phrase.folded)))
        for first, some in phrases.items()
    }


@cache
def _long_phrases() -> dict[tuple[str, int, int], tuple[tuple[str, _Phrase], ...]]:
    """Long phrases by first letter, number of words and length, to find typing errors."""
    phrases: dict[tuple[str, int, int], list[tuple[str, _Phrase]]] = {}
    for phrase in (phrase for some in _lexicon().values() for phrase in some):
        joined = " ".join(phrase.folded)
        short = min(map(len, phrase.folded)) < _TYPO_SHORTEST
        if phrase.role in _TYPO_ROLES and len(joined) >= _TYPO_LENGTH and not short:
            key = (joined[0], len(phrase.folded), len(joined))
            phrases.setdefault(key, []).append((joined, phrase))
    return {key: tuple(some) for key, some in phrases.items()}


_NEVER_BARE: Final = ("negation", "final_question", "person", "neutral")
"""In a sentence with accents, "chua" means "cà chua" and not "chưa", and "ba" is a number."""


def _longest_at(typed: _Typed, at: int) -> list[_Phrase]:
    found: list[_Phrase] = []
    for phrase in _lexicon().get(typed.folded[at], ()):
        end = at + len(phrase.folded)
        if found and end - at < len(found[0].folded):
            break
        if typed.folded[at:end] == phrase.folded and _has_marks_of(phrase, typed, at, end):
            found.append(phrase)
    return found


def _has_marks_of(phrase: _Phrase, typed: _Typed, at: int, end: int) -> bool:
    """True when the typed accents are those of the phrase, or were left out."""
    marks = typed.marks[at:end]
    if marks == phrase.marks:
        return True
    if phrase.needs_marks or (phrase.role in _NEVER_BARE and any(typed.marks)):
        return False
    return all(map(_is_same_or_bare, marks, phrase.marks))


def _is_same_or_bare(typed: str, wanted: str) -> bool:
    """True when a word was typed with its accents, without accents, or with only its `đ`."""
    return typed in ("", wanted) or (typed == "đ" and "đ" in wanted)


def _mistyped_at(typed: _Typed, at: int) -> list[_Phrase]:
    """A long phrase with one typing error: "dpc sach", "podcats"."""
    if len(typed.folded[at]) < _TYPO_SHORTEST:
        return []
    right = True
    for size in range(1, min(_TYPO_WORDS, len(typed.folded) - at) + 1):
        right = right and is_syllable(typed.folded[at + size - 1])
        if right:
            continue  # Vietnamese words as they are: "hoàn thành" is not "hoàng thành"
        said = " ".join(typed.folded[at : at + size])
        for length in (len(said) - 1, len(said), len(said) + 1):
            for wanted, phrase in _long_phrases().get((said[0], size, length), ()):
                if OSA.distance(said, wanted, score_cutoff=1) == 1:
                    return [phrase]
    return []
