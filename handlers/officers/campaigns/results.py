"""What the sendings of a campaign came to, in words: how many, where they are, the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from bot.domain.campaigns.buttons import Answer
from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.runs import Run, RunResult, RunState
from bot.talk.text import Day, Fact, Item, Line, SayLine, Text, Title, _, plain, plural

MOST_RUNS = 4
_BAR = 10

_STATES: Mapping[RunState, Text] = {
    "planning": _("recipients are being listed"),
    "sending": _("is being sent"),
    "paused": _("paused"),
    "ended": _("ended"),
    "cancelled": _("cancelled"),
    "stopped": _("stopped"),
}
_ENDS: tuple[tuple[str, Text], ...] = (
    ("sent", _("sent")),
    ("failed", _("failed")),
    ("blocked", _("blocked us")),
    ("unsure", _("perhaps sent")),
    ("skipped", _("left out")),
    ("cancelled", _("cancelled")),
    ("erased", _("erased their notebook")),
)
_WHY: Mapping[str, Text] = {
    "no_consent": _("no consent any more"),
    "expired": _("the time was over"),
    "late": _("the time was over"),
    "forgotten": _("erased their notebook"),
    "moved": _("the address belongs to somebody else"),
    "weekly_most": _("enough messages this week"),
    "daily_most": _("enough messages this day"),
}


def bar(done: int, planned: int) -> str:
    """A bar of ten places."""
    filled = _BAR if planned == 0 else done * _BAR // planned
    return "▓" * filled + "░" * (_BAR - filled)


def run_lines(run: Run, result: RunResult, zone_day: Day) -> Iterator[SayLine]:
    """One sending: its day and state, how far it is, and the end states."""
    yield Title(_("Sending of {day}: {state}", day=zone_day, state=_STATES[run.state]))
    done = result.planned - result.open
    yield plain(f"{bar(done, result.planned)} {done}/{result.planned}")
    for state, name in _ENDS:
        count = result.total(state)
        if count:
            yield Fact(name, plural("{count} person", "{count} people", count))
    why: Counter[str] = Counter()
    for each in result.counts:
        if each.state == "skipped" and each.why:
            why[each.why] += each.count
    for code, count in why.most_common():
        yield Item(_why_line(code, count))


def _why_line(code: str, count: int) -> Line:
    said: Line = _WHY.get(code, plain(code))
    return _("left out, {why}: {count}", why=said, count=count)


def answer_lines(campaign: Campaign, answers: Mapping[int, int]) -> Iterator[SayLine]:
    """How many people chose each answer."""
    buttons = [
        (place, button)
        for place, button in enumerate(campaign.content.buttons)
        if isinstance(button, Answer)
    ]
    if buttons:
        yield Title(_("Answers"))
    for place, button in buttons:
        count = answers.get(place, 0)
        yield Fact(plain(button.label), plural("{count} person", "{count} people", count))
