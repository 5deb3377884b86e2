"""The notification policy: the order of its reasons, quiet hours, and the weekly limit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.policy import (
    DAY_MINUTES,
    MAX_WEEKLY_LIMIT,
    NEVER,
    QUIET_HOURS,
    WEEKLY_LIMIT,
    Allow,
    DateRange,
    Defer,
    NotificationKind,
    NotificationPolicy,
    NotificationPreferences,
    PendingNotification,
    QuietHours,
    Suppress,
    SuppressReason,
    apply_policy,
    check_preferences,
    end_of_quiet,
    week_start,
)
from bot.domain.notifications.three_in_a_day import MOST_IN_24_HOURS
from bot.domain.people.persons import PURPOSES, Purpose
from bot.domain.refusals import Refusal

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVERYTHING: frozenset[Purpose] = frozenset(PURPOSES)
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 7)
KINDS: tuple[NotificationKind, ...] = ("announcement", "campaign")
ALL_DAY = QuietHours(0, 0)
"""Equal minutes: no quiet hours."""


def at(day: int, hour: int = 8, minute: int = 0, *, month: int = 10) -> dt.datetime:
    """A local time of October 2026: the 1st is a Thursday."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def moments_from(first: dt.datetime, days: int) -> st.SearchStrategy[dt.datetime]:
    """Any second of a number of days."""
    seconds = st.integers(0, days * 24 * 3600 - 1)
    return seconds.map(lambda count: first + dt.timedelta(seconds=count))


def week_on(ward: str | None, day: dt.date) -> DateRange | None:
    """Learning Week, except in one ward that has none."""
    return (FIRST, LAST) if FIRST <= day <= LAST and ward != "00004" else None


RULES = NotificationPolicy(week_on=week_on)


Fault: TypeAlias = Callable[[PendingNotification], PendingNotification]

SOMEBODY = PersonFacts(EVERYTHING, "00190")
"""A person who agreed to everything and can be reached."""


def pending(kind: NotificationKind = "announcement", **more: Any) -> PendingNotification:
    """A notification to a person who agreed to everything."""
    return replace(PendingNotification(kind, None, SOMEBODY), **more)


def to(**facts: Any) -> Fault:
    """The notification goes to a person with these facts."""

    def changed(message: PendingNotification) -> PendingNotification:
        assert message.person is not None
        return replace(message, person=replace(message.person, **facts))

    return changed


# --- the order of the reasons ---------------------------------------------------------------------

NOW = at(2, 21, 30)
FAULTS: tuple[tuple[SuppressReason, Fault], ...] = (
    ("forgotten", lambda it: replace(it, person=None)),
    ("not_joined", to(joined=False)),
    ("no_consent", to(consents=frozenset(("log", "check")))),
    ("moved", to(owns_address=False)),
    ("blocked", to(blocked=True)),
    ("late", lambda it: replace(it, until=NOW - dt.timedelta(milliseconds=1))),
    ("quiet_hours", lambda it: replace(it, preferences=replace(it.preferences, quiet=QUIET_HOURS))),
    ("weekly_most", lambda it: replace(it, preferences=replace(it.preferences, weekly_most=1))),
    ("daily_most", lambda it: it),
)
"""Each change makes a notification one that must not be sent; the last is true from the start."""


def at_fault(
    reasons: tuple[tuple[SuppressReason, Fault], ...], kind: NotificationKind
) -> PendingNotification:
    """A second announcement on an evening of Learning Week, with these faults."""
    found = pending(
        kind,
        until=at(2, 23, 59),
        preferences=NotificationPreferences(ALL_DAY),
        sent=(at(2, 8),),
    )
    for _reason, fault in reversed(reasons):
        found = fault(found)
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", range(len(FAULTS)), ids=[reason for reason, _f in FAULTS])
def test_of_several_reasons_the_first_is_told(place: int, kind: NotificationKind) -> None:
    assert apply_policy(at_fault(FAULTS[place:], kind), RULES, NOW) == Suppress(FAULTS[place][0])


@pytest.mark.parametrize("place", range(6))
def test_a_reminder_is_held_by_the_first_six_reasons(place: int) -> None:
    assert apply_policy(at_fault(FAULTS[place:], "reminder"), RULES, NOW) == Suppress(
        FAULTS[place][0]
    )


