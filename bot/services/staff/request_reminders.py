"""Reminders of requests: once a day an admin hears which requests of their wards are due soon."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.domain.privacy.request_rules import RequestRules
from bot.domain.privacy.requests import WaitingRequest
from bot.phrases.requests import request_line
from bot.services.ports.unit_of_work import UnitOfWork
from bot.talk.steps import Choice, Say
from bot.talk.text import Item, SayLine, Title, _, plural

MOST = 500
_TOLD = 5
"""So many requests are named in one message."""


async def remind_admins(work: UnitOfWork, now: dt.datetime, rules: RequestRules) -> int:
    """Tell the admins of the wards; how many were told.

    That a request was reminded of today is noted in the same transaction, so each is named once a
    day however often the clock asks.
    """
    today = now.date()
    numbers = await work.requests.note_reminded(today + dt.timedelta(rules.remind_days), today)
    if not numbers:
        return 0
    due = [
        each for each in await work.requests.waiting(None, MOST) if each.request.number in numbers
    ]
    told = 0
    for person in sorted({role.person for role in await work.staff.active_roles(now)}):
        wards = (await work.staff.roles_of(person)).wards("admin", now)
        own = [each for each in due if wards is None or each.ward in wards]
        if own:
            await work.outbox.notify(person, _reminder(own, today), now)
            told += 1
    return told


def _reminder(requests: Sequence[WaitingRequest], today: dt.date) -> Say:
    lines: list[SayLine] = [
        Title(
            plural(
                "{count} request of residents about their data is due soon.",
                "{count} requests of residents about their data are due soon.",
                len(requests),
            )
        )
    ]
    lines += [Item(request_line(each, today)) for each in requests[:_TOLD]]
    if len(requests) > _TOLD:
        lines.append(_("And {count} more.", count=len(requests) - _TOLD))
    rows = ((Choice("/wardrequests", _("See and answer")),),)
    return Say(tuple(lines), rows, "nothing", "duty")
