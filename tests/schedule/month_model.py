"""The expected result of a month, computed person by person in the simplest way.

Nothing of the service's own rules is used: this is docs/delivery.md and ADR 9 and 10 once more.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.applications import ZONE
from tests.schedule import month_calendar as calendar
from tests.schedule import month_facts as f

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@dataclass
class Reminder:
    """A reminder of a person; `due` None: it does not come any more. `once`: it comes once."""

    nth: int
    purpose: str
    days: tuple[int, ...]
    minute: int
    due: dt.datetime | None
    state: str = "on"
    unanswered: int = 0
    paused_until: dt.date | None = None
    sent: list[dt.datetime] = field(default_factory=list)
    once: bool = False


@dataclass
class Message:
    """A message that waits, or came to its end."""

    who: int
    address: str
    kind: str
    what: str
    due: dt.datetime
    until: dt.datetime | None
    state: str = "planned"
    why: str | None = None


@dataclass
class Somebody:
    """One person, as the service knows them, and which addresses cannot be reached."""

    who: int
    address: str = ""
    joined: bool = False
    ward: str | None = None
    consents: set[str] = field(default_factory=set)
    quiet: tuple[int, int] = (21 * 60, 7 * 60)
    limit: int | None = None
    spoke: dt.datetime = f.START
    reminders: list[Reminder] = field(default_factory=list)
    records: list[dt.datetime] = field(default_factory=list)
    checking: bool = False
    checked: list[dt.datetime] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)
    left: list[dt.datetime] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    forgotten: bool = False


def clock_shows(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60), ZONE)


def next_time(each: Reminder, after: dt.datetime, first: dt.date | None = None) -> dt.datetime:
    day = after.date() if first is None else max(first, after.date())
    while day.weekday() not in each.days or clock_shows(day, each.minute) <= after:
        day += DAY
    return clock_shows(day, each.minute)


def minute_of(at: dt.datetime) -> int:
    return at.hour * 60 + at.minute


def is_quiet(quiet: tuple[int, int], minute: int) -> bool:
    start, end = quiet
    if start < end:
        return start <= minute < end
    return start != end and (minute >= start or minute < end)


def end_of_hours(quiet: tuple[int, int], at: dt.datetime) -> dt.datetime:
    """When something unasked may leave: not in one's own quiet hours, never from 22:00 to 7:00."""
    over = at
    for hours in (quiet, (22 * 60, 7 * 60), quiet):
        if is_quiet(hours, minute_of(over)):
            end = clock_shows(over.date(), hours[1])
            over = end + DAY if end <= over else end
    return over


