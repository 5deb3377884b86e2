"""Every conversation and every event: the strategies for the property tests."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import types
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

import handlers
from bot.content.files import DataFiles
from bot.domain.data_files.localized import LocalizedText
from bot.domain.learning.activity import TYPE_CODES, Activity, KeptEvidence
from bot.domain.learning.learning_citizen import YearEvidence
from bot.domain.learning.notebook import FoundTotal, MonthTotal
from bot.domain.learning.progress import DailyTotal, Goal, LearningPause, monday_of
from bot.domain.notifications.calendar import LearningWeek
from bot.domain.notifications.calendar import WeekEvent as CalendarEvent
from bot.domain.notifications.calendar_problems import MAX_WEEK_DAYS
from bot.domain.notifications.policy import MAX_WEEKLY_LIMIT, NotificationPreferences, QuietHours
from bot.domain.notifications.reminders import (
    MAX_REMINDERS,
    REMINDER_PURPOSES,
    OneOff,
    Reminder,
    Times,
)
from bot.domain.people.contacts import ContactCard, HelpLine
from bot.domain.people.persons import GROUPS, PURPOSES, Person
from bot.domain.people.wards import HANOI
from bot.domain.skills.attempts import SelfCheckAttempt
from bot.domain.skills.instruments import Form
from bot.domain.staff.roles import Role, StaffRoles
from bot.services.learning.learning_citizen import RateIndicator
from bot.services.notifications.preferences import SetQuietHours, SetWeeklyLimit
from bot.services.notifications.reminders import (
    PauseReminders,
    PutOffReminder,
    ResumeReminders,
    SetOneOff,
    SetReminder,
    StopReminders,
)
from bot.services.people.joining import Consent
from bot.services.skills.self_check import AnswerQuestion, FinishCheck, StartCheck
from bot.services.turns.registry import ConversationRegistry
from bot.settings import ALL_PROVINCES
from bot.talk.conversations import AnyConversation, Interrupted, ListedCommand, listed
from bot.talk.events import (
    Attachment,
    CommandsDone,
    Edited,
    Event,
    Opened,
    Pressed,
    Refused,
    Repeat,
    Returned,
    Said,
    Sent,
    SentOther,
)
from bot.talk.steps import Say, State, Step
from bot.talk.text import Line, plain
from handlers.admins import requests, staff, takeover
from handlers.officers import audience, campaign, campaigns, results
from handlers.residents import (
    attach,
    cancel,
    entry,
    find,
    help,
    log,
    menu,
    months,
    my_log,
    photos,
    reply,
    week,
)
from handlers.residents import message_settings as notices
from handlers.residents.answering import conversation as answering
from handlers.residents.check import conversation as check
from handlers.residents.check import states as check_states
from handlers.residents.check.earlier import Results
from handlers.residents.citizen import conversation as citizen
from handlers.residents.join import conversation as join
from handlers.residents.progress import conversation as progress
from handlers.residents.remind import conversation as remind
from handlers.residents.remind import states as reminder_states
from tests.handlers import every_campaign, every_requests

TODAY = dt.date(2026, 11, 20)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
REFERENCE_DATA = DataFiles(Path("no folder of an operator")).reference_data
"""The data files of the release."""


def every_conversation() -> tuple[AnyConversation, ...]:
    """The conversations of every folder of `handlers/`, in the order of its tuple."""
    folders = [f"handlers.{m.name}" for m in pkgutil.iter_modules(handlers.__path__) if m.ispkg]
    return tuple(
        conversation
        for folder in folders
        for conversation in importlib.import_module(folder).CONVERSATIONS
    )


EVERY = every_conversation()
REGISTRY = ConversationRegistry(
    EVERY, home=menu.CONVERSATION, idle=menu.Idle(), join=join.CONVERSATION
)

# --- what people type -----------------------------------------------------------------------------

NASTY = (
    "hôm nay đọc sách 30 phút",
    "hom qua hoc tieng anh 1h30",
    unicodedata.normalize("NFD", "Tự học nấu phở ở nhà, 45 phút"),
    "🙏👍🏽",
    "👨‍👩‍👧‍👦 📚",
    "مرحبا بالعالم",
    "\u202ereversed\u202c",
    "a\u0301\u0323\u0302\u0302\u0302",
    "\u200b\u200d",
    "x" * 4096,
    "học 📒 " * 585,
    "'; DROP TABLE person; --",
    "<b>đậm</b> & <script>alert(1)</script>",
    "$(rm -rf /) `id` | cat",
    "{typed} {0} %s %(count)d \\n",
    "４５ phút",
    "１５／１１",
    "15/11/2026",
    "32/13/2026",
    "29/2/2025",
    "31/12/9999",
    "99999999999999999999 phút",
    "-5",
    "0",
    "2",
    "thứ bảy",
    "ht 7k3m 92",
    "HT-7K3M-92",
    "/",
    "/log",
    "back",
    "skip",
    "hủy",
    "null",
    "",
)

_characters = st.characters(codec="utf-8")
texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(_characters, max_size=60),
    st.text("0123456789/:.,-h gp", max_size=12),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A press of a choice of the newest step; the index wraps around.

    With `or_said` the press moves forward: it never presses Back or Elsewhere (nor, half of the
    time, the list beside a question to be typed), and types this text when no choice moves forward.
    """

    dialog: int
    or_said: str | None = None


