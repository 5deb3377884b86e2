"""The policy of campaigns: what no preference widens, what waits, and what passes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notifications.audience import Audience, PersonFacts
from bot.domain.notifications.campaign_classes import CAMPAIGN_CLASSES, CampaignKind
from bot.domain.notifications.policy import (
    MAX_WEEKLY_LIMIT,
    Allow,
    Defer,
    NotificationPolicy,
    NotificationPreferences,
    PendingNotification,
    QuietHours,
    Suppress,
    apply_policy,
)
from bot.domain.notifications.three_in_a_day import MOST_IN_24_HOURS
from bot.domain.people.persons import PURPOSES, Purpose

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SOMEBODY = PersonFacts(frozenset(PURPOSES), "00190")
RULES = NotificationPolicy()
KINDS = tuple(CAMPAIGN_CLASSES)
HELD: tuple[CampaignKind, ...] = ("notice", "promotion", "correction")
ALL_DAY = QuietHours(0, 0)


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A local time of November 2026: the 16th is a Monday."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def pending(kind: CampaignKind = "notice", **more: Any) -> PendingNotification:
    """A campaign to a person who agreed to everything; it is useful until the end of November."""
    values: dict[str, Any] = {
        "until": at(30, 12).astimezone(dt.UTC),
        "person": SOMEBODY,
        "audience": Audience(CAMPAIGN_CLASSES[kind].purpose),
        "campaign": kind,
    }
    return PendingNotification("campaign", **(values | more))


moments = st.integers(0, 14 * 24 * 60).map(lambda minute: at(10) + dt.timedelta(minutes=minute))
minutes = st.integers(0, 24 * 60 - 1)
preferences = st.builds(
    NotificationPreferences,
    st.none() | st.builds(QuietHours, minutes, minutes),
    st.none() | st.integers(0, MAX_WEEKLY_LIMIT),
)


@given(
    st.sampled_from(HELD), preferences, moments, st.lists(moments, max_size=6),
    st.lists(moments, max_size=4),
)  # fmt: skip
def test_no_preference_lets_a_campaign_out_at_night_or_as_a_fourth_in_a_day(
    kind: CampaignKind,
    own: NotificationPreferences,
    now: dt.datetime,
    sent: list[dt.datetime],
    uncounted: list[dt.datetime],
) -> None:
    sent, uncounted = [each for each in sent if each <= now], [e for e in uncounted if e <= now]
    asked = pending(kind, preferences=own, sent=sent, uncounted=uncounted)
    if apply_policy(asked, RULES, now) == Allow():
        assert 7 <= now.hour < 22
        day = dt.timedelta(days=1)
        assert sum(now - each < day for each in (*sent, *uncounted)) < MOST_IN_24_HOURS


@given(st.sampled_from(KINDS), preferences, moments, st.lists(moments, max_size=6))
def test_what_is_held_waits_for_a_later_moment_and_ends_expired(
    kind: CampaignKind, own: NotificationPreferences, now: dt.datetime, sent: list[dt.datetime]
) -> None:
    asked = pending(kind, preferences=own, sent=sent)
    for _time in range(60):
        match apply_policy(asked, RULES, now):
            case Allow():
                return
            case Suppress(why):
                assert why in ("expired", "weekly_most")
                assert why == "expired" or own.weekly_most == 0
                return
            case Defer(moment):
                assert moment.astimezone(dt.UTC) > now.astimezone(dt.UTC)
                now = moment
    raise AssertionError("it waits for ever")


@pytest.mark.parametrize(
    ("own", "sent", "now", "decision"),
    [
        (None, [], at(18), Allow()),
        (None, [at(18, 8)], at(18), Defer(at(19, 7), "daily_most")),
        (None, [at(17)], at(18), Allow()),
        (None, [at(16), at(17)], at(18), Defer(at(23, 7), "weekly_most")),
        (None, [at(13), at(14)], at(18), Allow()),
        (3, [at(16), at(17)], at(18), Allow()),
        (1, [at(16)], at(18), Defer(at(23, 7), "weekly_most")),
        (0, [], at(18), Suppress("weekly_most")),
        (14, [at(18, 8)], at(18), Allow()),
        (14, [at(18, 7), at(18, 8)], at(18), Defer(at(19, 7), "daily_most")),
        (14, [at(17, 20), at(17, 21), at(18, 7)], at(18, 8),
         Defer(at(18, 20), "hours_24_most")),
        (None, [], at(18, 21, 30), Defer(at(19, 7))),
        (None, [], at(18, 6, 59), Defer(at(18, 7))),
    ],
)  # fmt: skip
def test_the_limits_of_a_week_a_day_and_24_hours(
    own: int | None, sent: list[dt.datetime], now: dt.datetime, decision: object
) -> None:
    asked = pending(preferences=NotificationPreferences(None, own), sent=sent)
    assert apply_policy(asked, RULES, now) == decision


def test_whoever_has_no_quiet_hours_gets_none_after_22() -> None:
    asked = pending(preferences=NotificationPreferences(ALL_DAY))
    assert apply_policy(asked, RULES, at(18, 21, 59)) == Allow()
    assert apply_policy(asked, RULES, at(18, 22)) == Defer(at(19, 7))


@pytest.mark.parametrize("now", [at(18, 3), at(18, 9), at(18, 23)])
def test_an_emergency_passes_hours_and_limits_but_not_the_consent(now: dt.datetime) -> None:
    full = [at(18, 1), at(18, 2), at(17), at(16)]
    asked = pending("emergency", sent=full, uncounted=full)
    assert apply_policy(asked, RULES, now) == Allow()
    without: frozenset[Purpose] = frozenset(PURPOSES) - {"emergency"}
    refused = replace(asked, person=replace(SOMEBODY, consents=without))
    assert apply_policy(refused, RULES, now) == Suppress("no_consent")


def test_a_correction_is_outside_the_week_and_keeps_the_hours() -> None:
    asked = pending("correction", sent=[at(16), at(17), at(18, 8)])
    assert apply_policy(asked, RULES, at(18)) == Allow()
    assert apply_policy(asked, RULES, at(18, 22)) == Defer(at(19, 7))


@pytest.mark.parametrize("kind", ["notice", "promotion"])
def test_each_kind_has_the_consent_of_its_own(kind: CampaignKind) -> None:
    needed = CAMPAIGN_CLASSES[kind].purpose
    only: frozenset[Purpose] = frozenset((needed,))
    asked = pending(kind, person=replace(SOMEBODY, consents=only))
    assert apply_policy(asked, RULES, at(18)) == Allow()
    others = frozenset(PURPOSES) - only
    asked = pending(kind, person=replace(SOMEBODY, consents=others))
    assert apply_policy(asked, RULES, at(18)) == Suppress("no_consent")


def test_in_learning_week_there_is_one_a_day() -> None:
    week = NotificationPolicy(week_on=lambda _ward, _day: (at(16).date(), at(22).date()))
    asked = pending(sent=[at(16), at(17)])
    assert apply_policy(asked, week, at(18)) == Allow()
    asked = pending(sent=[at(16), at(17), at(18, 8)])
    assert apply_policy(asked, week, at(18)) == Defer(at(19, 7), "daily_most")


def test_a_calendar_day_leaves_its_place_to_a_campaign_that_waits() -> None:
    day = PendingNotification("announcement", at(18, 23), SOMEBODY, sent=[at(16), at(17)])
    assert apply_policy(day, RULES, at(18)) == Allow()
    assert apply_policy(replace(day, waiting=1), RULES, at(18)) == Suppress("weekly_most")


def test_a_duty_needs_no_consent_and_keeps_quiet_hours() -> None:
    nothing = replace(SOMEBODY, consents=frozenset(("log",)))
    duty = PendingNotification("duty", None, nothing, sent=[at(18, 8)] * 9)
    assert apply_policy(duty, RULES, at(18)) == Allow()
    assert apply_policy(duty, RULES, at(18, 23)) == Defer(at(19, 7))
    assert (
        apply_policy(replace(duty, person=replace(nothing, joined=False)), RULES, at(18)) == Allow()
    )
    blocked = replace(duty, person=replace(nothing, joined=False, blocked=True))
    assert apply_policy(blocked, RULES, at(18)) == Suppress("blocked")


def test_after_its_time_a_campaign_is_expired() -> None:
    assert apply_policy(pending(), RULES, at(30, 12, 1)) == Suppress("expired")
