"""Albums: their pictures are stored one by one and taken in as one event, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.channels.telegram.albums import ALBUM_SECONDS, MAX_PARTS, Albums, incoming_of
from bot.services.ports.albums import AlbumPart
from bot.services.ports.messages import MessageVersion, NotStored
from bot.talk.events import Attachment, Sent, SentOther
from tests.channels.telegram.album_parts import MemoryDesk, MemoryParts, now


def part(number: int, album: str = "A", caption: str = "", address: str = "7") -> AlbumPart:
    version = MessageVersion(f"m{number}", "s")
    return AlbumPart(
        "telegram", "1", address, str(number), album, "photo", f"telegram:{number}", caption,
        version=version,
    )  # fmt: skip


class Timer:
    """A sleep that ends when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, asyncio.Event]] = []

    async def __call__(self, seconds: float) -> None:
        over = asyncio.Event()
        self.waiting.append((seconds, over))
        await over.wait()

    async def passes(self) -> list[float]:
        """Let everything that waits go on; how long it should have waited."""
        await settled()
        waiting, self.waiting = self.waiting, []
        for _seconds, over in waiting:
            over.set()
        await settled()
        return [seconds for seconds, _over in waiting]


async def settled() -> None:
    """Let every task run until it waits."""
    for _round in range(10):
        await asyncio.sleep(0)


class Place:
    """Albums at work, with what is behind them."""

    def __init__(self, parts: MemoryParts | None = None) -> None:
        self.parts = parts or MemoryParts()
        self.desk = MemoryDesk(self.parts)
        self.timer = Timer()
        self.albums = Albums(
            account="1",
            parts=self.parts,
            receive=self.desk.receive,
            clock=now,
            sleep=self.timer,
        )

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        stop = asyncio.Event()
        task = asyncio.create_task(self.albums.run(stop))
        await settled()
        try:
            yield
        finally:
            stop.set()
            await task

    @property
    def taken(self) -> list[list[str]]:
        """The pictures of each event that the desk took in."""
        events = [incoming.channel_event for incoming in self.desk.incoming]
        return [
            [each.reference.partition(":")[2] for each in event.attachments]
            for event in events
            if isinstance(event, Sent)
        ]


@pytest.fixture
def place() -> Place:
    return Place()


async def test_the_pictures_of_an_album_are_one_event(place: Place) -> None:
    async with place.at_work():
        for number in (1, 2, 3):
            await place.albums.add(part(number, caption="lớp may" if number == 2 else ""))
        assert place.taken == []
        assert await place.timer.passes() == [ALBUM_SECONDS] * 3
    (incoming,) = place.desk.incoming
    assert incoming.channel_event == Sent(
        "photo", "telegram:1", "lớp may",
        more=(Attachment("photo", "telegram:2"), Attachment("photo", "telegram:3")),
    )  # fmt: skip
    assert incoming.collected == ("1", "2", "3")
    assert [version.message for version in incoming.versions] == ["m1", "m2", "m3"]


async def test_each_picture_gives_the_others_time(place: Place) -> None:
    async with place.at_work():
        await place.albums.add(part(1))
        await settled()
        first = place.timer.waiting[0]
        await place.albums.add(part(2))
        first[1].set()  # the time of the first picture is over
        await settled()
        assert place.taken == []
        await place.timer.passes()
        assert place.taken == [["1", "2"]]


async def test_a_full_album_waits_for_nothing(place: Place) -> None:
    async with place.at_work():
        for number in range(MAX_PARTS):
            await place.albums.add(part(number))
        assert [len(album) for album in place.taken] == [MAX_PARTS]


async def test_another_album_of_the_chat_ends_the_first_and_other_chats_do_not(
    place: Place,
) -> None:
    async with place.at_work():
        await place.albums.add(part(1))
        await place.albums.add(part(2, address="8"))
        assert place.taken == []
        await place.albums.add(part(3, album="B"))
        assert place.taken == [["1"]]
        await place.timer.passes()
        assert sorted(place.taken) == [["1"], ["2"], ["3"]]


async def test_a_picture_that_comes_twice_is_taken_in_once(place: Place) -> None:
    async with place.at_work():
        for number in (1, 2, 2, 1):
            await place.albums.add(part(number))
        await place.timer.passes()
        await place.albums.add(part(2))
        await place.timer.passes()
    assert place.taken == [["1", "2"]]


async def test_a_picture_that_is_not_stored_is_not_acknowledged(place: Place) -> None:
    place.parts.away = True
    with pytest.raises(NotStored):
        await place.albums.add(part(1))


@pytest.mark.parametrize("handed_over", [False, True])
async def test_what_a_kill_left_behind_is_taken_in_at_the_next_start(handed_over: bool) -> None:
    killed = Place()
    for number in (1, 2):
        await killed.albums.add(part(number))
    if handed_over:
        await killed.albums.hand_over("7")
    after = Place(killed.parts)
    async with after.at_work():
        await after.albums.add(part(2))  # it was not acknowledged, and comes again
        await after.albums.add(part(3))
        await after.timer.passes()
    assert after.taken == ([["3"]] if handed_over else [["1", "2", "3"]])


async def test_a_stop_takes_in_what_waits(place: Place) -> None:
    async with place.at_work():
        await place.albums.add(part(1))
    assert place.taken == [["1"]]


async def test_an_album_that_is_not_stored_is_tried_again_later_and_later(place: Place) -> None:
    async with place.at_work():
        await place.albums.add(part(1))
        place.desk.closed = True
        waits = [await place.timer.passes() for _try in range(4)]
        assert waits == [[ALBUM_SECONDS], [1.0], [2.0], [4.0]]
        with pytest.raises(NotStored):
            await place.albums.hand_over("7")
        place.desk.closed = False
        await place.timer.passes()
        assert place.taken == [["1"]]


async def test_a_full_album_that_is_not_stored_keeps_its_last_picture(place: Place) -> None:
    async with place.at_work():
        place.desk.closed = True
        for number in range(MAX_PARTS):
            await place.albums.add(part(number))
        place.desk.closed = False
        await place.timer.passes()
        assert [len(album) for album in place.taken] == [MAX_PARTS]


async def test_a_database_that_is_away_at_the_start_is_waited_for() -> None:
    killed = Place()
    await killed.albums.add(part(1))
    after = Place(killed.parts)
    after.parts.away = True
    async with after.at_work():
        assert await after.timer.passes() == [0.5]
        after.parts.away = False
        await after.timer.passes()
        await after.timer.passes()
        assert after.taken == [["1"]]


# --- what an album is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "event"),
    [
        pytest.param([part(1, caption="a"), part(2, caption="b"), part(3, caption="a")],
                     Sent("photo", "telegram:1", "a\nb",
                          more=(Attachment("photo", "telegram:2"),
                                Attachment("photo", "telegram:3"))),
                     id="words below several pictures, each once"),
        pytest.param([replace(part(1), kind="video", reference=None), part(2)],
                     Sent("photo", "telegram:2", not_kept=("video",)), id="a film and a picture"),
        pytest.param([replace(part(n), kind="video", reference=None) for n in (1, 2)],
                     SentOther("video"), id="films"),
        pytest.param([part(1), replace(part(2), forwarded=True)],
                     Sent("photo", "telegram:1", forwarded=True,
                          more=(Attachment("photo", "telegram:2"),)),
                     id="one of somebody else"),
        pytest.param([replace(part(1), kind="file")], Sent("file", "telegram:1"), id="a file"),
    ],
)  # fmt: skip
def test_what_an_album_is(parts: list[AlbumPart], event: Sent | SentOther) -> None:
    assert incoming_of(parts).channel_event == event
