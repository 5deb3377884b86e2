"""The process is killed at many points of a log: nothing is lost, nothing is recorded twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.e2e.recorder import WAIT_SECONDS, Recorder, nothing_is_lost_or_doubled
from tests.e2e.residents import asked_to_check, join, receipts_told, record, told_receipt
from tests.e2e.sentences import RECORD
from tests.e2e.service import STOP_SECONDS
from tests.e2e.service import served_on_telegram as served
from tests.emulators.telegram import Fault

pytestmark = pytest.mark.long


@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_a_kill_at_any_moment_loses_and_doubles_nothing(
    tmp_path: Path, database_url: str, webhook: bool
) -> None:
    luck = Random(f"{database_url.partition('+')[0]} {webhook}")
    points = 0
    async with served(tmp_path, database_url, webhook=webhook) as (telegram, service, kept):
        recorders = [Recorder(telegram, Random(luck.random()), n) for n in range(6)]
        await asyncio.gather(*(recorder.joins() for recorder in recorders))
        enough = asyncio.Event()

        async def newcomer(recorder: Recorder) -> None:
            await recorder.joins()
            await recorder.records_until(enough)

        async with asyncio.TaskGroup() as group:
            for recorder in recorders:
                group.create_task(recorder.records_until(enough))
            for _kill in range(10):
                recorders.append(Recorder(telegram, Random(luck.random()), len(recorders)))
                group.create_task(newcomer(recorders[-1]))
                backwards = webhook and luck.random() < 0.5
                if backwards:
                    telegram.hold()
                await asyncio.sleep(luck.uniform(0.0, 0.4))
                if backwards:
                    telegram.release("reversed")
                    await asyncio.sleep(luck.uniform(0.0, 0.02))
                points += sum(recorder.busy for recorder in recorders)
                await service.killed()
                if luck.random() < 0.4:
                    await service.launch()
                    await asyncio.sleep(luck.uniform(0.0, 0.5))
                    await service.killed()
                await service.start()
            enough.set()
        for recorder in recorders:
            await recorder.records()
        await nothing_is_lost_or_doubled(telegram, kept, recorders)
        assert [event for event in service.events() if event["level"] == "error"] == []
    assert points >= 25


async def test_a_kill_between_the_commit_and_the_reply_tells_the_same_number(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        unmarked, unsent, unknown, acknowledged, tapped = people = [
            telegram.person(f"Người {number}") for number in range(5)
        ]
        await asyncio.gather(*(join(person) for person in people))
        titles = dict(zip(people, (f"đọc sách tập x{letter}" for letter in "kmnqt"), strict=True))
        checks = {
            person: await asked_to_check(telegram, person, title)
            for person, title in titles.items()
        }
        # Telegram has the reply and has not said so; does not have it; has it and cannot say so.
        telegram.fault("sendMessage", Fault.SLOW(30), chat=unmarked)
        telegram.fault("sendMessage", Fault.DROP_BEFORE, chat=unsent)
        telegram.fault("sendMessage", Fault.DROP_AFTER, chat=unknown)
        before = len(telegram.calls_of("sendMessage"))
        for person in (unmarked, unsent, unknown):
            await person.tap(RECORD, of=checks[person])
        await telegram.called("sendMessage", before + 3)
        last = await acknowledged.tap(RECORD, of=checks[acknowledged])
        assert await telegram.world.bell.until(
            lambda: all(each.update_id != last.update_id for each in telegram.updates.pending), 10
        )
        await tapped.tap(RECORD, of=checks[tapped])
        await service.killed()
        assert [len(receipts_told(each)) for each in (unmarked, unsent, unknown)] == [1, 0, 1]
        await service.start()
        for person, title in titles.items():
            await told_receipt(telegram, person, title, WAIT_SECONDS)
            await person.tap_again(RECORD)
        await telegram.drained(WAIT_SECONDS)
        assert set(await kept.outbox_settled()) == {"sent"}
        for person, title in titles.items():
            rows = await kept.rows(f"SELECT title, receipt FROM activity WHERE title = '{title}'")
            assert len(rows) == 1
            assert set(receipts_told(person)) == set(rows)
            # Once for the tap and once for the second one; once more where it was not marked. The
            # tap that was never taken in comes with the second one: both are answered once.
            least = {unmarked: 3, unknown: 3, tapped: 1}.get(person, 2)
            assert len(receipts_told(person)) >= least
            await record(telegram, person, "đọc báo tập xh", WAIT_SECONDS)


async def test_a_kill_while_telegram_asks_for_patience_forgets_neither(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        people = [telegram.person(f"Người {number}") for number in range(4)]
        await asyncio.gather(*(join(person) for person in people))
        titles = [f"đọc sách tập {letter}" for letter in ("xk", "xm", "xn", "xq")]
        checks = [
            await asked_to_check(telegram, person, title)
            for person, title in zip(people, titles, strict=True)
        ]
        telegram.fault("sendMessage", Fault.FLOOD(5), chat=people[0])
        await people[0].tap(RECORD, of=checks[0])
        await kept.until("SELECT until_ms FROM hold WHERE channel = 'telegram'")
        refused = telegram.calls_of("sendMessage")[-1]
        assert refused.error is not None
        for person, check in zip(people[1:], checks[1:], strict=True):
            await person.tap(RECORD, of=check)
        await telegram.drained()
        await service.killed()
        await service.start()
        for person, title in zip(people, titles, strict=True):
            await told_receipt(telegram, person, title, WAIT_SECONDS)
        later = telegram.calls_of("sendMessage")
        later = later[later.index(refused) + 1 :]
        assert later
        assert all(call.at >= refused.at + 5 for call in later)
        assert set(await kept.outbox_settled()) == {"sent"}


async def test_kills_during_start_up_leave_what_waits_for_the_next_start(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        recorders = [Recorder(telegram, Random(number), number) for number in range(4)]
        await asyncio.gather(*(recorder.joins() for recorder in recorders))
        async with asyncio.TaskGroup() as group:
            for recorder in recorders:
                group.create_task(recorder.records())
            await service.killed()
            luck = Random(database_url.partition("+")[0])
            for tenths in range(1, 9):
                await service.launch()
                await asyncio.sleep(luck.uniform(tenths / 10 - 0.1, tenths / 10))
                await service.killed()
            await service.start()
        await nothing_is_lost_or_doubled(telegram, kept, recorders)
        assert [event for event in service.events() if event["level"] == "error"] == []


async def test_a_stop_amid_twenty_turns_waits_for_no_slow_line_and_loses_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with served(tmp_path, database_url) as (telegram, service, kept):
        recorders = [Recorder(telegram, Random(number), number) for number in range(20)]
        await asyncio.gather(*(recorder.joins() for recorder in recorders))
        enough = asyncio.Event()
        # One reply is on the wire for longer than a stop may take.
        slow = recorders[0].person
        telegram.fault("sendMessage", Fault.SLOW(10 * STOP_SECONDS), chat=slow)
        heard = len(slow.messages)
        async with asyncio.TaskGroup() as group:
            for recorder in recorders:
                group.create_task(recorder.records_until(enough))
            amid = await telegram.world.bell.until(
                lambda: len(slow.messages) > heard and sum(each.busy for each in recorders) >= 10,
                WAIT_SECONDS,
            )
            assert amid, "the slow reply is on the wire, and others wait for theirs"
            await service.stop()
            claimed = await kept.rows("SELECT id FROM outbox WHERE state = 'claimed'")
            assert claimed == []
            await service.start()
            enough.set()
        await nothing_is_lost_or_doubled(telegram, kept, recorders)
        assert [event for event in service.events() if event["level"] == "error"] == []
