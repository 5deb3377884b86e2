"""The profile in words: the groups and age groups of people, and the words that name a group."""

from __future__ import annotations

from bot.domain.people.persons import AgeBand, Group
from bot.domain.text.normalizing import fold
from bot.talk.text import Line, Text, _, plain

GROUPS: dict[Group, Text] = {
    "resident": _("Resident, farmer, retired, at home"),
    "worker": _("Worker, employee"),
    "official": _("Official, public staff, business"),
    "student": _("Pupil, student, trainee"),
}
"""The groups, as buttons."""

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

AGES: tuple[tuple[str, AgeBand | None, Line], ...] = (
    ("a:0", None, _("Under 16")),
    ("a:1", "16-24", plain("16–24")),
    ("a:2", "25-39", plain("25–39")),
    ("a:3", "40-59", plain("40–59")),
    ("a:4", "60+", _("60 or older")),
)
"""The age groups as buttons: key, age group (None: too young), label."""


def read_group(text: str) -> Group | None:
    """The group that a typed word names ("hưu trí", "student"), or None."""
    said = fold(text).strip(" .!").removeprefix("toi la ").removeprefix("la ").removesuffix(" a")
    return _GROUP_OF.get(said)
