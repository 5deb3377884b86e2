"""`campaigns`: the runs of campaigns, what they came to; pause, resume, cancel, or export one."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from bot.application import Application
from bot.domain.campaigns.results import ResultData
from bot.domain.campaigns.runs import Run, RunResult
from bot.domain.privacy.downloads import FORMS
from bot.domain.refusals import Refusal
from bot.exports.campaigns import ResultFiles
from bot.exports.xlsx_table import HOW_TO_INSTALL
from bot.schedule.campaign_orders import (
    ORDERED_ACTS,
    RUN_KEY,
    lay_order,
    orders_dir,
)
from bot.services.campaigns.sending import OrderedAct, order_run
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
        help="the runs of campaigns; pause, resume or cancel one, export a result",
        description="The newest runs of campaigns: state, what was planned, what it came to. A "
        "pause or a cancel acts within two seconds (docs/delivery.md). `export KEY` writes the "
        "result of a campaign, counts alone, into files.",
    )
    acts = (*ORDERED_ACTS, "export")
    running.add_argument("action", nargs="?", choices=acts, help="what to do with a run")
    running.add_argument(
        "run",
        nargs="?",
        metavar="RUN",
        help="the key of the run, as listed; of the campaign for export",
    )
    running.add_argument("--format", default="csv", help="csv, xlsx, or csv,xlsx (default: csv)")
    running.add_argument("--folder", type=Path, default=Path(), help="where files are written")


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
        if given.action == "export":
            await _export(application, readings, given)
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


async def _export(
    application: Application, readings: StoredRunReadings, given: argparse.Namespace
) -> None:
    """Write the result of a campaign into files, counted now, for all its wards."""
    forms = [each.strip() for each in str(given.format).split(",")]
    if given.run is None or not set(forms) <= {"csv", "xlsx"}:
        raise WrongOrder("Say which campaign and which files: “campaigns export KEY --format csv”.")
    campaign = await application.database.transact(lambda work: work.campaigns.campaign(given.run))
    if campaign is None:
        raise WrongOrder(f"There is no campaign {given.run}; its key is in its link /campaigns.")
    runs = [(run, await readings.progress(run)) for run in await readings.runs_of(campaign.key)]
    data = ResultData(campaign, tuple(runs), await readings.answers(campaign.key), None)
    files = ResultFiles(
        application.database.transact, application.translator.line, application.clock
    )
    for form in FORMS:
        if form not in forms:
            continue
        written = files.written(data, form, "vi")
        if not isinstance(written, bytes):
            raise WrongOrder(HOW_TO_INSTALL)
        path = given.folder / f"ket-qua-{campaign.key}.{form}"
        await asyncio.to_thread(path.write_bytes, written)
        print(path)


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
                lambda work: order_run(work, act, key, application.clock()), "clock"
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