@given(
    moments_from(at(1, month=1), days=365),
    st.integers(0, 3),
    st.lists(st.integers(0, 10), max_size=20),
)
def test_a_reminder_comes_at_the_hour_that_its_person_chose(
    now: dt.datetime, most: int, hours: list[int]
) -> None:
    sent = tuple(now - dt.timedelta(hours=ago) for ago in hours)
    reminder = pending(
        "reminder", preferences=NotificationPreferences(QuietHours(0, 1439), most), sent=sent
    )
    assert apply_policy(reminder, RULES, now) == Allow()


@pytest.mark.parametrize(
    ("kind", "needed"),
    [("reminder", "reminders"), ("announcement", "campaigns"), ("campaign", "campaigns")],
)
def test_each_kind_needs_the_consent_that_was_asked_for_it(
    kind: NotificationKind, needed: Purpose
) -> None:
    assert apply_policy(to(consents=frozenset((needed,)))(pending(kind)), RULES, at(15)) == Allow()
    others = EVERYTHING - {needed}
    assert apply_policy(to(consents=others)(pending(kind)), RULES, at(15)) == Suppress("no_consent")


def test_at_its_last_moment_it_is_not_too_late_and_after_it_it_is() -> None:
    last = dt.datetime(2026, 10, 15, 14, 59, 59, 998_000, tzinfo=dt.UTC)
    awake = pending(until=last, preferences=NotificationPreferences(ALL_DAY))
    assert apply_policy(awake, RULES, last.astimezone(ZONE)) == Allow()
    after = (last + dt.timedelta(milliseconds=1)).astimezone(ZONE)
    assert apply_policy(awake, RULES, after) == Suppress("late")


# --- quiet hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "held", "free"),
    [
        (QuietHours(21 * 60, 7 * 60), (1260, 1439, 0, 419), (420, 720, 1259)),
        (QuietHours(12 * 60, 14 * 60), (720, 839), (0, 719, 840, 1439)),
        (QuietHours(0, 1439), (0, 720, 1438), (1439,)),
        (QuietHours(1439, 0), (1439,), (0, 720, 1438)),
        (QuietHours(0, 0), (), (0, 1, 1439)),
        (QuietHours(480, 480), (), (479, 480, 481)),
    ],
)
def test_quiet_hours_hold_from_their_beginning_up_to_their_end(
    quiet: QuietHours, held: tuple[int, ...], free: tuple[int, ...]
) -> None:
    assert [minute for minute in (*held, *free) if quiet.hold(minute)] == list(held)


minutes = st.integers(0, DAY_MINUTES - 1)
quiets = st.builds(QuietHours, minutes, minutes)


@given(quiets)
def test_quiet_hours_last_as_long_as_from_their_beginning_to_their_end(quiet: QuietHours) -> None:
    held = sum(quiet.hold(minute) for minute in range(DAY_MINUTES))
    assert held == (quiet.end - quiet.start) % DAY_MINUTES


def held(minute: int, quiet: QuietHours) -> bool:
    """Whether nothing unasked may leave at this minute of the day."""
    return quiet.hold(minute) or NEVER.hold(minute)


@pytest.mark.parametrize("kind", KINDS)
@given(quiets, st.booleans(), moments_from(at(1, month=1), days=365))
def test_what_quiet_hours_hold_leaves_in_the_first_minute_after_them(
    kind: NotificationKind, quiet: QuietHours, own: bool, now: dt.datetime
) -> None:
    rules = NotificationPolicy(quiet=ALL_DAY if own else quiet)
    message = pending(kind, preferences=NotificationPreferences(quiet if own else None))
    verdict = apply_policy(message, rules, now)
    if all(held(each, quiet) for each in range(DAY_MINUTES)):
        assert verdict != Allow()
        return
    minute = now.hour * 60 + now.minute
    if not held(minute, quiet):
        assert verdict == Allow()
        return
    assert isinstance(verdict, Defer)
    assert dt.timedelta(0) < verdict.at - now <= dt.timedelta(days=1)
    waited = now.replace(second=0, microsecond=0)
    while waited < verdict.at:
        assert held(waited.hour * 60 + waited.minute, quiet)
        waited += dt.timedelta(minutes=7)
    assert apply_policy(message, rules, verdict.at) == Allow()


