"""Following a run: one message tells how far it is, and changes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

from bot.domain.campaigns.runs import Run, RunResult
from bot.phrases.staff.progress import progress_say
from bot.services.ports.campaigns.results import Watch
from bot.services.ports.unit_of_work import UnitOfWork

EDITED_EVERY = dt.timedelta(seconds=5)
"""A message that can change in its place changes so often at most, in the first minutes."""

FIRST_MINUTES = dt.timedelta(minutes=5)

EDITED_LATER = dt.timedelta(seconds=30)
"""After the first minutes it changes so often: each change is a row of the outbox."""

SENT_EVERY = dt.timedelta(minutes=15)
"""Elsewhere a fresh message comes so often at most; between, the person looks by themselves."""


async def follow_run(work: UnitOfWork, run: Run, person: int, title: str, now: dt.datetime) -> None:
    """Tell a person how far a run is, in a message that changes until the run ends."""
    say = progress_say(run, RunResult(run.planned, ()), title, now)
    row = await work.outbox.notify(person, say, now)
    if row is not None:
        await work.runs.watch(run, Watch(run.key, person, "", row, now))


async def show_progress(
    work: UnitOfWork, run: Run, now: dt.datetime, edits: Collection[str]
) -> bool:
    """Change the messages of those who follow a run; whether there were any.

    Who has lost the right since then follows it no more. With the last change it ends.
    """
    watches = await work.runs.watches(run)
    if not watches:
        return False
    ended = run.settled_at is not None
    campaign = await work.campaigns.campaign(run.campaign)
    title = "" if campaign is None else campaign.content.title
    say = progress_say(run, await work.runs.result(run), title, now)
    for watch in watches:
        every = _edited_every(run, now) if watch.channel in edits else SENT_EVERY
        if not ended and now - watch.shown < every:
            continue
        roles = await work.staff.roles_of(watch.person)
        if not any(roles.may_in_all(right, run.wards, now) for right in ("write", "read")):
            continue
        row: int | None = watch.row
        if watch.channel in edits:
            await work.outbox.edit(watch.row, say, now)
        else:
            row = await work.outbox.notify(watch.person, say, now)
        if row is not None:
            await work.runs.watch(run, replace(watch, row=row, shown=now))
    if ended:
        await work.runs.end_watches(run)
    return True


def _edited_every(run: Run, now: dt.datetime) -> dt.timedelta:
    return EDITED_EVERY if now - run.begun < FIRST_MINUTES else EDITED_LATER


async def author_follows(work: UnitOfWork, run: Run, now: dt.datetime) -> None:
    """Let who wrote a campaign follow a run that the clock began."""
    campaign = await work.campaigns.campaign(run.campaign)
    if campaign is not None and run.author is not None:
        await follow_run(work, run, run.author, campaign.content.title, now)
