"""Names: every name of today and before July 2025, and what has it."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from bot.domain.people.wards.normalized import normalized_name
from bot.domain.people.wards.reading import OldUnits
from bot.domain.people.wards.units import District, OldProvince, OldUnit, Province, Ward


class NameEntry(Struct, eq=False, gc=False):
    """One name, and every unit that has it."""

    accented: str
    """With accents, each tone at the end of its word."""
    plain: str
    """Normalized: without accents."""
    wards: tuple[Ward, ...] = ()
    units: tuple[OldUnit, ...] = ()
    districts: tuple[District, ...] = ()
    provinces: tuple[Province | OldProvince, ...] = ()


def solid(plain: str) -> str:
    """A normalized name without spaces, in which "Ô Chợ Dừa" and "ochodua" are equal."""
    return plain.replace(" ", "")


class Names:
    """All names, by their normalized form without spaces."""

    def __init__(
        self,
        wards: Iterable[Ward],
        old: OldUnits,
        aliases: Iterable[tuple[str, Ward]] = (),
        province_aliases: Iterable[tuple[str, Province]] = (),
    ) -> None:
        entries = _Entries()
        provinces: dict[Province, None] = {}
        for ward in wards:
            entries[ward.name].wards += (ward,)
            provinces[ward.province] = None
        for alias, ward in aliases:
            entries[alias].wards += (ward,)
        for unit in old.units:
            entries[unit.name].units += (unit,)
        for district in old.districts:
            entries[district.name].districts += (district,)
        for province in provinces:
            entries[province.name].provinces += (province,)
        for name, province in province_aliases:
            entries[name].provinces += (province,)
        today = {province.name for province in provinces}
        for before in old.provinces:
            if before.name not in today:
                entries[before.name].provinces += (before,)
        self.entries = tuple(entries.by_accented.values())
        self._by_solid: dict[str, tuple[NameEntry, ...]] = {}
        for entry in self.entries:
            key = solid(entry.plain)
            self._by_solid[key] = (*self._by_solid.get(key, ()), entry)
        self.most_words = max((entry.plain.count(" ") + 1 for entry in self.entries), default=0)

    def of(self, solid_name: str) -> tuple[NameEntry, ...]:
        """The names of this normalized form without spaces."""
        return self._by_solid.get(solid_name, ())


class _Entries(dict[str, NameEntry]):
    """The entry of each name as it is written; two ways to place a tone mark have one entry."""

    def __init__(self) -> None:
        self.by_accented: dict[str, NameEntry] = {}

    def __missing__(self, name: str) -> NameEntry:
        plain, accented = normalized_name(name)
        if accented not in self.by_accented:
            self.by_accented[accented] = NameEntry(accented, plain)
        self[name] = self.by_accented[accented]
        return self[name]
