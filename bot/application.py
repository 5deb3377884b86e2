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
from bot.content.files import DataFiles
from bot.delivery.worker import ChannelEnd, Worker
from bot.domain.intents.reading import read_intent
from bot.domain.limits.turn_limits import TurnLimits, TurnRates
from bot.domain.notifications.policy import NotificationPolicy
from bot.domain.own_files import read_own_files
from bot.domain.people.persons import LOCALES
from bot.operating.measures import Measures
from bot.pictures.process.maker import PictureMaker
from bot.schedule.announcer import Announcer
from bot.schedule.request_clock import RequestClock
from bot.schedule.staff_clock import StaffClock
from bot.schedule.throttle import Throttle
from bot.services import COMMAND_HANDLERS
from bot.services.notifications.reminders import MAX_SLICE, remind_due
from bot.services.ports.messages import Clock, Incoming, NotStored, Received
from bot.services.turns.desk import Desk
from bot.services.turns.flood_gate import FloodGate
from bot.services.turns.meanings import Meanings
from bot.services.turns.registry import ConversationRegistry
from bot.settings import Settings
from bot.storage.databases.opening import database_at
from bot.storage.databases.write_check import check_write
from bot.storage.dialogs.albums import StoredAlbumParts
from bot.storage.notifications.reminder_queries import reminder_is_due
from bot.storage.outbox.outbox import StoredOutbox
from bot.storage.resealing.keeping import KeyKeeper
from bot.storage.secrets.master_key import master_key
from bot.storage.staff.may_send import may_send
from bot.talk.conversations import AnyConversation
from bot.talk.messages import Capabilities, Message
from bot.talk.pictures import Theme
from bot.talk.steps import Say
from bot.wording.catalog import Translator
from bot.wording.previews import previews
from bot.wording.render import render
from handlers.conversations import CONVERSATIONS
from handlers.lookups import asks_notebook, tells_activity
from handlers.residents import answering, cancel, forwarded, join, log, look, menu

LOCALES_DIR = Path(__file__).parent.parent / "locales"

_log = structlog.get_logger("app")


def conversation_registry(
    conversations: Sequence[AnyConversation] = CONVERSATIONS,
) -> ConversationRegistry:
    """All conversations, by name and by trigger."""
    return ConversationRegistry(
        conversations,
        home=menu.CONVERSATION,
        idle=menu.Idle(),
        join=join.CONVERSATION,
        cancel=cancel.CONVERSATION,
        record=log.CONVERSATION,
        talk=answering.CONVERSATION,
        forwarded=forwarded.CONVERSATION,
        look=look.CONVERSATION,
    )


def data_files(settings: Settings, registry: ConversationRegistry) -> DataFiles:
    """The data files, checked against the announcements and the commands that there are."""
    names = tuple(each.name for each in ANNOUNCEMENTS)
    return DataFiles(settings.data_dir, announcements=names, opens=registry.opened_by)


