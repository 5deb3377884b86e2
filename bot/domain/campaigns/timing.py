"""When a campaign is sent: when somebody says so, at a moment, or weekly until a day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, TypeAlias

from msgspec import Struct

from bot.domain.notifications.days_ahead import find_day_ahead
from bot.domain.notifications.reminder_wishes import minutes_on
from bot.domain.notifications.weekly_times import find_clocks, fold_times, read_times
from bot.domain.refusals import Refusal
from bot.domain.text.normalizing import nfc

EARLIEST, LATEST = 7 * 60, 22 * 60
"""No campaign leaves outside 07:00-22:00 (Decree 91/2020/NĐ-CP), in minutes of the local day."""

MAX_DAYS_AHEAD: Final = 180
"""A campaign can be planned so many days ahead."""

_DAY_MINUTES: Final = 24 * 60
_WEEKLY: Final = re.compile(
    r"\b(?:h[àằ]ng tuần|mỗi tuần|(?:hang|moi) tuan|every week|weekly)\b", re.I
)


class WhenTold(Struct, frozen=True, tag="when_told"):
    """Sent when somebody presses "send" after the approval."""


class AtMoment(Struct, frozen=True, tag="at_moment"):
    """Sent once, at a local time of a day; `minute` of the day."""

    day: dt.date
    minute: int


class Weekly(Struct, frozen=True, tag="weekly"):
    """Sent on a weekday (0: Monday) at a minute of the local day, up to the day `until`."""

    weekday: int
    minute: int
    until: dt.date


Timing: TypeAlias = WhenTold | AtMoment | Weekly


def read_moment(text: str, now: dt.datetime) -> AtMoment:
    """The moment that a text names ("mai 8h", "thứ 7 này lúc 9:00", "5/12 19h30").

    Refuses `when_unknown`, and what `check_timing` refuses. `now` is local.
    """
    said = fold_times(text)
    once = find_day_ahead(said, now.date())
    found = find_clocks(said if once is None else once.rest)
    if len(found.minutes) != 1 or found.rest.strip(" ,."):
        raise Refusal("when_unknown")
    minutes = found.minutes if once is None else minutes_on(once, found)
    if once is not None and (once.weekend or once.minutes is not None):
        raise Refusal("when_unknown")
    if len(minutes) != 1 or minutes[0] is None:
        raise Refusal("when_unknown")
    if minutes[0] >= _DAY_MINUTES:
        raise Refusal("when_night")  # 24:00: which day is meant differs from person to person
    timing = AtMoment(now.date() if once is None else once.day, minutes[0])
    check_timing(timing, now)
    return timing


def read_weekly(text: str, until: dt.date, now: dt.datetime) -> Weekly:
    """The weekday and the time that a text names ("thứ 7 lúc 9 giờ", "hằng tuần, thứ hai 8h").

    Refuses `when_unknown`, and what `check_timing` refuses.
    """
    times = read_times(_WEEKLY.sub(" ", nfc(text)))
    if times is None or len(times.days) != 1:
        raise Refusal("when_unknown")
    (weekday,) = times.days
    timing = Weekly(weekday, times.minute, until)
    check_timing(timing, now)
    return timing


def check_timing(timing: Timing, now: dt.datetime) -> None:
    """Refuses `when_past`, `when_far`, `when_night`; `now` is local."""
    match timing:
        case WhenTold():
            return
        case AtMoment(day, minute):
            _check_minute(minute)
            if (day, minute) <= (now.date(), now.hour * 60 + now.minute):
                raise Refusal("when_past")
            _check_far(day, now)
        case Weekly(_weekday, minute, until):
            _check_minute(minute)
            if first_day(timing, now) > until:
                raise Refusal("when_past")
            _check_far(until, now)


def first_day(weekly: Weekly, now: dt.datetime) -> dt.date:
    """The next day on which a weekly campaign would be sent."""
    ahead = (weekly.weekday - now.weekday()) % 7
    if ahead == 0 and weekly.minute <= now.hour * 60 + now.minute:
        ahead = 7
    return now.date() + dt.timedelta(days=ahead)


def _check_minute(minute: int) -> None:
    if not EARLIEST <= minute < LATEST:
        raise Refusal("when_night")


def _check_far(day: dt.date, now: dt.datetime) -> None:
    if (day - now.date()).days > MAX_DAYS_AHEAD:
        raise Refusal("when_far")
