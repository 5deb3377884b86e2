"""Messages change in place, or are sent anew; old buttons go (docs/adr/0032)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Change, EditOutcome, Later, Never, NotEditable, Unsure
from bot.storage.outbox.outbox import StoredOutbox
from bot.talk.steps import Say
from bot.talk.text import plain
from tests.applications import BUTTONS
from tests.delivery.changing.platform import ChangingOffice, asking
from tests.delivery.outbox_rows import CHANNEL
from tests.storage.stores import query


@asynccontextmanager
async def changing_office(url: str) -> AsyncIterator[ChangingOffice]:
    """An office with one process running."""
    office = ChangingOffice(url)
    await office.start()
    try:
        yield office
    finally:
        await office.finish()


async def in_place(office: ChangingOffice, first: int, text: str) -> None:
    """The message of this first row was pressed, and becomes another one."""
    assert await office.reply(asking(text), change=Change(first, edits=True)) == [first]


async def test_a_message_changes_again_and_again_in_its_place(database_url: str) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(asking("Trang 1"))
        await office.reply(Say((plain("Nhắc nhở"),)))
        for text in ("Trang 2", "Trang 3"):
            await in_place(office, first, text)
        assert office.platform.texts() == ["Trang 3", "Nhắc nhở"]
        assert office.platform.with_buttons() == ["Trang 3"]
        assert await office.states() == ["sent"] * 4
        found = await query(database_url, "SELECT provider_id, parts_sent FROM outbox ORDER BY id")
        assert found == [("m1", 1), ("m2", 1), ("m1", 1), ("m1", 1)]


async def test_another_process_knows_what_stands_there(database_url: str) -> None:
    office = ChangingOffice(database_url)
    await office.start()
    (first,) = await office.reply(asking("Trang 1"))
    await in_place(office, first, "Trang 2")
    await office.finish()
    await office.start()
    await in_place(office, first, "Trang 3")
    await office.reply(asking("Khác"), change=Change(first, chosen="a"))
    assert office.platform.texts() == ["Trang 3\n\n✔ Phiếu ngắn", "Khác"]
    await office.finish()


@pytest.mark.parametrize("first", [True, False])
async def test_what_cannot_be_changed_is_sent_whole_in_the_same_row(
    sqlite_url: str, first: bool
) -> None:
    async with changing_office(sqlite_url) as office:
        (row,) = await office.reply(asking("Trang 1"))
        office.platform.answer("edit", NotEditable())
        await in_place(office, row, "Trang 2")
        assert office.platform.texts() == ["Trang 1", "Trang 2"]
        # The next change finds the message that was sent anew.
        if first:
            await office.finish()
            await office.start()
        await in_place(office, row, "Trang 3")
        assert office.platform.texts() == ["Trang 1", "Trang 3"]
        assert await office.states() == ["sent"] * 3


@pytest.mark.parametrize(
    ("answers", "calls"),
    [
        (("lost",), 2),
        ((Unsure("no_answer"),), 2),
        (("lost", Unsure("no_answer")), 3),
    ],
)
async def test_an_edit_of_an_unknown_end_is_repeated_in_place(
    sqlite_url: str, answers: tuple[EditOutcome | str, ...], calls: int
) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Trang 1"))
        office.platform.answer("edit", *answers)
        await in_place(office, first, "Trang 2")
        await office.pass_time(10)
        assert office.platform.texts() == ["Trang 2"]
        assert [call for call, _text in office.platform.calls] == ["speak"] + ["edit"] * calls
        assert await office.states() == ["sent", "sent"]


async def test_an_edit_waits_for_a_flood_and_nothing_overtakes_it(sqlite_url: str) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Trang 1"))
        office.platform.answer("edit", Later(office.soon(20), "flood", whole_channel=True))
        await in_place(office, first, "Trang 2")
        await office.reply(asking("Sau"), change=Change(first, chosen="b"))
        assert office.platform.texts() == ["Trang 1"]
        await office.pass_time(30)
        assert office.platform.texts() == ["Trang 2\n\n✔ Phiếu đầy đủ", "Sau"]


async def test_who_cannot_be_reached_gets_no_edit(sqlite_url: str) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Trang 1"))
        office.platform.answer("edit", Never("blocked", blocked=True))
        await in_place(office, first, "Trang 2")
        assert await office.states() == ["sent", "blocked"]
        assert await office.blocked()


@pytest.mark.parametrize("long_one", ["before", "after"])
async def test_a_text_in_parts_is_not_changed_and_loses_its_buttons(
    sqlite_url: str, long_one: str
) -> None:
    long = " ".join(["rất dài"] * 1000)
    texts = (long, "Ngắn") if long_one == "before" else ("Ngắn", long)
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking(texts[0]))
        sent = len(office.platform.texts())
        await in_place(office, first, texts[1])
        assert "".join(office.platform.texts()) == "".join(texts)
        assert len(office.platform.with_buttons()) == 1
        assert office.platform.with_buttons() == office.platform.texts()[-1:]
        assert len(office.platform.texts()) > sent


async def test_a_message_of_another_address_is_never_touched(database_url: str) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(asking("Của người khác"), address="2")
        await office.reply(asking("Trang 2"), change=Change(first, edits=True))
        await office.reply(asking("Tiếp"), change=Change(first, chosen="a"))
        assert office.platform.texts("2") == office.platform.with_buttons("2") == ["Của người khác"]
        assert office.platform.texts() == ["Trang 2\n\n✔ Phiếu ngắn", "Tiếp"]
        await office.reply(asking("Của tôi"), change=Change(first), address="2")
        assert office.platform.with_buttons("2") == ["Của tôi"]


async def test_a_channel_that_cannot_edit_gets_new_messages(sqlite_url: str) -> None:
    office = ChangingOffice(sqlite_url)
    office.channel_ends = {CHANNEL: ChannelEnd(office.platform, BUTTONS)}
    await office.start()
    (first,) = await office.reply(asking("Trang 1"))
    await in_place(office, first, "Trang 2")
    assert office.platform.with_buttons() == ["Trang 1", "Trang 2"]
    await office.finish()


# --- old buttons ----------------------------------------------------------------------------------


async def test_the_choice_is_told_and_the_buttons_go_after_the_reply(database_url: str) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(asking("Phiếu nào?"))
        await office.reply(asking("Câu 1"), change=Change(first, chosen="a"))
        assert office.platform.texts() == ["Phiếu nào?\n\n✔ Phiếu ngắn", "Câu 1"]
        assert office.platform.with_buttons() == ["Câu 1"]
        assert [call for call, _text in office.platform.calls] == ["speak", "speak", "take"]


async def test_buttons_go_without_a_word_when_something_was_typed(sqlite_url: str) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Phiếu nào?"))
        await office.reply(asking("Sổ"), change=Change(first))
        assert office.platform.texts() == ["Phiếu nào?", "Sổ"]
        assert office.platform.with_buttons() == ["Sổ"]


async def test_taking_buttons_waits_for_the_pace_and_is_given_up_in_a_flood(
    sqlite_url: str,
) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Một"))
        office.platform.answer("take", Later(office.soon(3), "pace"))
        (second,) = await office.reply(asking("Hai"), change=Change(first))
        (third,) = await office.reply(asking("Ba"), change=Change(second))
        assert office.platform.with_buttons() == ["Một", "Ba"]
        await office.pass_time(5)
        assert office.platform.with_buttons() == ["Ba"]
        office.platform.answer("take", Later(office.soon(20), "flood", whole_channel=True))
        await office.reply(asking("Bốn"), change=Change(third))
        await office.pass_time(60)
        assert office.platform.with_buttons() == ["Ba", "Bốn"]
        assert await office.states() == ["sent"] * 4


@pytest.mark.parametrize("answer", [NotEditable(), Unsure("no_answer"), "hangs"])
async def test_buttons_that_stay_lose_no_message_and_stop_no_process(
    sqlite_url: str, answer: EditOutcome | str
) -> None:
    async with changing_office(sqlite_url) as office:
        (first,) = await office.reply(asking("Một"))
        office.platform.answer("take", answer)
        await office.reply(asking("Hai"), change=Change(first, chosen="a"))
        await office.reply(Say((plain("Ba"),)))
        assert office.platform.texts() == ["Một", "Hai", "Ba"]
    assert await office.states() == ["sent"] * 3


# --- a service changes a message ------------------------------------------------------------------


async def test_a_service_changes_a_message_and_only_the_newest_form_is_sent(
    database_url: str,
) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(Say((plain("0 %"),)))
        for percent in range(10, 60, 10):
            await office.edit(first, Say((plain(f"{percent} %"),)))
        await office.worker.look()
        await office.settle()
        assert office.platform.texts() == ["50 %"]
        assert office.platform.calls == [("speak", "0 %"), ("edit", "50 %")]
        await office.edit(first, asking("100 %"))
        await office.worker.look()
        await office.settle()
        assert office.platform.texts() == office.platform.with_buttons() == ["100 %"]
        assert await office.states() == ["sent"] * 3


async def test_a_message_that_waits_itself_is_sent_in_its_newest_form(database_url: str) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(Say((plain("0 %"),)), hand_over=False)
        await office.crash()
        office.platform.answer("speak", Later(office.soon(3000), "busy"))
        await office.start()
        await office.edit(first, Say((plain("10 %"),)))
        await office.pass_time(3100)
        assert office.platform.texts() == ["10 %"]
        assert await office.states() == ["sent"]


async def test_nothing_is_sent_for_a_row_that_is_gone(database_url: str) -> None:
    async with changing_office(database_url) as office:
        await office.edit(77, Say((plain("10 %"),)))
        assert await office.states() == []


async def test_history_has_each_message_once_in_its_last_form(database_url: str) -> None:
    async with changing_office(database_url) as office:
        (first,) = await office.reply(asking("Trang 1"))
        await office.reply(Say((plain("Nhắc nhở"),)))
        await in_place(office, first, "Trang 2")
        await in_place(office, first, "Trang 3")
        said = await StoredOutbox(office.store).history(CHANNEL, "1", 0, 60)
        texts = [(row.say.lines[0].text, row.edits) for row in said]  # type: ignore[union-attr]
        assert texts == [("Nhắc nhở", None), ("Trang 3", first)]
        after = await StoredOutbox(office.store).history(CHANNEL, "1", said[0].id, 60)
        assert [row.id for row in after] == [said[1].id]
