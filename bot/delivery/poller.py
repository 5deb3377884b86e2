"""The outbox poller: finds rows that are due, stale claims and the claims of dead workers."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.delivery.backoff import backoff_seconds
from bot.delivery.holds import Holds
from bot.delivery.outcomes import REPEATABLE
from bot.services.ports.messages import Clock, NotStored, Outbox, OutboxMessage

POLL_SECONDS = 1.0
MAX_POLLED_ROWS = 200
MAX_EMPTY_ROUNDS = 4
STALE_CLAIM_SECONDS = 30.0

_log = structlog.get_logger("delivery")


class OutboxPoller:
    """Claims due rows and hands them to `take`, as many per channel as `free` allows.

    `look_over` is awaited in each round: rows in memory may have to go back. `free` gives how many
    rows fit, and how many of them may be notifications. `more` names the
    channels with more due rows than fitted. `behind` names the channels where replies from before
    the start may still be in the table: a reply that is posted now must not overtake them.
    """

    def __init__(
        self,
        outbox: Outbox,
        channels: Sequence[str],
        holds: Holds,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        *,
        take: Callable[[Sequence[OutboxMessage]], None],
        free: Callable[[str], tuple[int, int]],
        look_over: Callable[[], Awaitable[None]],
    ) -> None:
        self._outbox = outbox
        self._channels = channels
        self._holds = holds
        self._clock = clock
        self._sleep = sleep
        self._take = take
        self._free = free
        self._look_over = look_over
        self._reading = False
        self._stopping = False
        self._turns = asyncio.Lock()
        self.more: set[str] = set()
        self.behind: set[str] = set(channels)

    def stop(self) -> bool:
        """Start no more rounds; False while one runs: the rows that it claims must not be lost."""
        self._stopping = True
        return not self._reading

    async def recover(self, stop: asyncio.Event) -> None:
        """Take over the claims and the holds of workers that have ended."""
        attempts = 0
        while not stop.is_set():
            try:
                for channel in self._channels:
                    again, unsure = await self._outbox.recover(channel, self._clock())
                    if again or unsure:
                        _log.info("recovered", channel=channel, again=again, unsure=unsure)
                    await self._holds.load(channel)
            except NotStored:
                _log.warning("recovery_not_stored")
                await self._sleep(backoff_seconds(attempts))
                attempts += 1
            else:
                return

    async def always(self) -> None:
        """Poll once a second, and every 30 seconds for stale claims too."""
        rounds = 0
        while not self._stopping:
            await self.once(stale_claims=rounds % int(STALE_CLAIM_SECONDS / POLL_SECONDS) == 0)
            rounds += 1
            if not self._stopping:
                await self._sleep(POLL_SECONDS)

    async def once(self, *, stale_claims: bool) -> None:
        """Poll all channels once; the next round tries again when the database is down."""
        async with self._turns:
            await self._round(stale_claims=stale_claims)

    async def _round(self, *, stale_claims: bool) -> None:
        self._reading = True
        try:
            await self._look_over()
            for channel in self._channels:
                await self._claim(channel)
                if stale_claims:
                    before = self._clock() - dt.timedelta(seconds=STALE_CLAIM_SECONDS)
                    self._take(await self._outbox.stale_claims(channel, before))
        except NotStored:
            _log.warning("outbox_poll_not_stored")
        except Exception:
            _log.error("outbox_poll_failed", exc_info=True)
        finally:
            self._reading = False

    async def _claim(self, channel: str) -> None:
        """Claim due rows until there are no more, or until enough are in memory.

        A round ends after a few claims that found nothing to send, so that other channels get
        their turn.
        """
        empty_rounds = 0
        while (
            self._holds.until(channel) is None
            and not self._stopping
            and empty_rounds < MAX_EMPTY_ROUNDS
        ):
            room, others = self._free(channel)
            if room <= 0:
                break
            limit, others_limit = min(MAX_POLLED_ROWS, room), max(0, min(MAX_POLLED_ROWS, others))
            claimed = await self._outbox.claim(channel, self._clock(), limit, others_limit)
            self._take(claimed.rows)
            if sum(row.say.kind in REPEATABLE for row in claimed.rows) < limit:
                self.behind.discard(channel)
            empty_rounds += not claimed.rows
            if not claimed.more:
                self.more.discard(channel)
                return
            if others_limit == 0 and len(claimed.rows) < limit:
                break
        self.more.add(channel)
