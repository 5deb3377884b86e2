"""Pictures in delivery: made before they are sent, replaced by text when they cannot be made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.delivery.worker import ChannelEnd, Worker
from bot.services.ports.messages import Delivered, Later, Outcome, Unsure
from bot.talk.messages import Message
from bot.talk.pictures import Drawing, Picture, Series
from bot.talk.steps import Choice, DeliveryClass, Say
from bot.talk.text import plain
from tests.applications import BUTTONS
from tests.delivery.outbox_rows import CHANNEL, TRANSLATOR, PostOffice, Told

SENT = replace(BUTTONS, pictures="sent", caption_limit=1024)
FETCHED = replace(BUTTONS, pictures="fetched")
LATE = 600.0
"""Seconds after which every retry is over."""

FACTS = ("Tuần 46: 3 giờ.", "Tuần 47: 2 giờ.")
CAPTION = "\n".join(("Hai tuần qua", *FACTS))


class Watcher(Told):
    """A speaker that also records the messages."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Message] = []

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Keep it, and answer as told."""
        self.given.append(message)
        return await super().speak(address, row, message)

    @property
    def pictures(self) -> list[bytes | None]:
        """The pictures that were sent or tried, in order."""
        return [message.png for message in self.given if message.png is not None]


class Painter:
    """A picture maker; a drawing waits while `may_draw` is not set."""

    def __init__(self) -> None:
        self.asked: list[Drawing] = []
        self.able = True
        self.may_draw = asyncio.Event()
        self.may_draw.set()

    async def __call__(self, drawing: Drawing) -> bytes | None:
        """The bytes of a picture; None while it is not able."""
        self.asked.append(drawing)
        await self.may_draw.wait()
        return f"png {len(self.asked)}".encode() if self.able else None


class DrawingOffice(PostOffice):
    """A post office with a picture maker."""

    def __init__(self, url: str, speaker: Watcher, channel_ends: dict[str, ChannelEnd]) -> None:
        super().__init__(url, channel_ends)
        self.watcher = speaker
        self.painter = Painter()

    async def open(self) -> None:
        """Start a process whose worker can draw."""
        await super().open()
        draw: Callable[[Drawing], Awaitable[bytes | None]] = self.painter
        self.worker = Worker(
            outbox=self.outbox,
            channel_ends=self.channel_ends,
            translator=TRANSLATOR,
            clock=self.clock,
            sleep=lambda seconds: self.sleeps(seconds),
            count=self.counts.append,
            make_picture=draw,
        )

    async def post_picture(
        self, *lines: str, facts: tuple[str, ...] = FACTS, kind: DeliveryClass = "reply",
        address: str = "1", channel: str = CHANNEL,
    ) -> int:  # fmt: skip
        """Post a say with a picture; returns its row."""
        picture = Picture(
            chart="weeks",
            title=plain("Hai tuần qua"),
            facts=tuple(plain(fact) for fact in facts),
            labels=(plain("46"), plain("47")),
            series=(Series(plain("giờ học"), (3.0, 2.0)),),
            unit=plain("giờ"),
        )
        choices = ((Choice("more", plain("Xem thêm")),),)
        says = [Say(tuple(plain(line) for line in lines), choices, "nothing", kind, picture)]
        (row,) = await self.post_says(says, address, channel)
        return row


@asynccontextmanager
async def drawing_office(url: str, *, in_flight: int = 32) -> AsyncIterator[DrawingOffice]:
    """An office with a channel to which pictures are sent, and one that fetches them."""
    speaker = Watcher()
    channel_ends = {
        CHANNEL: ChannelEnd(speaker, SENT, in_flight),
        "page": ChannelEnd(speaker, FETCHED),
    }
    office = DrawingOffice(url, speaker, channel_ends)
    await office.start()
    try:
        yield office
    finally:
        office.painter.may_draw.set()
        await office.finish()


@pytest.fixture
async def office(sqlite_url: str) -> AsyncIterator[DrawingOffice]:
    """On SQLite, where the database makes no difference."""
    async with drawing_office(sqlite_url) as opened:
        yield opened


async def test_a_picture_is_made_and_leaves_with_its_words_and_choices(
    office: DrawingOffice,
) -> None:
    row = await office.post_picture("Sổ tuần này:")
    assert await office.state(row) == "sent"
    before, below = office.watcher.given
    assert (before.text, before.png) == ("Sổ tuần này:", None)
    assert (below.text, below.png) == (CAPTION, b"png 1")
    assert below.buttons[0][0].label == "Xem thêm"
    (drawing,) = office.painter.asked
    assert drawing == below.drawing
    assert (drawing.title, drawing.series[0].name) == ("Hai tuần qua", "giờ học")
    assert office.counts == []


async def test_facts_too_long_for_a_caption_leave_before_their_picture(
    office: DrawingOffice,
) -> None:
    facts = tuple(f"Tuần {week}: đã ghi {week} giờ học." for week in range(60))
    row = await office.post_picture(facts=facts)
    assert await office.state(row) == "sent"
    before, below = office.watcher.given
    assert before.text == "\n".join(facts)
    assert (below.text, below.png) == ("Hai tuần qua", b"png 1")


async def test_a_picture_that_cannot_be_made_is_said_in_words_and_counted(
    office: DrawingOffice,
) -> None:
    office.painter.able = False
    row = await office.post_picture("Sổ tuần này:")
    assert await office.state(row) == "sent"
    assert office.watcher.texts == ["Sổ tuần này:", CAPTION]
    assert office.watcher.pictures == []
    below = office.watcher.given[-1]
    assert below.drawing is None
    assert below.buttons[0][0].label == "Xem thêm"
    assert office.counts == ["picture_not_made"]


async def test_for_a_page_that_fetches_its_pictures_none_is_made(office: DrawingOffice) -> None:
    row = await office.post_picture(channel="page")
    assert await office.state(row) == "sent"
    (message,) = office.watcher.given
    assert (message.png, message.facts) == (None, "\n".join(FACTS))
    assert message.drawing is not None
    assert office.painter.asked == []


async def test_words_without_a_picture_ask_for_none(office: DrawingOffice) -> None:
    await office.post("reply")
    assert office.painter.asked == []


async def test_others_get_their_replies_while_a_picture_is_made(sqlite_url: str) -> None:
    # Room for one only: the picture does not take it before it is made.
    async with drawing_office(sqlite_url, in_flight=1) as office:
        office.painter.may_draw.clear()
        slow = await office.post_picture()
        others = [row for n in range(2, 12) for row in await office.post("reply", address=str(n))]
        (behind,) = await office.post("reply", address="1")
        assert len(office.painter.asked) == 1
        assert {await office.state(row) for row in others} == {"sent"}
        assert [await office.state(row) for row in (slow, behind)] == ["claimed", "claimed"]
        office.painter.may_draw.set()
        await office.settle()
        assert [await office.state(row) for row in (slow, behind)] == ["sent", "sent"]
        assert office.watcher.left == [*others, slow, behind]


async def test_a_campaign_of_pictures_holds_up_no_reply(sqlite_url: str) -> None:
    async with drawing_office(sqlite_url, in_flight=4) as office:
        office.painter.may_draw.clear()
        rows = [await office.post_picture(kind="campaign", address=str(n)) for n in range(10)]
        (reply,) = await office.post("reply", address="r")
        assert await office.state(reply) == "sent"
        office.painter.may_draw.set()
        await office.settle()
        assert {await office.state(row) for row in rows} == {"sent"}
        assert len(office.painter.asked) == len(rows)


@pytest.mark.parametrize("kind", ["reply", "campaign"])
async def test_a_picture_that_is_sent_later_is_made_again_and_arrives_once(
    office: DrawingOffice, kind: DeliveryClass
) -> None:
    office.watcher.answer(Later(office.soon(30), "slow"))
    row = await office.post_picture(kind=kind)
    assert (office.watcher.pictures, office.watcher.left) == ([b"png 1"], [])
    await office.pass_time(LATE)
    assert await office.state(row) == "sent"
    assert office.watcher.pictures == [b"png 1", b"png 2"]
    assert office.watcher.left == [row]
    assert office.watcher.texts == [CAPTION]


async def test_what_left_before_a_picture_is_not_said_again_with_it(
    office: DrawingOffice,
) -> None:
    office.watcher.answer(Delivered("1"), Later(office.soon(30), "slow"))
    row = await office.post_picture("Sổ tuần này:")
    await office.pass_time(LATE)
    assert await office.state(row) == "sent"
    assert office.watcher.texts == ["Sổ tuần này:", CAPTION]
    assert len(office.painter.asked) == 2


async def test_a_picture_that_may_have_left_is_repeated_where_its_class_may_be(
    office: DrawingOffice,
) -> None:
    office.watcher.answer(Unsure("no_answer"), address="1")
    office.watcher.answer(Unsure("no_answer"), address="2")
    reply = await office.post_picture()
    campaign = await office.post_picture(kind="campaign", address="2")
    await office.pass_time(LATE)
    assert [await office.state(row) for row in (reply, campaign)] == ["sent", "unsure"]
    assert len(office.watcher.pictures) == 3


async def test_a_stop_while_a_picture_is_made_sends_it_after_the_start(sqlite_url: str) -> None:
    async with drawing_office(sqlite_url) as office:
        office.painter.may_draw.clear()
        row = await office.post_picture(kind="campaign")
        await office.finish()
        assert await office.state(row) == "planned", "nothing of it was on the wire"
        office.painter.may_draw.set()
        await office.start()
        await office.pass_time(LATE)
        assert await office.state(row) == "sent"
        assert office.watcher.left == [row]


@pytest.mark.parametrize("able", [True, False], ids=["drawn", "in words"])
@pytest.mark.parametrize(("kind", "said"), [("reply", 1), ("campaign", 0)])
async def test_a_stop_while_a_picture_is_made_says_the_words_before_it_once(
    sqlite_url: str, kind: DeliveryClass, said: int, able: bool
) -> None:
    async with drawing_office(sqlite_url) as office:
        office.painter.may_draw.clear()
        row = await office.post_picture("Sổ tuần này:", kind=kind)
        started = office.clock.at
        await office.finish()
        assert office.clock.at == started
        # A reply's words wait for no picture; a notification leaves when all of it is made.
        assert office.watcher.texts == ["Sổ tuần này:"][:said]
        assert (await office.state(row), await office.parts_sent(row)) == ("planned", said)
        office.painter.may_draw.set()
        office.painter.able = able
        await office.start()
        await office.pass_time(LATE)
        assert (await office.state(row), await office.parts_sent(row)) == ("sent", 2)
        assert office.watcher.texts == ["Sổ tuần này:", CAPTION]
        assert len(office.watcher.pictures) == able


@pytest.mark.parametrize("kind", ["reply", "campaign"])
async def test_a_stop_while_the_words_before_a_picture_are_on_the_wire_draws_nothing_more(
    sqlite_url: str, kind: DeliveryClass
) -> None:
    async with drawing_office(sqlite_url) as office:
        go = asyncio.Event()

        async def slow() -> Outcome:
            await go.wait()
            return Delivered("1")

        office.watcher.answer(slow)
        row = await office.post_picture("Sổ tuần này:", kind=kind)
        drawn = len(office.painter.asked)
        office.stop.set()
        await office.settle()
        go.set()
        await office.finish()
        assert len(office.painter.asked) == drawn
        assert (await office.state(row), await office.parts_sent(row)) == ("planned", 1)
        await office.start()
        await office.pass_time(LATE)
        assert office.watcher.texts == ["Sổ tuần này:", CAPTION]


async def test_a_picture_said_in_words_is_as_many_messages(office: DrawingOffice) -> None:
    # The first process could not draw, the next one can: it goes on with the same part.
    office.painter.able = False
    office.watcher.answer(Delivered("1"), Later(office.soon(400), "slow"))
    row = await office.post_picture("Sổ tuần này:")
    assert (await office.state(row), await office.parts_sent(row)) == ("planned", 1)
    office.painter.able = True
    await office.pass_time(LATE)
    assert office.watcher.texts == ["Sổ tuần này:", CAPTION]
    assert len(office.watcher.pictures) == 1


# --- the person sees that it is drawn -------------------------------------------------------------


class Shown:
    """Lets people see that a picture is drawn; `slow`: it takes longer than the drawing."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.cancelled: list[str] = []
        self.slow = False

    async def __call__(self, address: str) -> None:
        """Note whom it is shown to."""
        self.addresses.append(address)
        if self.slow:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled.append(address)
                raise


@pytest.mark.parametrize("slow", [False, True])
async def test_who_waits_for_a_picture_sees_once_that_it_is_drawn(
    sqlite_url: str, slow: bool
) -> None:
    shown, speaker = Shown(), Watcher()
    shown.slow = slow
    ends = {CHANNEL: ChannelEnd(speaker, SENT, show_drawing=shown)}
    office = DrawingOffice(sqlite_url, speaker, ends)
    await office.start()
    office.painter.may_draw.clear()
    try:
        asked = asyncio.create_task(office.post_picture("Sổ tuần này:", address="5"))
        while not shown.addresses:  # noqa: ASYNC110  # the worker tells nobody
            await asyncio.sleep(0)
        assert speaker.pictures == []
        office.painter.may_draw.set()
        assert await office.state(await asked) == "sent"
        assert speaker.pictures == [b"png 1"]
        assert shown.addresses == ["5"]
        assert shown.cancelled == (["5"] if slow else [])
        row = await office.post_picture("Tuần lễ", kind="announcement", address="5")
        assert await office.state(row) == "sent"
        assert shown.addresses == ["5"], "nobody waits for what they did not ask for"
    finally:
        await office.finish()
