"""Measures: what is counted as it happens, and what is asked when Prometheus asks.

No label holds a text, a name, a token or an id of the outside: only words of this program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot.services.ports.messages import Delivered, Later, Never, Outcome, Speaker, Unsure
from bot.talk.messages import Message

TURN_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Bounds of the histogram of a turn, from its arrival to its commit."""

OUTCOMES = ("delivered", "later", "never", "unsure")


class OutboxCount(Protocol):
    """How many messages of a channel and a kind wait in a state."""

    @property
    def channel(self) -> str:
        """The channel."""

    @property
    def kind(self) -> str:
        """The class of the message: reply, receipt, reminder and so on."""

    @property
    def state(self) -> str:
        """Planned, claimed or held."""

    @property
    def count(self) -> int:
        """How many."""


class Measures:
    """What is counted; one in a process. `refusals` are counted by whoever refuses."""

    def __init__(self, refusals: Mapping[str, int]) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._turns = Histogram(
            "sohoctap_turn_seconds", "A turn, from its arrival to its commit", ("channel",),
            buckets=TURN_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._failed = Counter(
            "sohoctap_turns_not_stored", "Turns that were not acknowledged", ("channel",),
            registry=self.registry,
        )  # fmt: skip
        self._outcomes = Counter(
            "sohoctap_channel_outcomes", "What a channel answered to one send",
            ("channel", "outcome"), registry=self.registry,
        )  # fmt: skip
        self._gate = Counter(
            "sohoctap_gate_decisions", "What became of notifications at the check before sending",
            ("decision",), registry=self.registry,
        )  # fmt: skip
        self._observe: dict[str, Callable[[float], None]] = {}
        self._refusals = refusals

    def turn(self, channel: str, seconds: float) -> None:
        """A turn took so long; called once a turn."""
        observe = self._observe.get(channel)
        if observe is None:
            observe = self._observe[channel] = self._turns.labels(channel).observe
        observe(seconds)

    def not_stored(self, channel: str) -> None:
        """A turn was not acknowledged."""
        self._failed.labels(channel).inc()

    def decided(self, decision: str) -> None:
        """A notification was let pass, put off or suppressed; `decision` says which and why."""
        self._gate.labels(decision).inc()

    def counted(self, channel: str, speaker: Speaker) -> Speaker:
        """The same way out, with its outcomes counted."""
        return _Counted(speaker, {each: self._outcomes.labels(channel, each) for each in OUTCOMES})

    def written(self, now: Iterable[Metric] = ()) -> bytes:
        """All of it as Prometheus reads it; `now` is what was asked for this answer."""
        asked = CollectorRegistry(auto_describe=False)
        asked.register(_Fixed([*now, _refusals(self._refusals)]))
        return generate_latest(self.registry) + generate_latest(asked)


class _Counted:
    """A speaker that counts outcomes."""

    def __init__(self, speaker: Speaker, counters: Mapping[str, Counter]) -> None:
        self._speaker = speaker
        self._counters = counters

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Send one message and count what came of it."""
        outcome = await self._speaker.speak(address, row, message)
        self._counters[outcome_name(outcome)].inc()
        return outcome


def outcome_name(outcome: Outcome) -> str:
    """An outcome as a label."""
    match outcome:
        case Delivered():
            return "delivered"
        case Later():
            return "later"
        case Never():
            return "never"
        case Unsure():
            return "unsure"


class _Fixed:
    """A collector of what is known already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = tuple(metrics)

    def collect(self) -> Iterator[Metric]:
        """What is known."""
        yield from self._metrics


def _refusals(counts: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(
        "sohoctap_refusals", "What was refused at a limit or a fault, by its code", labels=("what",)
    )
    for what, count in sorted(counts.items()):
        family.add_metric((what,), count)
    return family


def outbox_metric(counts: Iterable[OutboxCount]) -> Metric:
    """Messages that have not come to their end."""
    family = GaugeMetricFamily(
        "sohoctap_outbox_messages", "Messages that wait, by state and class",
        labels=("channel", "kind", "state"),
    )  # fmt: skip
    for each in counts:
        family.add_metric((each.channel, each.kind, each.state), each.count)
    return family


GAUGES: Mapping[str, str] = {
    "sohoctap_ready": "1 when a small write commits and a channel listens",
    "sohoctap_oldest_unsent_seconds": "How long the oldest message that is due has waited",
    "sohoctap_last_tick_seconds": "How long ago the clock ticked",
    "sohoctap_last_backup_timestamp_seconds": "When the last good backup was made; 0: never",
    "sohoctap_disk_free_bytes": "What is free where the files are",
    "sohoctap_disk_free_ratio": "What part of that disk is free",
}
"""Numbers that are asked, by name, with what they say."""


def gauge(name: str, value: float) -> Metric:
    """One of `GAUGES`."""
    return GaugeMetricFamily(name, GAUGES[name], value=value)


def channels_metric(listening: Mapping[str, bool]) -> Metric:
    """Which channels people's messages reach the service through."""
    family = GaugeMetricFamily(
        "sohoctap_channel_listening", "1 while people's messages reach the service",
        labels=("channel",),
    )  # fmt: skip
    for name, listens in sorted(listening.items()):
        family.add_metric((name,), int(listens))
    return family


def about_metric(version: str, migration: str) -> Metric:
    """Which release runs, on which revision of the database."""
    family = GaugeMetricFamily(
        "sohoctap_about", "Which release runs, on which revision", labels=("version", "migration")
    )
    family.add_metric((version, migration), 1)
    return family
