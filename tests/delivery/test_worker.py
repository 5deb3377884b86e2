"""The worker: every outcome for every class, in order, across stops and crashes."""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, get_args

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.delivery.capacity import MAX_IN_MEMORY
from bot.delivery.outcomes import NEVER_LOST
from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Delivered, DeliveryResult, Later, Never, Outcome, Unsure
from bot.talk.steps import Choice, DeliveryClass, Say
from bot.talk.text import plain
from tests.applications import BUTTONS, FRIDAY
from tests.delivery.outbox_rows import CHANNEL, SHORT, PostOffice, Told, post_office
from tests.storage.stores import one, query

KINDS: tuple[DeliveryClass, ...] = get_args(DeliveryClass)
AT = FRIDAY + dt.timedelta(seconds=5)
LATE = 600.0
"""Seconds after which every retry is over."""


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[PostOffice]:
    """A post office on SQLite, where the database makes no difference."""
    async with post_office(sqlite_url) as opened:
        yield opened


@contextmanager
def held(url: str) -> Iterator[None]:
    """Hold a SQLite database, so that nothing can be written into it."""
    other = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


# --- every outcome for every class ----------------------------------------------------------------

OUTCOMES: dict[str, Any] = {
    "delivered": Delivered("77"),
    "later": Later(AT, "slow"),
    "later, the whole channel": Later(AT, "flood", whole_channel=True),
    "never": Never("refused"),
    "never, blocked": Never("blocked", blocked=True),
    "unsure": Unsure("no_answer"),
    "raised": ZeroDivisionError(),
}

