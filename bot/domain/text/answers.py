"""Answers: the short words of yes, no, stop, back, later, skip and "not sure", in one lexicon.

`answer_words.csv` has the phrases of each answer. Typed accents must be the right ones: "đúng" is
yes, "dừng" is stop. Words without accents match any spelling; when that leaves several answers, as
"dung" does, the text is unclear and the person is asked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal, TypeAlias, cast, get_args

from bot.domain.text.normalizing import accented_words, fold, plain_words

Answer: TypeAlias = Literal["yes", "record", "no", "stop", "back", "later", "skip", "unsure"]
"""A short answer to a question; `record` is a yes to "shall it be recorded?"."""

ANSWERS: Final[tuple[Answer, ...]] = get_args(Answer)

_MAX_LETTERS: Final = 60
_MAX_WORDS: Final = 9
_SIGNS: Final[Mapping[str, Answer]] = {
    "👍": "yes", "👌": "yes", "✅": "yes", "✔": "yes", "🆗": "yes", "❤": "yes", "🙆": "yes",
    "👎": "no", "❌": "no", "✖": "no", "🙅": "no",
}  # fmt: skip
_BEFORE: Final = (
    "dạ vâng ừ ạ thưa thì à ơ ờ ui vậy thế xin mình tôi em con cháu bác cô chú anh chị ông bà dì "
    "ngoại nội bạn bot sổ ơi please"
)
_AFTER: Final = (
    "ạ nhé nha nhá nhe nghe nghen hen hé nè đó đấy mà đi luôn rồi với giúp giùm dùm hộ "
    "ngoại nội dì em con cháu bạn anh chị cô chú bác ơi vậy thế á ah a please thanks"
)
"""Polite words that may stand around an answer; before it or after it they change nothing."""


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """What a short text answers.

    `answers` are its possible meanings, the likeliest first: "thôi" is a no where a question can be
    answered by no, otherwise a stop. `unclear` are the spellings that a text without accents may
    stand for when they answer differently ("dung": "đúng", "dừng"); then `answers` is empty.
    """

    answers: tuple[Answer, ...] = ()
    unclear: tuple[str, ...] = ()


_NOTHING: Final = ShortAnswer()


def read_answer_words() -> None:
    """Read the lexicon from its file, once."""
    _lexicon()


@lru_cache(maxsize=1024)
def read_answer(text: str) -> ShortAnswer:
    """What a whole text answers; nothing when it has other words than those of the lexicon."""
    if len(text) > _MAX_LETTERS:
        return _NOTHING
    if text.count(" ") >= _MAX_WORDS:
        return _NOTHING
    # Most texts are no answer, and normalizing tells it sooner than comparing accents does.
    if not _known_words().issuperset(plain_words(text).split()):
        return _NOTHING
    typed = accented_words(text).split()
    if not typed:
        signs = {_SIGNS[letter] for letter in text if letter in _SIGNS}
        return ShortAnswer(tuple(signs)) if len(signs) == 1 else _NOTHING
    found = _found(tuple(typed))
    if found is None:
        return _NOTHING
    accented = {phrase.accented: phrase for phrase in found}
    if len(accented) > 1 and not _agree(accented.values()):
        return ShortAnswer(unclear=tuple(dict.fromkeys(each.shown for each in accented.values())))
    answers = [answer for answer in ANSWERS if any(answer in each.answers for each in found)]
    return ShortAnswer(tuple(answers))


@dataclass(frozen=True, slots=True)
class _Phrase:
    shown: str
    accented: str
    answers: frozenset[Answer]


def _agree(phrases: Iterable[_Phrase]) -> bool:
    """True when the spellings have an answer in common."""
    sets = [phrase.answers for phrase in phrases]
    return bool(frozenset.intersection(*sets))


def _found(typed: tuple[str, ...]) -> tuple[_Phrase, ...] | None:
    """The spellings of the one phrase that a text has beside polite words; None without one."""
    for start in range(len(typed)):
        if any(not _is_polite(word, _BEFORE) for word in typed[:start]):
            return None
        for end in range(len(typed), start, -1):
            if any(not _is_polite(word, _AFTER) for word in typed[end:]):
                break
            spellings = _spellings(typed[start:end])
            if spellings:
                return spellings
    return None


def _is_polite(word: str, polite: str) -> bool:
    return word in _accepted(polite)


def _spellings(words: tuple[str, ...]) -> tuple[_Phrase, ...]:
    """The phrases that words spell: exactly where a word has accents, else in any spelling."""
    phrases = _lexicon().get(fold(" ".join(words)), ())
    exact = tuple(each for each in phrases if each.accented == " ".join(words))
    if exact and any(word != fold(word) for word in words):
        return exact
    return tuple(
        each
        for each in phrases
        if all(
            word in (wanted, fold(wanted))
            for word, wanted in zip(words, each.accented.split(), strict=True)
        )
    )


@cache
def _accepted(polite: str) -> frozenset[str]:
    """The polite words with their accents and without."""
    words = polite.split()
    return frozenset([*map(accented_words, words), *map(fold, words)])


@cache
def _known_words() -> frozenset[str]:
    """Every word of the lexicon and of the polite words, in normalized form."""
    phrases = (word for folded in _lexicon() for word in folded.split())
    return frozenset(phrases).union(map(fold, f"{_BEFORE} {_AFTER}".split()))


@cache
def _lexicon() -> Mapping[str, tuple[_Phrase, ...]]:
    """The phrases by their normalized words."""
    answers: dict[str, dict[str, set[Answer]]] = {}
    shown: dict[str, str] = {}
    source = files("bot.domain.text") / "answer_words.csv"
    with source.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            answer = row["answer"]
            if answer not in ANSWERS:
                raise ValueError(f"answer_words.csv: there is no answer {answer!r}")
            for spelled in row["words"].split("; "):
                accented = accented_words(spelled)
                shown.setdefault(accented, spelled)
                by_spelling = answers.setdefault(plain_words(spelled), {})
                by_spelling.setdefault(accented, set()).add(cast(Answer, answer))
    return {
        folded: tuple(
            _Phrase(shown[accented], accented, frozenset(some))
            for accented, some in by_spelling.items()
        )
        for folded, by_spelling in answers.items()
    }