def happens(channel_event: Event | Offered, step: Step[State]) -> Event:
    """The event for a step: an offered choice becomes its press."""
    if not isinstance(channel_event, Offered):
        return channel_event
    keys = [choice.key for say in step.says for row in say.choices for choice in row]
    keys = [key for key in keys if not key.startswith("/")]
    if channel_event.or_said is not None:
        browses = channel_event.dialog % 2 == 1
        aside = {"back", "elsewhere"} if browses else {"back", "elsewhere", "list"}
        keys = [key for key in keys if key not in aside]
    if keys:
        return Pressed(keys[channel_event.dialog % len(keys)])
    return Repeat() if channel_event.or_said is None else Said(channel_event.or_said)


_PREFIXES = (
    "",
    "r:",
    "i:",
    "c:",
    "k:",
    "t:",
    "d:",
    "m:",
    "o:",
    "f:",
    "g:",
    "a:",
    "w:",
    "e:",
    "p:",
    "v:",
    "l:",
    "h:",
    "q:",
    "s:",
    "n:",
    "x:",
)
invented_keys = st.builds(
    str.__add__,
    st.sampled_from(_PREFIXES),
    st.one_of(
        st.sampled_from(("", "0", "1", "-1", "99999999999", "evidence", "kind", "title", "I1")),
        st.sampled_from(("2026-11-16", "HT-7K3M-92", "back", "skip", "yes", "go", "save:")),
        st.text(max_size=8),
    ),
)
"""Keys that no prompt offered."""


CODES = (
    "title_empty", "title_long", "day_future", "day_old", "minutes_few", "minutes_many",
    "day_full", "evidence_many", "evidence_unknown", "entry_unknown", "entry_void",
    "language_unknown",
    "consent_missing", "ward_unknown", "profile_unknown", "type_unknown", "draft_incomplete",
    "correction_unknown", "consent_check", "check_unknown", "check_ended", "form_unknown",
    "question_unknown", "answer_unknown", "check_unfinished", "indicator_unknown",
    "points_unknown", "goal_small", "goal_large", "pause_past", "pause_long",
    "link_joined", "link_unknown", "link_many",
    "weekly_unknown", "quiet_unknown", "consent_reminders", "reminder_unknown",
    "campaign_changed", "campaign_begun", "campaign_waits", "ward_lost", "not_allowed",
    "approver_none", "approve_own", "text_long", "word_empty",
    "when_unknown", "when_past", "when_night", "when_far", "audience_unknown", "audience_days",
    "audience_contradiction", "endless",
    "reminders_many", "times_unknown", "purpose_unknown", "a_code_of_a_later_release",
)  # fmt: skip

