"""Carries out what people do in a simulated month: by commands, or through the desk."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import cast

from bot.domain.learning.activity import Draft
from bot.domain.notifications.reminders import ReminderPurpose
from bot.domain.people.persons import Person, Purpose
from bot.domain.reference_data import ReferenceData
from bot.domain.skills.attempts import SelfCheckScore
from bot.services import COMMAND_HANDLERS
from bot.services.notifications.preferences import SetQuietHours, SetWeeklyLimit
from bot.services.notifications.reminders import (
    PauseReminders,
    PutOffReminder,
    ResumeReminders,
    SetOneOff,
    SetReminder,
    StopReminders,
)
from bot.services.people.joining import Consent, Forget
from bot.services.ports.messages import Incoming
from bot.services.ports.unit_of_work import CommandContext
from bot.storage.unit_of_work import SqlUnitOfWork
from bot.talk.events import Left, RawPress, Said
from bot.talk.steps import Command
from tests.applications import TestApplication, Visitor
from tests.schedule import month_facts as f

FORM, VERSION = "short", "2026-1"
SCORED = SelfCheckScore(FORM, VERSION, 2, 1, None)


class Doing:
    """Does what people do; it numbers what must have a name of its own."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._reminders = Counter[int]()

    async def carry_out(
        self,
        work: SqlUnitOfWork,
        acts: Sequence[f.Act],
        now: dt.datetime,
        reference_data: ReferenceData,
    ) -> None:
        """Do all this in one transaction, each as a turn of the desk would leave it."""
        for act in acts:
            channel = f.channel_of(act.who)
            incoming = Incoming(channel, act.address, "", Said(""), "vi")
            if isinstance(act.deed, f.Blocks):
                if act.deed.told:
                    await work.people.mark_blocked(channel, "", act.address, now)
                continue
            if isinstance(act.deed, f.Links):
                await _link(work, incoming, act, now)
            dialog = await work.dialogs.open_dialog(incoming, now)
            if dialog.blocked:
                await work.people.mark_blocked(channel, "", act.address, None)
            out = CommandContext(dialog, now, lambda _most: 0, reference_data, incoming)
            await self._do(work, act, out)
            if not dialog.erased:
                await work.dialogs.save_dialog(out.dialog, now)

    async def _do(self, work: SqlUnitOfWork, act: f.Act, out: CommandContext) -> None:
        """Do one deed at its place: what has a command by its command."""
        person, now = out.dialog.person, out.now
        name = f"n{next(self._numbers)}"
        match act.deed:
            case f.Joins():
                await work.people.save_person(_joined(person, act.deed, now), now)
            case f.MovesTo(ward):
                await work.people.save_person(replace(person, ward=ward), now)
            case f.Records():
                told = Draft(name, "I1", "Đọc sách", now.date(), 30)
                assert (
                    await work.learning.add_activity(person, told, f"HT-{name}", now)
                    == f"HT-{name}"
                )
            case f.BeginsCheck():
                await work.skills.add_check(person.id, name, FORM, VERSION, now)
            case f.EndsCheck(finished):
                (check,) = await work.skills.open_checks(person.id)
                scored = SCORED if finished else None
                assert await work.skills.end_check(person.id, check.key, scored, now)
            case f.CheckedBefore(days):
                ended = now - dt.timedelta(days=days)
                await work.skills.add_check(person.id, name, FORM, VERSION, ended)
                assert await work.skills.end_check(person.id, name, SCORED, ended)
            case f.Says() | f.Links():
                pass
            case _:
                command = self._command(act.who, act.deed)
                await COMMAND_HANDLERS[type(command)](command, work, out)

    def _command(self, who: int, deed: f.Deed) -> Command:
        match deed:
            case f.Agrees(purpose, given):
                return Consent(cast("Purpose", purpose), given)
            case f.Sets(purpose, days, minute):
                self._reminders[who] += 1
                key = _key(who, self._reminders[who] - 1)
                assert key is not None
                return SetReminder(key, cast("ReminderPurpose", purpose), days, minute)
            case f.SetsOnce(purpose, day, minute):
                self._reminders[who] += 1
                key = _key(who, self._reminders[who] - 1)
                assert key is not None
                return SetOneOff(key, cast("ReminderPurpose", purpose), day, minute)
            case f.PutsOff(nth, until):
                return PutOffReminder(_key(who, nth) or "", until)  # type: ignore[arg-type]
            case f.Pauses(nth, until_day):
                return PauseReminders(until_day, _key(who, nth))
            case f.Resumes(nth):
                return ResumeReminders(_key(who, nth))
            case f.Stops(nth):
                return StopReminders(_key(who, nth))
            case f.WantsQuiet(between):
                return SetQuietHours(between)
            case f.WantsMost(limit):
                return SetWeeklyLimit(limit)
            case f.Forgets():
                return Forget()
        raise AssertionError(deed)


