"""Reads what ordinary words want, by the phrases of the data file. No network, no learnt model.

The rule, in this order:

1. The text becomes words in one spelling (`words.py`): "ko" is "không", "chàooo" is "chào".
2. A phrase of `other_meanings` takes its words out: nobody wants to die in "chết máy".
3. Every other phrase is looked for. It belongs to the small words, to a group, or to an intent.
4. A sign of an intent fits when a phrase of each of its groups is there, none of the groups that
   exclude it is, and few enough words are in no phrase at all. `^learn` means: the text begins with
   the group, after small words. The phrases of an intent are a sign of one group.
5. Signs alone have a small table: 🙏 is thanks.
6. Of several intents the most pressing counts, in the order of `INTENT_CODES`. Distress is also
   looked for in each sentence alone, so that no other sentence can exclude it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.domain.intents.intents import INTENT_CODES, Intent, IntentCode, Intents
from bot.domain.intents.words import Found, Vocabulary, Word

_SMALL: Final = "small words"
_OTHER: Final = "other meanings"
_OWN: Final = "phrases of "

_MASKED: Final = Word("", "masked")
_SENTENCE_END: Final = re.compile(r"[.!?;…]+(?=\s)|\n")


_SIGNS: Final[Mapping[str, IntentCode]] = {
    "🙏": "thanks", "❤": "thanks", "💗": "thanks", "💐": "thanks", "🌹": "thanks", "👋": "greeting",
    "👍": "praise", "👏": "praise", "🥰": "praise", "😍": "praise", "💯": "praise",
}  # fmt: skip
"""What signs alone say; with words the words count."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """What an intent is known by, as bits of groups; the first bits say "the text begins so"."""

    code: IntentCode
    needs: int
    excludes: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Reader:
    vocabulary: Vocabulary
    signs: tuple[_Sign, ...]
    by_bit: Mapping[int, tuple[int, ...]]
    """The places of signs by the number of one bit that each needs: most texts have few of them."""
    small: int
    other: int
    size: int


@lru_cache(maxsize=256)
def read_intent(text: str, intents: Intents) -> IntentCode | None:
    """The most pressing intent of a text; None when no intent fits.

    The last results are kept: one turn asks for the same text several times.
    """
    reader = _reader(intents)
    if not any(letter.isalnum() for letter in text):
        return next((_SIGNS[letter] for letter in text if letter in _SIGNS), None)
    sentences = [part for part in _SENTENCE_END.split(text) if part.strip()]
    if len(sentences) > 1 and any(_read(part, reader) == "distress" for part in sentences):
        return "distress"
    return _read(text, reader)


def _read(text: str, reader: _Reader) -> IntentCode | None:
    words = reader.vocabulary.words(text)
    found = reader.vocabulary.find(words)
    if any(each.groups & reader.other for each in found):
        for each in found:
            if each.groups & reader.other:
                words[each.first : each.end] = [_MASKED] * (each.end - each.first)
        found = reader.vocabulary.find(words)
    there = _groups(reader, found, len(words))
    unknown = _unknown(found, len(words))
    for place in sorted({place for bit in _bits(there) for place in reader.by_bit.get(bit, ())}):
        sign = reader.signs[place]
        needs = sign.needs
        if there & needs == needs and not there & sign.excludes and unknown <= sign.unknown:
            return sign.code
    return None


def _bits(groups: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while groups:
        lowest = groups & -groups
        yield lowest.bit_length()
        groups ^= lowest


def _groups(reader: _Reader, found: list[Found], count: int) -> int:
    """The groups in a text, and above them those that it begins with after small words."""
    there = 0
    small = [False] * count
    for each in found:
        there |= each.groups
        if each.groups & reader.small:
            small[each.first : each.end] = [True] * (each.end - each.first)
    start = next((place for place, is_small in enumerate(small) if not is_small), count)
    # A small word may begin a phrase too: "cho tôi hỏi".
    begins = 0
    for each in found:
        if each.first <= start < each.end:
            begins |= each.groups
    return there | begins << reader.size


def _unknown(found: list[Found], count: int) -> int:
    """How many words are in no phrase."""
    known = [False] * count
    for each in found:
        known[each.first : each.end] = [True] * (each.end - each.first)
    return known.count(False)


@lru_cache(maxsize=4)
def _reader(intents: Intents) -> _Reader:
    """The file made ready for reading; it is kept until the file changes."""
    own = [_OWN + code for code in INTENT_CODES]
    names = [_SMALL, _OTHER, *own, *(group.name for group in intents.groups)]
    bits = {name: 1 << place for place, name in enumerate(names)}
    phrases: dict[str, int] = {}

    def add(name: str, words: tuple[str, ...]) -> None:
        for phrase in words:
            phrases[phrase] = phrases.get(phrase, 0) | bits[name]

    add(_SMALL, intents.small_words)
    add(_OTHER, intents.other_meanings)
    for group in intents.groups:
        add(group.name, group.words)
    for intent in intents.intents:
        add(_OWN + intent.code, intent.phrases)
    spellings = [(typed, each.word) for each in intents.spellings for typed in each.typed]
    ordered = sorted(intents.intents, key=lambda intent: INTENT_CODES.index(intent.code))
    signs = [
        _sign(intent, combination, bits, len(names))
        for intent in ordered
        for combination in (_OWN + intent.code, *intent.combinations)
    ]
    vocabulary = Vocabulary(phrases, spellings)
    by_bit: dict[int, tuple[int, ...]] = {}
    for place, sign in enumerate(signs):
        # The last bit: what is far from the first ones is a group of the file, and rarely there.
        bit = sign.needs.bit_length()
        by_bit[bit] = (*by_bit.get(bit, ()), place)
    return _Reader(vocabulary, tuple(signs), by_bit, bits[_SMALL], bits[_OTHER], len(names))


def _sign(intent: Intent, combination: str, bits: dict[str, int], size: int) -> _Sign:
    needs = excludes = 0
    unknown = intent.unknown
    if combination in bits:
        needs, terms = bits[combination], []
    else:
        terms = combination.split()
    for term in (*terms, *(f"-{name}" for name in intent.unless)):
        if term.startswith("~"):
            unknown = int(term[1:])
            continue
        name = term.removeprefix("-")
        bit = bits[name[1:]] << size if name.startswith("^") else bits[name]
        if term.startswith("-"):
            excludes |= bit
        else:
            needs |= bit
    return _Sign(intent.code, needs, excludes, unknown)
