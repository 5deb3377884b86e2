"""Collects what this code stores: each state, each kind of say, their prompts and outbox rows.

`python -m tests.stored.collecting NAME` writes `tests/stored/releases/NAME.json`. Run it before a
change of a stored type, so that the changed code is tested against rows of the code before it.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any, get_args

import msgspec
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.announcements import ANNOUNCEMENTS
from bot.domain.learning.progress import DailyTotal
from bot.domain.notifications.reminders import REMINDER_PURPOSES
from bot.phrases.reminders import reminder_say
from bot.services.notifications.occurrences import WeekFacts, WeekMessage, days_of, occurrences_on
from bot.talk.conversations import AnyConversation
from bot.talk.events import Event, Opened, Pressed
from bot.talk.steps import Say, Step
from tests.announcements.calendars import EVERY as EVERY_ANNOUNCEMENT
from tests.announcements.calendars import calendar
from tests.applications import ZONE, MovedClock, Visitor, open_application
from tests.databases import SqliteFiles
from tests.handlers.every import (
    EVERY,
    REGISTRY,
    asked,
    asked_with_photo,
    channel_events,
    facts_after,
    facts_of,
    happens,
    on_the_way,
)

RELEASES = Path(__file__).parent / "releases"
STATES_OF_A_TAG = 5
STATE_CHARACTERS = 3_000
WALKS = 300

_encode = msgspec.json.Encoder().encode


def _plain(value: Any) -> Any:
    return json.loads(_encode(value))


class Collection:
    """What was met, each shape once; the first ones of a kind are kept."""

    def __init__(self) -> None:
        self.states: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        self.says: dict[str, list[Any]] = defaultdict(list)
        self._seen: set[str] = set()

    def note_state(self, conversation: AnyConversation, state: Any) -> None:
        """Keep a state of a conversation, some of each tag."""
        raw = REGISTRY.dump(state)
        kept = self.states[conversation.name][json.loads(raw)["type"]]
        new = json.loads(raw) not in kept and len(raw) <= STATE_CHARACTERS
        if new and len(kept) < STATES_OF_A_TAG:
            kept.append(json.loads(raw))

    def note_say(self, origin: str, say: Say) -> None:
        """Keep a say with a sentence, a choice, a class or a chart that was not met before."""
        stored = _plain(say)
        chart = stored["picture"] and stored["picture"]["chart"]
        parts = {*sentences_in(stored), *_keys(stored), f"class {say.kind}", f"chart {chart}"}
        if not parts <= self._seen:
            self._seen |= parts
            self.says[origin].append(stored)


def sentences_in(stored: Any) -> list[str]:
    """Every sentence in stored JSON."""
    match stored:
        case {"type": "text", "msgid": msgid, **rest}:
            return [str(msgid), *sentences_in(list(rest.values()))]
        case dict():
            return sentences_in(list(stored.values()))
        case list():
            return [found for each in stored for found in sentences_in(each)]
        case _:
            return []


def _keys(stored: dict[str, Any]) -> set[str]:
    """What the choices' keys begin with."""
    keys = {str(choice["key"]) for row in stored["choices"] for choice in row}
    return {key if key.isalpha() else f"key {re.split('[: ]', key)[0]}" for key in keys}


def walk_conversations(found: Collection) -> None:
    """Let every conversation meet whatever can happen to it."""
    for conversation in EVERY:
        _walk(conversation, found)