@pytest.mark.parametrize(
    ("now", "until", "verdict"),
    [
        (at(15, 6, 59), at(15, 23, 59), Defer(at(15, 7))),
        (at(15, 6, 59), at(15, 7), Defer(at(15, 7))),
        (at(15, 6, 59), at(15, 6, 59), Suppress("quiet_hours")),
        (at(15, 21), at(15, 23, 59), Suppress("quiet_hours")),
        (at(15, 21), None, Defer(at(16, 7))),
        (at(31, 23, 59), None, Defer(at(1, 7, month=11))),
        (at(15, 20, 59), at(15, 23, 59), Allow()),
        (at(15, 7), at(15, 23, 59), Allow()),
    ],
)
def test_quiet_hours_put_off_and_drop_only_what_is_too_late_by_then(
    now: dt.datetime, until: dt.datetime | None, verdict: object
) -> None:
    assert apply_policy(pending(until=until), RULES, now) == verdict


def test_a_persons_own_quiet_hours_go_before_the_usual_ones_either_way() -> None:
    early = pending(preferences=NotificationPreferences(QuietHours(12 * 60, 14 * 60)))
    assert apply_policy(early, RULES, at(15, 21, 59)) == Allow()
    assert apply_policy(early, RULES, at(15, 13)) == Defer(at(15, 14))
    always = pending(preferences=NotificationPreferences(ALL_DAY))
    assert apply_policy(always, RULES, at(15, 21, 59)) == Allow()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("own", "now", "verdict"),
    [
        (ALL_DAY, at(15, 22), Defer(at(16, 7))),
        (ALL_DAY, at(15, 6, 59), Defer(at(15, 7))),
        (QuietHours(21 * 60, 5 * 60), at(15, 21), Defer(at(16, 7))),
        (QuietHours(6 * 60, 8 * 60), at(15, 3), Defer(at(15, 8))),
        (QuietHours(7 * 60, 22 * 60), at(15, 12), Defer(at(16, 7))),
    ],
)
def test_no_personal_word_opens_the_night(
    kind: NotificationKind, own: QuietHours, now: dt.datetime, verdict: object
) -> None:
    message = pending(kind, preferences=NotificationPreferences(own, 14))
    found = apply_policy(message, RULES, now)
    if own == QuietHours(7 * 60, 22 * 60):
        assert isinstance(found, Defer)  # there is no hour at which it could ever leave
        return
    assert found == verdict


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        (None, Defer(at(16, 9), "hours_24_most")),
        (at(16, 9), Defer(at(16, 9), "hours_24_most")),
        (at(15, 23, 59), Suppress("hours_24_most")),
    ],
)
@pytest.mark.parametrize("uncounted", [0, 1, 3])
def test_an_announcement_is_never_the_fourth_in_24_hours(
    until: dt.datetime | None, verdict: object, uncounted: int
) -> None:
    left = [at(15, 11), at(15, 10), at(15, 9)]
    message = pending(
        until=until,
        preferences=NotificationPreferences(ALL_DAY, 14),
        sent=left[uncounted:],
        uncounted=left[:uncounted],
    )
    assert apply_policy(message, RULES, at(15, 12)) == verdict
    assert apply_policy(replace(message, until=None), RULES, at(16, 9)) == Allow()


def test_the_end_of_quiet_hours_that_the_clocks_skip_comes_an_hour_later() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    now = dt.datetime(2026, 3, 29, 1, 30, tzinfo=berlin)
    end = end_of_quiet(QuietHours(21 * 60, 150), now)
    assert end.isoformat() == "2026-03-29T03:30:00+02:00"


# --- the weekly limit -----------------------------------------------------------------------------


def test_the_usual_hours_and_the_usual_number_are_the_documented_ones() -> None:
    assert QuietHours(21 * 60, 7 * 60) == QUIET_HOURS == NotificationPolicy().quiet
    assert NotificationPolicy().weekly_most == WEEKLY_LIMIT == 3


