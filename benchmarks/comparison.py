"""The comparison: the figures of each candidate in each round, and their tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

from benchmarks.counts import Counts, Stretch
from benchmarks.report import Cell, Table


@dataclass(frozen=True, slots=True)
class Seen:
    """One candidate in one round."""

    full: Stretch
    """The same texts for every candidate, as fast as answers come."""
    paced: Stretch
    """The same texts at an ordinary rate."""
    talk: Stretch | None
    """Texts and presses on the buttons that came, as fast as answers come; not for echoes."""
    counts: Counts
    updates: int
    """Different updates in all stretches, warm-ups included."""
    posted_again: tuple[int, int] | None
    """Updates that were posted twice and acknowledged, and the messages that followed."""
    messages: int
    """Messages that the Bot API received."""
    calls: dict[str, int]
    resident_mib: float
    stored: dict[str, int] | None

    @property
    def faults(self) -> tuple[str, ...]:
        """What went wrong; empty when every update was answered exactly once."""
        counts, again = self.counts, self.posted_again or (0, 0)
        claims = {
            "an update was refused": counts.refused == 0,
            "an update was never answered": counts.silent == 0,
            "an echo said something else": counts.wrong == 0,
            "a message went to a stranger": counts.strangers == 0,
            "an acknowledgement is missing": counts.acknowledged == self.updates + again[0],
            "an answer is missing": counts.answered == self.updates,
            "an update posted again was answered again": again[1] == 0,
        }
        if self.stored is not None:
            stored = self.stored
            claims |= {
                "the inbox is not the updates": stored["inbox"] == self.updates,
                "an update is in the inbox twice": stored["inbox_different"] == self.updates,
                "the outbox is not the messages": stored["messages"] == self.messages,
                "the outbox holds words that did not leave": stored["outbox"]
                == stored["outbox_sent"],
            }
        return tuple(fault for fault, holds in claims.items() if not holds)


Round: TypeAlias = dict[str, Seen]
"""Every candidate of one round by its name."""


def speed(names: Sequence[str], bases: Sequence[str], rounds: Sequence[Round]) -> Table:
    """The same text updates for all: medians of the rounds, ratios inside each round."""
    bases = [base for base in bases if base in names]
    rows: list[tuple[Cell, ...]] = []
    for name in names:

        def middle(what: Callable[[Seen], float], name: str = name) -> float:
            return median(what(each[name]) for each in rounds)

        rates = [each[name].full.updates_per_second for each in rounds]
        rows.append(
            (
                name,
                median(rates),
                f"{min(rates):,.0f}–{max(rates):,.0f}",
                *(_ratio(rounds, name, base, _rate) for base in bases),
                middle(_cpu),
                *(_ratio(rounds, name, base, _cpu) for base in bases),
                _pair(middle(lambda seen: seen.full.acknowledged_ms[0]),
                      middle(lambda seen: seen.full.acknowledged_ms[1])),
                _pair(middle(lambda seen: seen.full.answered_ms[0]),
                      middle(lambda seen: seen.full.answered_ms[1])),
                middle(lambda seen: _over(*seen.full.answered_ms)),
                _pair(middle(lambda seen: seen.paced.answered_ms[0]),
                      middle(lambda seen: seen.paced.answered_ms[1])),
                middle(lambda seen: seen.resident_mib),
                middle(lambda seen: seen.full.generator_share),
            )
        )  # fmt: skip
    columns = (
        "candidate", "updates/s", "range", *(f"rate to {base}" for base in bases),
        "CPU µs/update", *(f"CPU to {base}" for base in bases), "200 p50/p99 ms",
        "reply p50/p99 ms", "reply p99/p50", "paced reply p50/p99 ms", "RSS MiB", "generator core",
    )  # fmt: skip
    return Table("The same texts for all, each answered by a call", columns, tuple(rows))


def talk(names: Sequence[str], rounds: Sequence[Round]) -> Table | None:
    """Texts and presses mixed; None when no candidate was measured that way."""
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        seen = [stretch for each in rounds if (stretch := each[name].talk) is not None]
        if not seen:
            continue
        rows.append(
            (
                name,
                median(each.updates_per_second for each in seen),
                median(each.candidate_cpu_us for each in seen),
                _pair(*(median(each.acknowledged_ms[i] for each in seen) for i in (0, 1))),
                _pair(*(median(each.answered_ms[i] for each in seen) for i in (0, 1))),
                median(_over(*each.answered_ms) for each in seen),
            )
        )
    if not rows:
        return None
    columns = (
        "candidate", "updates/s", "CPU µs/update", "200 p50/p99 ms", "reply p50/p99 ms",
        "reply p99/p50",
    )  # fmt: skip
    return Table("Conversations: texts and presses on the buttons that came", columns, tuple(rows))


def exact(names: Sequence[str], rounds: Sequence[Round]) -> Table:
    """Exact counts, the sum of all rounds, warm-ups included."""
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        seen = [each[name] for each in rounds]
        again = [each.posted_again for each in seen if each.posted_again is not None]
        stores = [each.stored for each in seen if each.stored is not None]
        faults = dict.fromkeys(fault for each in seen for fault in each.faults)
        rows.append(
            (
                name,
                sum(each.updates for each in seen),
                sum(each.counts.acknowledged for each in seen),
                sum(each.counts.answered for each in seen),
                sum(each.counts.refused + each.counts.silent for each in seen),
                sum(each.counts.beyond for each in seen),
                _pair_of_counts(again),
                sum(store["inbox"] for store in stores) if stores else None,
                sum(store["outbox_sent"] for store in stores) if stores else None,
                "; ".join(faults) or "yes",
            )
        )
    columns = (
        "candidate", "updates", "200s", "answered", "refused or silent", "further messages",
        "posted again / answered again", "in the inbox", "sent in the outbox", "each exactly once",
    )  # fmt: skip
    return Table("Counts", columns, tuple(rows))


def _rate(seen: Seen) -> float:
    return seen.full.updates_per_second


def _cpu(seen: Seen) -> float:
    return seen.full.candidate_cpu_us


def _ratio(rounds: Sequence[Round], name: str, base: str, what: Callable[[Seen], float]) -> float:
    return median(_over(what(each[base]), what(each[name])) for each in rounds)


def _over(below: float, above: float) -> float:
    """The second divided by the first; 0 without a figure."""
    return above / below if below else 0.0


def _pair(first: float, second: float) -> str:
    return f"{first:.3g} / {second:.3g}" if second < 100 else f"{first:.0f} / {second:.0f}"


def _pair_of_counts(pairs: Sequence[tuple[int, int]]) -> str:
    return f"{sum(a for a, _ in pairs)} / {sum(b for _, b in pairs)}" if pairs else "–"
