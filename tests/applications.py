"""A whole house for tests: database, desk, worker; people act through channels that record."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from bot.delivery.worker import ChannelEnd, Worker
from bot.services.ports.messages import Delivered, Incoming, Outcome, Received
from bot.serving import Application
from bot.settings import Settings
from bot.talk.conversations import AnyConversation
from bot.talk.events import ChannelEvent, RawPress, Said, Sent
from bot.talk.messages import Capabilities, Message, unpack_press
from handlers import conversations
from tests.sealed import KEY

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRIDAY = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)

BUTTONS = Capabilities(
    4096, "utf16", buttons=100, label_limit=60, edits=False, files_in=True, opens_paths=True
)
NUMBERS = Capabilities(
    2000, "utf16", buttons=0, label_limit=100, edits=False, files_in=False, opens_paths=True
)
CHANNELS: Mapping[str, Capabilities] = {"buttons": BUTTONS, "numbers": NUMBERS}


class GivenSettings(Settings):
    """Settings that are given and looked for nowhere else, which takes most of a reading's time."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what was given."""
        return (init_settings,)


class MovedClock:
    """A clock that a test sets and moves."""

    def __init__(self, at: dt.datetime = FRIDAY) -> None:
        self.at = at

    def __call__(self) -> dt.datetime:
        """The time that it shows."""
        return self.at

    def move(self, **by: float) -> None:
        """Move it, as `timedelta(**by)`."""
        self.at += dt.timedelta(**by)


class Recorder:
    """A speaker that keeps what it was given, per address; `answers` are given before success."""

    def __init__(self) -> None:
        self.said: dict[str, list[Message]] = {}
        self.rows: list[int] = []
        self.answers: list[Outcome] = []
        self.spoken = asyncio.Event()

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Keep one message, or answer what the test laid ready."""
        if self.answers:
            answer = self.answers.pop(0)
            if not isinstance(answer, Delivered):
                return answer
        self.rows.append(row)
        self.said.setdefault(address, []).append(message)
        self.spoken.set()
        return Delivered(str(row))


class Visitor:
    """A person at one address: says, taps, sends, and reads what came back."""

    _updates = itertools.count(1)

    def __init__(self, test_house: TestApplication, channel: str, address: str) -> None:
        self.application = test_house
        self.channel = channel
        self.address = address

    @property
    def messages(self) -> list[Message]:
        """Everything said to this person, oldest first."""
        return self.application.recorder.said.get(self.address, [])

    @property
    def last(self) -> Message:
        """What was said last."""
        return self.messages[-1]

    @property
    def labels(self) -> list[str]:
        """The labels of the newest message's buttons."""
        return [button.label for row in self.last.buttons for button in row]

    async def does(
        self,
        channel_event: ChannelEvent,
        update: str | None = None,
        written: dt.datetime | None = None,
    ) -> Received:
        """Let something happen and wait for what is said to it; `written` is the message's time."""
        number = update or f"u{next(self._updates)}"
        incoming = Incoming(
            self.channel, self.address, number, channel_event, "vi", written=written
        )
        received = await self.application.application.receive(incoming)
        await self.application.worker.settled()
        return received

    async def says(self, text: str) -> str:
        """Type a text; what the service answers."""
        await self.does(Said(text))
        return self.last.text

    async def sends(self, kind: Any, reference: str, caption: str = "") -> str:
        """Send a photo or a file; what the service answers."""
        await self.does(Sent(kind, reference, caption))
        return self.last.text

    def tap_of(self, label: str, of: Message | None = None) -> RawPress:
        """The press of the button whose label contains this."""
        message = of or self.last
        for row in message.buttons:
            for button in row:
                if label in button.label:
                    turn, key = unpack_press(button.data) or (-1, "")
                    return RawPress(turn, key)
        raise AssertionError(f"no button {label!r} in {self.labels}")

    async def taps(self, label: str, of: Message | None = None) -> str:
        """Press the button whose label contains this; what the service answers."""
        await self.does(self.tap_of(label, of))
        return self.last.text

    async def joins(self, ward: str = "Ô Chợ Dừa") -> None:
        """Go through joining with everything agreed to, in Vietnamese."""
        await self.says("/start")
        await self.taps("Tiếp tục")
        await self.taps("Từ 60")
        for _purpose in range(4):
            await self.taps("Đồng ý")
        await self.says(ward)
        await self.taps("Người dân")


class TestApplication:
    """A house whose channels, `buttons` and `numbers` if no others, record what is said."""

    __test__ = False

    def __init__(
        self, application: Application, worker: Worker, recorder: Recorder, clock: MovedClock
    ) -> None:
        self.application = application
        self.worker = worker
        self.recorder = recorder
        self.clock = clock

    def visitor(self, address: str = "1", channel: str = "buttons") -> Visitor:
        """A person at an address."""
        return Visitor(self, channel, address)

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds, through a connection of its own: only what is committed counts."""
        from tests.sealed import rows_of

        return await rows_of(self.application.settings.database_url.get_secret_value(), sql)


@asynccontextmanager
async def open_application(
    url: str,
    clock: MovedClock | None = None,
    channels: Mapping[str, Capabilities] = CHANNELS,
    conversations: Sequence[AnyConversation] = conversations.CONVERSATIONS,
    **more: Any,
) -> AsyncIterator[TestApplication]:
    """A house on this database, its worker running."""
    with tempfile.TemporaryDirectory(prefix="sohoctap-house-") as name:
        own: dict[str, Any] = {
            "files_dir": Path(name) / "files",
            "data_dir": Path(name) / "data",
            "data_key": KEY,
            # People of tests are quicker than people; floods have tests of their own.
            "person_turns_per_minute": 0,
        }
        settings = GivenSettings(database_url=url, **(own | more))
        clock = clock or MovedClock()
        application = Application(settings, clock=clock, conversations=conversations)
        async with _opened(application, clock, channels) as opened:
            yield opened


@asynccontextmanager
async def _opened(
    application: Application, clock: MovedClock, channels: Mapping[str, Capabilities]
) -> AsyncIterator[TestApplication]:
    recorder = Recorder()
    await application.database.open()
    worker = application.start_delivery(
        {name: ChannelEnd(recorder, capabilities) for name, capabilities in channels.items()}
    )
    stopped = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(worker.run(stopped))
            try:
                yield TestApplication(application, worker, recorder, clock)
            finally:
                stopped.set()
    finally:
        await application.close()