@pytest.mark.parametrize(
    ("sent", "now", "verdict"),
    [
        ([], at(15), Allow()),
        ([at(12), at(13)], at(15), Allow()),
        ([at(12), at(13), at(14)], at(15), Suppress("weekly_most")),
        ([at(15, 7, n) for n in range(3)], at(15), Suppress("weekly_most")),
        # Monday 12 October begins at midnight here, when it is 17:00 on Sunday in UTC.
        ([at(11, 23, 59), at(13), at(14)], at(15), Allow()),
        ([at(12, 0, 0), at(13), at(14)], at(15), Suppress("weekly_most")),
        ([at(5), at(6), at(7)], at(12), Allow()),
        ([at(12), at(13), at(14)], at(18, 20, 59), Suppress("weekly_most")),
        ([at(12), at(13), at(14)], at(19), Allow()),
    ],
)
def test_a_week_from_monday_to_sunday_holds_three(
    sent: list[dt.datetime], now: dt.datetime, verdict: object
) -> None:
    assert apply_policy(pending(sent=sent), RULES, now) == verdict
    in_greenwich = [moment.astimezone(dt.UTC) for moment in reversed(sent)]
    assert apply_policy(pending(sent=in_greenwich), RULES, now) == verdict


@pytest.mark.parametrize(
    ("sent", "now", "verdict"),
    [
        ([], at(2), Allow()),
        ([at(2, 7)], at(2), Suppress("daily_most")),
        ([at(1), at(1, 9), at(1, 10)], at(2), Allow()),
        # Monday to Wednesday before the Week do not count for it, nor do the days after it.
        ([at(28, month=9), at(29, month=9), at(30, month=9)], at(1), Allow()),
        ([at(5), at(6), at(7)], at(8), Allow()),
        ([at(5), at(6), at(7), at(8), at(9)], at(10), Allow()),
        ([at(8), at(9), at(10)], at(11), Suppress("weekly_most")),
    ],
)
def test_in_learning_week_there_is_one_a_day_and_its_days_are_counted_apart(
    sent: list[dt.datetime], now: dt.datetime, verdict: object
) -> None:
    assert apply_policy(pending(sent=sent), RULES, now) == verdict


def test_learning_week_is_the_persons_own_wards() -> None:
    sent = (at(2, 7),)
    assert apply_policy(pending(sent=sent), RULES, at(2)) == Suppress("daily_most")
    assert apply_policy(to(ward="00004")(pending(sent=sent)), RULES, at(2)) == Allow()
    assert apply_policy(to(ward=None)(pending(sent=sent)), RULES, at(2)) == Suppress("daily_most")


@pytest.mark.parametrize(
    ("own", "sent", "now", "verdict"),
    [
        (0, [], at(15), Suppress("weekly_most")),
        (1, [], at(15), Allow()),
        (1, [at(12)], at(15), Suppress("weekly_most")),
        (7, [at(12), at(13), at(14)], at(15), Allow()),
        # In Learning Week this limit counts all days, and one a day stays one a day.
        (0, [], at(2), Suppress("weekly_most")),
        (2, [at(28, month=9), at(1)], at(2), Suppress("weekly_most")),
        (3, [at(28, month=9), at(1)], at(2), Allow()),
        (2, [at(5), at(6)], at(9), Suppress("weekly_most")),
        (14, [at(2, 7)], at(2), Suppress("daily_most")),
    ],
)
def test_a_persons_own_number_holds_in_every_week(
    own: int, sent: list[dt.datetime], now: dt.datetime, verdict: object
) -> None:
    assert (
        apply_policy(
            pending(sent=sent, preferences=NotificationPreferences(weekly_most=own)), RULES, now
        )
        == verdict
    )


moments = moments_from(at(21, 0, month=9), days=28)
numbers = st.none() | st.integers(0, MAX_WEEKLY_LIMIT)