sent = st.builds(
    Sent,
    st.sampled_from(("photo", "file")),
    st.just("telegram:AgACAgQ"),
    texts,
    st.booleans(),
    st.lists(st.just(Attachment("photo", "telegram:AgACAgU")), max_size=9).map(tuple),
)
asked = st.builds(Opened, st.sampled_from(("", "log", "mylog", "start", "nope")), texts)
asked_with_photo = st.builds(Opened, st.just("log"), texts, sent)
on_the_way: st.SearchStrategy[Event | Offered] = st.one_of(
    *[st.builds(Offered, st.integers(0, 11), st.sampled_from(("Ô Chợ Dừa", "đọc sách")))] * 4,
    st.builds(Said, st.sampled_from(("hôm qua", "45 phút", "Sóc Sơn", "nhà văn hóa"))),
    sent,
)
"""Events that go deeper into a conversation."""

channel_events: st.SearchStrategy[Event | Offered] = st.one_of(
    st.builds(Offered, st.integers(0, 11)),
    st.builds(Said, texts),
    st.builds(Pressed, invented_keys),
    sent,
    st.from_type(SentOther),
    st.builds(Edited, texts),
    st.builds(Refused, st.sampled_from(CODES)),
    st.builds(CommandsDone, st.just("HT-7K3M-92")),
    st.just(Repeat()),
    st.just(Returned()),
    asked,
    asked_with_photo,
)
"""Any event."""

# --- facts ----------------------------------------------------------------------------------------

