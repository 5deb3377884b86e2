"""The calendar of a simulated month: as a file, and as plain days of each ward."""

from __future__ import annotations

import datetime as dt

DAY = dt.timedelta(days=1)

REDATED, SWITCHED, OWN_WEEK, WITH_EVENT = "00004", "00008", "00025", "00070"
"""Wards with a calendar of their own: a day re-dated, days switched, a Week, an event."""

OWN_CALENDAR = (REDATED, SWITCHED, OWN_WEEK, WITH_EVENT)
USUAL_WARDS = ("00190", "00082", "00091")

USUAL_WEEK = (dt.date(2026, 10, 1), dt.date(2026, 10, 7))
WEEKS = {OWN_WEEK: (dt.date(2026, 9, 27), dt.date(2026, 9, 30))}

_PROMOTION = ("learning_promotion_day", dt.date(2026, 10, 2))
_DIGITAL = ("digital_transformation_day", dt.date(2026, 10, 10))

USUAL_DAYS = (_PROMOTION, _DIGITAL)
DAYS = {
    # On the day on which the Week is two weeks away: two messages on one morning.
    REDATED: (("learning_promotion_day", dt.date(2026, 9, 17)), _DIGITAL),
    SWITCHED: (
        _PROMOTION,
        ("older_persons_day", dt.date(2026, 10, 1)),
        ("world_teachers_day", dt.date(2026, 10, 9)),
    ),
}

CALENDAR = f"""
version = "month"
hour = "08:00"
evening_hour = "19:00"
quiet_from = "21:00"
quiet_to = "07:00"
weekly_most = 3
week_first = "10-01"
week_last = "10-07"
tasks = [
  {{ vi = "Đọc vài trang sách.", en = "Read a few pages of a book." }},
  {{ vi = "Học 5 từ mới.", en = "Learn 5 new words." }},
]
changes = [
  {{ name = "older_persons_day", off = true }},
  {{ name = "world_teachers_day", off = true }},
  {{ name = "learning_promotion_day", date = "09-17", ward = "{REDATED}" }},
  {{ name = "digital_transformation_day", off = true, ward = "{SWITCHED}" }},
  {{ name = "older_persons_day", off = false, ward = "{SWITCHED}" }},
  {{ name = "world_teachers_day", off = false, date = "10-09", ward = "{SWITCHED}" }},
]

[[weeks]]
year = 2026
first = 2026-10-01
last = 2026-10-07
theme = {{ vi = "Học suốt đời", en = "Learning for life" }}

[[weeks.events]]
day = 2026-10-03
time = "14:00"
what = {{ vi = "Ngày hội sách", en = "Book fair" }}
where = {{ vi = "Nhà văn hóa", en = "Culture house" }}
ward = "{WITH_EVENT}"

[[weeks]]
year = 2026
first = 2026-09-27
last = 2026-09-30
ward = "{OWN_WEEK}"

[[weeks.events]]
day = 2026-09-28
time = "09:00"
what = {{ vi = "Lớp dùng điện thoại", en = "A class about phones" }}
where = {{ vi = "Thư viện", en = "Library" }}
"""


def in_week(ward: str | None, day: dt.date) -> bool:
    first, last = WEEKS.get(ward or "", USUAL_WEEK)
    return first <= day <= last


def announced_on(day: dt.date, ward: str | None) -> list[tuple[str, int]]:
    """What a ward has on a day, each with its hour, in the order in which it is planned."""
    first, last = WEEKS.get(ward or "", USUAL_WEEK)
    if day == first:
        return [("week_open 2026", 8)]
    if day == last:
        return [("week_close 2026", 19)]
    if first < day < last:
        return [(f"week_day 2026.{(day - first).days + 1}", 8)]
    found = [(f"{name} 2026", 8) for name, on in DAYS.get(ward or "", USUAL_DAYS) if on == day]
    if day == first - 14 * DAY:
        found.append(("week_soon 2026", 8))
    if day == first - DAY:
        found.append(("week_eve 2026", 8))
    return found
