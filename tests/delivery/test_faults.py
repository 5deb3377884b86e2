"""Faults before a request leaves: a machine fault is retried, a message fault ends the message."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator
from typing import get_args

import pytest
from structlog.testing import capture_logs

from bot.delivery.outcomes import MAX_MEMORY_TRIES, REST_IN_TABLE
from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Delivered, Later
from bot.talk.steps import DeliveryClass, Say
from bot.talk.text import plain
from bot.wording.render import CannotSay
from tests.delivery.outbox_rows import (
    CHANNEL,
    SHORT,
    FaultyWords,
    PostOffice,
    Told,
    long_text,
    no_descriptor,
    post_office,
)
from tests.storage.stores import query

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
SOON = 60.0
"""Seconds after which what met a fault or three has been tried again."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[PostOffice]:
    """A post office whose translator raises faults."""
    opened = PostOffice(sqlite_url)
    opened.translator = FaultyWords()
    await opened.start()
    yield opened
    await opened.finish()


def faults(office: PostOffice) -> list[Exception]:
    """The faults that its translator will raise."""
    assert isinstance(office.translator, FaultyWords)
    return office.translator.faults


MACHINE = {
    "no more descriptors": no_descriptor(),
    "a disk that cannot be read": OSError(errno.EIO, "Input/output error"),
    "no more memory": MemoryError(),
    "no answer of the machine": TimeoutError(),
}
OWN = {
    "no way to say it": (CannotSay("too many choices"), "cannot_say"),
    "a language that we do not have": (KeyError("fr"), "cannot_say"),
    "a place that there is not": (IndexError(3), "cannot_say"),
    "a wrong value": (ValueError("limit"), "cannot_say"),
    "what no letter stands for": (UnicodeError(), "cannot_say"),
    "a fault of ours": (TypeError("None"), "fault"),
    "another fault of ours": (ZeroDivisionError(), "fault"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", MACHINE)
async def test_a_fault_of_the_machine_is_no_end_of_a_message(
    office: PostOffice, fault: str, kind: DeliveryClass
) -> None:
    faults(office).extend([MACHINE[fault]] * 3)
    with capture_logs() as lines:
        (row,) = await office.post(kind)
        await office.post("reply", address="2")
        await office.pass_time(SOON)
    assert office.speaker.left.count(row) == 1
    assert await office.states() == ["sent", "sent"]
    tried = [line for line in lines if line["event"] == "not_tried"]
    assert [line["fault"] for line in tried] == [type(MACHINE[fault]).__name__] * 3


async def test_it_is_tried_again_ever_more_slowly_and_in_order(office: PostOffice) -> None:
    faults(office).extend(no_descriptor() for _try in range(4))
    rows = await office.post("reply", "reply")
    seen = []
    for _second in range(20):
        seen.append(4 - len(faults(office)))
        await office.pass_time(1)
    assert [second for second in range(1, 20) if seen[second] > seen[second - 1]] == [1, 3, 7]
    assert office.speaker.left == rows


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", OWN)
async def test_a_fault_of_the_message_itself_ends_it_and_nothing_behind_it(
    office: PostOffice, fault: str, kind: DeliveryClass
) -> None:
    error, why = OWN[fault]
    faults(office).append(error)
    first, second = await office.post(kind, "reply")
    assert await query(office.url, f"SELECT state, why FROM outbox WHERE id = {first}") == [
        ("failed", why)
    ]
    assert office.speaker.left == [second]


@pytest.mark.parametrize("kind", KINDS)
async def test_while_the_machine_stays_so_a_message_rests_in_the_table(
    office: PostOffice, kind: DeliveryClass
) -> None:
    faults(office).extend(no_descriptor() for _try in range(MAX_MEMORY_TRIES))
    (row,) = await office.post(kind)
    await office.pass_time(245)
    assert faults(office) == []
    assert await office.state(row) == "planned"
    office.clock.move(seconds=REST_IN_TABLE.total_seconds())
    await office.pass_time(2)
    assert await office.state(row) == "sent"


async def test_a_fault_in_the_middle_repeats_no_part(sqlite_url: str) -> None:
    speaker = Told()
    translator = FaultyWords()
    async with post_office(sqlite_url, {CHANNEL: ChannelEnd(speaker, SHORT)}) as office:
        await office.finish()
        office.translator = translator
        await office.start()
        speaker.answer(Delivered("1"), Later(office.soon(5), "slow"))
        await office.post_says([Say((plain(long_text(3)),))])
        translator.faults.append(no_descriptor())
        await office.pass_time(SOON)
        assert translator.faults == []
        assert "".join(speaker.texts) == long_text(3)
        assert await office.states() == ["sent"]