days = st.dates(dt.date(2025, 1, 1), dt.date(2026, 12, 31))
words = st.one_of(
    st.sampled_from(("đọc sách", "🙏", "a" * 200, "học 📒 " * 30, "<b>{title}</b>")),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20),
)
receipts = st.sampled_from(("HT-7K3M-92", *(f"HT-ABCD-{n:02d}" for n in range(20))))
activities = st.builds(
    Activity,
    receipt=receipts,
    type_code=st.sampled_from(TYPE_CODES),
    title=words,
    day=days,
    minutes=st.integers(5, 960),
    mode=st.sampled_from((None, "in_person", "online")),
    provider=st.none() | words,
    evidence=st.integers(0, 5),
    voided_at=st.none() | st.just(dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC)),
    void_reason=st.none() | words,
)
counted = activities.map(lambda each: replace(each, voided_at=None, void_reason=None))
people = st.builds(
    Person,
    id=st.just(1),
    locale=st.sampled_from(("vi", "en")),
    ward=st.none() | st.just("00190"),
    joined_at=st.none() | st.just(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    consents=st.frozensets(st.sampled_from(PURPOSES)),
)
_KNOWN: dict[Any, st.SearchStrategy[Any]] = {
    dt.date: days,
    Activity: activities,
    Person: people,
    str: st.text("0123456789abcdef", min_size=20, max_size=20),
    tuple[Line, ...]: st.sampled_from(((), (plain("cán bộ phường Ô Chợ Dừa"),))),
    tuple[ListedCommand, ...]: st.sampled_from(
        ((), listed(each for each in EVERY if each.access != "resident"))
    ),
}


def like(hint: Any) -> st.SearchStrategy[Any]:
    """Values for a field of facts, from its type; a plain text is a new key or a name."""
    if hint in _KNOWN:
        return _KNOWN[hint]
    parts = get_args(hint)
    if get_origin(hint) in (types.UnionType, Union):
        return st.one_of([like(part) for part in parts])
    if get_origin(hint) is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return st.lists(like(parts[0]), max_size=12).map(tuple)
    return st.from_type(hint)


@st.composite
def _weeks(draw: st.DrawFn) -> my_log.Facts:
    """A week of a notebook from `gather`: its own days, and the weeks before and after it."""
    today = draw(days)
    monday = monday_of(today - dt.timedelta(days=draw(st.integers(0, 100))))
    in_week = st.integers(0, 6).map(lambda n: monday + dt.timedelta(days=n))
    one = st.builds(replace, activities, day=in_week)
    entries = tuple(draw(st.lists(one, max_size=12, unique_by=lambda each: each.receipt)))
    weeks = st.none() | st.integers(1, 50)
    older, newer = draw(weeks), draw(weeks)
    return my_log.Facts(
        today,
        monday,
        entries,
        None if older is None else monday - dt.timedelta(weeks=older),
        None if newer is None else monday + dt.timedelta(weeks=newer),
    )


@st.composite
def _one_entry(draw: st.DrawFn) -> entry.Facts:
    """An entry from `gather`: with a day when it is void, or no entry."""
    found = draw(st.one_of(activities, activities, st.none()))
    voided = found is not None and found.voided_at is not None
    return entry.Facts(
        draw(days), found, draw(days) if voided else None, draw(_kept(removed=False))
    )


def _kept(*, removed: bool) -> st.SearchStrategy[tuple[KeptEvidence, ...]]:
    """The photos and files of an entry, with those that were removed or without."""
    when = st.none() | st.just(dt.datetime(2026, 11, 19, 8, tzinfo=dt.UTC))
    one = st.builds(
        KeptEvidence,
        id=st.integers(1, 2**63 - 1),
        kind=st.sampled_from(("photo", "file")),
        reference=st.sampled_from(("telegram:a", "telegram:b", "web:c.jpg", "console:d", "e")),
        removed_at=when if removed else st.none(),
    )
    return st.lists(one, max_size=5, unique_by=lambda each: each.id).map(tuple)


@st.composite
def _photos(draw: st.DrawFn) -> photos.Facts:
    """An entry and its photos from `gather`, or entries to choose from."""
    found = draw(st.one_of(activities, activities, st.none()))
    latest = tuple(draw(st.lists(counted, max_size=5, unique_by=lambda each: each.receipt)))
    evidence = draw(_kept(removed=True)) if found is not None else ()
    return photos.Facts(draw(days), draw(st.none() | st.times()), found, evidence, latest)


@st.composite
def _attaching(draw: st.DrawFn) -> attach.Facts:
    """Entries that a photo may be of, from `gather`, and one whose number was typed."""
    offered = tuple(draw(st.lists(counted, max_size=3, unique_by=lambda each: each.receipt)))
    at = draw(st.none() | st.times())
    return attach.Facts(offered, draw(days), at, draw(st.none() | activities))


@st.composite
def _months(draw: st.DrawFn) -> months.Facts:
    """A page of a month from `gather`, or the months of a year."""
    first = draw(days).replace(day=1)
    total = st.builds(
        MonthTotal, days, st.integers(0, 99), st.integers(0, 9999), st.integers(1, 99)
    )
    if draw(st.booleans()):
        found = draw(st.lists(total, max_size=12, unique_by=lambda each: each.first.month))
        of_year = [
            replace(each, first=each.first.replace(year=first.year, day=1)) for each in found
        ]
        return months.Facts(draw(days), first.replace(month=1), True, months=tuple(of_year))
    entries = draw(st.lists(activities, max_size=6, unique_by=lambda each: each.receipt))
    before, after = draw(st.none() | st.integers(1, 400)), draw(st.none() | st.integers(31, 400))
    return months.Facts(
        draw(days),
        first,
        False,
        draw(st.integers(0, 3)) if entries else 0,
        (replace(draw(total), first=first),) if entries else (),
        tuple(entries),
        None if before is None else first - dt.timedelta(days=before),
        None if after is None else first + dt.timedelta(days=after),
    )


@st.composite
def _finds(draw: st.DrawFn) -> find.Facts:
    """What was found from `gather`: for words, or for nothing that can be searched for."""
    entries = draw(st.lists(activities, max_size=6, unique_by=lambda each: each.receipt))
    total = FoundTotal(0, 0, 0)
    if entries:
        count, minutes = draw(st.integers(0, 99)), draw(st.integers(0, 9999))
        last = draw(days) if count else None
        total = FoundTotal(len(entries) + draw(st.integers(0, 30)), count, minutes, last)
    page = draw(st.integers(0, 3)) if entries else 0
    return find.Facts(draw(days), draw(words), page, total, tuple(entries))


def sheets(form: Form) -> st.SearchStrategy[dict[str, int | None]]:
    """Answers to any of a form's questions, some of them skipped."""
    value = st.none() | st.integers(0, 3)
    names = [item.id for item in form.every_item()]
    return st.one_of(
        st.dictionaries(st.sampled_from(names), value),
        st.lists(value, max_size=len(names)).map(lambda row: dict(zip(names, row, strict=False))),
        st.lists(st.just(0), max_size=len(names)).map(
            lambda row: dict(zip(names, row, strict=False))
        ),
    )


@st.composite
def checks(draw: st.DrawFn, *, ended: bool) -> SelfCheckAttempt:
    """A self-check, begun or finished, of an existing form or of a deleted one."""
    form = draw(st.sampled_from(REFERENCE_DATA.self_check.forms))
    version = draw(st.sampled_from((form.version, form.version, "2020-1")))
    at = dt.datetime(2026, 8, 1, 12, tzinfo=ZONE)
    key = draw(st.text("0123456789abcdef", min_size=20, max_size=20))
    answers = draw(sheets(form))
    return SelfCheckAttempt(key, form.id, version, at, answers, at if ended else None)


@st.composite
def _skills(draw: st.DrawFn) -> check_states.Facts:
    """The self-check from `gather`: a current one, or those that are open."""
    now = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
    allowed = draw(st.booleans())
    new_key = draw(st.text("0123456789abcdef", min_size=20, max_size=20))
    facts = check_states.Facts(now, new_key, allowed, REFERENCE_DATA)
    if draw(st.booleans()):
        begun = st.lists(checks(ended=False), max_size=3, unique_by=lambda each: each.key)
        there = checks(ended=True).filter(lambda each: each.version != "2020-1")
        ended = st.lists(there, max_size=3, unique_by=lambda each: each.key)
        results = Results(tuple(draw(ended)), draw(there), draw(st.none() | there))
        return replace(facts, begun=tuple(draw(begun)), results=results)
    open_one = draw(checks(ended=False))
    before = draw(st.none() | checks(ended=True))
    if before is not None:
        before = replace(before, form=open_one.form, version=open_one.version)
    return replace(facts, check=open_one, before=before)


_CODES = st.sampled_from(TYPE_CODES)
_GOAL_MINUTES = st.sampled_from((0, 10, 60, 2400))


@st.composite
def _years(draw: st.DrawFn) -> citizen.Facts:
    """A year from `gather`."""
    counts = draw(st.dictionaries(_CODES, st.integers(1, 400)))
    minutes = {code: count * draw(st.integers(5, 960)) for code, count in counts.items()}
    evidence = YearEvidence(
        counts, minutes, draw(st.none() | st.integers(0, 100)), draw(st.none() | _GOAL_MINUTES)
    )
    names = [each.id for each in REFERENCE_DATA.criteria.indicators]
    ratings = draw(st.dictionaries(st.sampled_from(names), st.integers(0, 10)))
    group = draw(st.sampled_from((None, *GROUPS)))
    return citizen.Facts(draw(days), group, REFERENCE_DATA.criteria, evidence, ratings)


@st.composite
def _progresses(draw: st.DrawFn) -> progress.Facts:
    """Totals, goals and pauses from `gather`."""
    today = draw(days)
    ago = st.integers(0, 300).map(lambda n: today - dt.timedelta(days=n))
    daily_total = st.builds(DailyTotal, ago, _CODES, st.integers(1, 5), st.integers(5, 960))
    daily_totals = tuple(draw(st.lists(daily_total, max_size=12)))
    first = min((each.day for each in daily_totals), default=None)
    goals = draw(st.lists(st.builds(Goal, ago, _GOAL_MINUTES), max_size=2))
    pause = st.builds(lambda day, long: LearningPause(day, day + dt.timedelta(days=long)), ago,
                      st.integers(-1, 90))  # fmt: skip
    pauses = draw(st.lists(pause, max_size=2))
    return progress.Facts(today, daily_totals, first, tuple(goals), tuple(pauses))


_NOW = dt.datetime(2026, 11, 20, 9, 30, tzinfo=ZONE)
_random_keys = st.text("0123456789abcdef", min_size=20, max_size=20)
reminders = st.builds(
    Reminder,
    key=_random_keys,
    purpose=st.sampled_from(REMINDER_PURPOSES),
    times=st.one_of(
        st.builds(Times, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 1439)),
        st.builds(
            OneOff, st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 25)), st.integers(0, 1439)
        ),
    ),
    state=st.sampled_from(("on", "on", "asked", "quiet")),
    paused_until=st.none() | st.dates(dt.date(2026, 11, 10), dt.date(2026, 11, 30)),
    unanswered=st.integers(0, 3),
    topic=st.sampled_from(("", "học tiếng Anh")),
)


