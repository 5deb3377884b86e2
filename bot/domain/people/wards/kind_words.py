"""Kind words: the words around a name in an address, such as "phường", "q." and "thôn"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.domain.people.wards.units import DistrictKind, OldKind, ProvinceKind, WardKind

Level: TypeAlias = Literal["unit", "district", "province", "city"]
"""What a kind word says of the name after it; a "city" is a district or a province."""


@dataclass(frozen=True, slots=True)
class KindWord:
    """What one kind word says: the level and the kinds that a name may have after it."""

    level: Level
    ward_kind: WardKind | None = None
    old_kind: OldKind | None = None
    higher_kind: DistrictKind | ProvinceKind | None = None


_PHUONG: Final = KindWord("unit", "phuong", "phường")
_XA: Final = KindWord("unit", "xa", "xã")
_TOWN: Final = KindWord("unit", None, "thị trấn")
_ZONE: Final = KindWord("unit", "dac_khu")
_QUAN: Final = KindWord("district", higher_kind="quận")
_HUYEN: Final = KindWord("district", higher_kind="huyện")
_THI_XA: Final = KindWord("district", higher_kind="thị xã")
_DISTRICT: Final = KindWord("district")
_CITY: Final = KindWord("city", higher_kind="thành phố")
_PROVINCE: Final = KindWord("province", higher_kind="tỉnh")

GRAVE, TILDE, HOOK, DOT = "\u0300", "\u0303", "\u0309", "\u0323"

BEFORE: Final[dict[str, tuple[str, KindWord]]] = {
    "phuong": (GRAVE, _PHUONG), "p": ("", _PHUONG), "f": ("", _PHUONG), "ward": ("", _PHUONG),
    "xa": (TILDE, _XA), "x": ("", _XA), "commune": ("", _XA),
    "thi tran": (DOT, _TOWN), "tt": ("", _TOWN), "town": ("", _TOWN),
    "dac khu": (DOT, _ZONE), "dk": ("", _ZONE),
    "quan": (DOT, _QUAN), "q": ("", _QUAN), "huyen": (DOT, _HUYEN), "h": ("", _HUYEN),
    "thi xa": (DOT, _THI_XA), "tx": ("", _THI_XA), "district": ("", _DISTRICT),
    "thanh pho": (GRAVE, _CITY), "tp": ("", _CITY), "city": ("", _CITY),
    "tinh": (HOOK, _PROVINCE), "province": ("", _PROVINCE),
}  # fmt: skip
"""Kind words before a name, normalized, with the tone of the (first) word when it is written."""

AFTER: Final = {
    word: BEFORE[word][1] for word in ("ward", "commune", "town", "district", "city", "province")
}
"""English kind words after a name."""

ABBREVIATIONS: Final = frozenset({"p", "f", "q", "x", "h", "tt", "tp", "tx", "dk"})
"""Kind words that may stand before a number without a space: P12, Q1."""

FORMER: Final = frozenset({"cũ", "cu", "former", "old"})
"""Words after a name that say that it is one before July 2025."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETAILS: Final = _words("""
    thôn thon tổ xóm xom ấp ap ngõ ngo ngách ngach hẻm hem đường duong phố số tdp kdc khu bản làng
    buôn khóm cụm đội cầu chợ hồ chùa gần toà tòa chung cư kp hamlet street village near alley lane
    sông ga bệnh trường
""")
"""Words of what is smaller than a ward: a name after one is perhaps no ward. Compared as typed."""

FILLERS: Final = _words("""
    o tai toi em minh chau bac co chu anh chi ong ba nha song la thuoc dang hien a da vang cua chung
    ta u voi nhe cho i am live in my is the of at from so day thi tu nay tinh vn vietnam
""")
"""Words of a sentence around a name that change nothing, normalized."""
