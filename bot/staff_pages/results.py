"""What a sending came to, as a page shows it: how far it is, its ends, by ward and by channel.

The ends are exact, and their sum is what was planned. How many were reached on which channel is a
statistic about people: where one of them is small, none is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.campaigns.campaign import Campaign
from bot.domain.campaigns.results import ENDS, EndName, ShownResult, shown_result
from bot.domain.campaigns.runs import OVER, Run, RunResult
from bot.phrases.staff.audience_counts import count_said
from bot.phrases.staff.audiences import channel
from bot.phrases.staff.results import END_NAMES, answer_lines, run_lines
from bot.phrases.staff.roles import ward_title
from bot.staff_pages.blocks import Block, blocks_of
from bot.talk.text import Blank, Day, Plain, _

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
    shown = shown_result(result)
    told = run_lines(run, result, shown, day)
    first, *others = blocks_of((line for line in told if not isinstance(line, Plain)), said)
    return ShownRun(
        first.entries[0][0],
        result.planned - result.open,
        result.planned,
        others,
        _by_ward(shown, said),
        _by_channel(shown, said),
    )


def is_open(runs: Sequence[tuple[Run, RunResult]]) -> bool:
    """Whether a sending is not over, so that what is shown changes."""
    return any(run.state not in OVER for run, _result in runs)


def answer_blocks(campaign: Campaign, answers: Mapping[int, int], said: Said) -> list[Block]:
    """How many people chose each answer."""
    return blocks_of(answer_lines(campaign, answers), said)


def _by_ward(shown: ShownResult, said: Said) -> Table:
    columns = [end for end in ENDS if shown.ends.get(end)]
    names = {ward: ward_title(ward) if ward else "–" for ward in shown.wards}

    def cells(ends: Mapping[EndName, int]) -> list[str]:
        return [str(ends.get(end, 0)) for end in columns]

    rows = [
        (names[ward], cells(shown.wards[ward]))
        for ward in sorted(shown.wards, key=lambda ward: (not ward, names[ward]))
    ]
    if len(rows) > 1:
        rows.append((said(_("Total")), cells(shown.ends)))
    return Table([said(END_NAMES[end]) for end in columns], rows)


def _by_channel(shown: ShownResult, said: Said) -> Table | None:
    """None where there is one channel, or a small count would be found."""
    if shown.channels is None or len(shown.channels) < 2:
        return None
    rows = [
        (said(channel(name)), [said(count_said(count))])
        for name, count in sorted(shown.channels.items())
    ]
    return Table([said(_("People"))], rows)