# What the first answer leads to when all later ones are success: end state, sends, blocked.
ENDS: dict[str, tuple[str, int, bool]] = {
    "delivered": ("sent", 1, False),
    "later": ("sent", 2, False),
    "later, the whole channel": ("sent", 2, False),
    "never": ("failed", 1, False),
    "never, blocked": ("blocked", 1, True),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_every_outcome_has_its_end_for_every_class(
    office: PostOffice, outcome: str, kind: DeliveryClass
) -> None:
    may_be_repeated = kind in NEVER_LOST
    unsure = ("sent", 2, False) if may_be_repeated else ("unsure", 1, False)
    end = ENDS.get(outcome, unsure)
    office.speaker.answer(OUTCOMES[outcome])
    (row,) = await office.post(kind)
    await office.pass_time(LATE)
    assert (await office.state(row), len(office.speaker.rows), await office.blocked()) == end
    assert office.speaker.rows == [row] * end[1]
    attempts, claimed_by = (await query(office.url, "SELECT attempts, claimed_by FROM outbox"))[0]
    assert (attempts, claimed_by) == (end[1], None)
    # The next message to that address is sent.
    (row,) = await office.post(kind)
    assert await office.state(row) == "sent"


async def test_the_platforms_own_number_is_kept(office: PostOffice) -> None:
    office.speaker.answer(Delivered("77"))
    await office.post("reply")
    assert await one(office.url, "SELECT provider_id FROM outbox") == "77"


async def test_a_later_is_not_sooner(office: PostOffice) -> None:
    office.speaker.answer(Later(office.soon(90), "slow"))
    await office.post("campaign")
    await office.pass_time(89)
    assert len(office.speaker.rows) == 1
    await office.pass_time(2)
    assert len(office.speaker.rows) == 2


async def test_a_speaker_that_raises_is_one_line_and_no_end(office: PostOffice) -> None:
    office.speaker.answer(KeyError("a fault"), KeyError("a fault"))
    with capture_logs() as lines:
        (reply,) = await office.post("reply")
        assert [line["event"] for line in lines] == ["speak_failed", "later"]
        await office.pass_time(LATE)
    (other,) = await office.post("reply", address="2")
    assert [await office.state(row) for row in (reply, other)] == ["sent", "sent"]


async def test_time_outs_are_tried_again_ever_more_slowly(office: PostOffice) -> None:
    office.speaker.answer(*[Unsure("no_answer")] * 6)
    await office.post("reply")
    seen = []
    for _second in range(70):
        seen.append(len(office.speaker.rows))
        await office.pass_time(1)
    assert [second for second in range(1, 70) if seen[second] > seen[second - 1]] == [
        1, 3, 7, 15, 31, 63,
    ]  # fmt: skip


# --- holds ----------------------------------------------------------------------------------------


async def test_a_hold_is_kept_by_every_address_and_written_down(office: PostOffice) -> None:
    office.speaker.answer(Later(office.soon(60), "flood", whole_channel=True))
    await office.post("reply")
    await office.post("reply", address="2")
    await office.post("campaign", address="3")
    await office.pass_time(59)
    assert len(office.speaker.rows) == 1
    assert await query(office.url, "SELECT channel, why FROM hold") == [(CHANNEL, "flood")]
    await office.pass_time(2)
    assert await office.states() == ["sent"] * 3


async def test_a_hold_of_one_channel_does_not_hold_another(sqlite_url: str) -> None:
    here, there = Told(), Told()
    channel_ends = {CHANNEL: ChannelEnd(here, BUTTONS), "numbers": ChannelEnd(there, BUTTONS)}
    async with post_office(sqlite_url, channel_ends) as office:
        here.answer(Later(office.soon(60), "flood", whole_channel=True))
        await office.post("reply")
        (row,) = await office.post("reply", channel="numbers")
        assert await office.state(row) == "sent"


async def test_a_hold_survives_a_restart_and_ends(database_url: str) -> None:
    async with post_office(database_url) as office:
        office.speaker.answer(Later(office.soon(60), "flood", whole_channel=True))
        (row,) = await office.post("reply")
        await office.crash()
        await office.start()
        (other,) = await office.post("reply", address="2")
        await office.pass_time(50)
        assert len(office.speaker.rows) == 1
        # No more updates come: only the poller finds the rows that waited in the table.
        await office.pass_time(12)
        assert [await office.state(r) for r in (row, other)] == ["sent", "sent"]


async def test_a_hold_is_kept_by_those_who_wait_for_room(sqlite_url: str) -> None:
    speaker = Told()
    go = asyncio.Event()
    async with post_office(
        sqlite_url, {CHANNEL: ChannelEnd(speaker, BUTTONS, in_flight=1)}
    ) as office:

        async def flood() -> Outcome:
            await go.wait()
            return Later(office.soon(60), "flood", whole_channel=True)

        speaker.answer(flood)
        await office.post("reply")
        await office.post("reply", address="2")
        go.set()
        await office.pass_time(50)
        assert len(speaker.rows) == 1
        await office.pass_time(20)
        assert await office.states() == ["sent", "sent"]


async def test_a_shorter_hold_does_not_end_a_longer_one(office: PostOffice) -> None:
    office.speaker.answer(Later(office.soon(60), "flood", whole_channel=True), address="1")
    answered = asyncio.Event()

    async def flood() -> Outcome:
        await answered.wait()
        return Later(office.soon(5), "flood", whole_channel=True)

    office.speaker.answer(flood, address="2")
    await office.post("reply", address="2")
    await office.post("reply", address="1")
    answered.set()
    await office.pass_time(50)
    assert len(office.speaker.rows) == 2


# --- order ----------------------------------------------------------------------------------------


async def test_an_address_gets_its_words_in_order(office: PostOffice) -> None:
    office.speaker.answer(Later(AT, "slow"), Delivered("1"), Unsure("no_answer"))
    rows = await office.post("reply", "receipt", "reply")
    rows += await office.post("reply")
    assert office.speaker.left == []
    await office.pass_time(LATE)
    assert office.speaker.left == rows


async def test_an_address_that_is_stuck_does_not_stop_the_others(office: PostOffice) -> None:
    office.speaker.answer(*[Later(office.soon(30), "slow")] * 3, address="1")
    (stuck,) = await office.post("reply", address="1")
    others = [row for n in range(2, 60) for row in await office.post("reply", address=str(n))]
    assert {await office.state(row) for row in others} == {"sent"}
    assert await office.state(stuck) == "claimed"


async def test_no_more_is_under_way_at_once_than_the_outlet_allows(sqlite_url: str) -> None:
    speaker = Told()
    go = asyncio.Event()

    async def slow() -> Outcome:
        await go.wait()
        return Delivered("1")

    async with post_office(
        sqlite_url, {CHANNEL: ChannelEnd(speaker, BUTTONS, in_flight=8)}
    ) as office:
        for number in range(20):
            speaker.answer(slow, address=str(number))
            await office.post("reply", address=str(number))
        assert speaker.under_way == 8
        go.set()
        await office.settle()
        assert speaker.most_under_way == 8
        assert await office.states() == ["sent"] * 20


async def test_a_reply_does_not_queue_behind_a_campaign(sqlite_url: str) -> None:
    speaker = Told()
    go = asyncio.Event()

    async def slow() -> Outcome:
        await go.wait()
        return Delivered("1")

    async with post_office(
        sqlite_url, {CHANNEL: ChannelEnd(speaker, BUTTONS, in_flight=8)}
    ) as office:
        for number in range(30):
            speaker.answer(slow, address=str(number))
            await office.post("campaign", address=str(number))
        (reply,) = await office.post("reply", address="r")
        assert await office.state(reply) == "sent"
        go.set()


# --- resting in the table -------------------------------------------------------------------------


async def test_what_is_stuck_for_long_rests_and_is_found_when_it_is_due(
    office: PostOffice,
) -> None:
    office.speaker.answer(*[Unsure("no_answer")] * 10)
    first, second = await office.post("reply", "reply")
    await office.pass_time(250)
    assert await office.states() == ["planned", "planned"]
    rows = await query(office.url, "SELECT attempts, claimed_by FROM outbox ORDER BY id")
    assert rows == [(10, None), (0, None)]
    assert office.speaker.rows == [first] * 10
    await office.pass_time(300)
    assert office.speaker.left == [first, second]
    assert await one(office.url, "SELECT max(attempts) FROM outbox") == 11


async def test_a_far_moment_is_waited_for_in_the_table(office: PostOffice) -> None:
    office.speaker.answer(Later(office.soon(400), "slow"))
    (row,) = await office.post("campaign")
    assert await office.state(row) == "planned"
    await office.pass_time(390)
    assert len(office.speaker.rows) == 1
    await office.pass_time(11)
    assert await office.state(row) == "sent"


async def test_a_new_word_does_not_overtake_what_rests_at_its_address(
    office: PostOffice,
) -> None:
    office.speaker.answer(Later(office.soon(400), "slow"))
    (first,) = await office.post("reply")
    other = await office.post("reply", address="2")
    assert await office.state(first) == "planned"
    (second,) = await office.post("reply")
    assert office.speaker.left == [*other, first, second]


async def test_a_new_word_does_not_overtake_what_is_just_going_to_rest(
    office: PostOffice, sqlite_url: str
) -> None:
    office.speaker.answer(Later(office.soon(400), "slow"))
    first, second = await office.post("reply", "reply", hand_over=False)
    posted = await office.outbox.stale_claims(CHANNEL, office.soon(1))
    with held(sqlite_url):
        office.worker.accept(posted[:1])
        await office.settle()
    assert await office.state(first) == "claimed"  # that it rests is not written down yet
    office.worker.accept(posted[1:])
    await office.settle()
    assert office.speaker.left == [first, second]


async def test_a_new_word_waits_until_it_is_known_what_rests(
    office: PostOffice, sqlite_url: str
) -> None:
    office.speaker.answer(Later(office.soon(400), "slow"))
    first, second = await office.post("reply", "reply", hand_over=False)
    posted = await office.outbox.stale_claims(CHANNEL, office.soon(1))
    with held(sqlite_url):
        office.worker.accept(posted[:1])
        await office.settle()
        office.worker.accept(posted[1:])
        await office.settle()
        assert office.speaker.rows == [first]
    await office.pass_time(5)
    assert office.speaker.left == [first, second]


async def test_what_was_never_tried_is_not_given_up(office: PostOffice) -> None:
    first, second = await office.post("reply", "reply", hand_over=False)
    await office.outbox.mark(
        [
            DeliveryResult(first, "planned", office.clock(), 290),
            DeliveryResult(second, "planned", office.clock(), 290),
        ]
    )
    office.speaker.answer(*[Unsure("no_answer")] * 10)
    # One that was tried so often is tried every five minutes.
    await office.pass_time(11 * 300)
    assert await office.states() == ["failed", "sent"]
    why = await one(office.url, f"SELECT why FROM outbox WHERE id = {first}")
    assert why == "too_many_tries"


@pytest.mark.parametrize(
    ("kind", "many", "limit"), [("reply", 2_100, 2_000), ("campaign", 300, 16)]
)
async def test_more_than_fits_in_memory_waits_in_the_table(
    office: PostOffice, kind: DeliveryClass, many: int, limit: int
) -> None:
    go = asyncio.Event()

    async def slow() -> Outcome:
        await go.wait()
        return Delivered("1")

    says = [Say((plain("chào"),), kind=kind)] * many
    rows = await office.post_says(says, hand_over=False)
    await office.outbox.mark([DeliveryResult(row, "planned", office.clock(), 0) for row in rows])
    office.speaker.answer(slow)
    await office.pass_time(30)
    claimed = await one(office.url, "SELECT count(*) FROM outbox WHERE state = 'claimed'")
    assert claimed == limit
    go.set()
    await office.pass_time(3)
    assert set(await office.states()) == {"sent"}
    assert office.speaker.left == rows


# --- messages in parts, words that cannot be said -------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
async def test_a_long_text_goes_on_with_the_part_that_has_not_left(
    sqlite_url: str, kind: DeliveryClass
) -> None:
    speaker = Told()
    text = "một hai ba bốn năm sáu bảy tám chín mười"
    async with post_office(sqlite_url, {CHANNEL: ChannelEnd(speaker, SHORT)}) as office:
        speaker.answer(Delivered("1"), Later(AT, "slow"), Delivered("2"), Later(AT, "slow"))
        (row,) = await office.post(kind, text=text)
        await office.pass_time(LATE)
        assert await office.state(row) == "sent"
        assert "".join(speaker.texts) == text
        assert len(speaker.texts) >= 4


@pytest.mark.parametrize("kind", KINDS)
async def test_a_text_of_which_a_part_left_rests_only_where_it_may_be_repeated(
    sqlite_url: str, kind: DeliveryClass
) -> None:
    speaker = Told()
    text = "một hai ba bốn năm sáu"
    async with post_office(sqlite_url, {CHANNEL: ChannelEnd(speaker, SHORT)}) as office:
        speaker.answer(Delivered("1"), Later(office.soon(400), "slow"))
        (row,) = await office.post(kind, text=text)
        await office.pass_time(500)
        if kind in NEVER_LOST:
            assert await office.state(row) == "sent"
            assert "".join(speaker.texts) == text
        else:
            assert await office.state(row) == "unsure"
            assert len(speaker.texts) == 1


TOO_MANY = tuple((Choice(str(n), plain(str(n))),) for n in range(3))


@pytest.mark.parametrize(
    "say",
    [Say((plain("a"),), TOO_MANY), Say(()), Say((plain("  "),)), Say((plain(""), plain("\n")))],
)
async def test_what_a_channel_cannot_say_is_counted_and_failed(sqlite_url: str, say: Say) -> None:
    speaker = Told()
    async with post_office(sqlite_url, {CHANNEL: ChannelEnd(speaker, SHORT)}) as office:
        with capture_logs() as lines:
            first, second = await office.post_says([say, Say((plain("b"),))])
        assert [line["event"] for line in lines] == ["cannot_say"]
        assert office.counts == ["cannot_say"]
        assert await office.states() == ["failed", "sent"]
        assert await one(office.url, f"SELECT why FROM outbox WHERE id = {first}") == "cannot_say"
        assert speaker.rows == [second]


async def test_a_channel_that_is_no_more_is_counted(office: PostOffice) -> None:
    (row,) = await office.post("reply", channel="numbers")
    assert await office.state(row) == "failed"
    assert office.counts == ["cannot_say"]


# --- beginning ------------------------------------------------------------------------------------


async def test_what_is_accepted_before_the_start_goes_out_once(database_url: str) -> None:
    office = PostOffice(database_url)
    await office.open()
    rows = await office.post("reply", "campaign")
    rows += await office.post("reply", address="2")
    assert office.speaker.rows == []
    await office.run()
    await office.pass_time(60)
    assert office.speaker.rows == rows
    assert await office.states() == ["sent"] * 3
    await office.finish()


async def test_what_waited_in_the_table_is_not_overtaken_at_the_start(database_url: str) -> None:
    office = PostOffice(database_url)
    await office.open()
    first = await office.post("reply", "reply")
    await office.crash()
    await office.open()
    second = await office.post("reply")
    await office.run()
    assert office.speaker.left == [*first, *second]
    await office.finish()


@pytest.mark.parametrize("ending", ["crash", "finish"])
@pytest.mark.parametrize("early", [True, False])
async def test_what_a_hold_keeps_in_the_table_at_the_start_is_not_overtaken(
    database_url: str, ending: str, early: bool
) -> None:
    office = PostOffice(database_url)
    await office.start()
    office.speaker.answer(Later(office.soon(60), "flood", whole_channel=True))
    first = await office.post("reply", "receipt")
    await (office.crash() if ending == "crash" else office.finish())
    await office.open()
    second = await office.post("reply") if early else []
    await office.run()
    second += await office.post("reply")
    await office.pass_time(70)
    assert office.speaker.left == [*first, *second]
    await office.finish()


async def test_what_there_is_no_room_for_at_the_start_is_not_overtaken(sqlite_url: str) -> None:
    office = PostOffice(sqlite_url)
    await office.open()
    await office.post_says([Say((plain("chào"),))] * MAX_IN_MEMORY, hand_over=False)
    (late,) = await office.post("reply", address="late", hand_over=False)
    await office.crash()
    await office.open()
    go = asyncio.Event()
    office.speaker.answer(slow_until(go))
    await office.run()
    assert await office.state(late) == "planned"
    (new,) = await office.post("reply", address="late")
    assert office.speaker.left == [late, new]
    go.set()
    await office.pass_time(3)
    assert set(await office.states()) == {"sent"}
    await office.finish()


async def test_a_database_that_is_locked_at_the_start_is_waited_for(sqlite_url: str) -> None:
    office = PostOffice(sqlite_url)
    await office.open()
    (row,) = await office.post("reply")
    with held(sqlite_url):
        await office.run()
        await office.pass_time(2)
        assert office.speaker.rows == []
    await office.pass_time(5)
    assert await office.state(row) == "sent"
    await office.finish()


async def test_what_was_posted_and_never_handed_over_is_found(office: PostOffice) -> None:
    lost = await office.post("reply", "campaign", hand_over=False)
    await office.pass_time(20)
    assert office.speaker.rows == []
    await office.pass_time(45)
    assert office.speaker.rows == lost
    assert await office.states() == ["sent", "sent"]


# --- crashes --------------------------------------------------------------------------------------

AFTER_A_CRASH = {
    "reply": "sent", "receipt": "sent", "duty": "sent",
    "reminder": "unsure", "announcement": "unsure", "campaign": "unsure",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
async def test_a_crash_between_the_commit_and_the_send(
    database_url: str, kind: DeliveryClass
) -> None:
    office = PostOffice(database_url)
    await office.open()
    (row,) = await office.post(kind)
    await office.crash()
    await office.start()
    await office.pass_time(LATE)
    assert await office.state(row) == AFTER_A_CRASH[kind]
    assert office.speaker.rows == ([row] if AFTER_A_CRASH[kind] == "sent" else [])
    await office.finish()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_crash_between_the_send_and_its_mark(sqlite_url: str, kind: DeliveryClass) -> None:
    office = PostOffice(sqlite_url)
    await office.start()
    (row,) = await office.post(kind, hand_over=False)
    posted = await office.outbox.stale_claims(CHANNEL, office.soon(1))
    with held(sqlite_url):
        office.worker.accept(posted)
        await office.settle()
        assert office.speaker.left == [row]
        await office.crash()
    assert await office.state(row) == "claimed"
    await office.start()
    await office.pass_time(LATE)
    assert await office.state(row) == AFTER_A_CRASH[kind]
    assert office.speaker.left == [row] * (2 if AFTER_A_CRASH[kind] == "sent" else 1)
    await office.finish()


@pytest.mark.parametrize("kind", KINDS)
async def test_a_crash_while_a_send_is_under_way(database_url: str, kind: DeliveryClass) -> None:
    office = PostOffice(database_url)
    await office.start()
    never = asyncio.Event()

    async def hanging() -> Outcome:
        await never.wait()
        return Delivered("1")

    office.speaker.answer(hanging)
    (row,) = await office.post(kind)
    assert office.speaker.rows == [row]
    await office.crash()
    await office.start()
    await office.pass_time(LATE)
    assert await office.state(row) == AFTER_A_CRASH[kind]
    assert len(office.speaker.rows) == (2 if AFTER_A_CRASH[kind] == "sent" else 1)
    await office.finish()


async def test_what_rested_when_a_crash_came_is_not_overtaken(database_url: str) -> None:
    office = PostOffice(database_url)
    await office.start()
    office.speaker.answer(Later(office.soon(400), "slow"))
    (first,) = await office.post("reply")
    await office.crash()
    await office.start()
    (second,) = await office.post("reply")
    assert office.speaker.left == [first, second]
    await office.finish()


# --- results --------------------------------------------------------------------------------------


async def test_what_is_sent_and_not_yet_marked_is_not_sent_again(
    office: PostOffice, sqlite_url: str
) -> None:
    rows = await office.post("reply", "campaign", hand_over=False)
    await office.pass_time(40)
    posted = await office.outbox.stale_claims(CHANNEL, office.clock())
    with held(sqlite_url):
        office.worker.accept(posted)
        await office.pass_time(19)
    # The poller finds the stale claim first; then the results are stored.
    await office.pass_time(2)
    assert await office.states() == ["claimed", "claimed"]
    assert office.speaker.left == rows
    await office.pass_time(10)
    assert await office.states() == ["sent", "sent"]
    assert office.speaker.left == rows


async def test_a_mark_that_the_table_refuses_keeps_no_other_out(office: PostOffice) -> None:
    class Odd(str):
        """A number of a platform that no database takes."""

        __slots__ = ()

        def replace(self, *_parts: Any) -> Any:
            return object()

    office.speaker.answer(Delivered(Odd("x")))
    go = asyncio.Event()

    async def slow() -> Outcome:
        await go.wait()
        return Delivered("1")

    for address in "23":
        office.speaker.answer(slow, address=address)
        await office.post("reply", address=address)
    with capture_logs() as lines:
        go.set()
        await office.post("reply", address="1")
    assert [line["event"] for line in lines] == ["results_refused", "result_refused"]
    assert await office.states() == ["sent", "sent", "claimed"]


# --- stopping -------------------------------------------------------------------------------------


def slow_until(event: asyncio.Event) -> Callable[[], Any]:
    """An answer that comes when it is let go."""

    async def answer() -> Outcome:
        await event.wait()
        return Delivered("1")

    return answer


async def test_a_stop_waits_for_what_is_on_the_wire_and_writes_it_down(database_url: str) -> None:
    async with post_office(database_url) as office:
        go = asyncio.Event()
        office.speaker.answer(slow_until(go))
        first, second = await office.post("campaign", "campaign")
        office.stop.set()
        await office.settle()
        go.set()
        started = office.clock.at
        await office.finish()
        assert office.clock.at - started <= dt.timedelta(seconds=1)
        assert await office.states() == ["sent", "planned"]
        await office.start()
        assert office.speaker.left == [first, second]


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stop_does_not_wait_longer_than_three_seconds(
    database_url: str, kind: DeliveryClass
) -> None:
    async with post_office(database_url) as office:
        office.speaker.answer(slow_until(asyncio.Event()))
        (row,) = await office.post(kind)
        started = office.clock.at
        await office.finish()
        assert office.clock.at - started <= dt.timedelta(seconds=3)
        assert await office.state(row) == ("planned" if kind in NEVER_LOST else "unsure")
        await office.start()
        assert len(office.speaker.rows) == (2 if kind in NEVER_LOST else 1)


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stop_gives_back_what_only_waits(database_url: str, kind: DeliveryClass) -> None:
    async with post_office(database_url) as office:
        office.speaker.answer(Later(office.soon(100), "slow"))
        (waiting,) = await office.post(kind)
        office.speaker.answer(Later(office.soon(100), "flood", whole_channel=True), address="2")
        await office.post(kind, address="2")
        (held,) = await office.post(kind, address="3")
        started = office.clock.at
        await office.finish()
        assert office.clock.at == started
        assert await office.states() == ["planned"] * 3
        await office.start()
        await office.pass_time(101)
        assert await office.states() == ["sent"] * 3
        assert office.speaker.rows.count(held) == 1
        assert office.speaker.left.count(waiting) == 1


async def test_what_comes_while_it_stops_goes_out_after_the_next_start(
    database_url: str,
) -> None:
    async with post_office(database_url) as office:
        go = asyncio.Event()
        office.speaker.answer(slow_until(go), address="2")
        await office.post("reply", address="2")
        office.stop.set()
        await office.settle()
        (late,) = await office.post("campaign")
        go.set()
        await office.finish()
        assert await office.state(late) == "planned"
        await office.start()
        assert await office.state(late) == "sent"


async def test_what_is_claimed_while_it_stops_goes_back(office: PostOffice) -> None:
    (row,) = await office.post("campaign", hand_over=False)
    await office.outbox.mark([DeliveryResult(row, "planned", office.clock(), 0)])
    office.watched.answering.clear()
    await office.pass_time(1)
    assert await office.state(row) == "claimed"
    office.stop.set()
    await office.settle()
    office.watched.answering.set()
    await office.finish()
    assert await office.state(row) == "planned"
    assert office.speaker.rows == []
    await office.start()
    assert office.speaker.rows == [row]


async def test_a_worker_that_is_ended_before_it_began_gives_back(sqlite_url: str) -> None:
    office = PostOffice(sqlite_url)
    await office.open()
    (row,) = await office.post("campaign")
    with held(sqlite_url):
        await office.run()
    await office.cancel()
    assert await office.state(row) == "planned"
    await office.start()
    assert office.speaker.rows == [row]
    await office.finish()


async def test_a_worker_that_is_done_lets_nothing_wait(office: PostOffice) -> None:
    for address in range(50):
        office.speaker.answer(Unsure("no_answer"), address=str(address))
        await office.post("reply", "campaign", address=str(address))
    assert office.worker.in_memory > 50
    await office.pass_time(LATE)
    await office.worker.settled()
    assert office.worker.in_memory == 0
