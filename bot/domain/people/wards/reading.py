"""Reading: the data files of wards, each row checked; an error names its file and line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, get_args
from unicodedata import is_normalized

from bot.domain.people.wards.normalized import in_order
from bot.domain.people.wards.units import (
    KIND_TITLES,
    District,
    DistrictKind,
    OldKind,
    OldProvince,
    OldUnit,
    Province,
    ProvinceKind,
    Ward,
)
from bot.domain.text.normalizing import plain_words

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
    provinces: dict[tuple[str, str], Province] = {}
    header = ["province_code", "province", "code", "kind", "name"]
    for line, (province_code, province, code, kind, name) in _rows(text, file, header):
        known = provinces.get((province_code, province))
        where = f"{file}, line {line}"
        if known is None:
            if not _PROVINCE_CODE.fullmatch(province_code):
                raise ValueError(f"{where}: {province_code!r} is not a code of two digits")
            known = Province(province_code, *_split(province, _PROVINCE_KINDS, where))
            if any(each.code == province_code for each in provinces.values()):
                raise ValueError(f"{where}: province {province_code} has two names")
            provinces[province_code, province] = known
        if not WARD_CODE.fullmatch(code):
            raise ValueError(f"{where}: {code!r} is not a code of five digits")
        if kind not in KIND_TITLES:
            raise ValueError(f"{where}: {kind!r} is not a kind of ward")
        if not is_normalized("NFC", name) or name != name.strip() or not name[:1].isalnum():
            raise ValueError(f"{where}: {name!r} is not a clean name")
        if code in wards:
            raise ValueError(f"{where}: code {code} is there twice")
        wards[code] = Ward(code, kind, name, known)
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
    for line, (province, district, unit, _old_code, code, sources) in _rows(text, file, header):
        if code not in by_code:
            raise ValueError(f"{file}, line {line}: there is no ward {code!r}")
        if sources not in ("1", "2"):
            raise ValueError(f"{file}, line {line}: {sources!r} is not a number of sources")
        of_unit = units.get((province, district, unit))
        if of_unit is None:
            where = f"{file}, line {line}"
            if province not in provinces:
                provinces[province] = _Read(*_split(province, _PROVINCE_KINDS, where))
            if (province, district) not in districts:
                districts[province, district] = _Read(*_split(district, _DISTRICT_KINDS, where))
            of_unit = _Read(*_split(unit, _OLD_KINDS, where))
            units[province, district, unit] = of_unit
        of_unit.doubts[code] = 2 - int(sources)
    for (province, district, _unit), of_unit in units.items():
        for code, doubt in of_unit.doubts.items():
            for held in (provinces[province].doubts, districts[province, district].doubts):
                if doubt < held.get(code, _MOST_DOUBT):
                    held[code] = doubt
    return _joined(provinces, districts, units, by_code)


_MOST_DOUBT: Final = 2


@dataclass(slots=True)
class _Read(Generic[K]):
    """What was read of a unit, a district or a province: the codes of its wards, with doubts."""

    kind: K
    name: str
    doubts: dict[str, int] = field(default_factory=dict)


def _joined(
    provinces: dict[str, _Read[ProvinceKind]],
    districts: dict[tuple[str, str], _Read[DistrictKind]],
    units: dict[tuple[str, str, str], _Read[OldKind]],
    by_code: dict[str, Ward],
) -> OldUnits:
    made = {
        (province, district): District(
            each.kind, each.name, provinces[province].name, _surest_first(each.doubts, by_code)
        )
        for (province, district), each in districts.items()
    }
    same: dict[tuple[Ward, ...], tuple[Ward, ...]] = {}  # equal tuples are kept once
    old_units = []
    for (province, district, _unit), each in units.items():
        wards = tuple(by_code[code] for code in each.doubts)
        if len(wards) > 1:
            doubts, name = each.doubts, each.name
            wards = tuple(sorted(wards, key=lambda w: (w.name != name, doubts[w.code])))
        shared = same.setdefault(wards, wards)
        old_units.append(OldUnit(each.kind, each.name, made[province, district], shared))
    return OldUnits(
        tuple(old_units),
        tuple(made.values()),
        tuple(
            OldProvince(each.kind, each.name, _surest_first(each.doubts, by_code))
            for each in provinces.values()
        ),
    )


def _surest_first(doubts: dict[str, int], by_code: dict[str, Ward]) -> tuple[Ward, ...]:
    """By how sure they are, then by name."""
    order = sorted(doubts, key=lambda code: (doubts[code], in_order(by_code[code].name), code))
    return tuple(by_code[code] for code in order)


def parse_aliases(
    text: str, file: str, codes: Collection[str], what: str = "ward"
) -> tuple[tuple[str, str], ...]:
    """The (alias, code) pairs of a CSV text; ValueError names the file and the line."""
    aliases: dict[str, tuple[str, str]] = {}
    for line, (alias, code) in _rows(text, file, ["alias", "code"]):
        where = f"{file}, line {line}"
        if code not in codes:
            raise ValueError(f"{where}: there is no {what} {code!r}")
        if not plain_words(alias) or plain_words(alias) in aliases:
            raise ValueError(f"{where}: the alias {alias!r} is empty or there twice")
        aliases[plain_words(alias)] = (alias, code)
    return tuple(aliases.values())


def _split(title: str, kinds: tuple[K, ...], where: str) -> tuple[K, str]:
    """The kind and the name of a title such as "Quận Đống Đa"; "Xã Đại áng" is Đại Áng."""
    lower = title.lower()
    for kind in kinds:
        if lower.startswith(kind) and title[len(kind) : len(kind) + 1] == " ":
            name = title[len(kind) + 1 :]
            if is_normalized("NFC", title) and name and name == name.strip():
                return kind, " ".join([word[:1].upper() + word[1:] for word in name.split(" ")])
    raise ValueError(f"{where}: {title!r} is not a clean title")


def _rows(text: str, file: str, header: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The number of the line and the fields of each row below the header."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    count = len(header)
    try:
        for row in rows:
            if rows.line_num == 1:
                if row != header:
                    raise ValueError(f"{file}, line 1: the header is not {','.join(header)}")
            elif len(row) != count:
                raise ValueError(f"{file}, line {rows.line_num}: not {count} fields")
            else:
                yield rows.line_num, row
        if rows.line_num == 0:
            raise ValueError(f"{file}, line 1: the header is not {','.join(header)}")
    except csv.Error as error:
        raise ValueError(f"{file}, line {rows.line_num}: {error}") from error
