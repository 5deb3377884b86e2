"""The gate, on both databases: what nobody asked for leaves, waits or ends when it is claimed."""

from __future__ import annotations

import datetime as dt
import itertools
from random import Random
from typing import Any

import pytest

from bot.domain.notifications.audience import PersonFacts
from bot.domain.notifications.calendar import LearningWeek
from bot.domain.notifications.policy import (
    Allow,
    Defer,
    NotificationKind,
    NotificationPolicy,
    NotificationPreferences,
    PendingNotification,
    PolicyDecision,
    QuietHours,
    Suppress,
    apply_policy,
)
from bot.domain.people.persons import PURPOSES
from bot.storage.engine.milliseconds import to_ms
from bot.storage.outbox.outbox import MAX_FURTHER, StoredOutbox
from tests.announcements.calendars import HERE, THERE, calendar, day
from tests.announcements.planning import Rows, flat, insert, local, people, person, words
from tests.storage.stores import Store, query

RULES = calendar(weeks=(LearningWeek(2026, day(10, 8), day(10, 14), ward=THERE),)).rules()
NOW = local(11, 20, 9, 30)
"""A Friday in no Week."""

LATE = local(11, 20, 23, 59)
AWAKE = NotificationPreferences(QuietHours(0, 0))
EVENING = NotificationPreferences(QuietHours(9 * 60, 12 * 60))


async def claimed(
    store: Store,
    now: dt.datetime = NOW,
    rules: NotificationPolicy | None = RULES,
    limit: int = 1000,
) -> list[str]:
    """For whom something is claimed, in the order of its rows."""
    outbox = StoredOutbox(store, None if rules is None else lambda: rules)
    return [row.address for row in (await outbox.claim("buttons", now, limit)).rows]


async def ends(url: str, order: str = "id") -> list[tuple[Any, ...]]:
    """What became of every row."""
    return await query(url, f"SELECT state, why, due_ms, done_ms FROM outbox ORDER BY {order}")


MET: dict[str, tuple[dict[str, Any] | None, str, str | None]] = {
    "nothing against it": ({}, "claimed", None),
    "somebody who has not joined": ({"joined": False}, "skipped", "not_joined"),
    "only the consent that it needs": ({"consents": "log campaigns"}, "claimed", None),
    "nobody there any more": (None, "skipped", "forgotten"),
    "no consent": ({"consents": "log check reminders"}, "skipped", "no_consent"),
    "no consent at all": ({"consents": ""}, "skipped", "no_consent"),
    "an address that is blocked": ({"blocked": True}, "blocked", "blocked"),
    "an address of which nothing is known": ({"blocked": None}, "skipped", "moved"),
    "no ward": ({"ward": None}, "claimed", None),
    "own quiet hours": ({"preferences": EVENING}, "planned", "quiet_hours"),
    "own quiet hours until it is too late": (
        {"preferences": NotificationPreferences(QuietHours(9 * 60, 0))},
        "skipped",
        "quiet_hours",
    ),
    "own number of none": (
        {"preferences": NotificationPreferences(weekly_most=0)},
        "skipped",
        "weekly_most",
    ),
}


async def test_what_decides_is_read_when_it_is_claimed(store: Store, database_url: str) -> None:
    rows = [words(number, "a", NOW, until=LATE) for number, _met in enumerate(MET.values())]
    for number, (facts, _state, _why) in enumerate(MET.values()):
        rows += [] if facts is None else [person(number, **facts)]
    await insert(database_url, flat(rows))
    expected = {str(n) for n, (_f, state, _w) in enumerate(MET.values()) if state == "claimed"}
    assert set(await claimed(store)) == expected
    found = await ends(database_url)
    became = {name: row[:2] for name, row in zip(MET, found, strict=True)}
    assert became == {name: (state, why) for name, (_facts, state, why) in MET.items()}
    for state, _why, due, done in found:
        assert (done is not None) == (state in ("skipped", "blocked"))
        assert state != "planned" or due == to_ms(local(11, 20, 12))
    # What is at its end, or put off, is not found again.
    assert await claimed(store) == []


