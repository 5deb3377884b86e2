"""Regular work: what the service does again and again while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import secrets
from collections.abc import AsyncIterator, Collection, Coroutine
from functools import partial
from typing import Any

from bot.application import Application
from bot.channels.connection_guard import ConnectionGuard
from bot.channels.web.files import delete_drafts, deleting_from
from bot.domain.campaigns.sending_time import ChannelPace
from bot.operating.report import OperatorReport
from bot.schedule.audience_clock import AudienceClock
from bot.schedule.campaign_clock import CampaignClock
from bot.schedule.campaign_orders import orders_dir
from bot.schedule.clock import MinuteClock
from bot.schedule.run_counter import RunCounter
from bot.services.campaigns.due import due_campaigns, run_settled
from bot.services.campaigns.looking_after import look_after_campaigns
from bot.services.campaigns.results.following import author_follows
from bot.services.campaigns.stopped import refuse_campaign
from bot.storage.campaigns.count_readings import StoredCountsAsked
from bot.storage.campaigns.counting import StoredAudienceCounting
from bot.storage.campaigns.run_readings import StoredRunReadings
from bot.storage.engine.constructs import DialectName
from bot.storage.privacy.deleting import keep_deleting_files
from bot.storage.privacy.journal import keep_writing_journal
from bot.storage.reading.snapshots import Snapshots
from bot.storage.retention.purging import DAY_SECONDS, purge_daily

PICTURE_DAYS = 30

DRAFT_HOURS = 1
"""How long an upload may be a draft: it is one for the moment of its writing."""


def regular_work(
    application: Application,
    operated: OperatorReport,
    guard: ConnectionGuard,
    stop: asyncio.Event,
    edits: Collection[str],
) -> tuple[Coroutine[Any, Any, None], ...]:
    """What is done again and again until the stop; `edits` are channels that change messages."""

    async def keep_keys() -> None:
        await application.keys.tick(application.clock())

    async def look_after() -> None:
        job = partial(look_after_campaigns, now=application.clock())
        await application.database.transact(job, "clock")
        await application.look()

    campaigns = campaign_clock(application)
    ticks = {
        "reminders": application.remind,
        "announcements": application.announcer.tick,
        "requests": application.requests.tick,
        "staff": application.staff.tick,
        "campaign_hints": look_after,
        "campaigns": campaigns.begin_due,
        "operator": operated.ticked,
        "keys": keep_keys,
    }
    database, clock, settings = application.database, application.clock, application.settings
    return (
        purge_daily(database, clock, stop, settings.visitor_days),
        _purge_files(application, stop),
        keep_deleting_files(database, deleting_from(settings.files_dir), clock, stop),
        keep_writing_journal(database, settings.erasures_file, stop),
        application.data.keep_looking(stop),
        campaigns.keep_running(stop),
        _count_audiences(application, stop),
        run_counter(application, edits).keep_running(stop),
        guard.run(stop),
        MinuteClock(settings.zone, ticks).run(stop),
    )


def campaign_clock(application: Application) -> CampaignClock:
    """What begins, plans, sweeps and settles the runs of campaigns."""
    return CampaignClock(
        transact=application.database.transact,
        readings=StoredRunReadings(application.database),
        due=due_campaigns,
        refused=refuse_campaign,
        settled=run_settled,
        begun=author_follows,
        new_key=lambda: secrets.token_hex(10),
        clock=application.clock,
        planned=application.look,
        stopping=lambda: application.stopping(),
        throttle=application.throttle,
        orders=orders_dir(application.settings.files_dir),
    )


@contextlib.asynccontextmanager
async def audience_clock(application: Application) -> AsyncIterator[AudienceClock]:
    """What counts the audiences that officers ask about, on read-only connections of its own."""
    settings, database = application.settings, application.database
    address = settings.database_url.get_secret_value()
    snapshots = Snapshots(address, sealer=database.sealer)
    dialect: DialectName = "sqlite" if address.startswith("sqlite") else "postgresql"
    try:
        yield AudienceClock(
            transact=database.transact,
            asked=StoredCountsAsked(database),
            counting=StoredAudienceCounting(
                snapshots, dialect, tuple(sorted(application.accounts))
            ),
            data=lambda: application.data.reference_data,
            paces={"telegram": ChannelPace(settings.telegram_rate_per_second or None)},
            clock=application.clock,
            told=application.look,
        )
    finally:
        await snapshots.close()


async def _count_audiences(application: Application, stop: asyncio.Event) -> None:
    async with audience_clock(application) as clock:
        await clock.keep_counting(stop)


def run_counter(application: Application, edits: Collection[str]) -> RunCounter:
    """What counts the runs of campaigns, and shows how far they are."""
    return RunCounter(
        transact=application.database.transact,
        readings=StoredRunReadings(application.database),
        clock=application.clock,
        edits=edits,
        shown=application.look,
        stopping=lambda: application.stopping(),
    )


async def _purge_files(application: Application, stop: asyncio.Event) -> None:
    """Delete, now and once a day, the pictures that nobody looked at for as long as words stay,
    and what uploads that were cut off left behind."""
    while not stop.is_set():
        now, files = application.clock(), application.settings.files_dir
        await application.pictures.purge(now - dt.timedelta(days=PICTURE_DAYS))
        with contextlib.suppress(OSError):
            await asyncio.to_thread(delete_drafts, files, now - dt.timedelta(hours=DRAFT_HOURS))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), DAY_SECONDS)
