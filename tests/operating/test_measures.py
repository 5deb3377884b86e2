"""Measures: what is counted is told, and nothing of people is."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.operating.measures import Measures, outbox_metric, outcome_name
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.storage.outbox.operating.backlog import Waiting
from bot.talk.messages import Message
from tests.applications import FRIDAY


def told(written: bytes) -> dict[tuple[str, ...], float]:
    """Each sample by its name and its labels' values."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(written.decode())
        for sample in family.samples
    }


class Speaks:
    """A way out that answers what it is given."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        return self.outcome


def test_turns_are_counted_with_how_long_they_took() -> None:
    measures = Measures({})
    for seconds in (0.0004, 0.3, 20.0):
        measures.turn("web", seconds)
    measures.not_stored("web")
    found = told(measures.written())
    assert found["sohoctap_turn_seconds_count", "web"] == 3
    assert found["sohoctap_turn_seconds_bucket", "web", "0.5"] == 2
    assert found["sohoctap_turns_not_stored_total", "web"] == 1


@pytest.mark.parametrize(
    ("outcome", "name"),
    [
        (Delivered("1"), "delivered"),
        (Later(FRIDAY, "flood"), "later"),
        (Never("blocked"), "never"),
        (Unsure("timeout"), "unsure"),
    ],
)
async def test_what_a_channel_answers_is_counted(outcome: Outcome, name: str) -> None:
    measures = Measures({})
    speaker = measures.counted("telegram", Speaks(outcome))
    assert await speaker.speak("0912345678", 7, Message("xin chào")) == outcome
    assert outcome_name(outcome) == name
    found = told(measures.written())
    assert found["sohoctap_channel_outcomes_total", "telegram", name] == 1
    assert "0912345678" not in str(found)


def test_refusals_and_decisions_are_counted_by_their_code() -> None:
    refusals = {"web_slow": 2}
    measures = Measures(refusals)
    measures.decided("weekly_cap")
    refusals["web_slow"] += 1
    found = told(measures.written([outbox_metric([Waiting("web", "reply", "planned", 4)])]))
    assert found["sohoctap_refusals_total", "web_slow"] == 3
    assert found["sohoctap_gate_decisions_total", "weekly_cap"] == 1
    assert found["sohoctap_outbox_messages", "web", "reply", "planned"] == 4
