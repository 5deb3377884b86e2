"""A random month: who does what and when, clock changes, and downtime of the service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bot.domain.notifications.reminders import evening_is_ahead
from tests.applications import ZONE
from tests.schedule import month_calendar as calendar
from tests.schedule import month_facts as f

QUARTER = dt.timedelta(minutes=15)
ALL = ("log", "check", "reminders", "campaigns")


def _at(month: int, day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def _hours(hours: float) -> dt.timedelta:
    return dt.timedelta(hours=hours)


SET_CLOCKS = (
    (_at(9, 14, 19, 45), -_hours(2 / 3)),
    (_at(9, 17, 9, 30), -_hours(3)),  # over the hour of two announcements
    (_at(9, 21, 0, 15), -_hours(2 / 3)),  # into the week before
    (_at(9, 23, 11, 0), _hours(5)),
    (_at(9, 25, 7, 0), _hours(26)),  # a whole day is left out
    (_at(10, 3, 1, 0), -_hours(3)),  # over midnight, in Learning Week
    (_at(10, 5, 7, 0), _hours(5)),  # over the hour of an announcement
)
"""When somebody sets the service's clock, and by how much."""

CLOSED = (
    (_at(9, 13, 7, 0), _hours(3)),  # over an announcement of one ward
    (_at(9, 15, 20, 0), _hours(10)),
    (_at(9, 16, 12, 0), _hours(0)),
    (_at(9, 18, 18, 30), _hours(1.6)),
    (_at(9, 20, 18, 0), _hours(14)),  # into the next week
    (_at(9, 22, 9, 0), _hours(26)),
    (_at(9, 27, 8, 0), _hours(0)),
    (_at(9, 30, 7, 30), _hours(14)),  # what was for this day would come in quiet hours
    (_at(10, 1, 7, 45), _hours(0)),
    (_at(10, 1, 18, 0), _hours(0)),  # what was planned in the morning is not planned again
    (_at(10, 2, 7, 0), _hours(24.25)),  # the whole of a day's hours
    (_at(10, 4, 18, 0), _hours(2.25)),
    (_at(10, 6, 8, 30), _hours(17)),  # while somebody's quiet hours last
    (_at(10, 7, 18, 45), _hours(1)),
    (_at(10, 9, 23, 0), _hours(8)),
    (_at(10, 10, 8, 0), _hours(0)),
)
"""When the service is closed, and for how long."""

KILLED = (_at(9, 18, 18, 30), _at(10, 9, 23, 0))
"""Of these the times when, at the opening, another process had just been killed."""

NEWCOMERS = _at(10, 1, 9, 0)
"""From when on the last ones come: after what was announced on this day."""

EVENING_NEWS = _at(10, 9, 21, 15)
"""When a campaign is sent for certain: it waits for the morning."""

TWO_HOUSES = (_at(10, 5, 14, 0), _at(10, 8, 14, 0))
"""From when to when two processes share the database, each with a clock and a channel."""


@dataclass
class Somebody:
    """What the dice must know of one person."""

    who: int
    desk: bool
    address: str = ""
    consents: set[str] = field(default_factory=set)
    reminders: list[bool] = field(default_factory=list)
    once: list[int] = field(default_factory=list)
    checking: bool = False
    linked: bool = False
    away: bool = False
    gone: bool = False

    @property
    def newcomer(self) -> bool:
        """Comes late in the month."""
        return not self.desk and self.who % 20 == 5

    @property
    def running(self) -> list[int]:
        """The own weekly reminders that were not stopped."""
        return [nth for nth, running in enumerate(self.reminders) if running]


