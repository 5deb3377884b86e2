"""The count of an audience as a screen: who is reached, who is not and why, and how long it takes.

Every figure of people is one that may be shown (`bot.domain.small_counts`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.domain.campaigns.counting import ShownAudience
from bot.domain.campaigns.sending_time import SendingTime
from bot.domain.small_counts import FEWEST_SHOWN, ShownCount, percent
from bot.phrases.entries import TYPE_NAMES
from bot.phrases.staff.audiences import channel, joined
from bot.talk.text import (
    Day,
    Fact,
    Item,
    Line,
    Minutes,
    Note,
    SayLine,
    Text,
    Title,
    _,
    plain,
    plural,
)

REASONS: Mapping[str, Text] = {
    "not_chosen": _("Not wanted by the rule"),
    "other_ward": _("In another ward"),
    "not_joined": _("Have not finished joining"),
    "no_consent": _("Did not agree to such messages"),
    "no_address": _("No address is known"),
    "moved": _("Address belongs to somebody else now"),
    "blocked": _("Blocked us"),
    "quiet_hours": _("In their quiet hours"),
    "cap": _("Had enough messages this week or today"),
}
"""Why somebody is not reached, or gets it later."""


def audience_screen(shown: ShownAudience, times: Mapping[str, SendingTime]) -> tuple[SayLine, ...]:
    """The lines; `times` by channel, as if it began at the moment that was asked about."""
    parts = dict(shown.parts.parts)
    reached = parts.pop("reached")
    lines: list[SayLine] = [
        Title(_("Who gets it")),
        Fact(_("Will get it"), _of_all(reached, shown.parts.total)),
    ]
    lines += _facts(_("Will get it later"), shown.later)
    lines += _facts(_("Will not get it"), {code: n for code, n in parts.items() if n != 0})
    if shown.kinds:
        kinds = joined(TYPE_NAMES[kind] for kind in shown.kinds)
        lines.append(Fact(_("Recorded most often"), kinds))
    if shown.channels:
        lines.append(Title(_("By channel")))
        lines += [
            Item(_by_channel(name, count, times.get(name)))
            for name, count in sorted(shown.channels.items())
        ]
    lines.append(
        Note(
            _(
                "Counts below {number} are not shown and the others are rounded to 5, so they may "
                "not add up.",
                number=FEWEST_SHOWN,
            )
        )
    )
    return tuple(lines)


def count_said(count: ShownCount) -> Line:
    """A count as it may be shown: "fewer than 8", "1250"."""
    if isinstance(count, int):
        return plural("{count} person", "{count} people", count)
    return _("fewer than {number} people", number=FEWEST_SHOWN)


def _of_all(reached: ShownCount, total: ShownCount) -> Line:
    share = percent(reached, total)
    if share is None:
        return count_said(reached)
    return _(
        "{people} of {total}, {share}%",
        people=count_said(reached),
        share=share,
        total=total if isinstance(total, int) else count_said(total),
    )


def _facts(title: Text, counts: Mapping[str, ShownCount]) -> list[SayLine]:
    if not counts:
        return []
    facts = [Item(_("{reason}: {people}", reason=REASONS[code], people=count_said(count)))
             for code, count in counts.items()]  # fmt: skip
    return [Title(title), *facts]


def _by_channel(name: str, count: ShownCount, time: SendingTime | None) -> Line:
    if time is None:
        return _("{channel}: {people}", channel=channel(name), people=count_said(count))
    return _(
        "{channel}: {people}, {time}",
        channel=channel(name),
        people=count_said(count),
        time=_time(time),
    )


def _time(time: SendingTime) -> Line:
    if time.ends is None or time.seconds is None:
        return _("too many for the limits of this channel")
    if time.seconds < 60:
        return _("less than a minute")
    if time.ends.date() == time.begins.date():
        return _("about {time}", time=Minutes(-(-time.seconds // 60)))
    return _("until {day} at {time}", day=Day(time.ends.date()), time=plain(_clock(time.ends)))


def _clock(at: dt.datetime) -> str:
    return f"{at:%H:%M}"
