"""A simulated month in real applications: people act, clocks tick, workers send."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TypeAlias

from structlog.testing import capture_logs

from bot.application import Application
from bot.delivery.worker import ChannelEnd
from bot.services.ports.messages import Delivered, Later, Never, Outcome, Unsure
from bot.settings import Settings
from bot.talk.messages import Message
from tests.applications import BUTTONS, NUMBERS, MovedClock, Recorder, TestApplication
from tests.schedule import month_calendar as calendar
from tests.schedule import month_facts as f
from tests.schedule.month_deeds import Doing, at_the_desk
from tests.schedule.month_rows import Ask, from_ms, open_eyes, plan_campaign, to_ms

Seen: TypeAlias = tuple[list[f.Spoken], list[f.Letter], list[f.ReminderDecision]]
Troubles: TypeAlias = Mapping[tuple[str, dt.datetime], str | int | None]


class Ear(Recorder):
    """A speaker that records every try with its moment, and gives the month's outcomes."""

    def __init__(self, clock: MovedClock, troubles: Troubles, desk: Sequence[int]) -> None:
        super().__init__()
        self._clock = clock
        self._troubles = troubles
        self.desk = frozenset(f.address_of(who) for who in desk)
        self.away: set[str] = set()
        self.turn_started: list[tuple[str, int, dt.datetime, str]] = []

    async def speak(self, address: str, row: int, message: Message) -> Outcome:
        """Answer, and keep what was said."""
        at = self._clock()
        if address in self.desk:
            self.said[address] = [message]
        outcome = self._answer(address, at)
        kinds = {Delivered: "sent", Never: "blocked", Unsure: "unsure", Later: "later"}
        self.turn_started.append((address, row, at, kinds[type(outcome)]))
        return outcome

    def _answer(self, address: str, at: dt.datetime) -> Outcome:
        trouble = self._troubles.get((address, at))
        if address in self.away:
            return Never("blocked", blocked=True)
        if isinstance(trouble, int):
            return Later(at + dt.timedelta(minutes=trouble), "busy")
        return Delivered("") if trouble is None else Unsure("no_answer")