@st.composite
def _remindings(draw: st.DrawFn) -> reminder_states.Facts:
    """Reminders from `gather`: each has its own key, and no reminder has the new one."""
    known = draw(st.lists(reminders, max_size=MAX_REMINDERS, unique_by=lambda each: each.key))
    new_key = draw(_random_keys.filter(lambda key: all(each.key != key for each in known)))
    came = draw(st.none() | reminders)
    return reminder_states.Facts(_NOW, new_key, draw(st.booleans()), tuple(known), _NOW, came)


def _remindings_after(step: Step[State], facts: reminder_states.Facts) -> reminder_states.Facts:
    """The reminders after the commands of a step."""
    known = {each.key: each for each in facts.reminders}
    for command in step.commands:
        of = getattr(command, "key", None)
        chosen = [key for key in known if of in (None, key)]
        match command:
            case Consent("reminders", given):
                facts = replace(facts, allowed=given)
            case SetReminder(new, purpose, on, minute, topic):
                times = Times(frozenset(on), minute)
                known[new] = Reminder(new, purpose, times, topic=topic)
            case SetOneOff(new, purpose, day, minute, topic):
                known[new] = Reminder(new, purpose, OneOff(day, minute), topic=topic)
            case StopReminders():
                for key in chosen:
                    del known[key]
            case PauseReminders(until):
                known |= {k: replace(known[k], state="on", paused_until=until) for k in chosen}
            case ResumeReminders() | PutOffReminder():
                known |= {k: replace(known[k], state="on", paused_until=None) for k in chosen}
    new_key = "".join(reversed(facts.new_key)) + "0"
    return replace(facts, reminders=tuple(known.values()), new_key=new_key[-20:], came=None)