def _walk(conversation: AnyConversation, found: Collection) -> None:
    def lists_of(events: st.SearchStrategy[Any], count: int) -> st.SearchStrategy[list[Any]]:
        return st.lists(events, min_size=count, max_size=count)

    def note(step: Step[Any]) -> None:
        if step.state is not None:
            found.note_state(conversation, step.state)
        for say in step.says:
            found.note_say(conversation.name, say)

    @seed(12)
    @settings(
        max_examples=WALKS,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        facts = data.draw(facts_of(conversation))
        reminders = getattr(facts, "reminders", ())
        for key in [each.key for each in reminders] if isinstance(reminders, tuple) else []:
            for verb in ("later", "week", "keep", "stop"):
                note(conversation.begin(Opened("remind", f"{verb} {key}"), facts))
        step = conversation.begin(data.draw(asked | asked_with_photo), facts)
        note(step)
        facts = facts_after(step, facts)
        way = data.draw(st.integers(0, 18).flatmap(lambda n: lists_of(on_the_way, n)))
        for channel_event in (*way, *data.draw(lists_of(channel_events, 6))):
            if step.state is None:
                break
            for say in step.says:  # each way out of a state leads to another kind of state
                for choice in (c for row in say.choices for c in row):
                    if not choice.key.startswith("/"):
                        note(conversation.decide(step.state, Pressed(choice.key), facts))
            event: Event = happens(channel_event, step)
            step = conversation.decide(step.state, event, facts)
            note(step)
            facts = facts_after(step, facts)

    walk()
    # A state that no step leads to may have been stored by a release before.
    for state in get_args(conversation.states) or (conversation.states,):
        met = found.states[conversation.name][state.__struct_config__.tag]
        if not met and not any(field.required for field in msgspec.structs.fields(state)):
            found.note_state(conversation, state())


def collect_notifications(found: Collection) -> None:
    """Every reminder, and every announcement of two years, personal ones with own figures."""
    for purpose in REMINDER_PURPOSES:
        for asks in (False, True):
            found.note_say("reminders", reminder_say(purpose, "0123456789abcdef0123", asks=asks))
    year = calendar()
    days = {
        day
        for announcement in EVERY_ANNOUNCEMENT
        for number in (2026, 2027)
        for day in days_of(announcement, year, number, None)
    }
    for day in sorted(days):
        for occurrence in occurrences_on(ANNOUNCEMENTS, year, day, ZONE):
            if occurrence.say is not None:
                found.note_say("announcements", occurrence.say)
                continue
            assert isinstance(occurrence.announcement, WeekMessage)
            assert isinstance(occurrence.facts, WeekFacts)
            first = occurrence.facts.week.first
            for own in ((), (DailyTotal(first, "I1", 2, 90), DailyTotal(day, "N1", 1, 30))):
                facts = WeekFacts(**{**_fields(occurrence.facts), "own": own})
                found.note_say("announcements", occurrence.announcement.say(facts))


def _fields(facts: WeekFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in WeekFacts.__slots__}


# --- rows of a real database ----------------------------------------------------------------------


async def collect_rows() -> dict[str, list[dict[str, Any]]]:
    """Rows of the tables that hold stored types, after some people used a real database."""
    with tempfile.TemporaryDirectory() as folder:
        url = await asyncio.to_thread(lambda: SqliteFiles(Path(folder)).fresh())
        clock = MovedClock()
        async with open_application(url, clock) as application:
            for number, channel in enumerate(("buttons", "numbers"), 1):
                await _use(application.visitor(str(number), channel))
            return {
                table: await _rows_of(application, table)
                for table in ("person", "address", "conversation", "outbox")
            }


async def _use(person: Visitor) -> None:
    await person.joins() if person.channel == "buttons" else await _join_by_numbers(person)
    for text in ("hôm nay đọc sách 20 phút", "Ghi vào sổ", "/progress", "/citizen", "/remind",
                 "/language", "/notices", "/week", "/help", "/mylog", "linh tinh",
                 "/check"):  # fmt: skip
        await person.says(text)
    for _question in range(30):  # the whole self-check, to the picture of its result
        if person.channel == "numbers":
            await person.says("2")
        elif buttons := [button.label for row in person.last.buttons for button in row]:
            await person.says(buttons[min(1, len(buttons) - 1)])
    await person.says("/menu")
    await person.says("hôm qua đọc sách 45 phút")


async def _join_by_numbers(person: Visitor) -> None:
    await person.says("/start")
    for label in ("Tiếp tục", "Từ 60", *["Đồng ý"] * 4, "Ô Chợ Dừa", "Người dân"):
        await person.says(label)


async def _rows_of(application: Any, table: str) -> list[dict[str, Any]]:
    names = [row[1] for row in await application.rows(f"PRAGMA table_info({table})")]
    rows = await application.rows(f"SELECT * FROM {table}")
    return [dict(zip(names, row, strict=True)) for row in rows]


def main(name: str) -> None:
    """Write the file of a release."""
    random.seed(2026)
    found = Collection()
    walk_conversations(found)
    collect_notifications(found)
    rows = asyncio.run(collect_rows())
    for row in rows["outbox"]:
        found.note_say("rows", msgspec.json.decode(row["say"], type=Say))
    RELEASES.mkdir(exist_ok=True)
    content = {
        "states": {name: dict(tags) for name, tags in sorted(found.states.items())},
        "says": dict(sorted(found.says.items())),
        "rows": rows,
    }
    path = RELEASES / f"{name}.json"
    path.write_text(_one_a_line(content) + "\n")
    kept = sum(len(each) for tags in found.states.values() for each in tags.values())
    says = sum(map(len, found.says.values()))
    sys.stdout.write(f"{path.name}: {kept} states, {says} says, {len(rows['outbox'])} rows\n")


def _one_a_line(content: Any, depth: int = 0) -> str:
    """JSON with one stored value a line, so that a diff shows which value is new."""
    pad = " " * (depth + 1)
    if isinstance(content, dict) and depth < 3 and content:
        inner = (f"{pad}{json.dumps(k)}: {_one_a_line(v, depth + 1)}" for k, v in content.items())
        return "{\n" + ",\n".join(inner) + f"\n{pad[:-1]}}}"
    if isinstance(content, list) and content:
        lines = (pad + json.dumps(each, ensure_ascii=False) for each in content)
        return "[\n" + ",\n".join(lines) + f"\n{pad[:-1]}]"
    return json.dumps(content, ensure_ascii=False)


if __name__ == "__main__":
    main(sys.argv[1])
