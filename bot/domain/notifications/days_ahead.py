"""Reads one day that is still to come, out of a folded text: "mai", "thứ 7 này", "25/12".

What it reads is taken out of the text, so that a time and other words can be read from the rest. A
weekday alone ("thứ 3") is no day ahead: it is read as weekly.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.domain.notifications.weekly_times import read_days
from bot.domain.text.number_words import SPELLED, read_spelled

Repeats: TypeAlias = Literal["day", "week", "month", "year"]
"""After how long a day of this name comes again: a past one is offered then."""

_WEEKEND: Final = frozenset((5, 6))


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day, the part of the day that was named with it, and the other words.

    `weekend`: Saturday or Sunday was meant; `day` is the Saturday. `minutes`: so many minutes from
    now on, in place of a time of the day. The day may be over: "thứ 2 tuần này" on a Friday.
    """

    day: dt.date
    part: str
    rest: str
    repeats: Repeats
    weekend: bool = False
    minutes: int | None = None


_WEEKDAY: Final = (
    r"thu\ (?:[2-7]|hai|ba|tu|nam|sau|bay)|t[2-7]|cn|chu\ nhat"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_PARTS: Final = r"sang|trua|chieu|toi|dem|khuya"
_NUMBER: Final = rf"(?:[0-9]{{1,3}}|{SPELLED})"
_PERSON: Final = "".join(
    rf"(?<!\b{word}\ )" for word in ("co", "chi", "ba", "bac", "chu", "thay", "ban", "ong", "di")
)
"""Not "mai" behind these: it is somebody's name."""

_BEHIND_PART: Final = f"(?:{'|'.join(rf'(?<={part} )' for part in _PARTS.split('|'))})".replace(
    " ", r"\ "
)
_NAMED: Final = re.compile(
    rf"""\b(?:vao\ |luc\ |on\ )?(?:(?:buoi\ )?(?P<part>{_PARTS})\ )?
    (?:(?P<ahead>ngay\ mai|{_PERSON}mai|ngay\ kia|ngay\ mot|hom\ nay|bua\ nay|{_BEHIND_PART}nay
          |(?:the\ )?day\ after\ tomorrow|tomorrow|today|tonight)
        (?:\ (?P<english>morning|afternoon|evening))?
      |(?P<day>{_WEEKDAY})\ (?P<when>tuan\ (?:nay|sau|after|toi)|nay|toi\ day|sap\ toi|after
          |sau|toi(?!\ (?:{_WEEKDAY}|[2-7]\b)))
      |(?P<week>tuan\ (?:after|sau|toi)|tuan\ nay)\ (?P<day_of_week>{_WEEKDAY})
      |(?P<english_when>this|next)\ (?P<english_day>{_WEEKDAY})
      |(?P<weekend>cuoi\ tuan(?:\ (?:nay|after|sau|toi))?|(?:this\ |next\ |at\ the\ )?weekend)
    )(?![\w])""",
    re.VERBOSE,
)
_AHEAD: Final = {
    "ngay mai": 1, "mai": 1, "tomorrow": 1, "ngay kia": 2, "ngay mot": 2,
    "day after tomorrow": 2, "the day after tomorrow": 2,
}  # fmt: skip
_ENGLISH_PARTS: Final = {"morning": "sang", "afternoon": "chieu", "evening": "toi"}
_EVERY: Final = re.compile(r"\b(?:hang|moi|cac|every|weekends)\b")

_MONTHS: Final = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
)  # fmt: skip
_MONTH: Final = rf"(?P<name>(?:{'|'.join(_MONTHS)})[a-z]*)"
_DATED: Final = re.compile(
    rf"""\b(?:vao\ |on\ )?(?:(?P<weekday>{_WEEKDAY})\ ?[,(]?\ ?)?
    (?:ngay\ |hom\ |mung\ |mong\ |on\ )?(?<![0-9][:./-])(?<!thu\ )(?<![\w])
    (?<!\bbai\ )(?<!\blop\ )(?<!\bphan\ )(?<!\btrang\ )
    (?:(?P<day>[0-9]{{1,2}})(?:\ ?[/-]\ ?|\ thang\ )(?P<month>[0-9]{{1,2}})
        (?:(?:\ ?[/-]\ ?|,?\ nam\ |\ )(?P<year>20[0-9]{{2}}|(?<=[/-])[0-9]{{2}}))?
      |(?P<english_day>[0-9]{{1,2}})(?:st|nd|rd|th)?\ (?:of\ )?{_MONTH}
      |{_MONTH.replace("<name>", "<first_name>")}\ (?P<english_day_too>[0-9]{{1,2}})(?:st|nd|rd|th)?
      |(?<=ngay\ )(?P<alone>[0-9]{{1,2}})(?!\ (?:ngay|tuan|gio|phut|tieng)\b)
    )\)?(?![\w]|[:/.-][0-9]|\ (?:tieng|gio|phut|bai|trang)\b)""",
    re.VERBOSE,
)
_LATER: Final = re.compile(
    rf"""\b(?:(?:trong\ |after\ |sau\ )?(?P<number>{_NUMBER}|nua)\ ?
        (?P<unit>phut|p|tieng|gio|h|ngay|tuan)(?P<half>\ ruoi)?\ nua
      |(?:after|sau)\ (?P<number_too>{_NUMBER}|nua)\ (?P<unit_too>phut|tieng|ngay|tuan)
      |in\ (?P<english>{_NUMBER}|an?|half\ an)\ (?P<english_unit>minute|hour|day|week)s?)(?!\w)""",
    re.VERBOSE,
)
_UNITS: Final = {
    "phut": 1, "p": 1, "minute": 1, "tieng": 60, "gio": 60, "h": 60, "hour": 60,
    "ngay": 1440, "day": 1440, "tuan": 10080, "week": 10080,
}  # fmt: skip
_ENGLISH_NUMBERS: Final = {"a": 1, "an": 1}
_DAY_MINUTES: Final = 24 * 60
_JUST_OVER: Final = 60
"""A date without a year is over when it was so few days ago; an earlier one is next year's."""
_MOST_MINUTES: Final = 366 * _DAY_MINUTES


