"""Reading: the data files of wards, each row checked; an error names its file and line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, cast, get_args

from bot.domain.people.wards.units import (
    District,
    DistrictKind,
    OldKind,
    OldProvince,
    OldUnit,
    Province,
    ProvinceKind,
    Ward,
    WardKind,
)
from bot.domain.text.normalizing import fold, nfc, plain_words

K = TypeVar("K", bound=str)

WARD_CODE: Final = re.compile("[0-9]{5}")
_PROVINCE_CODE: Final = re.compile("[0-9]{2}")
_OLD_KINDS: Final[tuple[OldKind, ...]] = get_args(OldKind)
_DISTRICT_KINDS: Final[tuple[DistrictKind, ...]] = get_args(DistrictKind)
_PROVINCE_KINDS: Final[tuple[ProvinceKind, ...]] = get_args(ProvinceKind)


@dataclass(frozen=True, slots=True)
class OldUnits:
    """The units, districts and provinces before July 2025."""

    units: tuple[OldUnit, ...]
    districts: tuple[District, ...]
    provinces: tuple[OldProvince, ...]


def parse_wards(text: str, file: str) -> tuple[Ward, ...]:
    """The wards of today, from a CSV text; ValueError names the file and the line."""
    wards: dict[str, Ward] = {}
    provinces: dict[str, Province] = {}
    header = ["province_code", "province", "code", "kind", "name"]
    for where, (province_code, province, code, kind, name) in _rows(text, file, header):
        if not _PROVINCE_CODE.fullmatch(province_code):
            raise ValueError(f"{where}: {province_code!r} is not a code of two digits")
        if not WARD_CODE.fullmatch(code):
            raise ValueError(f"{where}: {code!r} is not a code of five digits")
        if kind not in get_args(WardKind):
            raise ValueError(f"{where}: {kind!r} is not a kind of ward")
        if not plain_words(name) or name != nfc(name).strip():
            raise ValueError(f"{where}: {name!r} is not a clean name")
        if code in wards:
            raise ValueError(f"{where}: code {code} is there twice")
        new = Province(province_code, *_split(province, _PROVINCE_KINDS, where))
        if provinces.setdefault(province_code, new) != new:
            raise ValueError(f"{where}: province {province_code} has two names")
        wards[code] = Ward(code, cast(WardKind, kind), name, provinces[province_code])
    return tuple(wards.values())


def parse_old_units(text: str, file: str, wards: Iterable[Ward]) -> OldUnits:
    """What was before July 2025, from a CSV text; ValueError names the file and the line.

    A row is an old unit and one of the wards that hold a part of it.
    """
    by_code = {each.code: each for each in wards}
    provinces: dict[str, _Read[ProvinceKind]] = {}
    districts: dict[tuple[str, str], _Read[DistrictKind]] = {}
    units: dict[tuple[str, str, str], _Read[OldKind]] = {}
    header = ["province", "district", "unit", "old_code", "code", "sources"]
    for where, (province, district, unit, _old_code, code, sources) in _rows(text, file, header):
        ward = by_code.get(code)
        if ward is None:
            raise ValueError(f"{where}: there is no ward {code!r}")
        if sources not in ("1", "2"):
            raise ValueError(f"{where}: {sources!r} is not a number of sources")
        if province not in provinces:
            provinces[province] = _Read(*_split(province, _PROVINCE_KINDS, where))
        if (province, district) not in districts:
            districts[province, district] = _Read(*_split(district, _DISTRICT_KINDS, where))
        if (province, district, unit) not in units:
            units[province, district, unit] = _Read(*_split(unit, _OLD_KINDS, where))
        doubt = 2 - int(sources)
        provinces[province].add(ward, doubt)
        districts[province, district].add(ward, doubt)
        units[province, district, unit].add(ward, doubt)
    return _joined(provinces, districts, units)


@dataclass(slots=True)
class _Read(Generic[K]):
    """What was read of a unit, a district or a province: its wards, each with its doubt."""

    kind: K
    name: str
    wards: dict[Ward, int] = field(default_factory=dict)

    def add(self, ward: Ward, doubt: int) -> None:
        self.wards[ward] = min(doubt, self.wards.get(ward, doubt))


def _joined(
    provinces: dict[str, _Read[ProvinceKind]],
    districts: dict[tuple[str, str], _Read[DistrictKind]],
    units: dict[tuple[str, str, str], _Read[OldKind]],
) -> OldUnits:
    made = {
        (province, district): District(
            each.kind, each.name, provinces[province].name, _surest_first(each.wards)
        )
        for (province, district), each in districts.items()
    }
    same: dict[tuple[Ward, ...], tuple[Ward, ...]] = {}  # equal tuples are kept once
    old_units = []
    for (province, district, _unit), each in units.items():
        doubts, name = each.wards, each.name
        wards = tuple(sorted(doubts, key=lambda ward: (ward.name != name, doubts[ward])))
        shared = same.setdefault(wards, wards)
        old_units.append(OldUnit(each.kind, name, made[province, district], shared))
    return OldUnits(
        tuple(old_units),
        tuple(made.values()),
        tuple(OldProvince(p.kind, p.name, _surest_first(p.wards)) for p in provinces.values()),
    )


def _surest_first(wards: dict[Ward, int]) -> tuple[Ward, ...]:
    """By how sure they are, then by name."""
    return tuple(sorted(wards, key=lambda each: (wards[each], fold(each.name), each.code)))


def parse_aliases(
    text: str, file: str, codes: Collection[str], what: str = "ward"
) -> tuple[tuple[str, str], ...]:
    """The (alias, code) pairs of a CSV text; ValueError names the file and the line."""
    aliases: dict[str, tuple[str, str]] = {}
    for where, (alias, code) in _rows(text, file, ["alias", "code"]):
        if code not in codes:
            raise ValueError(f"{where}: there is no {what} {code!r}")
        if not plain_words(alias) or plain_words(alias) in aliases:
            raise ValueError(f"{where}: the alias {alias!r} is empty or there twice")
        aliases[plain_words(alias)] = (alias, code)
    return tuple(aliases.values())


def _split(title: str, kinds: tuple[K, ...], where: str) -> tuple[K, str]:
    """The kind and the name of a title such as "Quận Đống Đa"."""
    lower = title.lower()
    for kind in kinds:
        if lower.startswith(f"{kind} ") and title == nfc(title).strip():
            return kind, title[len(kind) + 1 :]
    raise ValueError(f"{where}: {title!r} is not a clean title")


def _rows(text: str, file: str, header: list[str]) -> Iterator[tuple[str, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            where = f"{file}, line {rows.line_num}"
            if rows.line_num == 1:
                if row != header:
                    raise ValueError(f"{where}: the header is not {','.join(header)}")
            elif len(row) != len(header):
                raise ValueError(f"{where}: not {len(header)} fields")
            else:
                yield where, row
        if rows.line_num == 0:
            raise ValueError(f"{file}, line 1: the header is not {','.join(header)}")
    except csv.Error as error:
        raise ValueError(f"{file}, line {rows.line_num}: {error}") from error
