"""A month of a thousand people: each gets every expected message, once and on time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.schedule import month_facts as f
from tests.schedule.month_application import Month, Seen
from tests.schedule.month_life import Life
from tests.schedule.month_model import Model

One: TypeAlias = f.Spoken | f.Letter | f.ReminderDecision

PEOPLE = 1_000
DESK = 24
SEEDS = {"sqlite": 2030, "postgresql": 2028}

REASONS = {
    ("reminder", "sent", None), ("reminder", "unsure", "no_answer"),
    ("reminder", "unsure", "worker_gone"), ("reminder", "blocked", "blocked"),
    ("reminder", "skipped", "late"),
    ("announcement", "sent", None), ("announcement", "unsure", "no_answer"),
    ("announcement", "blocked", "blocked"), ("announcement", "skipped", "late"),
    ("announcement", "skipped", "quiet_hours"), ("announcement", "skipped", "no_consent"),
    ("announcement", "skipped", "weekly_most"), ("announcement", "skipped", "daily_most"),
    ("campaign", "sent", None), ("campaign", "unsure", "no_answer"),
    ("campaign", "unsure", "worker_gone"), ("campaign", "blocked", "blocked"),
    ("campaign", "skipped", "no_consent"), ("campaign", "skipped", "weekly_most"),
    ("campaign", "skipped", "daily_most"),
}  # fmt: skip
"""What became of messages in a month that has something to say."""

OUTCOMES = {
    "remind", "ask", "quiet", "late", "superseded", "paused", "done_today", "nothing_open",
    "not_yet", "no_consent", "blocked",
}  # fmt: skip


async def live(url: str, folder: Path, seed: int, people: int, desk: int) -> Seen:
    """Live a month; what came of it, which is what should have come of it."""
    life = Life(seed, people, desk)
    moments = tuple(life.month(two_houses="postgresql" in url))
    model = Model(seed, life.desk)
    model.live(moments)
    expected: Sequence[Sequence[One]] = comparable(model.outcomes(), model.refused)
    assert model.again > 0, "the clock was set back over what had been settled"
    month = Month(url, folder, model.troubles, life.desk)
    seen = comparable(await month.live(moments), model.refused)
    found: Sequence[Sequence[One]] = seen
    for should, did in zip(expected, found, strict=True):
        wrong = differences(should, did)
        if wrong:
            who = int(re.search(r"(?:who=|address=')(\d+)", wrong[0])[1])  # type: ignore[index]
            lines = "\n".join([*wrong[:12], *story(moments, who)])
            raise AssertionError(f"seed {seed}: {len(wrong)} differ\n{lines}")
    return seen


def comparable(seen: Seen, refused: Collection[tuple[int, str]]) -> Seen:
    """What was seen, without what may be one way or another.

    Where several messages reach for somebody who has blocked the service, the first finds it out;
    whether the others are planned, or on their way, by then, is a matter of milliseconds.
    """
    spoken, letters, settled = seen
    tries = {replace(each, what="") for each in spoken if each.outcome == "blocked"}
    said = [each for each in spoken if each.outcome != "blocked"]
    others = [each for each in letters if (each.who, each.what) in refused]
    assert {each.why for each in others} <= {"blocked", "weekly_most", "daily_most"}
    letters = [each for each in letters if (each.who, each.what) not in refused]
    return [*said, *tries], letters, settled


def differences(expected: Iterable[One], found: Iterable[One]) -> list[str]:
    """What is missing and what is too much, as it came in time."""
    ours, theirs = Counter(expected), Counter(found)
    told = [(each, "missing") for each in (ours - theirs).elements()]
    told += [(each, "too much") for each in (theirs - ours).elements()]
    return [f"{how}: {each}" for each, how in sorted(told, key=lambda one: one[0].at)]


def story(moments: Sequence[f.Moment], who: int) -> list[str]:
    """What one person did and was sent, for whoever has to find out who is right."""
    told = []
    for each in moments:
        if isinstance(each, f.Acts):
            told += [
                f"{each.at} {act.deed} at {act.address}" for act in each.acts if act.who == who
            ]
            told += [f"{each.at} {sent.source}" for sent in each.campaigns if who in sent.people]
        elif isinstance(each, f.Opens):
            told.append(f"{each.at} opens")
    return told


@pytest.mark.long
async def test_everybody_got_what_they_should_have_got(database_url: str, tmp_path: Path) -> None:
    seed = SEEDS[database_url.partition("+")[0]]
    _spoken, letters, settled = await live(database_url, tmp_path / "data", seed, PEOPLE, DESK)
    assert {(each.kind, each.state, each.why) for each in letters} >= REASONS
    assert {each.outcome for each in settled} == OUTCOMES
