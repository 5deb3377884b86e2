"""The emulator for tests: start, people, faults, the bot's calls and its violations."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from aiogram.types import User

from tests.emulators.telegram.calls import Call, Calls
from tests.emulators.telegram.faults import AnyFault, Faults
from tests.emulators.telegram.people.people import Person
from tests.emulators.telegram.profile import Profile
from tests.emulators.telegram.rules.refusals import Refusal
from tests.emulators.telegram.server import Server
from tests.emulators.telegram.updates import Order, Updates
from tests.emulators.telegram.webhook import Patience, Webhook
from tests.emulators.telegram.world import Clock, World

TOKEN = "123456:TEST-token-of-the-emulated-bot-0000"


class TelegramEmulator:
    """Plays Telegram on a port of this machine.

    `clock` gives seconds since 1970; `query_seconds` is how long a button press can be answered;
    `patience` is that of the webhook delivery. `flood_limits` switches the rate limits on.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        clock: Clock = time.time,  # noqa: TID251  # it stands for Telegram's own clock
        query_seconds: float = 30.0,
        patience: Patience | None = None,
        flood_limits: bool = False,
    ) -> None:
        self.token = token
        self.base = ""
        bot = User(
            id=int(token.split(":")[0]),
            is_bot=True,
            first_name="Sổ học tập",
            username="so_hoc_tap_bot",
            can_join_groups=True,
            can_read_all_group_messages=False,
            supports_inline_queries=False,
        )
        self.world = World(bot, clock, query_seconds)
        self.updates = Updates(self.world.bell)
        self.profile = Profile()
        self.flood_limits = flood_limits
        self._faults = Faults()
        self._webhook = Webhook(
            self.world, self.updates, patience or Patience(), self._carry_out_quietly
        )
        self._calls = Calls(self.world, self.updates, self.profile, self._webhook)
        self._server = Server(token, self.world, self._calls, self._faults)
        self._courier: asyncio.Task[None] | None = None
        self._excused = 0

    async def start(self) -> TelegramEmulator:
        """Listen; sets `base` to the address."""
        self.base = await self._server.start()
        self._courier = asyncio.create_task(self._webhook.run())
        return self

    async def stop(self) -> None:
        """Stop listening and delivering."""
        if self._courier is not None:
            self._courier.cancel()
            await asyncio.gather(self._courier, return_exceptions=True)
            self._courier = None
        await self._server.stop()

    async def __aenter__(self) -> TelegramEmulator:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def person(
        self, name: str = "Bà Sáu", language_code: str = "vi", username: str | None = None
    ) -> Person:
        """A new person without a chat with the bot."""
        room = self.world.settle(name, language_code, username)
        return Person(self.world, self.updates, room)

    @property
    def flood_limits(self) -> bool:
        """Whether Telegram's rate limits apply to calls."""
        return self.world.pace.on

    @flood_limits.setter
    def flood_limits(self, on: bool) -> None:
        self.world.pace.on = on

    def fault(
        self, method: str, fault: AnyFault, times: int = 1, chat: int | Person | None = None
    ) -> None:
        """The next `times` calls of `method` (about `chat`) meet this fault."""
        self._faults.plan(method, fault, times, chat.id if isinstance(chat, Person) else chat)

    @property
    def calls(self) -> list[Call]:
        """All calls of the bot, oldest first."""
        return self._calls.made

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def violations(self) -> list[Call]:
        """The calls since the last clearing that a correct bot would not have made."""
        return [call for call in self.calls[self._excused :] if call.breach]

    def clear_violations(self) -> None:
        """Clear the violations: the test caused them on purpose."""
        self._excused = len(self.calls)

    def assert_no_violations(self) -> None:
        """Fail when the bot made a call that a correct bot would not have made."""
        told = "\n".join(
            f"{call.method} {dict(call.params)}: {call.error}" for call in self.violations
        )
        assert not told, f"the bot broke Telegram's rules:\n{told}"

    @property
    def undelivered(self) -> list[int]:
        """The ids of updates that the webhook delivery gave up."""
        return self._webhook.undelivered

    def redeliver(self, update_id: int, *, at_once: bool = False) -> None:
        """Send the same update again; `at_once` beside others of its chat, not after them."""
        self.updates.redeliver(update_id, at_once=at_once)

    def hold(self) -> None:
        """Keep new updates back."""
        self.updates.hold()

    def release(self, order: Order = "same") -> None:
        """Release the held updates, in this order."""
        self.updates.release(order)

    def raw_update(self, body: dict[str, Any], *, numbered: bool = True) -> int:
        """Send a handmade update; gives its id. Without `numbered` its own `update_id` stays, or
        stays away, whatever it is: the queue alone knows its number."""
        return self.updates.post_raw(body, numbered=numbered)

    async def drained(self, timeout: float = 60) -> None:  # noqa: ASYNC109  # as the people's waits
        """Wait until the bot has taken (by webhook) or confirmed (by offset) every update."""
        if not await self.world.bell.until(lambda: not self.updates.pending, timeout):
            left = [parcel.update_id for parcel in self.updates.pending]
            raise AssertionError(f"the bot has not taken the updates {left}")

    async def called(self, method: str, n: int = 1, timeout: float = 60) -> list[Call]:  # noqa: ASYNC109  # as above
        """Wait until the method was called `n` times."""
        if not await self.world.bell.until(lambda: len(self.calls_of(method)) >= n, timeout):
            raise AssertionError(f"{method} was called {len(self.calls_of(method))} times of {n}")
        return self.calls_of(method)

    async def _carry_out_quietly(self, called: Mapping[str, object]) -> None:
        """A call in the webhook's answer: its failure is recorded and told to nobody."""
        raw = {name: value for name, value in called.items() if name != "method"}
        if isinstance(method := called.get("method"), str):
            try:
                await self._calls.carry_out(method, raw, in_webhook_answer=True)
            except Refusal:
                return
