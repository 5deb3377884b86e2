"""The forms in which a day is written: each is a pattern over normalized text with its day."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, TypeAlias

from bot.domain.text.clues import DIGIT, clues
from bot.domain.text.number_words import SPELLED, read_spelled

DayOf: TypeAlias = Callable[[re.Match[str], dt.date], dt.date | None]
"""Gives the day of a match, seen from today; None when there is no such day."""
Form: TypeAlias = tuple[re.Pattern[str], DayOf, frozenset[str]]
"""A pattern, the day of its match, and the clues one of which the text must have."""

_PART: Final = r"(?:sang|trua|chieu|toi|dem|khuya)"
_EN_PART: Final = r"(?:morning|afternoon|evening|night)"
_NUMBER: Final = rf"(?:[0-9]{{1,4}}|{SPELLED})"
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH_NAME: Final = rf"(?:{'|'.join(_MONTHS)}|sept|{'|'.join(name[:3] for name in _MONTHS)})\b"
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_WORDS: Final = {
    "hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, "bay": 5,
}  # fmt: skip
_WEEKDAY: Final = rf"""(?:
    (?:thu\ ?|t)(?P<number>[2-7])(?!\w)
  | thu\ (?P<word>{"|".join(_WEEKDAY_WORDS)})\b
  | (?P<sunday>cn|chu\ ?nhat|chua\ ?nhat)\b
  | (?P<english>{"|".join(_WEEKDAYS)}|tues|thurs|thur|mon|tue|wed|fri|sat|sun)\b
)"""
_LAST_WEEK: Final = r"tuan\ (?:truoc|roi|vua\ roi|qua|vua\ qua)"

_DATE: Final = (
    r"(?:[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?"
    r"|[0-9]{1,2}\ thang\ [0-9]{1,2}(?:\ nam\ [0-9]{4})?)"
)

_NAMED: Final = {
    -2: rf"""(?:{_PART}\ )?(?:hom|bua)\ (?:kia|te) | hkia | (?:the\ )?day\ before\ yesterday""",
    -1: rf"""(?:{_PART}\ |ngay\ )?(?:hom|bua)\ qua | hqua | hqa | {_PART}\ qua
           | hoi\ hom(?:\ qua)?(?!\ \w*\ ?(?:nay|kia|truoc|no|nao)\b)
           | last\ night | yesterday(?:\ {_EN_PART})?""",
    0: rf"""(?:{_PART}\ |ngay\ )?(?:hom|bua)\ (?:nay|ni) | hnay | {_PART}\ (?:nay|ni)
           | hoi\ (?:sang|trua|chieu)(?:\ nay)?
           | this\ {_EN_PART} | today | tonight""",
    1: rf"""ngay\ mai | (?:sang|trua|chieu|dem)\ mai | tomorrow(?:\ {_EN_PART})?""",
    2: r"""ngay\ kia | (?:the\ )?day\ after\ tomorrow""",
}
_NAMED_NEED: Final = {
    -2: "kia te hkia yesterday",
    -1: "qua hqua hqa hoi night yesterday",
    0: "nay ni hnay hoi this today tonight",
    1: "mai tomorrow",
    2: "kia tomorrow",
}
_WEEKDAYS_NEED: Final = (
    f"thu t cn chu chua chunhat chuanhat {' '.join(_WEEKDAYS)} "
    "tues thurs thur mon tue wed fri sat sun"
)
_MONTHS_NEED: Final = " ".join((*_MONTHS, "sept", *(name[:3] for name in _MONTHS)))
_ALONE: Final = {"qua": -1, "nay": 0, "mai": 1, "toi mai": 1}  # days only as the whole text


def read_plain(said: str, today: dt.date) -> dt.date | None:
    """The day that a whole normalized text is, or None."""
    if said in _ALONE:
        return days_from(today, _ALONE[said])
    for pattern, day_of, _needs in FORMS:
        if match := pattern.fullmatch(said):
            return day_of(match, today)
    return None


def days_from(today: dt.date, days: int) -> dt.date | None:
    """The day so many days after today; None outside the calendar."""
    try:
        return today + dt.timedelta(days=days)
    except OverflowError:
        return None


def _number(said: str) -> int | None:
    return int(said) if said.isdigit() else read_spelled(said)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _named_form(days: int) -> DayOf:
    return lambda _, today: days_from(today, days)


def _days_ago(match: re.Match[str], today: dt.date) -> dt.date | None:
    said = match["ago"] or match["since"] or match["english"]
    days = 1 if said == "a" else _number(said)
    return None if days is None else days_from(today, -days)


def _weekday(match: re.Match[str]) -> int:
    if match["number"]:
        return int(match["number"]) - 2
    if match["word"]:
        return _WEEKDAY_WORDS[match["word"]]
    if match["sunday"]:
        return 6
    return next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(match["english"][:3]))


def _on_weekday(match: re.Match[str], today: dt.date) -> dt.date | None:
    weekday = _weekday(match)
    monday = -today.weekday()
    if match["last_week"]:
        return days_from(today, monday - 7 + weekday)
    if match["this_week"]:
        return days_from(today, monday + weekday)
    if match["next_week"] or match["next"]:
        return days_from(today, monday + 7 + weekday)
    if match["last"] or match["just"]:  # before today
        return days_from(today, -((today.weekday() - weekday - 1) % 7 + 1))
    return days_from(today, -((today.weekday() - weekday) % 7))


def _on_weekday_and_date(match: re.Match[str], today: dt.date) -> dt.date | None:
    day = read_plain(match["date"], today)
    return day if day is not None and day.weekday() == _weekday(match) else None


def _on_iso_date(match: re.Match[str], _: dt.date) -> dt.date | None:
    return _date(int(match["year"]), int(match["month"]), int(match["day"]))


def _on_date(match: re.Match[str], today: dt.date) -> dt.date | None:
    day, month = _number(match["day"]), _month(match["month"])
    if day is None or month is None:
        return None
    if year := match["year"]:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    # Eight years back reach a 29 February even across 1900 and 2100.
    earlier = (_date(year, month, day) for year in range(today.year, today.year - 9, -1))
    return next((each for each in earlier if each is not None and each <= today), None)


def _month(said: str) -> int | None:
    if said[0].isalpha():
        for number, name in enumerate(_MONTHS, start=1):
            if name.startswith(said[:3]):
                return number
    return 4 if said == "tu" else _number(said)


def _on_day_of_month(match: re.Match[str], today: dt.date) -> dt.date | None:
    day = _number(match["day"])
    if day is None or (match["moon"] and day > 10):
        return None
    if match["this_month"]:
        return _date(today.year, today.month, day)
    if match["last_month"]:
        last = days_from(today, -today.day)
        return _date(last.year, last.month, day) if last is not None else None
    months = (divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(3))
    earlier = (_date(year, month + 1, day) for year, month in months)
    return next((each for each in earlier if each is not None and each <= today), None)


def _form(pattern: str, day_of: DayOf, needs: str) -> Form:
    whole = re.compile(rf"(?<!\w)(?<![0-9][./:–-])(?:{pattern})(?!\w)", re.VERBOSE)
    return whole, day_of, clues(needs)


_MONTH_WORD: Final = (
    r"(?:[0-9]{1,2}|muoi(?:\ (?:mot|hai)\b)?|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin)"
)
_THEN_YEAR: Final = r"(?:,?\ (?P<year>[0-9]{4}))?"
FORMS: Final[tuple[Form, ...]] = (
    *(_form(pattern, _named_form(days), _NAMED_NEED[days]) for days, pattern in _NAMED.items()),
    _form(
        rf"""(?P<ago>{_NUMBER})\ (?:ngay|hom)\ truoc
           | cach\ day\ (?P<since>{_NUMBER})\ (?:ngay|hom)
           | (?P<english>{_NUMBER}|a)\ days?\ ago""",
        _days_ago,
        "truoc cach ago",
    ),
    _form(
        rf"""(?:(?:(?:buoi\ )?{_PART}|ngay|hom|bua|on)\ )?
        (?:(?P<last>last)\ |(?P<this>this)\ |(?P<next>next)\ )?
        {_WEEKDAY}(?:\ {_EN_PART}\b)?(?![/.-][0-9]|,?\ \(?(?:ngay\ )?{_DATE})
        (?:\ (?:(?P<last_week>{_LAST_WEEK}|last\ week)|(?P<this_week>tuan\ nay|this\ week)
              |(?P<next_week>tuan\ (?:sau|toi)|next\ week)
              |(?P<just>vua\ roi|vua\ qua|truoc(?!\ khi)))\b)?""",
        _on_weekday,
        _WEEKDAYS_NEED,
    ),
    _form(
        rf"""(?:(?:(?:buoi\ )?{_PART}|ngay|hom|on)\ )?{_WEEKDAY}
        ,?\ (?:\((?=[^()]*\)))?(?:ngay\ )?(?P<date>{_DATE})(?![/.-][0-9])\)?""",
        _on_weekday_and_date,
        _WEEKDAYS_NEED,
    ),
    _form(
        r"(?P<called>(?:ngay|on)\ )?(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.]"
        r"(?P<day>[0-9]{1,2})(?![/.-][0-9])",
        _on_iso_date,
        DIGIT,
    ),
    _form(
        r"""(?P<called>(?:ngay|hom|on)\ )?(?P<day>[0-9]{1,2})\ ?(?P<sign>[/.-])\ ?
        (?P<month>[0-9]{1,2})(?:\ ?(?P=sign)\ ?(?P<year>[0-9]{4}|[0-9]{2}))?(?![/.-][0-9])""",
        _on_date,
        DIGIT,
    ),
    _form(
        rf"""(?P<called>(?:ngay|hom|mung|mong)\ )?(?P<day>[0-9]{{1,2}}|{SPELLED})
        (?:,?\ thang\ )(?P<month>{_MONTH_WORD})(?:(?:,?\ nam\ |,?\ |/)(?P<year>[0-9]{{4}}))?""",
        _on_date,
        "thang",
    ),
    _form(
        rf"""(?P<called>on\ )?(?:the\ )?(?P<day>[0-9]{{1,2}})(?P<ordinal>st|nd|rd|th)?
        (?:\ of)?\ (?P<month>{_MONTH_NAME}){_THEN_YEAR}""",
        _on_date,
        _MONTHS_NEED,
    ),
    _form(
        rf"""(?P<called>on\ )?(?P<month>{_MONTH_NAME})\ (?:the\ )?
        (?P<day>[0-9]{{1,2}})(?P<ordinal>st|nd|rd|th)?(?![0-9/.-]*[0-9]){_THEN_YEAR}""",
        _on_date,
        _MONTHS_NEED,
    ),
    _form(
        rf"""(?P<day_called>ngay|hom|(?P<moon>mung|mong))\ (?P<day>[0-9]{{1,2}}|{SPELLED})
        (?!\w|\ ?[/.-]\ ?[0-9]|,?\ thang\ (?!nay|truoc|roi|vua\ roi))
        (?:\ thang\ (?:(?P<this_month>nay)|(?P<last_month>truoc|roi|vua\ roi))\b)?""",
        _on_day_of_month,
        "ngay hom mung mong",
    ),
)