def find_day_ahead(said: str, today: dt.date) -> DayAhead | None:
    """The one day that a text in the form of `fold_times` names, or None."""
    for find in (_later, _named, _dated):
        if (found := find(said, today)) is not None:
            return found
    return None


def _left(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} , {said[found.end() :]}".strip(" ,")


def _later(said: str, today: dt.date) -> DayAhead | None:
    """So many minutes, hours, days or weeks from now on."""
    found = _LATER.search(said)
    if found is None:
        return None
    number = found["number"] or found["number_too"] or found["english"]
    unit = _UNITS[found["unit"] or found["unit_too"] or found["english_unit"]]
    if number in ("nua", "half an"):
        minutes = unit // 2 if unit == 60 else 0
    else:
        count = int(number) if number.isdigit() else _ENGLISH_NUMBERS.get(number)
        minutes = unit * (count or read_spelled(number) or 0) + (unit // 2 if found["half"] else 0)
    if not 0 < minutes <= _MOST_MINUTES:
        return None
    rest = _left(said, found)
    if minutes % _DAY_MINUTES:
        return DayAhead(today, "", rest, "day", minutes=minutes)
    return DayAhead(today + dt.timedelta(minutes=minutes), "", rest, "day")


def _named(said: str, today: dt.date) -> DayAhead | None:
    """A day by its name: "mai", "thứ 7 này", "cuối tuần"."""
    found = _NAMED.search(said)
    if found is None:
        return None
    part = found["part"] or _ENGLISH_PARTS.get(found["english"] or "", "")
    rest = _left(said, found)
    if (ahead := found["ahead"]) is not None:
        part = "toi" if ahead == "tonight" else part
        return DayAhead(today + dt.timedelta(days=_AHEAD.get(ahead, 0)), part, rest, "day")
    if (weekend := found["weekend"]) is not None:
        if _EVERY.search(said):
            return None  # "cuối tuần hằng tuần" is weekly
        return DayAhead(_saturday(weekend, today), part, rest, "week", weekend=True)
    days = read_days(found["day"] or found["day_of_week"] or found["english_day"])
    assert days is not None
    (weekday,) = days
    when = found["when"] or found["week"] or found["english_when"]
    return DayAhead(_on_weekday(weekday, when, today), part, rest, "week")


def _saturday(weekend: str, today: dt.date) -> dt.date:
    """The Saturday of this weekend, or of the next; on a Sunday the Saturday before."""
    saturday = today + dt.timedelta(days=5 - today.weekday())
    following = weekend.endswith(("after", "sau", "toi")) or weekend.startswith("next")
    return saturday + dt.timedelta(weeks=1) if following else saturday


def _on_weekday(weekday: int, when: str, today: dt.date) -> dt.date:
    """A weekday of this week or the next, or the first one from today, or from tomorrow on."""
    monday = today - dt.timedelta(days=today.weekday())
    if when.startswith("tuan"):
        return monday + dt.timedelta(days=weekday + (0 if when == "tuan nay" else 7))
    first = today if when in ("nay", "this") else today + dt.timedelta(days=1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7)


def _dated(said: str, today: dt.date) -> DayAhead | None:
    """A date: "25/12", "ngày 25 tháng 12", "ngày 25"; a weekday beside it must agree."""
    for found in _DATED.finditer(said):
        day = _of_date(found, today)
        if day is None or (found["alone"] and _EVERY.search(said[: found.start()])):
            continue
        if (weekday := found["weekday"]) and read_days(weekday) != frozenset((day.weekday(),)):
            return None
        return DayAhead(day, "", _left(said, found), "month" if found["alone"] else "year")
    return None


def _of_date(found: re.Match[str], today: dt.date) -> dt.date | None:
    if found["alone"]:
        return _soonest(int(found["alone"]), today)
    day = int(found["day"] or found["english_day"] or found["english_day_too"])
    name = found["name"] or found["first_name"]
    month = int(found["month"]) if found["month"] else _MONTHS.index(name[:3]) + 1
    if (year := found["year"]) is not None:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = _date(today.year, month, day)
    if this is None or (today - this).days > _JUST_OVER:
        return _date(today.year + 1, month, day) or this
    return this


def _soonest(day: int, today: dt.date) -> dt.date | None:
    """The next day of this number: of this month, or of one of the next two."""
    for ahead in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = _date(year, month + 1, day)
        if found is not None and found >= today:
            return found
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def day_again(day: dt.date, repeats: Repeats, after: dt.date) -> dt.date:
    """The first day of the same name that is later than `day` and not before `after`."""
    match repeats:
        case "day":
            return max(day + dt.timedelta(days=1), after)
        case "week":
            weeks = max(1, -(-(after - day).days // 7))
            return day + dt.timedelta(weeks=weeks)
        case "month" | "year":
            step, months = (1 if repeats == "month" else 12), day.year * 12 + day.month - 1
            for _try in range(100):
                months += step
                year, month = divmod(months, 12)
                found = _date(year, month + 1, day.day)
                if found is not None and found >= after:
                    return found
            return after + dt.timedelta(days=1)