@given(st.lists(moments, max_size=60), numbers, st.integers(0, 5))
def test_whatever_wants_to_leave_no_week_holds_more_than_it_may(
    wanted: list[dt.datetime], own: int | None, usual: int
) -> None:
    rules = NotificationPolicy(week_on, ALL_DAY, usual)
    left: list[dt.datetime] = []
    for now in sorted(wanted):
        verdict = apply_policy(
            pending(sent=left, preferences=NotificationPreferences(weekly_most=own)), rules, now
        )
        in_week = week_on("00190", now.date()) is not None
        weeks = Counter(m.isocalendar()[:2] for m in left)
        apart = Counter(m.isocalendar()[:2] for m in left if week_on("00190", m.date()) is None)
        this = now.isocalendar()[:2]
        if verdict == Allow():
            left.append(now)
        elif verdict == Suppress("daily_most"):
            assert in_week
            assert any(m.date() == now.date() for m in left)
        elif isinstance(verdict, Defer) and verdict.why == "quiet_hours":
            assert NEVER.hold(now.hour * 60 + now.minute)
        elif isinstance(verdict, Defer):
            assert sum(now - m < dt.timedelta(days=1) for m in left) == MOST_IN_24_HOURS
        else:
            assert verdict == Suppress("weekly_most")
            assert (weeks[this] == own) if own is not None else (apart[this] == usual)
            # In Learning Week nobody gets none, unless the person or the service chose 0.
            assert own is not None or usual == 0 or not in_week
    weeks = Counter(m.isocalendar()[:2] for m in left)
    assert own is None or all(count <= own for count in weeks.values())
    days = Counter(m.date() for m in left if FIRST <= m.date() <= LAST)
    assert all(count == 1 for count in days.values())
    if own is None:
        usual_days = [m for m in left if not FIRST <= m.date() <= LAST]
        weeks = Counter(m.isocalendar()[:2] for m in usual_days)
        assert all(count <= usual for count in weeks.values())


@given(moments, st.lists(moments, max_size=12), numbers, st.randoms())
def test_only_this_weeks_others_count_in_whatever_order(
    now: dt.datetime, sent: list[dt.datetime], own: int | None, chance: Random
) -> None:
    preferences = NotificationPreferences(ALL_DAY, own)
    verdict = apply_policy(pending(sent=sent, preferences=preferences), RULES, now)
    day = dt.timedelta(days=1)
    this_week = [m for m in sent if m.isocalendar()[:2] == now.isocalendar()[:2] or now - m < day]
    chance.shuffle(this_week)
    assert apply_policy(pending(sent=this_week, preferences=preferences), RULES, now) == verdict


@given(moments)
def test_a_week_begins_on_its_monday_at_midnight(now: dt.datetime) -> None:
    start = week_start(now)
    assert (start.weekday(), start.time(), start.tzinfo) == (0, dt.time(), ZONE)
    assert start.isocalendar()[:2] == now.isocalendar()[:2]
    before = start - dt.timedelta(milliseconds=1)
    assert before.isocalendar()[:2] != now.isocalendar()[:2]


# --- a person's own preferences -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("preferences", "code"),
    [
        (NotificationPreferences(QuietHours(-1, 0)), "quiet_unknown"),
        (NotificationPreferences(QuietHours(0, 1440)), "quiet_unknown"),
        (NotificationPreferences(QuietHours(1440, 0)), "quiet_unknown"),
        (NotificationPreferences(weekly_most=-1), "weekly_unknown"),
        (NotificationPreferences(weekly_most=15), "weekly_unknown"),
        (NotificationPreferences(QuietHours(0, 1440), 15), "quiet_unknown"),
    ],
)
def test_what_no_day_and_no_week_has_is_refused(
    preferences: NotificationPreferences, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        check_preferences(preferences)
    assert refused.value.code == code


around_a_day = minutes | st.sampled_from((-1, DAY_MINUTES))


@given(
    st.none() | st.builds(QuietHours, around_a_day, around_a_day),
    st.none() | st.integers(-2, MAX_WEEKLY_LIMIT + 2),
)
def test_every_minute_of_a_day_and_every_number_offered_is_good_and_nothing_else(
    quiet: QuietHours | None, most: int | None
) -> None:
    refused = None
    try:
        check_preferences(NotificationPreferences(quiet, most))
    except Refusal as refusal:
        refused = refusal.code
    if quiet is not None and {quiet.start, quiet.end} & {-1, DAY_MINUTES}:
        assert refused == "quiet_unknown"
    elif most is not None and most not in range(MAX_WEEKLY_LIMIT + 1):
        assert refused == "weekly_unknown"
    else:
        assert refused is None
