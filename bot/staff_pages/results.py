"""What a sending came to, as a page shows it: how far it is, its ends, by ward and by channel.

The ends are exact, and their sum is what was planned. How many were reached on which channel is a
statistic about people: where one of them is small, none is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from handlers.officers.campaigns.results import answer_lines, run_lines

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.runs import OVER, Run, RunResult
from bot.domain.small_counts import FEW, shown_parts
from bot.phrases.staff.audience_counts import count_said
from bot.phrases.staff.audiences import channel
from bot.phrases.staff.roles import ward_title
from bot.staff_pages.blocks import Block, blocks_of
from bot.talk.text import Blank, Day, Plain, Text, _

_OPEN = ("planned", "claimed")

_ENDS: Mapping[str, Text] = {
    "open": _("not sent yet"),
    "sent": _("sent"),
    "failed": _("failed"),
    "blocked": _("blocked us"),
    "unsure": _("perhaps sent"),
    "skipped": _("left out"),
    "cancelled": _("cancelled"),
    "erased": _("erased their notebook"),
}
Said = Callable[[Blank], str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the names of its columns, then rows that begin with their own name."""

    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class ShownRun:
    """A sending: its name and state, how far it is, its ends in words, and two tables."""

    heading: str
    done: int
    planned: int
    blocks: Sequence[Block]
    by_ward: Table
    by_channel: Table | None


def shown_run(run: Run, result: RunResult, day: Day, said: Said) -> ShownRun:
    """A sending in one language; `day` is the local day on which it began."""
    first, *others = blocks_of(
        (line for line in run_lines(run, result, day) if not isinstance(line, Plain)), said
    )
    return ShownRun(
        first.entries[0][0],
        result.planned - result.open,
        result.planned,
        others,
        _by_ward(result, said),
        _by_channel(result, said),
    )


def is_open(runs: Sequence[tuple[Run, RunResult]]) -> bool:
    """Whether a sending is not over, so that what is shown changes."""
    return any(run.state not in OVER for run, _result in runs)


def answer_blocks(campaign: Campaign, answers: Mapping[int, int], said: Said) -> list[Block]:
    """How many people chose each answer."""
    return blocks_of(answer_lines(campaign, answers), said)


def _by_ward(result: RunResult, said: Said) -> Table:
    ends: dict[str, Counter[str]] = {}
    for each in result.counts:
        end = "open" if each.state in _OPEN else each.state
        ends.setdefault(each.ward, Counter())[end] += each.count
    total = sum(ends.values(), Counter[str]())
    columns = [end for end in _ENDS if total[end]]
    names = {ward: ward_title(ward) if ward else "–" for ward in ends}
    rows = [
        (names[ward], [str(ends[ward][end]) for end in columns])
        for ward in sorted(ends, key=lambda ward: (not ward, names[ward]))
    ]
    if len(rows) > 1:
        rows.append((said(_("Total")), [str(total[end]) for end in columns]))
    return Table([said(_ENDS[end]) for end in columns], rows)


def _by_channel(result: RunResult, said: Said) -> Table | None:
    """None where a small count would be found: the exact total stands beside it."""
    people = Counter[str]()
    for each in result.counts:
        if each.channel:
            people[each.channel] += each.count
    shown = shown_parts(people).parts
    if len(shown) < 2 or FEW in shown.values():
        return None
    rows = [(said(channel(name)), [said(count_said(shown[name]))]) for name in sorted(people)]
    return Table([said(_("People"))], rows)
