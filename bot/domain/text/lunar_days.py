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

_FESTIVALS: Final = {
    "first_full_moon": (r"ram\ thang\ gieng|nguyen\ tieu", 15, 1),
    "ancestors": (r"gio\ to(?:\ hung\ vuong)?|gio\ quoc\ to", 10, 3),
    "cold_food": (r"han\ thuc", 3, 3),
    "mid_year": (r"doan\ ngo|diet\ sau\ bo", 5, 5),
    "wandering_souls": (r"vu\ lan", 15, 7),
    "mid_autumn": (r"(?:ram\ )?trung\ thu", 15, 8),
    "kitchen_gods": (r"(?:ong\ )?cong\ ong\ tao|ong\ tao", 23, 12),
}  # fmt: skip
"""Festivals that have one day, by the words for them; Tết alone has several."""

_LEAD: Final = r"(?:(?:vao|dip|hom|ngay|dem|toi|sang|chieu|hoi|nhan|bua|tet|le)\ )"
_NEW: Final = r"(?:mung|mong)\ "
_NUMBER: Final = rf"(?:[0-9]{{1,2}}|{SPELLED})"
_MONTH: Final = rf"(?:{_NUMBER}|gieng|chap|tu)"
_LUNAR: Final = r"\ (?:am\ lich|lich\ am|am|al)\b"
_JUST: Final = r"(?:\ (?:vua\ roi|vua\ qua|roi|am\ lich|nguyen\ dan))?"
_DAYS: Final = (
    rf"{_NEW}(?P<tet_day>{_NUMBER})\ tet{_JUST}",
    r"(?P<eve>giao\ thua|(?:30|ba\ muoi)\ tet)",
    r"(?P<before_tet>2[0-9]|hai\ (?:muoi\ )?(?:ba|bon|tu|lam|sau|bay|tam|chin))\ tet",
    rf"(?:{_NEW})?(?P<any_day>{_NUMBER})(?:\ thang\ |\ ?/\ ?)(?P<any_month>{_MONTH}){_LUNAR}",
    rf"(?:{_NEW})?(?P<named_day>{_NUMBER})\ (?:thang\ )?(?P<named_month>gieng|chap)(?:{_LUNAR})?",
    rf"(?P<unclear>{_NEW}(?:10|muoi)\ thang\ (?:3|ba)\b)",
    rf"(?P<no_month>{_NEW}{_NUMBER}(?!\w|\ ?[/.-]\ ?[0-9]|\ thang))",
    rf"ram\ thang\ (?P<full_month>{_MONTH})(?:{_LUNAR})?",
)
_CALLED: Final = (
    rf"(?P<full>ram)(?!\ (?:thang|trung)){_JUST}",
    *(rf"(?P<{name}>{words})" for name, (words, _day, _month) in _FESTIVALS.items()),
)
"""These need a word such as "hôm", since "bánh trung thu" is no day."""
_FORMS: Final = re.compile(
    rf"""(?<!\w)(?:
      {_LEAD}{{0,3}}(?:{"|".join(_DAYS)})
    | (?:{_LEAD}{{1,3}}|^)(?:{"|".join(_CALLED)})
    )(?:\ (?P<year>nam\ (?:ngoai|truoc|kia|[0-9]{{4}})))?(?!\w)""",
    re.VERBOSE,
)
_HINT: Final = re.compile(
    r"tet|mung|mong|ram|thua|gieng|chap|gio|thu\b|ngo|lan|tao|am\b|al\b|han|bo"
)


def find_lunar_day(folded: str, today: dt.date) -> tuple[dt.date | None, tuple[int, int]] | None:
    """The first lunar day in a normalized sentence and its position; None without one.

    It is the most recent such day, not after today. A day that is not clear is None: of another
    year, "mùng 5" without a month (either calendar), or one that does not exist.
    """
    if not _HINT.search(folded):
        return None
    for match in _FORMS.finditer(folded):
        said = {name: value for name, value in match.groupdict().items() if value}
        if said.keys() & {"unclear", "no_month", "year"}:
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
    if "tet_day" in said:
        return _number(said["tet_day"]), 1
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
            (
                d
                for n in range(-1, 2)
                if solar_to_lunar(d := near - dt.timedelta(days=n)).day == day
            ),
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