@st.composite
def _notices(draw: st.DrawFn) -> notices.Facts:
    """Notification preferences from `gather`."""
    minute = st.integers(0, 1439)
    quiet = draw(st.none() | st.builds(QuietHours, minute, minute))
    preferences = NotificationPreferences(quiet, draw(st.none() | st.integers(0, MAX_WEEKLY_LIMIT)))
    rules = REFERENCE_DATA.calendar.rules()
    return notices.Facts(draw(st.booleans()), draw(st.booleans()), preferences, rules)


def _notices_after(step: Step[State], facts: notices.Facts) -> notices.Facts:
    """The preferences after the commands of a step."""
    for command in step.commands:
        match command:
            case Consent("campaigns", given):
                facts = replace(facts, allowed=given)
            case SetWeeklyLimit(most):
                facts = replace(facts, preferences=replace(facts.preferences, weekly_most=most))
            case SetQuietHours(between):
                quiet = None if between is None else QuietHours(*between)
                facts = replace(facts, preferences=replace(facts.preferences, quiet=quiet))
    return facts


_sentences = st.builds(LocalizedText, vi=words, en=words)
contact_cards = st.builds(
    ContactCard,
    name=_sentences,
    telephone=st.none() | st.just("024 1234 5678"),
    hours=st.none() | _sentences,
)
help_lines = st.builds(
    HelpLine,
    name=_sentences,
    telephone=st.just("1900 1234"),
    hours=st.none() | _sentences,
    source=st.just("a decision"),
    checked=st.just(TODAY),
)