async def test_after_quiet_hours_it_leaves(store: Store, database_url: str) -> None:
    quiet = words(1, "a", NOW, until=LATE)
    await insert(database_url, flat((person(1, preferences=EVENING), quiet)))
    assert await claimed(store) == []
    assert await claimed(store, local(11, 20, 11, 59)) == []
    assert await claimed(store, local(11, 20, 12)) == ["1"]


async def test_what_changed_meanwhile_decides(store: Store, database_url: str) -> None:
    await insert(
        database_url, flat((person(1, preferences=EVENING), words(1, "a", NOW, until=LATE)))
    )
    assert await claimed(store) == []
    await query(database_url, "UPDATE person SET consents = 'log'")
    assert await claimed(store, local(11, 20, 12)) == []
    assert (await ends(database_url))[0][:2] == ("skipped", "no_consent")


async def test_what_is_too_late_is_said_to_be_late(store: Store, database_url: str) -> None:
    await people(database_url, 1, 2)
    soon = NOW - dt.timedelta(milliseconds=1)
    await insert(
        database_url, flat((words(1, "a", NOW, until=soon), words(2, "a", NOW, until=NOW)))
    )
    assert await claimed(store) == ["2"]
    assert (await ends(database_url))[0][:2] == ("skipped", "late")


async def test_replies_pass_no_gate_and_a_reminder_only_its_own(
    store: Store, database_url: str
) -> None:
    await insert(
        database_url,
        flat(
            (
                person(
                    1,
                    consents="reminders",
                    preferences=NotificationPreferences(QuietHours(0, 1439), 0),
                ),
                person(2, consents="campaigns"),
                words(1, None, NOW, kind="reply"),
                words(1, None, NOW, kind="receipt"),
                words(1, None, NOW, kind="reminder"),
                words(1, "a", NOW, kind="campaign"),
                words(2, None, NOW, kind="reply"),
                words(2, None, NOW, kind="reminder"),
                words(3, None, NOW, kind="receipt"),
            )
        ),
    )
    assert await claimed(store) == ["1", "1", "1", "2", "3"]
    whys = [(state, why) for state, why, *_rest in await ends(database_url)]
    assert whys[2:4] == [("claimed", None), ("skipped", "no_consent")]
    assert whys[5] == ("skipped", "no_consent")


async def test_what_has_left_in_part_is_not_asked_again(store: Store, database_url: str) -> None:
    late = NOW - dt.timedelta(hours=1)
    no: tuple[dict[str, Any], ...] = (
        {"preferences": EVENING},
        {"consents": ""},
        {"preferences": NotificationPreferences(weekly_most=0)},
        {"blocked": True},
    )
    rows = [person(number, **facts) for number, facts in enumerate(no)]
    for number in range(len(no)):
        rows += [
            words(number, source, NOW, until=late, parts_sent=sent)
            for source, sent in (("whole", 0), ("half", 1))
        ]
    await insert(database_url, flat(rows))
    assert await claimed(store) == [str(number) for number in range(len(no))]
    left = await query(database_url, "SELECT DISTINCT source, state FROM outbox ORDER BY 1, 2")
    assert left == [("half", "claimed"), ("whole", "blocked"), ("whole", "skipped")]


async def test_without_rules_everything_leaves(store: Store, database_url: str) -> None:
    await insert(database_url, flat((person(1, consents=""), words(1, "a", NOW))))
    assert await claimed(store, rules=None) == ["1"]


# --- how much a week holds ------------------------------------------------------------------------

MONDAY, BEFORE = local(11, 16, 0), local(11, 15, 23, 59)


SENT: tuple[tuple[list[tuple[str, dt.datetime]], bool], ...] = (
    ([("sent", MONDAY)] * 3, False),
    ([("claimed", MONDAY)] * 3, False),
    ([("unsure", MONDAY)] * 3, False),
    ([("sent", MONDAY), ("unsure", MONDAY), ("claimed", MONDAY)], False),
    ([("sent", MONDAY)] * 2, True),
    ([("sent", BEFORE)] * 3, True),
    ([("sent", BEFORE), ("sent", MONDAY), ("sent", MONDAY)], True),
    ([("skipped", MONDAY), ("failed", MONDAY), ("blocked", MONDAY)], True),
    ([("cancelled", MONDAY)] * 3, True),
    ([("planned", local(11, 20, 20))] * 3, True),
)