class Application:
    """Everything, wired: the database, the desk, the outbox's worker, the channels."""

    def __init__(
        self,
        settings: Settings,
        *,
        demo: bool = False,
        clock: Clock | None = None,
        conversations: Sequence[AnyConversation] = CONVERSATIONS,
    ) -> None:
        self.settings, self.demo = settings, demo
        self.clock: Clock = clock or (lambda: now_in(settings.zone))
        self.counts: Counter[str] = Counter()
        self.translator = Translator.load(LOCALES_DIR)
        master = master_key(settings)
        self.database = database_at(
            settings.database_url.get_secret_value(), settings.controller, master
        )
        self.keys = KeyKeeper(self.database, master)
        self.album_parts = StoredAlbumParts(self.database)
        self.registry = conversation_registry(conversations)
        self.data = data_files(settings, self.registry)
        self.accounts: dict[str, str] = {}
        self.measures = Measures(self.counts)
        self.outbox = StoredOutbox(
            self.database, self.notification_policy, self.accounts, self.measures.decided, may_send
        )
        self.pictures = PictureMaker(settings.files_dir / "pictures")
        self.throttle = Throttle(time.monotonic)
        self.announcer = Announcer(
            messages=ANNOUNCEMENTS,
            calendar=lambda: self.data.reference_data.calendar,
            transact=self.database.transact,
            clock=self.clock,
            planned=self.look,
            stopping=lambda: self.stopping(),
            throttle=self.throttle,
        )
        self.answers_dir = settings.files_dir / "answers"
        self.requests = RequestClock(
            transact=self.database.transact,
            rules=lambda: self.data.reference_data.request_rules,
            clock=self.clock,
            planned=self.look,
            answers=self.answers_dir,
            open_laid=self.database.sealer.open_file,
        )
        self.staff_dir = settings.files_dir / "staff"
        self.staff = StaffClock(
            transact=self.database.transact,
            clock=self.clock,
            planned=self.look,
            folder=self.staff_dir,
            open_laid=self.database.sealer.open_file,
        )
        self.stopping: Callable[[], bool] = lambda: False
        self.web_key, self.push_key = b"", ""
        self._worker: Worker | None = None
        self._desk: Desk | None = None
        rates = TurnRates(
            settings.person_turns_per_minute,
            settings.visitor_turns_per_hour,
            settings.network_visitors,
        )
        self.gate = FloodGate(
            self.receive, self.tell, TurnLimits(rates), time.monotonic, self.count, self.clock
        )

    # --- what is handed down ------------------------------------------------------------------

    def count(self, what: str) -> None:
        """Count a refusal, and say so in one line."""
        self.counts[what] += 1
        _log.warning("refused", what=what, count=self.counts[what])

    async def receive(self, incoming: Incoming) -> Received:
        """The one door in."""
        if self._desk is None:
            raise NotStored("the house is not open")
        self.throttle.turn_started()
        began = time.perf_counter()
        try:
            return await self._desk.receive(incoming)
        except NotStored:
            self.measures.not_stored(incoming.channel)
            raise
        finally:
            self.measures.turn(incoming.channel, time.perf_counter() - began)

    async def tell(self, incoming: Incoming, say: Say) -> None:
        """Say something to whoever sent an update that is not taken in."""
        if self._desk is None:
            raise NotStored("the house is not open")
        await self._desk.tell(incoming, say)

    async def history(
        self, channel: str, capabilities: Capabilities, address: str, after: int, limit: int
    ) -> Sequence[tuple[int, Message, int | None]]:
        """What was said at an address: rows, their messages, the first rows that they change."""
        rows = await self.outbox.history(channel, address, after, limit)
        return [
            (row.id, message, row.edits)
            for row in rows
            for message in render(row.say, capabilities, self.translator, row.locale, row.turn)
        ]

    async def picture(
        self, channel: str, capabilities: Capabilities, address: str, row: int, theme: Theme
    ) -> bytes | None:
        """The picture of one row of an address's outbox; None when there is none to see."""
        said = await self.outbox.posted(channel, address, row)
        if said is None:
            return None
        for message in render(said.say, capabilities, self.translator, said.locale, said.turn):
            if message.drawing is not None:
                return await self.pictures.png(message.drawing, theme)
        return None

    def commands(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """The commands of each language, with what they do: Telegram's menu is made of them."""
        return {
            locale: [
                (each.command, self.translator.line(each.description, locale))
                for each in self.registry.commands
            ]
            for locale in LOCALES
        }

    def notification_policy(self) -> NotificationPolicy:
        """How much of what nobody asked for may leave, and when, as the calendar says."""
        return self.data.reference_data.calendar.rules()

    # --- life ---------------------------------------------------------------------------------

    def start_delivery(self, channel_ends: Mapping[str, ChannelEnd]) -> Worker:
        """Set up the desk, and a worker for these ways out; the database is open.

        Every file that a turn asks is read here. Raises `DataWrong` when the release's own data
        files cannot be used.
        """
        self.data.look()
        read_own_files(self.settings.served_provinces)
        self.accounts.update({name: end.account for name, end in channel_ends.items()})
        self._worker = Worker(
            outbox=self.outbox,
            channel_ends=channel_ends,
            translator=self.translator,
            clock=self.clock,
            count=self.count,
            make_picture=self.pictures.png,
            most_alike=self.settings.most_alike,
        )
        capabilities = {name: end.capabilities for name, end in channel_ends.items()}
        self._desk = Desk(
            database=self.database,
            registry=self.registry,
            command_handlers=COMMAND_HANDLERS,
            capabilities=capabilities,
            translate=self.translator.line,
            clock=self.clock,
            random_below=secrets.randbelow,
            on_posted=self._worker.accept,
            reference_data=lambda: self.data.reference_data,
            meanings=Meanings(
                tells_activity,
                self._intent_of,
                lambda text: self._intent_of(text) == "distress",
                asks_notebook,
            ),
            provinces=self.settings.served_provinces,
            public_url=self.settings.public_url,
            preview=partial(previews, self.translator, capabilities),
        )
        return self._worker

    def _intent_of(self, text: str) -> str | None:
        """The intent of ordinary talk, by the data file as it is now."""
        return read_intent(text, self.data.reference_data.intents)

    async def remind(self) -> None:
        """One tick: let out every reminder that is due, in short transactions."""
        while not self.stopping():
            if not await reminder_is_due(self.database, self.clock()):
                return
            if not await self.throttle.slice(MAX_SLICE, self._remind_slice):
                return  # another clock has them

    async def _remind_slice(self, limit: int) -> int:
        """Settle one slice, and let at once leave what comes of it; how many were due."""
        recheck_days = self.data.reference_data.self_check.recheck_days
        job = partial(remind_due, now=self.clock(), recheck_days=recheck_days, limit=limit)
        due, posted = await self.database.transact(job, "clock")
        if due:
            _log.info("reminded", due=due, posted=posted)
        if posted:
            await self.look()
        return due

    async def look(self) -> None:
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
