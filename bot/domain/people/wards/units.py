"""Units: wards and provinces of today, and the units, districts and provinces before July 2025.

There are 14,000 of them, made at each start: so they are structs, which cost a tenth of dataclasses
and are not visited by the garbage collector.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

WardKind: TypeAlias = Literal["phuong", "xa", "dac_khu"]
OldKind: TypeAlias = Literal["phường", "xã", "thị trấn"]
DistrictKind: TypeAlias = Literal["quận", "huyện", "thị xã", "thành phố"]
ProvinceKind: TypeAlias = Literal["thành phố", "tỉnh"]

KIND_TITLES: Final[dict[WardKind, str]] = {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu"}
"""The word for each kind, written before a name."""


class Province(Struct, frozen=True, gc=False):
    """A province of today; `code` is its official code of two digits."""

    code: str
    kind: ProvinceKind
    name: str

    @property
    def title(self) -> str:
        """The full title within a sentence: "thành phố Hà Nội"."""
        return f"{self.kind} {self.name}"


class Ward(Struct, frozen=True, gc=False):
    """One commune-level unit of today; `code` is its official code of five digits."""

    code: str
    kind: WardKind
    name: str
    province: Province

    def __hash__(self) -> int:
        return hash(self.code)

    @property
    def title(self) -> str:
        """The full Vietnamese title within a sentence: "phường Ô Chợ Dừa"."""
        return f"{KIND_TITLES[self.kind]} {self.name}"

    @property
    def place(self) -> str:
        """The title with the province: "phường Ô Chợ Dừa, Hà Nội"."""
        return f"{self.title}, {self.province.name}"


class EndedUnit(Struct, frozen=True, gc=False):
    """A unit of before July 2025, of any level."""

    kind: OldKind | DistrictKind | ProvinceKind
    name: str

    @property
    def title(self) -> str:
        """The full title within a sentence: "quận Đống Đa"."""
        return f"{self.kind} {self.name}"


class OldProvince(EndedUnit, frozen=True, gc=False):
    """A province before July 2025; `wards` are those of today on its land."""

    wards: tuple[Ward, ...]


class District(EndedUnit, frozen=True, eq=False, gc=False):
    """A district, which ended in July 2025; `wards` are those of today on its land."""

    province: str
    wards: tuple[Ward, ...]


class OldUnit(EndedUnit, frozen=True, eq=False, gc=False):
    """A commune-level unit before July 2025.

    `wards` are those of today that hold a part of it: the surest first, and before all the one of
    the same name.
    """

    district: District
    wards: tuple[Ward, ...]
