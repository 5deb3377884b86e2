"""What a dry run foretells is what then happens: the same people, at the same times, or why not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commands.announce import SKIP_REASONS
from bot.domain.notifications.policy import NotificationPreferences, QuietHours
from bot.storage.engine.milliseconds import from_ms
from tests.announcements.calendars import HERE, THERE
from tests.announcements.planning import Rows, local, person, words
from tests.announcements.running_announce import MORE, Operator, operator_in
from tests.applications import ZONE


@pytest.fixture
def operator(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    database_url: str,
) -> Iterator[Operator]:
    """An operator, on both databases."""
    with operator_in(tmp_path, monkeypatch, capsys, database_url) as one:
        yield one


WISHES = (
    None,
    NotificationPreferences(QuietHours(0, 0)),
    NotificationPreferences(QuietHours(6 * 60, 9 * 60)),
    NotificationPreferences(QuietHours(17 * 60, 20 * 60)),
    NotificationPreferences(QuietHours(7 * 60, 0)),
    NotificationPreferences(weekly_most=0),
    NotificationPreferences(QuietHours(6 * 60, 12 * 60), 2),
    NotificationPreferences(weekly_most=14),
)


def population(monday: int, month: int) -> list[Rows]:
    """People of every sort: wards, wishes, how much they got this week, and who gets nothing."""
    found: list[Rows] = []
    for ward in (None, HERE, THERE):
        for preferences in WISHES:
            for before in range(4):
                number = len(found) + 1
                one = person(number, ward=ward, preferences=preferences)
                for place in range(before):
                    at = local(month, monday + place // 2, 7 + place)
                    one += words(number, f"campaign {place}", at, state="sent", kind="campaign")
                found.append(one)
        for other in ({"joined": False}, {"consents": "log"}, {"blocked": True}, {"channel": None}):
            found.append(person(len(found) + 1, ward=ward, **other))
    return found


SAID = re.compile(r"^(?:(\w+): .*, from \d\d:\d\d, .*|    person (\d+): (.*))$", re.MULTILINE)


def foretold(told: str) -> dict[tuple[str, int], str]:
    """What each person would get of each announcement: when, or why not."""
    found = {}
    name = ""
    for announcement, number, what in SAID.findall(told):
        name = announcement or name
        if number:
            found[name, int(number)] = what
    return found


TWO_A_DAY = """
[[changes]]
name = "evidence_end"
date = "11-18"
[[changes]]
name = "evidence_end"
off = true
ward = "00070"
"""
OWN_WEEK = """
[[weeks]]
year = 2026
first = 2026-10-06
last = 2026-10-12
ward = "00190"
"""


@pytest.mark.parametrize(
    ("month", "day", "monday", "more"),
    [
        # A usual week: one announcement everywhere but in a ward, and a second one in another.
        pytest.param(11, 18, 16, MORE + TWO_A_DAY, id="two a day"),
        pytest.param(10, 11, 5, MORE, id="the closing day, in the evening"),
        pytest.param(10, 6, 5, OWN_WEEK, id="a ward's own Week begins within the others'"),
    ],
)
def test_what_a_dry_run_foretells_is_what_then_happens(
    operator: Operator, month: int, day: int, monday: int, more: str
) -> None:
    operator.edits(more)
    operator.puts(*population(monday, month))
    operator.clock.at = local(month, day, 0)
    on = f"2026-{month:02d}-{day:02d}"
    told = foretold(operator.announces("--on", on, "--dry-run", "--people"))
    assert len(told) >= 100
    happened = {}
    for source, number, state, why, due in operator.lets_the_day_pass():
        name = source.split(" ")[0]
        if name == "campaign":
            continue
        assert (name, number) not in happened
        at = f"at {from_ms(due).astimezone(ZONE):%H:%M}"
        happened[name, number] = at if state == "sent" else SKIP_REASONS[why]
    planning = {SKIP_REASONS[why] for why in ("not_joined", "no_consent", "no_address", "blocked")}
    assert happened == {who: what for who, what in told.items() if what not in planning}
    assert planning <= set(told.values())
    assert len({what for what in told.values() if what.startswith("at ")}) >= 2