async def test_what_left_or_may_have_left_this_week_counts(store: Store, database_url: str) -> None:
    await people(database_url, *range(len(SENT)))
    rows: list[Rows] = []
    for number, (sent, _leaves) in enumerate(SENT):
        rows += [words(number, f"s{n}", at, state=state) for n, (state, at) in enumerate(sent)]
        rows.append(words(number, "a", NOW))
    await insert(database_url, flat(rows))
    pending = [number for number, (_sent, leaves) in enumerate(SENT) if leaves]
    assert await claimed(store) == [str(number) for number in pending]
    became = await query(
        database_url, "SELECT state, why FROM outbox WHERE source = 'a' ORDER BY person_id"
    )
    assert became == [
        ("claimed", None) if leaves else ("skipped", "weekly_most") for _sent, leaves in SENT
    ]


async def test_what_a_stop_gave_back_in_part_counts(store: Store, database_url: str) -> None:
    await people(database_url, 1, 2)
    later = local(11, 20, 20)
    rows = [words(n, f"s{m}", later, parts_sent=n - 1) for n in (1, 2) for m in range(3)]
    await insert(database_url, flat((*rows, words(1, "a", NOW), words(2, "a", NOW))))
    assert await claimed(store) == ["1"]


async def test_own_reminders_replies_and_other_peoples_news_do_not_count(
    store: Store, database_url: str
) -> None:
    unasked = [words(2, f"s{n}", MONDAY, state="sent") for n in range(3)]
    asked = [
        words(1, None, MONDAY, state="sent", kind=kind)
        for kind in ("reminder", "reply", "receipt")
        for _each in range(3)
    ]
    await people(database_url, 1, 2)
    await insert(database_url, flat((*unasked, *asked, words(1, "a", NOW), words(2, "a", NOW))))
    assert await claimed(store) == ["1"]


async def test_announcements_and_campaigns_count_together_on_whatever_channel(
    store: Store, database_url: str
) -> None:
    await people(database_url, 1)
    await insert(
        database_url,
        flat(
            (
                words(1, "s1", MONDAY, state="sent", kind="campaign"),
                words(1, "s2", MONDAY, state="sent", channel="numbers"),
                words(1, "s3", MONDAY, state="sent"),
                words(1, "a", NOW),
            )
        ),
    )
    assert await claimed(store) == []


async def test_what_one_lets_pass_counts_for_the_next_of_the_same_person(
    store: Store, database_url: str
) -> None:
    await people(database_url, 1, 2)
    rows = [words(n, f"a{m}", NOW) for m in range(5) for n in (1, 2)]
    await insert(database_url, flat((words(1, "s", MONDAY, state="sent"), *rows)))
    assert await claimed(store) == ["1", "2", "1", "2", "2"]
    states = [state for state, *_rest in await ends(database_url, "person_id, id")]
    assert states == [
        "sent",
        *["claimed"] * 2,
        *["skipped"] * 3,
        *["claimed"] * 3,
        *["skipped"] * 2,
    ]
    # It holds for what is claimed later too, here and by whoever else asks.
    await insert(database_url, flat((words(1, "b", NOW), words(2, "b", NOW))))
    assert await claimed(store, limit=1) == []
    assert await claimed(store) == []


async def test_what_was_looked_at_and_given_back_keeps_its_place_in_the_row(
    store: Store, database_url: str
) -> None:
    """Of two messages with room for one the older one leaves, however far was looked ahead."""
    refuses, last = person(1, consents="log"), MAX_FURTHER + 1
    waiting = [words(number, "older", NOW) for number in range(1, last + 1)]
    people_ = [person(number) for number in range(2, last + 1)]
    await insert(database_url, flat((refuses, *people_, *waiting, words(3, "newer", NOW))))
    later = NOW + dt.timedelta(minutes=1)
    assert [await claimed(store, later, limit=1) for _each in range(2)] == [["2"], ["3"]]
    (left,) = await query(
        database_url, "SELECT source FROM outbox WHERE state = 'claimed' AND person_id = 3"
    )
    assert left == ("older",)