@st.composite
def _learning_weeks(draw: st.DrawFn) -> week.Facts:
    """A Week from `gather`: any length and programme, with the person's totals once it began."""
    today = draw(days)
    first = today + dt.timedelta(days=draw(st.integers(-20, 300)))
    last = first + dt.timedelta(days=draw(st.integers(0, MAX_WEEK_DAYS - 1)))
    within = st.integers(0, (last - first).days).map(lambda n: first + dt.timedelta(days=n))
    event = st.builds(
        CalendarEvent,
        within,
        _sentences,
        _sentences,
        st.none() | st.sampled_from(("08:00", "14:30")),
    )
    found = LearningWeek(
        first.year,
        first,
        last,
        draw(st.none() | _sentences),
        draw(st.none() | _sentences),
        None,
        tuple(draw(st.lists(_sentences, max_size=3))),
        tuple(draw(st.lists(event, max_size=6))),
    )
    own: list[DailyTotal] = []
    if today >= first:
        until = min(today, last)
        day = st.integers(0, (until - first).days).map(lambda n: first + dt.timedelta(days=n))
        daily_total = st.builds(DailyTotal, day, _CODES, st.integers(1, 5), st.integers(5, 960))
        own = sorted(draw(st.lists(daily_total, max_size=6)), key=lambda each: each.day)
    return week.Facts(today, found, tuple(own))


@st.composite
def _answers(draw: st.DrawFn) -> answering.Facts:
    """Any intent of the release, or none, with any contact card and totals."""
    today = draw(days)
    ago = st.integers(0, 400).map(lambda n: today - dt.timedelta(days=n))
    daily_total = st.builds(DailyTotal, ago, _CODES, st.integers(1, 5), st.integers(5, 960))
    return answering.Facts(
        draw(st.none() | st.sampled_from(REFERENCE_DATA.intents.intents)),
        draw(st.booleans()),
        today,
        draw(contact_cards),
        draw(st.none() | help_lines),
        draw(st.none() | activities),
        tuple(draw(st.lists(daily_total, max_size=6))),
        REGISTRY.commands,
    )


def _stops() -> st.SearchStrategy[cancel.Facts]:
    """What is open when somebody stops."""
    question = st.sampled_from((None, Interrupted(), Interrupted(log.CONVERSATION.draft)))
    return st.builds(cancel.Facts, st.booleans(), question, st.none() | activities)


# A stored moment is never so early or late that another zone has no year for it.
st.register_type_strategy(
    dt.datetime,
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(ZONE)),  # noqa: DTZ001
)
_served = st.sampled_from((HANOI, frozenset({"01", "79"}), ALL_PROVINCES))


def _staff() -> st.SearchStrategy[Any]:
    """Roles with few numbers: the one that is looked at is often there."""
    make = get_type_hints(staff.CONVERSATION.gather)["return"]
    fields = {name: like(hint) for name, hint in get_type_hints(make).items()}
    role = {name: like(hint) for name, hint in get_type_hints(Role).items()}
    wards = st.none() | st.frozensets(st.sampled_from(("00190", "00199")), min_size=1)
    roles = st.builds(Role, **{**role, "id": st.integers(1, 2), "wards": wards})
    people = st.lists(roles, max_size=3, unique_by=lambda each: each.id).map(tuple)
    own = st.builds(StaffRoles, people)
    return st.builds(make, **{**fields, "people": people, "own": own})


