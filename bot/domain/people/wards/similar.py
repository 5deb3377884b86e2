"""Similar names: a part of a name, or one with a typing error, among the served provinces."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.people.wards.kind_words import KindWord
from bot.domain.people.wards.names import NameEntry, solid
from bot.domain.people.wards.units import District, Ward

_LEAST_LETTERS: Final = 2
_MOST_PARTS: Final = 40
_SHORT: Final = 5
"""Half of a shorter name has too many names beside it."""
_MOST_CHANGES: Final = ((3, 0), (6, 1), (12, 2), (10_000, 3))
"""For texts shorter than the first number: more changed letters are another name, no error."""
_ACCENT_BONUS: Final = 0.4  # "Phúc" is closer to Phúc Lợi than to Phú Cát, but is no name
_OLD_PART: Final = 0.8  # a beginning of an old name comes after one error in a name of today
_OLD_MALUS: Final = 0.05  # of two equally close names that of today comes first
_AFTER_ALL: Final = "\uffff"


class SimilarNames:
    """The names of the served provinces, ready to find those that are similar to a text.

    One typing error is always found. Of two or three all but one half of the name must be right:
    so only names with the same beginning or the same end are compared.
    """

    def __init__(self, entries: Iterable[NameEntry], served: frozenset[str]) -> None:
        self._served = served
        self._of_today: set[NameEntry] = set()
        of_solid: dict[str, tuple[NameEntry, ...]] = {}
        parts: list[tuple[str, str]] = []
        for entry in entries:
            if not (self.wards_of(entry) or self.districts_of(entry)):
                continue
            if any(map(self._serves, entry.wards)):
                self._of_today.add(entry)
            name = solid(entry.plain)
            of_solid[name] = (*of_solid.get(name, ()), entry)
            words = entry.plain.split()
            parts.extend(("".join(words[at:]), name) for at in range(1, len(words)))
        parts.sort()
        self._of_solid = of_solid
        self._spaced = sorted({entry.plain for same in of_solid.values() for entry in same})
        self._forward = sorted(of_solid)
        self._short = [name for name in self._forward if len(name) <= _SHORT]
        self._backward = sorted(name[::-1] for name in of_solid)
        self._later_parts = [part for part, _name in parts]
        self._names_of_parts = [name for _part, name in parts]

    def find(self, plain: str, accented: str) -> tuple[NameEntry, ...]:
        """The names similar to a text, normalized and as typed; the best first."""
        said = solid(plain)
        if len(said) < _LEAST_LETTERS:
            return ()
        near: dict[str, float] = {}
        for name, score in (*self._parts_like(plain), *self._nearly(said)):
            near[name] = max(score, near.get(name, 0))
        scores = [
            (self._score(entry, score, accented), entry)
            for name, score in near.items()
            for entry in self._of_solid[name]
            if score < 1 or _begins_word(plain, entry.plain)
        ]
        scores.sort(key=lambda each: (-each[0], each[1].plain))
        # Beside a beginning of a name, two typing errors are no likely reading.
        least = 1 - 1.5 / len(said) if max(near.values(), default=0) >= 2 else 0
        return tuple(entry for score, entry in scores if score + _OLD_MALUS >= least)

    def with_one_error(self, plain: str) -> tuple[NameEntry, ...]:
        """The names that differ from a normalized text in one typing error at most."""
        said = solid(plain)
        near = dict(self._nearly(said, 1)) if len(said) >= _MOST_CHANGES[0][0] else {}
        return tuple(entry for name in near for entry in self._of_solid[name])

    def _score(self, entry: NameEntry, near: float, accented: str) -> float:
        if near >= 1 and f" {accented}" in f" {entry.accented}":
            near += _ACCENT_BONUS
        if entry in self._of_today:
            return near
        return _OLD_PART + near / 100 if near >= 1 else near - _OLD_MALUS

    def of_today(self, entries: Iterable[NameEntry]) -> tuple[NameEntry, ...]:
        """Those that a served ward of today has."""
        return tuple(entry for entry in entries if entry in self._of_today)

    def wards_of(self, entry: NameEntry, kind: KindWord | None = None) -> tuple[Ward, ...]:
        """The served wards of a name: those of today, or else those on its old land.

        With a kind word only those of its kind.
        """
        of_today = [
            ward
            for ward in entry.wards
            if self._serves(ward) and (kind is None or kind.ward_kind == ward.kind)
        ]
        old = (
            ward
            for unit in entry.units
            if not of_today and (kind is None or kind.old_kind == unit.kind)
            for ward in unit.wards
            if self._serves(ward)
        )
        return tuple(dict.fromkeys((*of_today, *old)))

    def districts_of(self, entry: NameEntry) -> tuple[District, ...]:
        """The districts of a name with served wards on their land."""
        return tuple(each for each in entry.districts if any(map(self._serves, each.wards)))

    def served(self, wards: Iterable[Ward]) -> tuple[Ward, ...]:
        """Those of the served provinces."""
        return tuple(filter(self._serves, wards))

    def _serves(self, ward: Ward) -> bool:
        return ward.province.code in self._served

    def _parts_like(self, plain: str) -> Iterator[tuple[str, float]]:
        """2 and more for the beginning of a name, 1 and more for that of a later word in it."""
        said = solid(plain)
        whole_words = [solid(name) for name in _beginning(self._spaced, f"{plain} ")[:_MOST_PARTS]]
        for name in (*whole_words, *_beginning(self._forward, said)[:_MOST_PARTS]):
            yield name, 2 + len(said) / (2 * len(name))
        at = bisect_left(self._later_parts, said)
        end = bisect_left(self._later_parts, said + _AFTER_ALL)
        for name in self._names_of_parts[at : min(end, at + _MOST_PARTS)]:
            yield name, 1 + len(said) / (2 * len(name))

    def _nearly(self, said: str, most: int | None = None) -> Iterator[tuple[str, float]]:
        """Less than 1 for a name with typing errors: the share of equal letters."""
        if most is None:
            most = next(changes for shorter, changes in _MOST_CHANGES if len(said) < shorter)
        if most == 0:
            return
        half = len(said) // 2
        ways: tuple[tuple[str, Sequence[str], int], ...] = (
            (said, _beginning(self._forward, said[:half]), 1),
            (said[::-1], _beginning(self._backward, said[half + 1 :][::-1]), -1),
        )
        if len(said) < _SHORT:
            ways = ((said, self._short, 1),)
        for text, likely, way in ways:
            for name, changes, _index in process.extract(
                text, likely, scorer=OSA.distance, score_cutoff=most, limit=None
            ):
                yield name[::way], 1 - changes / max(len(name), len(said))


def _begins_word(said: str, name: str) -> bool:
    """False for "phu ong", which is no beginning of "phuong duc"; written in one it may be."""
    return " " not in said or f" {said}" in f" {name}"


def _beginning(names: Sequence[str], beginning: str) -> Sequence[str]:
    """Those of sorted names that begin so."""
    at = bisect_left(names, beginning)
    return names[at : bisect_left(names, beginning + _AFTER_ALL, at)]
