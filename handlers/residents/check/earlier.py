"""The results of finished self-checks are opened again: the last one, or an earlier one by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import SelfCheck
from bot.domain.text.normalizing import fold
from bot.services.ports.unit_of_work import ReadQueries
from bot.talk.events import Event, Opened, Pressed
from bot.talk.steps import Choice, Say
from bot.talk.text import Line, Plain, Text, _, plain
from handlers import phrases

MAX_LISTED = 12
"""So many results can be opened again."""

WORDS = (
    "xem kết quả", "xem lại kết quả", "kết quả kỹ năng", "kết quả tự đánh giá", "my result",
    "my results", "results",
)  # fmt: skip
"""The words that open the last result."""

_FOLDED = frozenset(map(fold, WORDS))


@dataclass(frozen=True, slots=True)
class Results:
    """The finished self-checks, the newest first; the one to show, and the one before it."""

    finished: tuple[SelfCheckAttempt, ...] = ()
    shown: SelfCheckAttempt | None = None
    before: SelfCheckAttempt | None = None


NO_RESULTS = Results()
"""Nothing is finished, or nothing was read."""


async def read_results(
    queries: ReadQueries, check: SelfCheck, person: int, event: Event
) -> Results:
    """Read the finished self-checks of forms that exist; with answers those to be shown."""
    ended = await queries.skills.finished_checks(person, MAX_LISTED)
    finished = tuple(each for each in ended if check.form(each.form, each.version) is not None)
    key = _wanted(event, finished)
    shown = await queries.skills.check(person, key) if key else None
    if shown is None or shown.open:
        return Results(finished)
    place = next((n for n, each in enumerate(finished) if each.key == shown.key), len(finished))
    same = (shown.form, shown.version)
    older = [each.key for each in finished[place + 1 :] if (each.form, each.version) == same]
    before = await queries.skills.check(person, older[0]) if older else None
    return Results(finished, shown, before)


def _wanted(event: Event, finished: Sequence[SelfCheckAttempt]) -> str | None:
    match event:
        case Pressed(key) if key[:2] == "r:":
            return key[2:]
        case Opened(word) if fold(word) in _FOLDED and finished:
            return finished[0].key
        case _:
            return None


def asks_for_results(opened: Opened) -> bool:
    """Whether a word asks for the last result."""
    return fold(opened.word) in _FOLDED


def ways_to_results(
    finished: Sequence[SelfCheckAttempt], now: dt.datetime
) -> list[tuple[Choice, ...]]:
    """The choices that open the last result, and the list of the earlier ones."""
    if not finished:
        return []
    last = _("📊 See the result of {day}", day=_day(finished[0], now))
    rows: list[tuple[Choice, ...]] = [(Choice(f"r:{finished[0].key}", last),)]
    if len(finished) > 1:
        rows.append((Choice("results", _("🗂 Earlier results")),))
    return rows


def ask_which(
    check: SelfCheck, finished: Sequence[SelfCheckAttempt], now: dt.datetime, *before: Line
) -> Say:
    """Ask which of the finished self-checks to see."""
    rows = [(Choice(f"r:{each.key}", _label(check, each, now)),) for each in finished]
    lines = (*before, _("Which result would you like to see?"))
    return Say(lines, (*rows, (phrases.BACK,)), "nothing")


def _label(check: SelfCheck, each: SelfCheckAttempt, now: dt.datetime) -> Text | Plain:
    form = check.form(each.form)
    day = _day(each, now)
    return day if form is None else Text("{day}: {form}", {"day": day, "form": form.name})


def _day(each: SelfCheckAttempt, now: dt.datetime) -> Plain:
    """The date alone: a label has no room for the weekday."""
    assert each.ended_at is not None
    return plain(f"{each.ended_at.astimezone(now.tzinfo):%d/%m/%Y}")
