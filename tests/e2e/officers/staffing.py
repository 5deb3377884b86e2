"""Three people of a ward on Telegram: who writes, who approves, who reads; and their noon."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.people.recovery_codes import recovery_code_of
from bot.domain.staff.invitations import Invitation, invitation_hash
from bot.domain.staff.roles import Right, RoleName
from bot.services.staff.inviting import invite
from tests.e2e.residents import join, seen_when
from tests.e2e.service import QuickService, running
from tests.e2e.stored_rows import Kept
from tests.e2e.telegram.test_announcements import Today
from tests.emulators.telegram import TOKEN, Patience, Person, Seen, TelegramEmulator
from tests.storage.stores import open_store

O_CHO_DUA = "00190"


@dataclass
class Staffed:
    """A member of staff or a resident, who reads the newest messages only."""

    telegram: TelegramEmulator
    person: Person
    heard: int = field(default=0)

    async def sees(self, words: str) -> Seen:
        """Wait for a newer message with these words; what stands above it counts as read."""
        found = await seen_when(
            self.telegram, self.person, lambda each: each.id > self.heard and words in each.text
        )
        self.heard = found.id
        return found

    async def says(self, text: str, words: str) -> Seen:
        """Type a text, and wait for what is said to it."""
        await self.person.say(text)
        return await self.sees(words)

    async def taps(self, label: str, words: str, *, of: Seen | None = None) -> Seen:
        """Press a button of the newest message that has it, and wait for what is said to it."""
        await self.person.tap(label, of=of)
        return await self.sees(words)


async def invitation(
    url: str, called: str, name: RoleName, *rights: Right, ward: str = O_CHO_DUA
) -> str:
    """The code of an invitation, as the command line makes it while no service runs."""
    code = recovery_code_of(secrets.token_hex(10))
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  # the service's clock is the real one too
    wanted = Invitation(
        invitation_hash(code), called, name, frozenset({ward}), frozenset(rights), None,
        now + dt.timedelta(hours=24),
    )  # fmt: skip
    async with open_store(url) as store:
        await store.transact(lambda work: invite(work, wanted, now))
    return code


@asynccontextmanager
async def ward_served(
    folder: Path, url: str, staff: Sequence[tuple[str, RoleName, tuple[Right, ...]]], residents: int
) -> AsyncIterator[tuple[QuickService, Kept, list[Staffed], list[Staffed]]]:
    """A service on Telegram at its noon, with staff who took their invitations, and residents."""
    codes = [await invitation(url, called, name, *rights) for called, name, rights in staff]
    noon = Today(folder / "data")
    async with TelegramEmulator(patience=Patience(longest_pause_seconds=0.2)) as telegram:
        service = QuickService(folder, url, BOT_TELEGRAM_RATE_PER_SECOND="0", **noon.settings)
        service.with_telegram(TOKEN, telegram.base, webhook=True)
        async with running(service):
            called = [name for name, _role, _rights in staff]
            people = [telegram.person(name) for name in called]
            others = [telegram.person(f"Người dân {number}") for number in range(residents)]
            for person in (*people, *others):
                await join(person)
            members = [Staffed(telegram, each, each.last.id) for each in people]
            for member, code in zip(members, codes, strict=True):
                await member.says(f"lời mời {code}", "Từ nay bạn là cán bộ")
            yield service, Kept(url), members, [Staffed(telegram, each) for each in others]
        telegram.assert_no_violations()
