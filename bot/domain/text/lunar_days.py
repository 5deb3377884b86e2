"""Lunar days: reads a day of the Vietnamese lunar calendar from text, at UTC+7.

The calendar is that of Hồ Ngọc Đức, computed by the library `lunar-vn`. It differs from China's in
some years: Tết was on 17 February 2007 in Viet Nam, and a day later in China.
"""

import datetime as dt
import re
from typing import Final

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

from bot.domain.text.number_words import SPELLED, read_spelled

_FIRST_YEAR: Final = 1901
_LAST_YEAR: Final = 2099
"""The library knows the years 1900 to 2100."""

_LEAD: Final = r"(?:(?:vao|dip|hom|ngay|dem|toi|sang|chieu|hoi|nhan|bua|tet|le)\ )"
_DAY: Final = rf"(?P<day>[0-9]{{1,2}}|{SPELLED})"
_MONTH: Final = r"(?P<month>[0-9]{1,2}|gieng|chap|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi)"
_LUNAR: Final = r"(?:am\ lich|lich\ am|am|al)"
_NEW_DAY: Final = r"(?:mung|mong)"
_FESTIVALS: Final = {
    "nguyen_tieu": (r"(?:ram\ thang\ gieng|nguyen\ tieu)", 15, 1),
    "ancestors": (r"gio\ to(?:\ hung\ vuong)?|gio\ quoc\ to", 10, 3),
    "han_thuc": (r"han\ thuc", 3, 3),
    "doan_ngo": (r"doan\ ngo|diet\ sau\ bo", 5, 5),
    "vu_lan": (r"vu\ lan", 15, 7),
    "mid_autumn": (r"(?:ram\ )?trung\ thu", 15, 8),
    "kitchen": (r"(?:ong\ )?cong\ ong\ tao|ong\ tao", 23, 12),
}  # fmt: skip
"""Festivals that have one day, by the words for them; Tết alone has several."""

_FORMS: Final = re.compile(
    rf"""(?<!\w)(?:
      (?:{_LEAD}){{0,3}}{_NEW_DAY}\ {_DAY}\ (?P<tet>tet)(?:\ (?:nguyen\ dan|am\ lich|vua\ (?:roi|qua)))?
    | (?:{_LEAD}){{0,2}}(?P<eve>giao\ thua|(?:30|ba\ muoi)\ tet)
    | (?:{_LEAD}){{0,2}}(?P<before_tet>2[0-9]|hai\ (?:muoi\ )?(?:ba|bon|tu|lam|sau|bay|tam|chin))\ tet
    | (?:{_LEAD}){{0,2}}(?:{_NEW_DAY}\ )?(?P<any_day>[0-9]{{1,2}}|{SPELLED})
      (?:\ thang\ |\ ?/\ ?)(?P<any_month>[0-9]{{1,2}}|gieng|chap|{SPELLED})\ {_LUNAR}\b
    | (?:{_LEAD}){{0,2}}(?:{_NEW_DAY}\ )?(?P<named_day>[0-9]{{1,2}}|{SPELLED})\ (?:thang\ )?
      (?P<named_month>gieng|chap)(?:\ am\ lich)?
    | (?:{_LEAD}){{0,2}}(?P<doubtful>{_NEW_DAY}\ (?:10|muoi)\ thang\ (?:3|ba)\b|{_NEW_DAY}\ {_DAY.replace("day", "lone_day")}(?!\w|\ ?[/.-]\ ?[0-9]|\ thang))
    | (?:{_LEAD}){{0,2}}ram\ thang\ {_MONTH.replace("month", "full_month")}(?:\ am\ lich)?
    | (?:{_LEAD}){{1,2}}(?P<full>ram)(?!\ (?:thang|trung))(?:\ (?:vua\ (?:roi|qua)|roi|am\ lich))?
    | (?:(?:{_LEAD}){{1,3}}|^)(?:{"|".join(f"(?P<{name}>{words})" for name, (words, _, _) in _FESTIVALS.items())})
    )(?:\ (?P<year>nam\ (?:ngoai|truoc|kia|[0-9]{{4}})))?(?!\w)""",
    re.VERBOSE,
)


def find_lunar_day(
    folded: str, today: dt.date
) -> tuple[dt.date | None, tuple[int, int]] | None:
    """The first lunar day in a normalized sentence and its position; None without one.

    It is the most recent such day, not after today. A day that is not clear is None: of another
    year, "mùng 5" without a month (either calendar), or one that does not exist.
    """
    for match in _FORMS.finditer(folded):
        said = {name: value for name, value in match.groupdict().items() if value}
        if said.get("doubtful") or said.get("year"):
            return None, match.span()
        if "eve" in said:
            first = _latest(1, 1, today + dt.timedelta(days=1))
            return first and first - dt.timedelta(days=1), match.span()
        day, month = _said_day(said)
        if day is not None:
            return _latest(day, month, today), match.span()
    return None


def _said_day(said: dict[str, str]) -> tuple[int | None, int | None]:
    """The lunar day and month; the month is None for "hôm rằm"."""
    for name, (_words, day, month) in _FESTIVALS.items():
        if name in said:
            return day, month
    if "full" in said:
        return 15, None
    if "tet" in said:
        return _number(said["day"]), 1
    if "before_tet" in said:
        return _number(said["before_tet"]), 12
    if "full_month" in said:
        return 15, _number(said["full_month"])
    if "any_day" in said:
        return _number(said["any_day"]), _number(said["any_month"])
    return _number(said["named_day"]), _number(said["named_month"])


def _number(said: str) -> int | None:
    match said:
        case "gieng":
            return 1
        case "chap":
            return 12
        case "tu":
            return 4
        case _:
            return int(said) if said.isdigit() else read_spelled(said)


def _latest(day: int, month: int | None, today: dt.date) -> dt.date | None:
    if not (_FIRST_YEAR < today.year < _LAST_YEAR and 1 <= day <= 30):
        return None
    now = solar_to_lunar(today)
    if month is None:  # this lunar month or the last one: step back from today
        back = now.day - day if now.day >= day else now.day + 15
        near = today - dt.timedelta(days=back)
        return next(
            (d for n in range(-1, 2) if solar_to_lunar(d := near - dt.timedelta(days=n)).day == day),
            None,
        )
    if not 1 <= month <= 12:
        return None
    for year in (now.year, now.year - 1):
        lunar = LunarDate(day, month, year)
        found = lunar_to_solar(lunar)
        if solar_to_lunar(found) == lunar and found <= today:
            return found
    return None
