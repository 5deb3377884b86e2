"""`campaigns`: the runs of campaigns with what they came to; pause, resume or cancel one."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from sqlalchemy.engine import make_url

from bot.application import Application
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.refusals import Refusal
from bot.schedule.campaign_orders import (
    CARRY_OUT,
    ORDERED_ACTS,
    RUN_KEY,
    OrderedAct,
    lay_order,
    orders_dir,
)
from bot.settings import Settings
from bot.storage.campaigns.run_readings import StoredRunReadings

PATIENCE_SECONDS = 10.0
LOOK_SECONDS = 0.2
SHOWN = 20
STATE_AFTER = {"pause": ("paused",), "resume": ("sending", "planning"), "cancel": ("cancelled",)}


class WrongOrder(Exception):
    """The order cannot be carried out; the message says why."""


def add_campaigns(commands: Any) -> None:
    """Add the command to the parser of the command line."""
    running = commands.add_parser(
        "campaigns",
        help="the runs of campaigns; pause, resume or cancel one",
        description="The newest runs of campaigns: state, what was planned, what it came to. A "
        "pause or a cancel acts within two seconds (docs/delivery.md).",
    )
    running.add_argument("action", nargs="?", choices=ORDERED_ACTS, help="what to do with a run")
    running.add_argument("run", nargs="?", metavar="RUN", help="the key of the run, as listed")


async def run_campaigns(
    settings: Settings, given: argparse.Namespace, *, service_runs: bool
) -> None:
    """List the runs, or change the state of one. Raises `WrongOrder`.

    `service_runs`: a service listens here, which on SQLite is the only one that writes.
    """
    application = Application(settings)
    readings = StoredRunReadings(application.database)
    await application.database.open()
    try:
        if given.action is None:
            await _list(readings)
            return
        if given.run is None or RUN_KEY.fullmatch(given.run) is None:
            raise WrongOrder("Say which run: “campaigns pause RUN”, with its key as listed.")
        sqlite = make_url(settings.database_url.get_secret_value()).get_backend_name() == "sqlite"
        await _order(application, readings, given.action, given.run, laid=sqlite and service_runs)
    finally:
        await application.close()


async def _list(readings: StoredRunReadings) -> None:
    runs = await readings.newest_runs(SHOWN)
    for run in runs:
        print(_line(run, await readings.progress(run)))
    if not runs:
        print("No campaign was sent yet.")


def _line(run: Run, result: RunResult) -> str:
    ends = ("sent", "failed", "blocked", "unsure", "skipped", "cancelled", "erased")
    counts = ", ".join(f"{result.total(end)} {end}" for end in ends if result.total(end))
    why = f" ({run.why})" if run.why else ""
    return (
        f"{run.key}  {run.kind:<10} {run.state}{why}  begun {run.begun:%Y-%m-%d %H:%M} UTC  "
        f"planned {run.planned}: {counts or 'nothing sent'}, {result.open} open"
    )


async def _order(
    application: Application, readings: StoredRunReadings, act: OrderedAct, key: str, *, laid: bool
) -> None:
    """Carry an order out and tell what the table says then."""
    if await readings.run(key) is None:
        raise WrongOrder(f"There is no run {key}.")
    if laid:
        lay_order(orders_dir(application.settings.files_dir), act, key)
        await _wait(readings, act, key)
    else:
        try:
            await application.database.transact(
                lambda work: CARRY_OUT[act](work, key, application.clock()), "clock"
            )
        except Refusal as refusal:
            raise WrongOrder(f"Run {key}: {refusal.code}; nothing was changed.") from None
    run = await readings.run(key)
    assert run is not None
    print(_line(run, await readings.progress(run)))
    if run.state not in STATE_AFTER[act]:
        raise WrongOrder(f"The run is {run.state}: the service did not {act} it.")


async def _wait(readings: StoredRunReadings, act: OrderedAct, key: str) -> None:
    """Wait until the service has carried the order out, or has not for too long."""
    for _look in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        run = await readings.run(key)
        if run is not None and run.state in STATE_AFTER[act]:
            return
        await asyncio.sleep(LOOK_SECONDS)
