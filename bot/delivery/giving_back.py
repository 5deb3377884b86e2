"""Giving back: rows that were claimed and not sent wait in the table again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from bot.delivery.outcomes import NEVER_LOST, End, ended, planned_again
from bot.delivery.runs import Runs
from bot.delivery.sending import AddressQueue
from bot.services.ports.messages import DeliveryResult


def all_given_back(queues: Iterable[AddressQueue], now: dt.datetime) -> Iterator[DeliveryResult]:
    """The results of a stop: every row waits again; for one on the wire its class decides."""
    for queue in queues:
        if queue.speaking and queue.rows[0].say.kind not in NEVER_LOST:
            yield ended(queue.next_row(), End("unsure", "stopped"), now, 1)
        for row in queue.rows:
            yield planned_again(row, now, 0, "stopped")


async def held_given_back(
    queues: Iterable[AddressQueue], runs: Runs, now: dt.datetime
) -> list[DeliveryResult]:
    """The results of rows that wait behind others of their address, and whose run is held.

    The first row of an address gives itself back before it is sent.
    """
    results = []
    for queue in tuple(queues):
        behind = tuple(row for row in tuple(queue.rows)[1:] if row.run is not None)
        if behind and (held := await runs.held(behind)):
            found = [row for row in tuple(queue.rows)[1:] if row.id in held]
            for row in found:
                queue.rows.remove(row)
                results.append(planned_again(row, now, 0, "run_held"))
    return results