class Month:
    """One database, and its applications, one after another or two at once."""

    def __init__(self, url: str, data_dir: Path, troubles: Troubles, desk: Sequence[int]) -> None:
        self.clock = MovedClock(f.START)
        self.ear = Ear(self.clock, troubles, desk)
        self._url = url
        self._settings = Settings(
            _env_file=None, database_url=url, data_dir=data_dir, files_dir=data_dir / "files"
        )
        self._doing = Doing()
        self._open = AsyncExitStack()
        self._houses: list[TestApplication] = []
        self._ask: Ask
        data_dir.mkdir()
        (data_dir / "calendar.toml").write_text(calendar.CALENDAR, encoding="utf-8")

    async def live(self, moments: Sequence[f.Moment]) -> Seen:
        """Run the month; returns the tries, the message states and the reminder results."""
        with capture_logs():
            async with open_eyes(self._url) as self._ask, self._open:
                for moment in moments:
                    self.clock.at = moment.at
                    await self._live(moment)
                return await self._seen()

    async def _live(self, moment: f.Moment) -> None:
        if isinstance(moment, f.Opens):
            await self._open.aclose()
            if moment.killed:
                await self._kill_another()
            await self._open_houses(moment.houses)
        await self._drain()
        if isinstance(moment, f.Tick):
            await self._tick()
        elif isinstance(moment, f.Acts):
            await self._act(moment)

    # --- the houses ---------------------------------------------------------------------------

    async def _open_houses(self, houses: int) -> None:
        channels = {
            "buttons": ChannelEnd(self.ear, BUTTONS),
            "numbers": ChannelEnd(self.ear, NUMBERS),
        }
        shares = [channels]
        if houses == 2:
            # One worker speaks for a channel; both clocks tick for everybody.
            shares = [{name: channel} for name, channel in channels.items()]
        self._houses = [
            await self._open.enter_async_context(self._opened(share)) for share in shares
        ]
        assert all(application.application.data.problems == {} for application in self._houses)

    @asynccontextmanager
    async def _opened(self, channels: Mapping[str, ChannelEnd]) -> AsyncIterator[TestApplication]:
        application = Application(self._settings, clock=self.clock)
        await application.database.open()
        worker = application.start_delivery(channels)
        stopped = asyncio.Event()
        running = asyncio.create_task(worker.run(stopped))
        try:
            yield TestApplication(application, worker, self.ear, self.clock)
        finally:
            stopped.set()
            await running
            await application.close()

    async def _kill_another(self) -> None:
        """Let a process claim all due rows and send nothing."""
        application = Application(self._settings, clock=self.clock)
        await application.database.open()
        for channel in ("buttons", "numbers"):
            await application.outbox.claim(channel, self.clock(), 10_000)
        await application.close()

    async def _tick(self) -> None:
        await asyncio.gather(*(each.application.remind() for each in self._houses))
        await self._drain()
        await asyncio.gather(*(each.application.announcer.tick() for each in self._houses))
        await self._drain()

    async def _drain(self) -> None:
        """Let the workers send all due rows, until no row is claimed."""
        due = (
            "SELECT 1 FROM outbox WHERE done_ms IS NULL AND (state = 'claimed'"
            f" OR state = 'planned' AND due_ms <= {to_ms(self.clock())}) LIMIT 1"
        )
        while await self._ask(due):
            await asyncio.gather(*(each.worker.look() for each in self._houses))
            await asyncio.gather(*(each.worker.settled() for each in self._houses))

    # --- what people do -----------------------------------------------------------------------

    async def _act(self, moment: f.Acts) -> None:
        for act in moment.acts:
            if isinstance(act.deed, f.Blocks):
                self.ear.away.add(act.address)
            else:
                self.ear.away.discard(act.address)
        others = [act for act in moment.acts if act.address not in self.ear.desk]
        if others:
            application = self._houses[0].application
            await application.database.transact(
                lambda work: self._doing.carry_out(
                    work, others, self.clock(), application.data.reference_data
                )
            )
        for act in moment.acts:
            if act.address in self.ear.desk:
                await at_the_desk(self._houses[0], act, partial(self._keys, act.address))
        for campaign in moment.campaigns:
            await self._send(campaign)
        await self._drain()

    async def _keys(self, address: str) -> list[str]:
        found = await self._ask(
            "SELECT reminder_key FROM reminder r JOIN address a ON a.person_id = r.person_id"
            f" WHERE a.external_id = '{address}' ORDER BY r.id"
        )
        return [key for (key,) in found]

    async def _send(self, campaign: f.Campaign) -> None:
        places = {
            f.who_is_at(place[2]): tuple(place)
            for place in await self._ask("SELECT person_id, channel, external_id FROM conversation")
        }
        people = [places[who] for who in campaign.people]
        await plan_campaign(self._url, campaign.source, people, self.clock())

    # --- what came of it ----------------------------------------------------------------------

    async def _seen(self) -> Seen:
        rows = await self._ask(
            "SELECT id, external_id, kind, source, until_ms, state, why, coalesce(done_ms, due_ms)"
            " FROM outbox WHERE kind IN ('reminder', 'announcement', 'campaign')"
        )
        what = {
            number: source or f.reminder_due(from_ms(until_ms) - dt.timedelta(hours=2))
            for number, _address, _kind, source, until_ms, *_rest in rows
        }
        letters = [
            f.Letter(f.who_is_at(address), kind, what[number], state, why, from_ms(ms))
            for number, address, kind, _source, _until, state, why, ms in rows
        ]
        answers = await self._ask("SELECT id FROM outbox WHERE kind IN ('reply', 'receipt')")
        replies = {number for (number,) in answers}
        spoken = [
            f.Spoken(address, what.get(row, ""), at, outcome)
            for address, row, at, outcome in self.ear.turn_started
            if row not in replies
        ]
        return spoken, letters, await self._settled()

    async def _settled(self) -> list[f.ReminderDecision]:
        reminders = await self._ask(
            "SELECT r.id, min(a.external_id) FROM reminder r"
            " JOIN address a ON a.person_id = r.person_id GROUP BY r.id ORDER BY r.id"
        )
        of_person: dict[int, list[int]] = {}
        which: dict[int, tuple[int, int]] = {}
        for reminder, address in reminders:
            own = of_person.setdefault(f.who_is_at(address), [])
            which[reminder] = (f.who_is_at(address), len(own))
            own.append(reminder)
        return [
            f.ReminderDecision(*which[reminder], from_ms(due_ms), outcome, from_ms(at_ms))
            for reminder, due_ms, outcome, at_ms in await self._ask(
                "SELECT reminder_id, due_ms, outcome, at_ms FROM reminded"
            )
        ]