class Life:
    """Throws the dice for a month: so many people, the first `desk` of them through the desk."""

    def __init__(self, seed: int, people: int, desk: int) -> None:
        self._dice = Random(seed)
        # The desk's people are those of the channel with buttons who come first.
        self.desk = [who for who in range(people) if f.channel_of(who) == "buttons"][:desk]
        self._people = [Somebody(who, who in self.desk, f.address_of(who)) for who in range(people)]
        self._campaigns = 0

    def month(self, *, two_houses: bool, end: dt.datetime = f.END) -> Iterator[f.Moment]:
        """All that happens, in the order in which it does."""
        set_clocks, closed, evening_news = list(SET_CLOCKS), list(CLOSED), True
        if two_houses:
            closed += [(at, _hours(0)) for at in TWO_HOUSES]
        yield f.Opens(f.START)
        yield self._first_day()
        at = f.START + QUARTER
        while at < end:
            if closed and (away := next((c for c in closed if c[0] <= at), None)) is not None:
                closed.remove(away)
                at += away[1]
                shared = two_houses and TWO_HOUSES[0] <= at < TWO_HOUSES[1]
                yield f.Opens(at, 2 if shared else 1, away[0] in KILLED)
            yield f.Tick(at)
            if evening_news and at >= EVENING_NEWS:
                evening_news = False
                yield f.Acts(at + dt.timedelta(minutes=1), (), (self._campaign(),))
            elif self._dice.random() < 0.5:
                yield from self._acts(at + dt.timedelta(minutes=self._dice.randint(1, 14)))
            at += QUARTER
            if set_clocks and set_clocks[0][0] <= at:
                at += set_clocks.pop(0)[1]
                yield self._many_resume(at - dt.timedelta(minutes=3))

    # --- moments ------------------------------------------------------------------------------

    def _first_day(self) -> f.Acts:
        acts: list[f.Act] = []
        for me in self._people:
            if self._dice.random() < 0.93 and not me.newcomer:
                acts += self._settling_in(me, f.START)
        return f.Acts(f.START, tuple(acts))

    def _many_resume(self, at: dt.datetime) -> f.Acts:
        """Where the clock was set back, what was due is due once more."""
        some = self._dice.sample(self._people, len(self._people) // 3)
        some = [me for me in some if me.running and not (me.desk or me.away or me.gone)]
        return f.Acts(at, tuple(self._does(me, f.Resumes(None)) for me in some))

    def _acts(self, at: dt.datetime) -> Iterator[f.Acts]:
        awake = 1.0 if 6 <= at.hour < 23 else 0.15
        limit = max(1, round(len(self._people) / 60 * awake))
        acts: list[f.Act] = []
        people = self._dice.sample(self._people, self._dice.randint(0, limit))
        for me in people:
            if me.newcomer and at < NEWCOMERS:
                continue
            if not me.consents and not me.gone:
                acts += self._settling_in(me, at)
            elif not me.gone:
                acts += self._deeds(me, at)
        campaigns = [self._campaign()] if self._dice.random() < 0.03 else []
        if acts or campaigns:
            yield f.Acts(at, tuple(acts), tuple(campaigns))

    def _campaign(self) -> f.Campaign:
        self._campaigns += 1
        there = [each.who for each in self._people if each.consents and not each.gone]
        some = self._dice.sample(there, self._dice.randint(2, len(there)) // 2)
        return f.Campaign(f"campaign {self._campaigns}", tuple(some))

    # --- one person ---------------------------------------------------------------------------

    def _settling_in(self, me: Somebody, at: dt.datetime) -> list[f.Act]:
        dice = self._dice
        if me.desk:
            me.consents = set(ALL)
            acts = [self._does(me, f.Joins("00190", "vi", frozenset(ALL)))]
            return acts if dice.random() < 0.2 else [*acts, self._sets(me, at)]
        wards = (
            *calendar.USUAL_WARDS,
            calendar.REDATED,
            calendar.SWITCHED,
            calendar.OWN_WEEK,
            calendar.WITH_EVENT,
            None,
        )
        me.consents = {"log"} | {each for each in ALL if dice.random() < 0.85}
        locale = dice.choice(("vi", "en"))
        acts = [self._does(me, f.Joins(dice.choice(wards), locale, frozenset(me.consents)))]
        if dice.random() < 0.3:
            acts.append(self._does(me, f.CheckedBefore(dice.randint(60, 120))))
        if dice.random() < 0.3:
            acts.append(self._does(me, f.BeginsCheck()))
            me.checking = True
        if dice.random() < 0.25:
            acts.append(self._does(me, self._quiet()))
        if dice.random() < 0.3:
            acts.append(self._does(me, f.WantsMost(dice.randint(0, 7))))
        if "reminders" in me.consents:
            acts += [self._sets(me, at) for _each in range(dice.choice((0, 1, 1, 2)))]
        return acts

    def _does(self, me: Somebody, deed: f.Deed) -> f.Act:
        return f.Act(me.who, deed, me.address)

    def _sets(self, me: Somebody, at: dt.datetime) -> f.Act:
        dice = self._dice
        purpose = "log" if me.desk else dice.choice(("log", "log", "check", "recheck", "evidence"))
        if dice.random() < 0.25:
            me.once.append(len(me.reminders))
            me.reminders.append(False)
            day = at.date() + dt.timedelta(days=dice.randint(1, 8))
            return self._does(me, f.SetsOnce(purpose, day, dice.randint(0, 95) * 15))
        days = tuple(sorted(dice.sample(range(7), dice.choice((1, 2, 3, 5, 7)))))
        hour = dice.choice((7, 8, 12, 18, 19, 19, 20, 21, dice.randint(0, 23)))
        me.reminders.append(True)
        return self._does(me, f.Sets(purpose, days, 60 * hour + dice.choice((0, 0, 15, 30, 41))))

    def _quiet(self) -> f.WantsQuiet:
        hour = self._dice.randint
        return f.WantsQuiet(
            self._dice.choice(
                (
                    None,
                    (0, 0),
                    (60 * hour(19, 23), 60 * hour(4, 7)),
                    (60 * hour(20, 23), 60 * hour(8, 11) + 30),  # over the hour of announcements
                    (60 * hour(6, 8), 60 * hour(9, 18)),
                    (60 * hour(7, 10), 60 * hour(5, 6) + 45),  # nearly all day
                    (60 * 22 + 10, 60 * hour(6, 9) + 5),
                )
            )
        )

    def _deeds(self, me: Somebody, at: dt.datetime) -> list[f.Act]:
        """What somebody who joined does now: nothing, or one thing."""
        dice = self._dice
        if me.away and dice.random() < 0.7:
            return []
        deed = self._deed_of_desk(me, at) if me.desk else self._deed(me, at)
        if isinstance(deed, f.Sets):
            return [self._sets(me, at)]
        if me.linked and not isinstance(deed, f.Blocks):
            second = isinstance(deed, f.Links) or dice.random() < 0.5
            me.address = f.address_of(me.who, second)
        me.away = isinstance(deed, f.Blocks)
        return [self._does(me, deed)]

    def _deed(self, me: Somebody, at: dt.datetime) -> f.Deed:
        dice = self._dice
        drawn = dice.random()
        if drawn < 0.25:
            return f.Records()
        if drawn < 0.35:
            me.checking = not me.checking
            return f.BeginsCheck() if me.checking else f.EndsCheck(dice.random() < 0.6)
        if drawn < 0.45:
            purpose = dice.choice(("reminders", "campaigns"))
            me.consents ^= {purpose}
            return f.Agrees(purpose, purpose in me.consents)
        if drawn < 0.50:
            return self._quiet()
        if drawn < 0.56:
            return f.WantsMost(dice.choice((None, *range(8))))
        if drawn < 0.60:
            return f.MovesTo(
                dice.choice((None, "00190", calendar.REDATED, calendar.SWITCHED, calendar.OWN_WEEK))
            )
        if drawn < 0.62:
            return f.Blocks(told=dice.random() < 0.3)
        if drawn < 0.625 and not me.linked:
            me.linked = True
            return f.Links()
        if drawn < 0.627:
            me.gone = True
            return f.Forgets()
        return self._reminding(me, at)

    def _deed_of_desk(self, me: Somebody, at: dt.datetime) -> f.Deed:
        """What can be said to the desk in few words."""
        dice = self._dice
        drawn = dice.random()
        if drawn < 0.2:
            return f.Records()
        if drawn < 0.3:
            me.consents ^= {"campaigns"}
            return f.Agrees("campaigns", "campaigns" in me.consents)
        if "campaigns" in me.consents and drawn < 0.4:
            return f.WantsQuiet((60 * dice.randint(19, 23), 60 * dice.randint(5, 10)))
        if "campaigns" in me.consents and drawn < 0.5:
            return f.WantsMost(dice.choice((None, *range(8))))
        if drawn < 0.55:
            return f.Blocks(told=True)
        if drawn < 0.65 and len(me.reminders) < 3:
            return f.Sets("", (), 0)
        return self._about_one(me, at) if drawn < 0.85 and me.running else f.Says()

    def _later(self, at: dt.datetime) -> str:
        """Until when; the evening is offered only while it is ahead."""
        until = self._dice.choice(("hour", "evening", "tomorrow"))
        return until if until != "evening" or evening_is_ahead(at) else "tomorrow"

    def _about_one(self, me: Somebody, at: dt.datetime) -> f.Deed:
        """What the buttons of a reminder do."""
        if me.once and self._dice.random() < 0.2:
            return f.PutsOff(self._dice.choice(me.once), self._later(at))
        nth = self._dice.choice(me.running)
        drawn = self._dice.random()
        if drawn < 0.4:
            return f.PutsOff(nth, self._later(at))
        if drawn < 0.6:
            return f.Pauses(nth, at.date() + dt.timedelta(days=6))
        if drawn < 0.85:
            return f.Resumes(nth)
        me.reminders[nth] = False
        return f.Stops(nth)

    def _reminding(self, me: Somebody, at: dt.datetime) -> f.Deed:
        dice = self._dice
        drawn = dice.random()
        if not me.running:
            may = "reminders" in me.consents and len(me.reminders) < 4 and drawn < 0.7
            return f.Sets("", (), 0) if may else f.Says()
        nth = dice.choice((None, *me.running))
        if drawn < 0.25:
            return f.PutsOff(dice.choice((*me.running, *me.once)), self._later(at))
        if drawn < 0.45:
            return f.Pauses(nth, at.date() + dt.timedelta(days=dice.randint(0, 9)))
        if drawn < 0.65:
            return f.Resumes(nth)
        if drawn < 0.75:
            me.reminders = [
                running and nth not in (None, each) for each, running in enumerate(me.reminders)
            ]
            return f.Stops(nth)
        return f.Says()
