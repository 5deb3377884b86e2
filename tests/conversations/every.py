"""Every conversation there is, and what can happen to one: the strategies of the properties."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
import types
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

import handlers
from bot.domain.activities import TYPE_CODES, Activity
from bot.domain.people import PURPOSES, Person
from bot.services.book import Book
from bot.talk.events import (
    Again,
    Asked,
    Carried,
    Event,
    Pressed,
    Refused,
    Returned,
    Said,
    Sent,
    SentOther,
)
from bot.talk.steps import Conversation, Say, State, Step
from handlers import residents
from handlers.residents import entry, menu, my_log

TODAY = dt.date(2026, 11, 20)


def every_conversation() -> tuple[Conversation, ...]:
    """The conversations of every folder of `handlers/`, in the order of its tuple."""
    folders = [f"handlers.{m.name}" for m in pkgutil.iter_modules(handlers.__path__) if m.ispkg]
    return tuple(
        conversation
        for folder in folders
        for conversation in importlib.import_module(folder).CONVERSATIONS
    )


EVERY = every_conversation()
BOOK = Book(EVERY, home=menu.NAME, idle=menu.Idle(), join=residents.join.NAME)

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
    """A press of one of the choices of the newest step, counted round from the first.

    With `or_said` it leads on: it never presses Back, and types this where nothing else leads on.
    """

    place: int
    or_said: str | None = None


def happens(happening: Event | Offered, step: Step[State]) -> Event:
    """What happens to a step: where a choice is meant, the press of it."""
    if not isinstance(happening, Offered):
        return happening
    keys = [choice.key for say in step.says for row in say.choices for choice in row]
    keys = [key for key in keys if not key.startswith("/")]
    if happening.or_said is not None:
        keys = [key for key in keys if key != "back"]
    if keys:
        return Pressed(keys[happening.place % len(keys)])
    return Again() if happening.or_said is None else Said(happening.or_said)


_PREFIXES = ("", "k:", "t:", "d:", "m:", "o:", "f:", "g:", "a:", "w:", "e:", "p:", "v:", "l:")
invented_keys = st.builds(
    str.__add__,
    st.sampled_from(_PREFIXES),
    st.one_of(
        st.sampled_from(("", "0", "1", "-1", "99999999999", "evidence", "kind", "title", "I1")),
        st.sampled_from(("2026-11-16", "HT-7K3M-92", "back", "skip", "yes", "go", "save:")),
        st.text(max_size=8),
    ),
)
"""Keys that nobody was offered."""


CODES = (
    "title_empty", "title_long", "day_future", "day_old", "minutes_few", "minutes_many",
    "day_full", "evidence_many", "entry_unknown", "entry_void", "language_unknown",
    "consent_missing", "ward_unknown", "profile_unknown", "type_unknown", "draft_incomplete",
    "correction_unknown", "a_code_of_a_later_release",
)  # fmt: skip

sent = st.builds(
    Sent,
    st.sampled_from(("photo", "file")),
    st.just("telegram:AgACAgQ"),
    texts,
)
asked = st.builds(Asked, st.sampled_from(("", "log", "mylog", "start", "nope")), texts)
asked_with_photo = st.builds(Asked, st.just("log"), texts, sent)
on_the_way: st.SearchStrategy[Event | Offered] = st.one_of(
    *[st.builds(Offered, st.integers(0, 11), st.sampled_from(("Ô Chợ Dừa", "đọc sách")))] * 4,
    st.builds(Said, st.sampled_from(("hôm qua", "45 phút", "Sóc Sơn", "nhà văn hóa"))),
    sent,
)
"""What leads deeper into a conversation."""

happenings: st.SearchStrategy[Event | Offered] = st.one_of(
    st.builds(Offered, st.integers(0, 11)),
    st.builds(Said, texts),
    st.builds(Pressed, invented_keys),
    sent,
    st.from_type(SentOther),
    st.builds(Refused, st.sampled_from(CODES)),
    st.builds(Carried, st.just("HT-7K3M-92")),
    st.just(Again()),
    st.just(Returned()),
    asked,
    asked_with_photo,
)
"""Whatever can happen."""

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
    str: st.text(st.characters(codec="ascii", categories=("Ll", "Nd")), min_size=20, max_size=20),
}


def like(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field of facts, from its type; a plain text is a fresh key or a name."""
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
    """A week of a notebook as `gather` finds it: its own days, weeks before it and after it."""
    today = draw(days)
    monday = my_log.monday_of(today - dt.timedelta(days=draw(st.integers(0, 100))))
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
    """An entry as `gather` finds it: cancelled on a day where it is void, or none at all."""
    found = draw(st.one_of(activities, activities, st.none()))
    voided = found is not None and found.voided_at is not None
    return entry.Facts(draw(days), found, draw(days) if voided else None)


_OF_ONE_PIECE: dict[str, st.SearchStrategy[Any]] = {
    my_log.NAME: _weeks(),
    entry.NAME: _one_entry(),
}
"""Facts whose fields hang together."""


def facts_of(conversation: Any) -> st.SearchStrategy[Any]:
    """Any facts that a conversation could gather; what it is not told of here, from the types."""
    if conversation.NAME in _OF_ONE_PIECE:
        return _OF_ONE_PIECE[conversation.NAME]
    fields = get_type_hints(conversation.Facts)
    make: Callable[..., Any] = conversation.Facts
    return st.builds(make, **{name: like(hint) for name, hint in fields.items()})


def lines_of(says: tuple[Say, ...]) -> list[Any]:
    """Every line of these says."""
    return [line for say in says for line in say.lines]
