"""Wards: the commune-level units of residents, and the search for one from typed text.

The units are data (README.md beside this file): those of today, and those before July 2025 with
the wards that hold their land. Codes are text, since they begin with zeros.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from bot.domain.people.wards.found import Named, WardFound, wards_in
from bot.domain.people.wards.names import Names
from bot.domain.people.wards.normalized import in_order
from bot.domain.people.wards.reading import OldUnits, parse_aliases, parse_old_units, parse_wards
from bot.domain.people.wards.search import WardSearch
from bot.domain.people.wards.units import Province, Ward

__all__ = [
    "HANOI",
    "Province",
    "Ward",
    "all_provinces",
    "all_wards",
    "find_wards",
    "named_ward",
    "old_units",
    "prepare_search",
    "province",
    "search_wards",
    "ward",
    "wards_of_province",
]

HANOI = frozenset({"01"})
"""The provinces that are served when nothing else is said."""


def all_wards() -> tuple[Ward, ...]:
    """Every ward in the order of the official list; ValueError when the data is not valid."""
    return tuple(_wards().values())


def ward(code: str) -> Ward | None:
    """The ward with an official code, or None; also one of a province that is not served."""
    return _wards().get(code)


def all_provinces() -> tuple[Province, ...]:
    """Every province, by name."""
    return tuple(sorted(_provinces().values(), key=lambda each: in_order(each.name)))


def province(code: str) -> Province | None:
    """The province with an official code of two digits, or None."""
    return _provinces().get(code)


@cache
def wards_of_province(code: str) -> tuple[Ward, ...]:
    """The wards of a province, by name; empty for a code that there is not."""
    wards = (each for each in _wards().values() if each.province.code == code)
    return tuple(sorted(wards, key=lambda each: in_order(each.name)))


def old_units() -> OldUnits:
    """The units, districts and provinces before July 2025, with the wards that hold their land."""
    folder = files(__name__)
    before = folder / "units_before_2025.csv"
    return parse_old_units(before.read_text("utf-8"), before.name, _wards().values())


def find_wards(text: str, provinces: frozenset[str] = HANOI) -> WardFound:
    """What a typed text says about where somebody lives, when these provinces are served.

    Accents, capitals, the position of a tone mark, spaces and one typing error do not matter, but
    exact accents win. A kind word ("xã Phúc Thọ", "P. Láng", "q. Đống Đa") says what is meant, and
    what is around a name ("…, quận Đống Đa, Hà Nội") which one of several. Only a name of today, a
    code or an alias is `Named`; an old name, a district and a guess are offered.
    """
    return _search(provinces).find(text)


def search_wards(query: str, limit: int = 5, provinces: frozenset[str] = HANOI) -> tuple[Ward, ...]:
    """The wards that a text may mean, best first; empty when no name is similar."""
    return wards_in(find_wards(query, provinces))[:limit]


def named_ward(query: str, provinces: frozenset[str] = HANOI) -> Ward | None:
    """The ward of today that was named; None for a guess, an old name, a district or several."""
    found = find_wards(query, provinces)
    return found.ward if isinstance(found, Named) else None


def prepare_search(provinces: frozenset[str]) -> None:
    """Read the data and prepare the search, so that no turn waits for it."""
    _search(provinces)


@cache
def _wards() -> dict[str, Ward]:
    data = files(__name__) / "units_2025.csv"
    return {each.code: each for each in parse_wards(data.read_text("utf-8"), data.name)}


@cache
def _provinces() -> dict[str, Province]:
    found = {each.province.code: each.province for each in _wards().values()}
    return dict(sorted(found.items()))


@cache
def _names() -> Names:
    folder = files(__name__)
    aliases, provinces = folder / "ward_aliases.csv", folder / "province_aliases.csv"
    wards = _wards()
    of_wards = parse_aliases(aliases.read_text("utf-8"), aliases.name, wards.keys())
    of_provinces = parse_aliases(
        provinces.read_text("utf-8"), provinces.name, _provinces().keys(), "province"
    )
    return Names(
        wards.values(),
        old_units(),
        [(alias, wards[code]) for alias, code in of_wards],
        [(alias, _provinces()[code]) for alias, code in of_provinces],
    )


@cache
def _search(provinces: frozenset[str]) -> WardSearch:
    return WardSearch(_names(), _wards(), provinces)
