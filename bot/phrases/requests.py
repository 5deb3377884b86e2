"""Requests of people about their data: what was asked, and by when it is to be answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.domain.privacy.request_rules import RequestKind
from bot.domain.privacy.requests import WaitingRequest
from bot.talk.text import Day, Line, Text, _, plain, plural

KINDS: Mapping[RequestKind, Text] = {
    "copy": _("a copy"),
    "correct": _("a correction"),
    "withdraw": _("no agreement any more"),
    "erase": _("erase everything"),
    "ask": _("a question or complaint"),
}
"""What was asked, within a sentence."""


def request_line(waiting: WaitingRequest, today: dt.date) -> Line:
    """A request in one line: its number, what was asked, and the last day for the answer."""
    request = waiting.request
    number, what, day = plain(request.number), KINDS[request.kind], Day(request.due)
    left = request.days_left(today)
    if left < 0:
        return plural(
            "⚠ {number}, {what}: was due on {day}, {count} day late",
            "⚠ {number}, {what}: was due on {day}, {count} days late",
            -left, number=number, what=what, day=day,
        )  # fmt: skip
    if left == 0:
        return _("{number}, {what}: answer today, {day}", number=number, what=what, day=day)
    return _("{number}, {what}: answer by {day}", number=number, what=what, day=day)