class Model:
    """Lets a month happen; afterwards it knows who should have got what, when, or why not."""

    def __init__(self, seed: int, desk: Collection[int] = ()) -> None:
        self.seed = seed
        self.desk = desk
        self.people: dict[int, Somebody] = {}
        self.reminders: list[tuple[Somebody, Reminder]] = []
        self.waiting: list[Message] = []
        self.letters: list[f.Letter] = []
        self.spoken: list[f.Spoken] = []
        self.settled: dict[tuple[int, int, dt.datetime], f.ReminderDecision] = {}
        self.planning_progress: set[tuple[str, str | None]] = set()
        self.again = 0
        self.refused: set[tuple[int, str]] = set()
        self.troubles: dict[tuple[str, dt.datetime], str | int | None] = {}

    def live(self, moments: Sequence[f.Moment]) -> None:
        for moment in moments:
            self.look(moment.at, lost=isinstance(moment, f.Opens) and moment.killed)
            if isinstance(moment, f.Tick):
                self.remind(moment.at)
                self.look(moment.at)
                self.plan_occurrence(moment.at)
                self.look(moment.at)
            elif isinstance(moment, f.Acts):
                for act in moment.acts:
                    self.act(act, moment.at)
                for campaign in moment.campaigns:
                    for who in campaign.people:
                        self.plan(self.people[who], "campaign", campaign.source, moment.at, None)
                self.look(moment.at)

    # --- what people do -----------------------------------------------------------------------

    def act(self, act: f.Act, at: dt.datetime) -> None:
        me = self.people.setdefault(act.who, Somebody(act.who))
        if isinstance(act.deed, f.Blocks):
            me.away.add(act.address)
            if act.deed.told:
                me.blocked.add(act.address)
            return
        me.address = act.address
        me.away.discard(act.address)
        me.blocked.discard(act.address)
        me.spoke = at
        match act.deed:
            case f.Joins(ward, _locale, consents):
                me.joined, me.ward, me.consents = True, ward, set(consents)
            case f.Agrees(purpose, True):
                me.consents.add(purpose)
            case f.Agrees(purpose, False):
                me.consents.discard(purpose)
            case f.MovesTo(ward):
                me.ward = ward
            case f.WantsQuiet(between):
                me.quiet = between or (21 * 60, 7 * 60)
            case f.WantsMost(limit):
                me.limit = limit
            case f.Records():
                me.records.append(at)
            case f.BeginsCheck():
                me.checking = True
            case f.EndsCheck(finished):
                me.checking = False
                me.checked += [at] if finished else []
            case f.CheckedBefore(days):
                me.checked.append(at - days * DAY)
            case f.Forgets():
                me.forgotten = True
                self.waiting = [each for each in self.waiting if each.who != act.who]
            case _:
                self.about_reminders(me, act.deed, at)

    def about_reminders(self, me: Somebody, deed: f.Deed, at: dt.datetime) -> None:
        if isinstance(deed, f.Sets):
            new_key = Reminder(len(me.reminders), deed.purpose, deed.days, deed.minute, None)
            new_key.due = next_time(new_key, at)
            me.reminders.append(new_key)
            self.reminders.append((me, new_key))
            return
        if isinstance(deed, f.SetsOnce):
            due = clock_shows(deed.day, deed.minute)
            once = Reminder(len(me.reminders), deed.purpose, (), deed.minute, due, once=True)
            me.reminders.append(once)
            self.reminders.append((me, once))
            return
        nth = getattr(deed, "nth", None)
        for each in me.reminders:
            again = each.once and isinstance(deed, f.PutsOff)
            if (each.state == "off" and not again) or nth not in (None, each.nth):
                continue
            match deed:
                case f.PutsOff(_nth, until):
                    each.state, each.paused_until, each.unanswered = "on", None, 0
                    if until == "hour":
                        each.due = at + HOUR
                    elif until == "tomorrow":
                        each.due = at + DAY
                    else:
                        evening = at.replace(hour=19, minute=30)
                        each.due = evening if evening > at else evening + DAY
                case f.Pauses(_nth, until_day):
                    each.state, each.paused_until, each.unanswered = "on", until_day, 0
                    each.due = each.due if each.once else next_time(each, at, until_day + DAY)
                case f.Resumes():
                    each.state, each.paused_until, each.unanswered = "on", None, 0
                    each.due = each.due if each.once else next_time(each, at)
                case f.Stops():
                    each.state, each.due = "off", None

    # --- what the clock does ------------------------------------------------------------------

    def remind(self, at: dt.datetime) -> None:
        """Decide about each time that is over and not too late, oldest first."""
        while due := [
            (me, each)
            for me, each in self.reminders
            if each.due is not None and each.due <= at and not me.forgotten
        ]:
            for me, each in sorted(due, key=lambda one: one[1].due or at):
                self.decide_reminder(me, each, at)

    def decide_reminder(self, me: Somebody, each: Reminder, at: dt.datetime) -> None:
        due = each.due
        assert due is not None
        outcome = self.skip_reason(me, each, due, at)
        if each.once:
            outcome, each.state, each.due = outcome or "remind", "off", None
            self.settle(me, each, due, at, outcome)
            return
        if not each.sent or me.spoke > max(each.sent):
            each.unanswered = 0
            if each.state == "asked":
                each.state = "on"
        each.due = next_time(each, max(due, at - 2 * HOUR - dt.timedelta.resolution))
        if outcome == "paused":
            assert each.paused_until is not None
            each.due = next_time(each, at, each.paused_until + DAY)
        elif outcome is None:
            if each.due <= at:
                # A newer time of it is over as well, and one reminder at a moment is enough.
                outcome = "superseded"
            elif each.state == "asked":
                outcome = each.state = "quiet"
                each.due = None
            elif each.unanswered == 3:
                outcome, each.state = "ask", "asked"
            else:
                outcome = "remind"
                each.unanswered += 1
        self.settle(me, each, due, at, outcome)

    def settle(
        self, me: Somebody, each: Reminder, due: dt.datetime, at: dt.datetime, outcome: str
    ) -> None:
        if outcome in ("remind", "ask"):
            each.sent.append(at)
            until = due + 2 * HOUR
            self.plan(me, "reminder", f.reminder_due(due), at, until)
        key = (me.who, each.nth, due)
        self.settled.setdefault(key, f.ReminderDecision(*key, outcome, at))

    def skip_reason(
        self, me: Somebody, each: Reminder, due: dt.datetime, at: dt.datetime
    ) -> str | None:
        if each.paused_until is not None and at.date() <= each.paused_until:
            return "paused"
        if (me.who, each.nth, due) in self.settled:
            self.again += 1
            return "again"
        if "reminders" not in me.consents:
            return "no_consent"
        if me.address in me.blocked:
            return "blocked"
        if at - due > 2 * HOUR:
            return "late"
        if each.once and each.purpose != "check":
            return None
        if each.purpose == "log" and any(made >= at.replace(hour=0, minute=0)
                                         for made in me.records):  # fmt: skip
            return "done_today"
        if each.purpose == "check" and not me.checking:
            return "nothing_open"
        if each.purpose == "recheck" and (not me.checked or at - max(me.checked) < 90 * DAY):
            return "not_yet"
        if each.purpose == "evidence" and at.month != 12:
            return "not_yet"
        return None

    def plan_occurrence(self, at: dt.datetime) -> None:
        """Plan the due announcements of each ward, for everybody who wants them."""
        new_key = {
            ward: [
                source
                for source, hour in calendar.announced_on(at.date(), ward)
                if at.hour >= hour and (source, ward) not in self.planning_progress
            ]
            for ward in (None, *calendar.OWN_CALENDAR)
        }
        until = clock_shows(at.date() + DAY, 0) - dt.timedelta(milliseconds=1)
        for me in self.people.values() if any(new_key.values()) else ():
            allowed = me.joined and "campaigns" in me.consents and not me.forgotten
            for source in new_key.get(me.ward, new_key[None]):
                if allowed and me.address not in me.blocked and source not in me.sources:
                    self.plan(me, "announcement", source, at, until)
        self.planning_progress |= {(source, ward) for ward in new_key for source in new_key[ward]}

    def plan(
        self, me: Somebody, kind: str, what: str, at: dt.datetime, until: dt.datetime | None
    ) -> None:
        me.sources.add(what)
        self.waiting.append(Message(me.who, me.address, kind, what, at, until))

    # --- what leaves --------------------------------------------------------------------------

    def look(self, at: dt.datetime, *, lost: bool = False) -> None:
        """Send what is due; `lost`: a process was killed that had it all on its way."""
        due = [each for each in self.waiting if each.due <= at]
        crowds = Counter(each.address for each in due)
        for each in due:
            trouble = f.trouble(self.seed, each.address, at)
            if each.who in self.desk or (isinstance(trouble, int) and crowds[each.address] > 1):
                # Whether the next one is tried at all then is left to the worker.
                trouble = None
            self.troubles.setdefault((each.address, at), trouble)
        for each in sorted(due, key=lambda each: each.due):
            if self.may_leave(each, self.people[each.who], at):
                (self.lose if lost else self.speak)(each, self.people[each.who], at)
        for each in due:
            away = each.address in self.people[each.who].away
            if away and crowds[each.address] > 1 and each.state == "blocked":
                self.refused.add((each.who, each.what))
        if due:
            self.waiting = [each for each in self.waiting if each.state == "planned"]

    def may_leave(self, each: Message, me: Somebody, at: dt.datetime) -> bool:
        needed = "reminders" if each.kind == "reminder" else "campaigns"
        if each.until is not None and at > each.until:
            self.ends(each, at, "skipped", "late")
        elif needed not in me.consents:
            self.ends(each, at, "skipped", "no_consent")
        elif each.address in me.blocked:
            self.ends(each, at, "blocked", "blocked")
        elif each.kind == "reminder":
            return True
        elif (over := end_of_hours(me.quiet, at)) > at:
            self.waits(each, at, over, "quiet_hours")
        elif too_much := self.too_much(me, at):
            self.ends(each, at, "skipped", too_much)
        elif len(recent := sorted(left for left in me.left if at - left < DAY)) >= 3:
            self.waits(each, at, recent[-3] + DAY, "hours_24_most")
        else:
            return True
        return False

    def waits(self, each: Message, at: dt.datetime, until: dt.datetime, why: str) -> None:
        if each.until is not None and until > each.until:
            self.ends(each, at, "skipped", why)
        else:
            each.due, each.why = until, why

    def ends(self, each: Message, at: dt.datetime, state: str, why: str | None) -> None:
        each.state = state
        self.letters.append(f.Letter(each.who, each.kind, each.what, state, why, at))

    def too_much(self, me: Somebody, at: dt.datetime) -> str | None:
        week = [left for left in me.left if left.isocalendar()[:2] == at.isocalendar()[:2]]
        if me.limit is not None and len(week) >= me.limit:
            return "weekly_most"
        if calendar.in_week(me.ward, at.date()):
            return "daily_most" if any(left.date() == at.date() for left in week) else None
        usual = [left for left in week if not calendar.in_week(me.ward, left.date())]
        return "weekly_most" if me.limit is None and len(usual) >= 3 else None

    def speak(self, each: Message, me: Somebody, at: dt.datetime) -> None:
        trouble = self.troubles[each.address, at]
        outcome = "sent"
        if each.address in me.away:
            outcome = "blocked"
            me.blocked.add(each.address)
            self.ends(each, at, "blocked", "blocked")
        elif isinstance(trouble, int):
            outcome = "later"
            each.due, each.why = at + dt.timedelta(minutes=trouble), "resting"
        else:
            outcome = trouble or "sent"
            self.ends(each, at, outcome, "no_answer" if trouble else None)
            if each.kind != "reminder":
                me.left.append(at)
        self.spoken.append(f.Spoken(each.address, each.what, at, outcome))

    def lose(self, each: Message, me: Somebody, at: dt.datetime) -> None:
        """It is unsure, and it counts."""
        self.ends(each, at, "unsure", "worker_gone")
        if each.kind != "reminder":
            me.left.append(at)

    # --- what is compared ---------------------------------------------------------------------

    def outcomes(self) -> tuple[list[f.Spoken], list[f.Letter], list[f.ReminderDecision]]:
        """What was said, where each message is, what became of each reminder; of the forgotten
        only that something was said is known."""
        gone = {who for who, me in self.people.items() if me.forgotten}
        by_address = defaultdict(list)
        for each in self.spoken:
            by_address[f.who_is_at(each.address) in gone].append(each)
        spoken = by_address[False] + [
            f.Spoken(each.address, "", each.at, each.outcome) for each in by_address[True]
        ]
        waiting = [
            f.Letter(each.who, each.kind, each.what, each.state, each.why, each.due)
            for each in self.waiting
        ]
        letters = [each for each in self.letters + waiting if each.who not in gone]
        settled = [each for each in self.settled.values() if each.who not in gone]
        return spoken, letters, settled
