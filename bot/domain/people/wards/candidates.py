"""Candidates: the wards and old units that one name in an address may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.wards.address import Mention
from bot.domain.people.wards.names import NameEntry
from bot.domain.people.wards.units import District, OldProvince, OldUnit, Province, Ward

_Pair: TypeAlias = tuple[tuple[Ward, ...], tuple[OldUnit, ...]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The districts and provinces that an address names around a ward.

    `confirmed` counts the names that fit. `contradict`: one after a kind word does not fit.
    """

    districts: tuple[District, ...] = ()
    provinces: tuple[Province | OldProvince, ...] = ()
    confirmed: int = 0
    contradict: bool = False

    @classmethod
    def of(cls, mentions: Iterable[Mention]) -> Surroundings:
        """Those of these mentions."""
        districts: list[District] = []
        provinces: list[Province | OldProvince] = []
        for mention in mentions:
            if mention.level == "unit" or mention.is_detail:
                continue
            of_kind, any_kind = _higher(mention)
            found = of_kind or any_kind
            districts += (each for each in found if isinstance(each, District))
            provinces += (each for each in found if not isinstance(each, District))
        return cls(tuple(districts), tuple(provinces))

    def has(self, ward: Ward) -> bool:
        """True for a ward within all of them."""
        return (not self.districts or any(ward in each.wards for each in self.districts)) and (
            not self.provinces or any(_within(ward, each) for each in self.provinces)
        )

    def has_unit(self, unit: OldUnit) -> bool:
        """True for an old unit within all of them."""
        return (not self.districts or unit.district in self.districts) and (
            not self.provinces or any(map(self.has, unit.wards))
        )


def _within(ward: Ward, province: Province | OldProvince) -> bool:
    match province:
        case Province():
            return ward.province == province
        case OldProvince(wards=wards):
            return ward in wards


def _higher(
    mention: Mention,
) -> tuple[list[District | Province | OldProvince], list[District | Province | OldProvince]]:
    """The districts and provinces of a name: of the kind that is said, and of any."""
    level, kind = mention.level, mention.kind.higher_kind if mention.kind else None
    is_province = any(entry.provinces for entry in mention.entries)
    everything: list[District | Province | OldProvince] = []
    for entry in mention.entries:
        if level != "district":
            everything += entry.provinces
        if level != "province" and not (level is None and is_province):
            everything += entry.districts
    return [each for each in everything if kind in (None, each.kind)], everything


@dataclass(frozen=True, slots=True)
class Candidates:
    """What one name may mean within its surroundings."""

    wards: tuple[Ward, ...]
    units: tuple[OldUnit, ...]
    surroundings: Surroundings
    is_of_kind: bool
    """True when these have the kind that was said, or none was said."""
    is_served: bool
    provinces: tuple[Province, ...] = ()
    """The provinces that they are in, when none of them is served."""


def candidates(
    mention: Mention, around: tuple[Mention, ...], served: frozenset[str]
) -> Candidates | None:
    """What a name may mean; None when it is no name of a ward or of an old unit.

    The order is the rule: within the surroundings before without them, the kind that was said
    before another, exact accents before none, served before not.
    """
    first_elsewhere: Candidates | None = None
    for surroundings in _narrowing(mention, around):
        for is_of_kind in (True, False):
            for entries in _by_accents(mention):
                wards, units = _of_kind(mention, entries) if is_of_kind else _of_any_kind(entries)
                wards = tuple(filter(surroundings.has, wards))
                units = tuple(filter(surroundings.has_unit, units))
                here = tuple(w for w in wards if w.province.code in served)
                known = tuple(u for u in units if any(w.province.code in served for w in u.wards))
                if here or known:
                    return Candidates(here, known, surroundings, is_of_kind, True)
                if (wards or units) and first_elsewhere is None:
                    far = dict.fromkeys(
                        w.province for w in (*wards, *(w for unit in units for w in unit.wards))
                    )
                    first_elsewhere = Candidates(
                        (), (), surroundings, is_of_kind, False, tuple(far)
                    )
        if first_elsewhere is not None and surroundings.confirmed:
            return first_elsewhere  # "phường Tân An, Gia Lai" is not the Tân An of here
    return first_elsewhere


def _narrowing(mention: Mention, around: tuple[Mention, ...]) -> Iterator[Surroundings]:
    """All surroundings, then those after a kind word, then none: what does not fit is left out.

    A name without a kind word before "phường Láng" is a street's or a hamlet's, and contradicts
    nothing.
    """
    whole = Surroundings.of(around)
    count = sum(each.level != "unit" and not each.is_detail for each in around)
    if whole.districts or whole.provinces:
        yield Surroundings(whole.districts, whole.provinces, count)
    marked = tuple(each for each in around if each.level not in (None, "unit"))
    told = Surroundings.of(marked)
    if marked and len(marked) < count and (told.districts or told.provinces):
        yield Surroundings(told.districts, told.provinces, len(marked))
    unknown = any(not each.entries for each in around if each.level not in (None, "unit"))
    bare = Surroundings.of(
        each
        for each in around
        if each.level is None and (mention.level is None or each.place > mention.place)
    )
    misfit = bool(marked or bare.districts or bare.provinces)
    yield Surroundings(contradict=misfit or unknown)


def _by_accents(mention: Mention) -> Iterator[tuple[NameEntry, ...]]:
    """The names with just the typed accents, when some are typed; then all that are alike."""
    everything = (*mention.entries, *mention.other_entries)
    if mention.has_accents:
        yield tuple(entry for entry in everything if entry.accented == mention.accented)
    yield everything


def _of_kind(mention: Mention, entries: tuple[NameEntry, ...]) -> _Pair:
    """The wards and units of these names with the kind that is said."""
    kind = mention.kind
    if kind is None or kind.level != "unit":
        return _of_any_kind(entries)
    wards = [
        ward
        for entry in entries
        for ward in entry.wards
        if kind.ward_kind == ward.kind or entry in mention.other_entries
    ]
    units = [
        unit
        for entry in entries
        for unit in entry.units
        if kind.old_kind == unit.kind or entry in mention.other_entries
    ]
    return tuple(wards), tuple(units)


def _of_any_kind(entries: tuple[NameEntry, ...]) -> _Pair:
    wards = dict.fromkeys(ward for entry in entries for ward in entry.wards)
    return tuple(wards), tuple(unit for entry in entries for unit in entry.units)