async def test_in_learning_week_one_a_day_leaves_in_each_wards_own(
    store: Store, database_url: str
) -> None:
    await insert(
        database_url,
        flat(
            (
                person(1, ward=HERE),
                person(2, ward=THERE),
                person(3, ward=None),
                *(words(n, f"a{m}", local(10, 2)) for m in range(2) for n in (1, 2, 3)),
            )
        ),
    )
    assert await claimed(store, local(10, 2)) == ["1", "2", "3", "2"]
    skipped = await query(
        database_url, "SELECT person_id, why FROM outbox WHERE why IS NOT NULL ORDER BY person_id"
    )
    assert skipped == [(1, "daily_most"), (3, "daily_most")]


# --- any people -----------------------------------------------------------------------------------

_KINDS: tuple[NotificationKind, ...] = ("reminder", "announcement", "campaign")


def _somebody(chance: Random) -> dict[str, Any]:
    quiets = (None, None, *(QuietHours(chance.randrange(1440), chance.randrange(1440)),) * 2)
    return {
        "consents": " ".join(p for p in PURPOSES if chance.random() < 0.85),
        "ward": chance.choice((None, HERE, THERE)),
        "joined": chance.random() < 0.95,
        "blocked": chance.choice((None, *(False,) * 8, True)),
        "preferences": NotificationPreferences(
            chance.choice(quiets), chance.choice((None, None, 0, 1, 2, 5, 14))
        ),
    }


@pytest.mark.parametrize("seed", range(2))
async def test_whoever_it_is_it_is_judged_as_the_rules_say(
    store: Store, database_url: str, seed: int
) -> None:
    chance = Random(seed)
    now = local(10, chance.randint(1, 14), chance.randint(6, 21), chance.randint(0, 59))
    rows: Rows = []
    expected: dict[int, PolicyDecision] = {}
    number = itertools.count(1)
    for one in range(1, 121):
        facts = _somebody(chance)
        gone = chance.random() < 0.05
        rows += [] if gone else person(one, **facts)
        sent = []
        for dialog in range(chance.randint(0, 6)):
            at = now - dt.timedelta(minutes=chance.randint(1, 9 * 24 * 60))
            state = chance.choice(("sent", "sent", "claimed", "unsure", "failed", "skipped"))
            rows += words(one, f"s{dialog}", at, state=state)
            next(number)
            sent += [at] if state in ("sent", "claimed", "unsure") else []
        for dialog in range(chance.randint(1, 4)):
            kind = chance.choice(_KINDS)
            until = chance.choice((None, now + dt.timedelta(minutes=chance.randint(-60, 900))))
            source = None if kind == "reminder" else f"a{dialog}"
            rows += words(one, source, now, kind=kind, until=until)
            consents = frozenset(p for p in PURPOSES if p in facts["consents"])
            known = PersonFacts(
                consents,
                facts["ward"],
                joined=facts["joined"],
                owns_address=facts["blocked"] is not None,
                blocked=bool(facts["blocked"]),
            )
            somebody = None if gone else known
            pending = PendingNotification(kind, until, somebody, facts["preferences"], sent)
            verdict = expected[next(number)] = apply_policy(pending, RULES, now)
            if verdict == Allow() and kind != "reminder":
                sent.append(now)
    await insert(database_url, rows)
    assert len(await claimed(store, now)) == sum(
        verdict == Allow() for verdict in expected.values()
    )
    found = await query(database_url, "SELECT id, state, why, due_ms FROM outbox ORDER BY id")
    became = {row: (state, why, due) for row, state, why, due in found if row in expected}
    at_now = to_ms(now)
    assert became == {
        row: ("claimed", None, at_now)
        if isinstance(verdict, Allow)
        else ("planned", verdict.why, to_ms(verdict.at))
        if isinstance(verdict, Defer)
        else ("blocked" if verdict.why == "blocked" else "skipped", verdict.why, at_now)
        for row, verdict in expected.items()
    }
    reasons = {verdict.why for verdict in expected.values() if isinstance(verdict, Suppress)}
    assert {
        "late", "not_joined", "no_consent", "moved", "blocked", "forgotten", "weekly_most",
    } <= reasons  # fmt: skip
