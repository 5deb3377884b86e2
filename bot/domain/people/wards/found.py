"""Found: what a search for a ward can answer. Only `Named` is sure; all else is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bot.domain.people.wards.units import District, OldProvince, OldUnit, Province, Ward


@dataclass(frozen=True, slots=True)
class Named:
    """A ward of today was named, or its code or alias.

    `also` are the wards that an old unit of the same name elsewhere went to; when there are some,
    the person is asked.
    """

    ward: Ward
    also: tuple[Ward, ...] = ()


@dataclass(frozen=True, slots=True)
class Several:
    """The text means one of these wards of today, and does not say which."""

    wards: tuple[Ward, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """A name before July 2025; `wards` are those of today that hold a part of these units."""

    units: tuple[OldUnit, ...]
    wards: tuple[Ward, ...]


@dataclass(frozen=True, slots=True)
class OfDistrict:
    """A district, which is no ward; `wards` are those of today on its land."""

    districts: tuple[District, ...]
    wards: tuple[Ward, ...]


@dataclass(frozen=True, slots=True)
class OfProvince:
    """A served province of today or before, and no ward; `wards` are those of today in it."""

    province: Province | OldProvince
    wards: tuple[Ward, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A place in provinces that are not served; `similar` are wards of served ones, best first."""

    provinces: tuple[Province, ...]
    similar: tuple[Ward, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """No name was typed, but a part of one or one with a typing error; the best first."""

    wards: tuple[Ward, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No name is similar."""


WardFound: TypeAlias = (
    Named | Several | Former | OfDistrict | OfProvince | Elsewhere | Similar | Nothing
)
"""The answer of a search."""


def wards_in(found: WardFound) -> tuple[Ward, ...]:
    """The wards that an answer offers, the best first; of a whole province none."""
    match found:
        case Named(ward):
            return (ward,)
        case Several(wards) | Similar(wards) | Former(_, wards) | OfDistrict(_, wards):
            return wards
        case OfProvince(OldProvince(), wards):
            return wards
        case Elsewhere(_, similar):
            return similar
        case OfProvince() | Nothing():
            return ()