def _key(who: int, nth: int | None) -> str | None:
    return None if nth is None else f"{who:010d}{nth:010d}"


def _joined(person: Person, deed: f.Joins, now: dt.datetime) -> Person:
    return replace(
        person,
        ward=deed.ward,
        locale=deed.locale,
        group="resident",
        age_band="60+",
        joined_at=now,
        consents=cast("frozenset[Purpose]", deed.consents),
    )


async def _link(work: SqlUnitOfWork, incoming: Incoming, act: f.Act, now: dt.datetime) -> None:
    """Let a new address be this person's too."""
    first = replace(incoming, address=f.address_of(act.who))
    owner = (await work.dialogs.open_dialog(first, now)).person.id
    nobody = (await work.dialogs.open_dialog(incoming, now)).person.id
    await work.people.move_address(incoming, owner)
    await work.privacy.forget_person(nobody, now)


# --- at the desk ----------------------------------------------------------------------------------

_DAYS = ("thứ 2", "thứ 3", "thứ 4", "thứ 5", "thứ 6", "thứ 7", "chủ nhật")
_PUT_OFF = {"hour": "Sau 1 giờ", "evening": "Tối nay", "tomorrow": "Ngày mai"}


async def at_the_desk(
    application: TestApplication, act: f.Act, keys: Callable[[], Awaitable[list[str]]]
) -> None:
    """Say or tap what does this deed; `keys` gives those of the person's reminders."""
    person = application.visitor(act.address, f.channel_of(act.who))
    match act.deed:
        case f.Joins():
            await person.joins("Ô Chợ Dừa")
        case f.Blocks():
            await person.does(Left())
        case f.Says():
            await person.says("/menu")
        case f.Records():
            await person.says("hôm nay đọc sách 30 phút")
            assert "HT-" in await person.taps("Ghi vào sổ")
        case f.Sets(_purpose, days, minute):
            said = ", ".join(_DAYS[day] for day in days)
            told = await person.says(f"/remind {said} lúc {minute // 60}:{minute % 60:02d}")
            if "ban đêm" in told:
                told = await person.says("đúng")
            assert "Đã đặt" in told, (said, told)
        case f.SetsOnce(_purpose, day, minute):
            told = await person.says(f"/remind {day:%d/%m} lúc {minute // 60}:{minute % 60:02d}")
            if "ban đêm" in told:
                told = await person.says("đúng")
            assert "Đã đặt. Sổ sẽ nhắc bạn một lần" in told, told
        case f.PutsOff(nth, until):
            await person.does(RawPress(0, f"/remind later {(await keys())[nth]}"))
            assert "Sổ sẽ nhắc lại lúc" in await person.taps(_PUT_OFF[until])
        case f.Pauses(nth, _day) if nth is not None:
            await person.does(RawPress(0, f"/remind week {(await keys())[nth]}"))
            assert "Sẽ không nhắc" in person.last.text
        case f.Resumes(nth) if nth is not None:
            await person.does(RawPress(0, f"/remind keep {(await keys())[nth]}"))
            assert "Sổ tiếp tục nhắc." in person.last.text
        case f.Stops(nth) if nth is not None:
            await person.does(RawPress(0, f"/remind stop {(await keys())[nth]}"))
            assert "Đã bỏ lời nhắc" in person.last.text
        case _:
            await _about_notices(person, act.deed)


async def _about_notices(person: Visitor, deed: f.Deed) -> None:
    await person.says("/notices")
    match deed:
        case f.Agrees(_purpose, given):
            await person.taps("Nhận tin" if given else "Ngừng nhận tin")
        case f.WantsMost(limit):
            await person.taps("Số tin")
            said = await (
                person.taps("Như thường lệ") if limit is None else person.says(str(limit))
            )
            assert "Đã xong" in said
        case f.WantsQuiet((start, end)):
            await person.taps("Giờ yên lặng")
            assert "Đã xong" in await person.says(f"từ {_clock(start)} đến {_clock(end)}")
        case _:
            raise AssertionError(deed)


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
