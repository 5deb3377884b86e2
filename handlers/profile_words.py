"""The profile as people type it: the words that name a group."""

from __future__ import annotations

from bot.domain.people.persons import Group
from bot.domain.text.normalizing import fold

_GROUP_WORDS: dict[Group, str] = {
    "resident": "nguoi dan, dan, nong dan, lam nong, lam ruong, huu tri, nghi huu, huu, noi tro,"
    " o nha, that nghiep, resident, farmer, retired, housewife, at home",
    "worker": "cong nhan, nguoi lao dong, lao dong, nhan vien, di lam, lam cong ty, tho, tai xe,"
    " lai xe, worker, employee",
    "official": "can bo, cong chuc, vien chuc, giao vien, doanh nhan, kinh doanh, buon ban,"
    " chu doanh nghiep, bo doi, cong an, official, teacher, business owner",
    "student": "hoc sinh, sinh vien, hoc vien, di hoc, pupil, student, trainee",
}
_GROUP_OF = {
    word.strip(): group for group, words in _GROUP_WORDS.items() for word in words.split(",")
}


def read_group(text: str) -> Group | None:
    """The group that a typed word names ("hưu trí", "student"), or None."""
    said = fold(text).strip(" .!").removeprefix("toi la ").removeprefix("la ").removesuffix(" a")
    return _GROUP_OF.get(said)