_DEPENDENT_FACTS: dict[str, st.SearchStrategy[Any]] = {
    answering.CONVERSATION.name: _answers(),
    staff.CONVERSATION.name: _staff(),
    cancel.CONVERSATION.name: _stops(),
    join.CONVERSATION.name: st.builds(join.Facts, words, st.booleans(), _served),
    help.CONVERSATION.name: st.just(help.Facts(REGISTRY.commands)),
    my_log.CONVERSATION.name: _weeks(),
    entry.CONVERSATION.name: _one_entry(),
    photos.CONVERSATION.name: _photos(),
    attach.CONVERSATION.name: _attaching(),
    months.CONVERSATION.name: _months(),
    find.CONVERSATION.name: _finds(),
    check.CONVERSATION.name: _skills(),
    citizen.CONVERSATION.name: _years(),
    progress.CONVERSATION.name: _progresses(),
    remind.CONVERSATION.name: _remindings(),
    notices.CONVERSATION.name: _notices(),
    week.CONVERSATION.name: _learning_weeks(),
    reply.CONVERSATION.name: every_campaign.replying,
    campaign.CONVERSATION.name: every_campaign.writing,
    campaigns.CONVERSATION.name: every_campaign.seeing,
    audience.CONVERSATION.name: every_campaign.showing_audiences,
    takeover.CONVERSATION.name: every_campaign.taking_over,
    results.CONVERSATION.name: every_campaign.results,
    requests.CONVERSATION.name: every_requests.waiting,
}
"""Facts with fields that depend on each other."""


def facts_of(conversation: AnyConversation) -> st.SearchStrategy[Any]:
    """Any facts that a conversation may gather; fields without a strategy come from their types."""
    if conversation.name in _DEPENDENT_FACTS:
        return _DEPENDENT_FACTS[conversation.name]
    make: Callable[..., Any] = get_type_hints(conversation.gather)["return"]
    fields = get_type_hints(make)
    return st.builds(make, **{name: like(hint) for name, hint in fields.items()})


def facts_after(step: Step[State], facts: Any) -> Any:
    """The facts of the next `gather` after a step, if the step tells them."""
    if isinstance(facts, citizen.Facts):
        rated = {c.indicator: c.points for c in step.commands if isinstance(c, RateIndicator)}
        return replace(facts, ratings={**facts.ratings, **rated})
    if isinstance(facts, reminder_states.Facts):
        return _remindings_after(step, facts)
    if isinstance(facts, notices.Facts):
        return _notices_after(step, facts)
    if not isinstance(facts, check_states.Facts):
        return facts
    for command in step.commands:
        match command:
            case Consent("check", given):
                facts = replace(facts, allowed=given)
            case StartCheck(key, form, version):
                facts = replace(
                    facts, check=SelfCheckAttempt(key, form, version, facts.now), before=None
                )
            case AnswerQuestion(key, item, value) if facts.check and facts.check.key == key:
                answers = {**facts.check.answers, item: value}
                facts = replace(facts, check=replace(facts.check, answers=answers))
            case FinishCheck():
                facts = replace(facts, check=None, before=facts.check)
    begun = (*((facts.check,) if facts.check else ()), *facts.begun)
    open_key = getattr(step.state, "check", None)
    if open_key is None:
        return replace(facts, check=None, begun=begun)
    found = next((each for each in begun if each.key == open_key), None)
    return replace(facts, check=found, begun=())


def lines_of(says: tuple[Say, ...]) -> list[Any]:
    """Every line of these says."""
    return [line for say in says for line in say.lines]
