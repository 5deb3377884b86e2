"""Address: the names in a typed text, each with the kind word before or after it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.domain.people.wards.kind_words import (
    ABBREVIATIONS,
    AFTER,
    BEFORE,
    DETAILS,
    FILLERS,
    FORMER,
    KindWord,
    Level,
)
from bot.domain.people.wards.names import NameEntry, Names, solid
from bot.domain.people.wards.normalized import number_bare
from bot.domain.text.normalizing import accented_words, plain_words

_BREAK: Final = re.compile(r"[,;/|\n()]+")
_NUMBERED: Final = re.compile(r"([a-z]{1,2})([0-9]{1,2})")
_MOST_WORDS: Final = 40
_JOINED_KINDS: Final = ("phuong", "xa", "quan", "huyen")
_SHORTEST_JOINED: Final = 6
_FORMER_TYPED: Final = frozenset(accented_words(word) for word in FORMER)
_DETAILS_TYPED: Final = frozenset(accented_words(word) for word in DETAILS)
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the text, as typed (tone last) and normalized; `part` numbers the commas."""

    accented: str
    plain: str
    part: int


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in the text, and what may have it."""

    kind: KindWord | None
    """What its kind word says."""
    words: tuple[Word, ...]
    entries: tuple[NameEntry, ...]
    """The known names of this form; none: a name after a kind word that nothing has."""
    other_entries: tuple[NameEntry, ...] = ()
    """Names that begin with what may be the kind word: "phuong lien" is "Phương Liên" too."""
    first: Word | None = None
    """What may be the kind word, or the first word of the name."""
    is_detail: bool = False
    """It comes after a word for a street, a hamlet or the like."""
    is_former: bool = False
    """The text says that it is a name of before."""
    place: int = 0
    """Its place among the names of the text."""
    has_accents: bool = False
    """A word of the text has accents: then a name without is meant so."""

    @property
    def plain(self) -> str:
        """The name, normalized."""
        return " ".join(word.plain for word in self.words)

    @property
    def accented(self) -> str:
        """The name as typed, each tone at the end of its word."""
        return " ".join(word.accented for word in self.words)

    @property
    def level(self) -> Level | None:
        """What the kind word says that it is."""
        return None if self.kind is None else self.kind.level


@dataclass(frozen=True, slots=True)
class Address:
    """A text with its names."""

    mentions: tuple[Mention, ...]
    rest: tuple[Word, ...]
    """The words that are neither a name nor usual around one."""
    bare: tuple[Word, ...]
    """All words that do not belong to a kind word."""
    words: tuple[Word, ...]
    """All words."""


def split_words(text: str) -> tuple[Word, ...]:
    """The words of a text; "P12" is two, and the country at the end is left out."""
    words: list[Word] = []
    for part, piece in enumerate(_BREAK.split(text)):
        for accented in accented_words(piece).split():
            plain = solid(plain_words(accented))
            numbered = _NUMBERED.fullmatch(plain)
            if numbered is not None and numbered[1] in ABBREVIATIONS:
                words.append(Word(numbered[1], numbered[1], part))
                number = number_bare(numbered[2])
                words.append(Word(number, number, part))
            elif plain:
                words.append(Word(number_bare(accented), number_bare(plain), part))
    if [word.plain for word in words[-2:]] == ["viet", "nam"]:
        del words[-2:]
    return tuple(words[:_MOST_WORDS])


def read_address(words: tuple[Word, ...], names: Names) -> Address:
    """The names in these words, from the first to the last; the longest name counts."""
    return _Reader(words, names).read()


class _Reader:
    """Goes through the words once."""

    def __init__(self, words: tuple[Word, ...], names: Names) -> None:
        self._words = tuple(part for word in words for part in _apart(word, names))
        self._names = names
        self._has_accents = any(word.accented != word.plain for word in words)
        self._at = 0

    def read(self) -> Address:
        mentions: list[Mention] = []
        rest: list[Word] = []
        bare: list[Word] = []
        detail = False
        while self._at < len(self._words):
            word = self._words[self._at]
            if self._at and word.part != self._words[self._at - 1].part:
                detail = False
            mention = self._after_kind_word() or self._bare(alone=not mentions and not rest)
            if mention is not None:
                is_bare = mention.kind is None
                place = len(mentions)
                mentions.append(
                    replace(
                        mention,
                        is_detail=detail and is_bare,
                        place=place,
                        has_accents=self._has_accents,
                    )
                )
                detail = detail and is_bare
                bare += mention.words if is_bare else ()
                continue
            self._at += 1
            bare.append(word)
            if word.accented in _DETAILS_TYPED:
                detail = True
            if word.plain not in FILLERS:
                rest.append(word)
        return Address(tuple(mentions), tuple(rest), tuple(bare), self._words)

    def _kind_word(self, at: int) -> tuple[KindWord, int, bool] | None:
        """The kind word here, the index after it, and whether its accents are typed."""
        for count in (2, 1):
            said = self._words[at : at + count]
            known = BEFORE.get(" ".join(word.plain for word in said))
            after = at + count
            if known is None or len(said) < count or after >= len(self._words):
                continue
            if said[0].part != self._words[after].part:
                continue
            tone, kind = known
            typed = said[0].accented[-1:] if said[0].accented[-1:] in _TONES else ""
            if typed == tone or said[0].accented == said[0].plain:
                return kind, after, typed != ""
        return None

    def _after_kind_word(self) -> Mention | None:
        found = self._kind_word(self._at)
        if found is None:
            return None
        kind, at, is_sure = found
        entries, end = self._longest(at, kind.level)
        others: tuple[NameEntry, ...] = ()
        if not is_sure:
            # "phuong liet" may be all name, and "phuong lien" both.
            all_name, other_end = self._longest(self._at, None)
            if other_end > end or (other_end > at and not entries):
                return self._bare(alone=False)
            others = all_name if other_end == end else ()
        if not entries:
            end = self._unknown_end(at)
        first = None if is_sure or at > self._at + 1 else self._words[self._at]
        mention = Mention(kind, self._words[at:end], entries, others, first)
        self._at = end
        return self._with_former(mention)

    def _bare(self, *, alone: bool) -> Mention | None:
        """A name without a kind word; a name of one word is one when nothing else is around it."""
        entries, end = self._longest(self._at, None)
        words = self._words[self._at : end]
        if not entries or all(word.plain.isdecimal() for word in words):
            return None
        if len(words) == 1 and not self._is_plausible(words[0], entries, end, alone=alone):
            return None
        self._at = end
        kind = AFTER.get(self._words[end].plain) if end < len(self._words) else None
        if kind is not None:
            self._at += 1
        if kind is None:
            entries = self._as_typed(words, entries)
        return self._with_former(Mention(kind, words, entries))

    def _is_plausible(
        self, word: Word, entries: tuple[NameEntry, ...], end: int, *, alone: bool
    ) -> bool:
        """A name of one word is easily another word: it stands alone, or has its accents."""
        has_accents = word.accented != word.plain
        if has_accents and all(each.accented != word.accented for each in entries):
            return False
        before, after = self._words[: end - 1], self._words[end:]
        if after and after[0].plain in AFTER:
            return True
        beside = [each for each in (*before, *after) if each.part == word.part]
        if " " in entries[0].plain:  # "ochodua" in one word
            return all(each.plain in FILLERS for each in beside)
        if alone and all(each.plain in FILLERS for each in before):
            return not after or after[0].part != word.part
        return not beside or (has_accents and len(word.plain) > 2)

    def _as_typed(
        self, words: tuple[Word, ...], entries: tuple[NameEntry, ...]
    ) -> tuple[NameEntry, ...]:
        """The names with just the typed accents, when some are typed; otherwise all."""
        accented = " ".join(word.accented for word in words)
        exact = tuple(entry for entry in entries if entry.accented == accented)
        return exact if exact and self._has_accents else entries

    def _with_former(self, mention: Mention) -> Mention:
        if self._at < len(self._words) and self._words[self._at].accented in _FORMER_TYPED:
            self._at += 1
            return replace(mention, is_former=True)
        return mention

    def _longest(self, at: int, level: Level | None) -> tuple[tuple[NameEntry, ...], int]:
        """The names of the longest run of words from here that is one, and where it ends."""
        part = self._words[at].part
        end = at
        while end < min(len(self._words), at + self._names.most_words):
            if self._words[end].part != part:
                break
            end += 1
        while end > at:
            known = self._names.of("".join(word.plain for word in self._words[at:end]))
            fitting = tuple(
                entry
                for entry in known
                # Words may be joined ("ochodua"), but "thuy an h." is no "Thụy Anh".
                if _has_level(entry, level) and end - at <= entry.plain.count(" ") + 1
            )
            if fitting:
                return fitting, end
            end -= 1
        return (), at

    def _unknown_end(self, at: int) -> int:
        """Where a name that nothing has ends: at a comma or before the next kind word."""
        end = at + 1
        while end < len(self._words) and self._words[end].part == self._words[at].part:
            if self._kind_word(end) is not None:
                break
            end += 1
        return end


def _apart(word: Word, names: Names) -> tuple[Word, ...]:
    """A word of which the beginning is a kind word, as two: "phuongbadinh"."""
    if len(word.plain) < _SHORTEST_JOINED or names.of(word.plain):
        return (word,)
    for kind in _JOINED_KINDS:
        rest = word.plain.removeprefix(kind)
        if rest != word.plain and names.of(rest):
            return Word(kind, kind, word.part), Word(rest, rest, word.part)
    return (word,)


def _has_level(entry: NameEntry, level: Level | None) -> bool:
    match level:
        case "unit":
            return bool(entry.wards or entry.units)
        case "district":
            return bool(entry.districts)
        case "province":
            return bool(entry.provinces)
        case "city":
            return bool(entry.districts or entry.provinces)
        case None:
            return True
