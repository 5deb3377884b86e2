"""Search: what a typed text says about where somebody lives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from bot.domain.people.wards.address import Address, Mention, read_address, split_words
from bot.domain.people.wards.candidates import Candidates, Surroundings, candidates
from bot.domain.people.wards.found import (
    Elsewhere,
    Former,
    Named,
    Nothing,
    OfDistrict,
    OfProvince,
    Several,
    Similar,
    WardFound,
)
from bot.domain.people.wards.guessing import MOST_SIMILAR, Guesses
from bot.domain.people.wards.names import Names
from bot.domain.people.wards.reading import WARD_CODE
from bot.domain.people.wards.similar import SimilarNames
from bot.domain.people.wards.units import OldProvince, OldUnit, Province, Ward

_LONGEST_TEXT: Final = 400  # a whole address, typed in decomposed form


class WardSearch:
    """The search for a ward of some provinces among the names of all."""

    def __init__(self, names: Names, by_code: dict[str, Ward], served: frozenset[str]) -> None:
        self._names = names
        self._by_code = by_code
        self._served = served
        self._guesses = Guesses(SimilarNames(names.entries, served))

    def find(self, text: str) -> WardFound:
        """What the text says. Pure: the same text always has the same answer."""
        if len(text) > _LONGEST_TEXT:
            return Nothing()
        if WARD_CODE.fullmatch(code := text.strip()):
            return self._of_code(code)
        address = read_address(split_words(text), self._names)
        return (
            self._of_units(address)
            or self._guesses.of_unknown(address)
            or self._of_surroundings(address)
            or self._guesses.of_rest(address)
        )

    def _of_code(self, code: str) -> WardFound:
        ward = self._by_code.get(code)
        if ward is None:
            return Nothing()
        return Named(ward) if self._serves(ward) else Elsewhere((ward.province,))

    def _serves(self, ward: Ward) -> bool:
        return ward.province.code in self._served

    def _holders(self, units: Iterable[OldUnit]) -> Iterator[Ward]:
        """The served wards on the land of old units."""
        return (ward for unit in units for ward in unit.wards if self._serves(ward))

    # --- a name of today or before ----------------------------------------------------------------

    def _of_units(self, address: Address) -> WardFound | None:
        """What the address says of a ward or an old unit; None when it names none."""
        best: tuple[tuple[bool, bool, int], Mention, Candidates] | None = None
        for mention in self._unit_mentions(address):
            around = tuple(each for each in address.mentions if each is not mention)
            found = candidates(mention, around, self._served)
            if found is None:
                continue
            rank = (found.is_served, not mention.is_detail, found.surroundings.confirmed)
            if best is None or rank > best[0]:
                best = rank, mention, found
        if best is None:
            return None
        _rank, mention, found = best
        if mention.level is None and _is_province(mention):
            if (of_province := self._of_old_province(mention, found)) is not None:
                return of_province
            if not found.is_served:
                return None  # it is the province
        if not found.is_served:
            return self._far(address, mention, found)
        return self._answer(address, mention, found)

    def _unit_mentions(self, address: Address) -> Iterator[Mention]:
        """The mentions that may be the ward: those with a kind word, when there are some."""
        units = [each for each in address.mentions if each.level == "unit" and each.entries]
        yield from units or (each for each in address.mentions if self._may_be_unit(each))

    def _may_be_unit(self, mention: Mention) -> bool:
        """Not a served province, unless a kind word says so, nor any province after a place."""
        provinces = [each for entry in mention.entries for each in entry.provinces]
        is_served = any(isinstance(p, Province) and p.code in self._served for p in provinces)
        return (
            mention.level is None
            and not is_served
            and not (provinces and mention.place)
            and any(entry.wards or entry.units for entry in mention.entries)
        )

    def _of_old_province(self, mention: Mention, found: Candidates) -> OfProvince | None:
        """A bare name that an old province had too: the wards of that name, then all others."""
        for entry in mention.entries:
            for province in entry.provinces:
                if isinstance(province, OldProvince) and any(map(self._serves, province.wards)):
                    served = filter(self._serves, province.wards)
                    return OfProvince(province, tuple(dict.fromkeys((*found.wards, *served))))
        return None

    def _far(self, address: Address, mention: Mention, found: Candidates) -> WardFound:
        """What a name of other provinces says: it may be a part or an error of one of here."""
        if found.surroundings.confirmed:
            return Elsewhere(found.provinces)
        if mention.kind is None and len(mention.words) < len(address.bare):
            is_alone = not address.rest and len(address.mentions) == 1
            guess = self._guesses.of_rest(address, with_fillers=is_alone)
            if isinstance(guess, Similar) or address.rest:
                return guess
        all_name = self._guesses.all_name(address, mention)
        of_today = self._guesses.of_today(address, mention)
        wards = tuple(dict.fromkeys((*all_name, *of_today)))[:MOST_SIMILAR]
        if wards and not found.is_of_kind:
            return Similar(wards)
        return Elsewhere(found.provinces, wards)

    def _answer(self, address: Address, mention: Mention, found: Candidates) -> WardFound:
        wards, units, around = found.wards, found.units, found.surroundings
        others = self._of_others(address, mention)
        everything = tuple(dict.fromkeys((*wards, *self._holders(units), *others)))
        if not wards or (mention.is_former and units) or (around.districts and everything != wards):
            return Former(units, everything) if units else Several(everything)
        ward = wards[0]
        is_sure = (
            len(wards) == 1
            and found.is_of_kind
            and not mention.is_former
            and not around.contradict
            and (mention.level == "unit" or not address.rest)
            and not (mention.level is None and _is_province(mention))
            and not _other_units(address, mention)
        )
        if not is_sure:
            bare = mention.level is None
            return Several(self._with_district(everything, mention, around) if bare else wards)
        also = self._holders(unit for unit in units if ward not in unit.wards)
        return Named(ward, tuple(dict.fromkeys(also)))

    def _with_district(
        self, wards: tuple[Ward, ...], mention: Mention, around: Surroundings
    ) -> tuple[Ward, ...]:
        """With the wards of the district of this name: "Đường Láng, Đống Đa" may mean each."""
        districts = tuple(d for each in mention.entries for d in each.districts)
        more = self._guesses.wards_of_districts(districts)
        return tuple(dict.fromkeys((*wards, *filter(around.has, more))))

    def _of_others(self, address: Address, mention: Mention) -> Iterator[Ward]:
        """The wards of other names in the text that are as likely."""
        for other in _other_units(address, mention):
            found = candidates(other, (), self._served)
            if found is not None and found.is_served:
                yield from (*found.wards, *self._holders(found.units))

    # --- a district or a province -----------------------------------------------------------------

    def _of_surroundings(self, address: Address) -> WardFound | None:
        around = Surroundings.of(address.mentions)
        if around.districts:
            if wards := self._guesses.wards_of_districts(around.districts):
                served = (each for each in around.districts if any(map(self._serves, each.wards)))
                return OfDistrict(tuple(served), wards)
            return Elsewhere(_provinces_of(w for each in around.districts for w in each.wards))
        for province in around.provinces:
            match province:
                case Province(code):
                    wards = tuple(w for w in self._by_code.values() if w.province.code == code)
                    far: tuple[Province, ...] = (province,)
                case OldProvince(wards=wards):
                    far = _provinces_of(wards)
            here = tuple(filter(self._serves, wards))
            return OfProvince(province, here) if here else Elsewhere(far)
        return None


def _other_units(address: Address, mention: Mention) -> list[Mention]:
    """Other names in the text that can be nothing but a ward."""
    return [
        each
        for each in address.mentions
        if each is not mention
        and not each.is_detail
        and (each.level == "unit" or (each.level is None and mention.level is None))
        and not any(entry.districts or entry.provinces for entry in each.entries)
    ]


def _is_province(mention: Mention) -> bool:
    return any(entry.provinces for entry in mention.entries)


def _provinces_of(wards: Iterable[Ward]) -> tuple[Province, ...]:
    return tuple(dict.fromkeys(ward.province for ward in wards))
