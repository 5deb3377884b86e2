"""How a sending and its answers grew, as a picture with the same in words."""

from __future__ import annotations

import datetime as dt

from bot.domain.campaigns.results import Growth, cumulative
from bot.domain.campaigns.runs import Run
from bot.domain.small_counts import FEWEST_SHOWN, ShownCount, shown_count
from bot.talk.pictures import Picture, Series
from bot.talk.text import Day, Line, _, plain

_LEAST_SCALE = 4.0
"""The scale of a picture goes so far at least, so that it has whole people only."""


def growth_picture(
    run: Run, growth: Growth, wards: frozenset[str] | None, zone: dt.tzinfo | None
) -> Picture | None:
    """Lines of what was sent and answered in these wards (None: all); None: nothing was sent."""
    grown = cumulative(growth, wards)
    if not grown:
        return None
    begun = run.begun.astimezone(zone)
    moments = [begun + growth.step * place for place in range(len(grown) + 1)]
    sent = (0, *(each for each, _answered in grown))
    answered = tuple(shown_count(each) for each in (0, *(each for _sent, each in grown)))
    series = [Series(_("sent"), tuple(map(float, sent)))]
    if any(isinstance(each, int) and each for each in answered):
        series.append(Series(_("answered"), tuple(map(_drawn, answered))))
    return Picture(
        chart="growth",
        title=_("Sent and answered, of the sending of {day}", day=Day(begun.date())),
        facts=tuple(
            _said(moment, of, answers)
            for moment, of, answers in zip(moments[1:], sent[1:], answered[1:], strict=True)
        ),
        labels=tuple(_label(moment, growth.step) for moment in moments),
        series=tuple(series),
        unit=_("people, from the begin on"),
        most=_LEAST_SCALE,
    )


def _drawn(count: ShownCount) -> float | None:
    return float(count) if isinstance(count, int) else None


def _label(moment: dt.datetime, step: dt.timedelta) -> Line:
    if step >= dt.timedelta(days=1):
        return plain(f"{moment:%d/%m}")
    if step >= dt.timedelta(hours=3):
        return plain(f"{moment:%H:%M} {moment:%d/%m}")
    return plain(f"{moment:%H:%M}")


def _said(moment: dt.datetime, sent: int, answered: ShownCount) -> Line:
    few = _("fewer than {number}", number=FEWEST_SHOWN)
    told = plain(str(answered)) if isinstance(answered, int) else few
    return _("until {time}: {sent} sent, {answered} answered", sent=sent, answered=told,
             time=plain(f"{moment:%H:%M} {moment:%d/%m}"))  # fmt: skip
