"""The house: the database, the desk, the outbox's worker and what they share, wired together."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import structlog

from bot.announcements import ANNOUNCEMENTS
from bot.delivery.worker import Outlet, Worker
from bot.domain.people import LOCALES
from bot.domain.unasked import UnaskedRules
from bot.pictures.making import PictureMaker
from bot.schedule.announcer import Announcer
from bot.schedule.pace import Pace
from bot.services import CARRY_OUT
from bot.services.book import Book
from bot.services.desk import Desk
from bot.services.ports import Clock, Incoming, NotStored, Received
from bot.services.reminding import SLICE_MOST, remind_due
from bot.settings import Settings
from bot.storage.data_files import DataFiles
from bot.storage.opening import database_at
from bot.storage.outbox import StoredOutbox
from bot.storage.reminding_work import reminder_is_due
from bot.storage.write_check import check_write
from bot.talk.messages import Manners, Message
from bot.talk.pictures import Theme
from bot.wording.catalog import Words
from bot.wording.render import render
from handlers import residents
from handlers.residents import menu

LOCALES_DIR = Path(__file__).parent.parent / "locales"

ANNOUNCEMENT_NAMES = tuple(each.name for each in ANNOUNCEMENTS)

_log = structlog.get_logger("app")


class House:
    """Everything, wired: the database, the desk, the outbox's worker, the channels."""

    def __init__(
        self, settings: Settings, *, demo: bool = False, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self.demo = demo
        self.clock: Clock = clock or (lambda: now_in(settings.zone))
        self.counts: Counter[str] = Counter()
        self.words = Words.load(LOCALES_DIR)
        self.database = database_at(settings.database_url.get_secret_value(), settings.controller)
        self.data = DataFiles(settings.data_dir, announcements=ANNOUNCEMENT_NAMES)
        self.outbox = StoredOutbox(self.database, self.unasked_rules)
        self.pictures = PictureMaker(settings.files_dir / "pictures")
        self.book = Book(residents.CONVERSATIONS, home=menu.NAME, idle=menu.Idle(), join="join")
        self.pace = Pace(time.monotonic)
        self.announcer = Announcer(
            announcements=ANNOUNCEMENTS,
            calendar=lambda: self.data.shelf.calendar,
            transact=self.database.transact,
            clock=self.clock,
            planned=self._look,
            stopping=lambda: self.stopping(),
            pace=self.pace,
        )
        self.stopping: Callable[[], bool] = lambda: False
        self.web_key = b""
        self._worker: Worker | None = None
        self._desk: Desk | None = None

    # --- what is handed down ------------------------------------------------------------------

    def count(self, what: str) -> None:
        """Count a refusal, and say so in one line."""
        self.counts[what] += 1
        _log.warning("refused", what=what, count=self.counts[what])

    async def receive(self, incoming: Incoming) -> Received:
        """The one door in."""
        if self._desk is None:
            raise NotStored("the house is not open")
        self.pace.heard()
        return await self._desk.receive(incoming)

    async def history(
        self, channel: str, manners: Manners, address: str, after: int, most: int
    ) -> Sequence[tuple[int, Message]]:
        """What was said at an address, in messages."""
        rows = await self.outbox.history(channel, address, after, most)
        return [
            (row.id, message)
            for row in rows
            for message in render(row.say, manners, self.words, row.locale, row.turn)
        ]

    async def picture(
        self, channel: str, manners: Manners, address: str, row: int, theme: Theme
    ) -> bytes | None:
        """The picture of one row of an address's outbox; None when there is none to see."""
        said = await self.outbox.posted(channel, address, row)
        if said is None:
            return None
        for message in render(said.say, manners, self.words, said.locale, said.turn):
            if message.drawing is not None:
                return await self.pictures.png(message.drawing, theme)
        return None

    def commands(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The commands of each language, with what they do: Telegram's menu is made of them."""
        return {
            locale: [
                (c.OPENS_WITH[0], self.words.line(c.ABOUT, locale))
                for c in residents.CONVERSATIONS
                if c.ABOUT is not None
            ]
            for locale in LOCALES
        }

    def unasked_rules(self) -> UnaskedRules:
        """How much of what nobody asked for may leave, and when, as the calendar says."""
        return self.data.shelf.calendar.rules()

    # --- life ---------------------------------------------------------------------------------

    def furnish(self, outlets: Mapping[str, Outlet]) -> Worker:
        """Set up the desk, and a worker for these ways out; the database is open.

        Raises `DataWrong` when the release's own data files cannot be used.
        """
        self.data.look()
        self._worker = Worker(
            outbox=self.outbox,
            outlets=outlets,
            words=self.words,
            clock=self.clock,
            count=self.count,
            make_picture=self.pictures.png,
        )
        self._desk = Desk(
            database=self.database,
            book=self.book,
            carry_out=CARRY_OUT,
            manners={name: outlet.manners for name, outlet in outlets.items()},
            translate=self.words.line,
            clock=self.clock,
            draw=secrets.randbelow,
            outlet=self._worker.accept,
            shelf=lambda: self.data.shelf,
        )
        return self._worker

    async def remind(self) -> None:
        """One tick: let out every reminder that is due, in short transactions."""
        while not self.stopping():
            if not await reminder_is_due(self.database, self.clock()):
                return
            if not await self.pace.slice(SLICE_MOST, self._remind_slice):
                return  # another clock has them

    async def _remind_slice(self, most: int) -> int:
        """Settle one slice, and let at once leave what comes of it; how many were due."""
        recheck_days = self.data.shelf.self_check.recheck_days
        job = partial(remind_due, now=self.clock(), recheck_days=recheck_days, most=most)
        due, posted = await self.database.transact(job, "clock")
        if due:
            _log.info("reminded", due=due, posted=posted)
        if posted:
            await self._look()
        return due

    async def _look(self) -> None:
        """Let the worker look at once for what was planned."""
        if self._worker is not None:
            await self._worker.look()

    async def check_write(self) -> None:
        """Commit one small write; raises `NotStored` when the database takes none."""
        await check_write(self.database, self.clock())

    async def close(self) -> None:
        """Commit what waits and let the database go."""
        await self.pictures.close()
        await self.database.close()


def now_in(zone: dt.tzinfo) -> dt.datetime:
    """The time by this machine's clock."""
    return dt.datetime.now(zone)  # noqa: TID251  # the one clock
