"""What earlier releases stored is read, and every conversation goes on from it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.channels.console import CAPABILITIES as CONSOLE
from bot.channels.telegram import CAPABILITIES as TELEGRAM
from bot.channels.web.channel import CAPABILITIES as WEB
from bot.domain.people.persons import LOCALES
from bot.services.ports.messages import Incoming
from bot.serving import LOCALES_DIR
from bot.storage.resealing.rows import Resealing
from bot.talk.events import RawPress, Said
from bot.talk.steps import Say
from bot.talk.text import Text
from bot.wording.catalog import Translator
from bot.wording.render import render
from tests.applications import TestApplication, open_application
from tests.databases import SqliteFiles
from tests.handlers.every import REGISTRY
from tests.storage.stores import open_store
from tests.stored.collecting import RELEASES, sentences_in

TRANSLATOR = Translator.load(LOCALES_DIR)
FILES = sorted(RELEASES.glob("*.json"))
STARTED_OVER = TRANSLATOR.line(
    Text("The service was renewed meanwhile. Let us start this over."), "vi"
)
APOLOGY = TRANSLATOR.line(
    Text("Sorry, something went wrong on our side, so this step was not recorded."), "vi"
)

every_release = pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])


@cache
def stored_by(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text())
    return content


def states_of(path: Path) -> Iterator[tuple[str, Any]]:
    """The conversation's name and the stored state."""
    for name, tags in stored_by(path)["states"].items():
        for states in tags.values():
            for state in states:
                yield name, state


def says_of(path: Path) -> list[Any]:
    return [say for says in stored_by(path)["says"].values() for say in says]


def test_there_is_a_release_to_read() -> None:
    assert FILES


@every_release
def test_each_state_is_read_and_written_with_what_it_held(path: Path) -> None:
    for name, stored in states_of(path):
        conversation = REGISTRY.named(name)
        assert conversation is not None, name
        state = REGISTRY.load(conversation, json.dumps(stored))
        assert state is not None, (name, stored)
        assert holds(json.loads(REGISTRY.dump(state)), stored), (name, stored)


def holds(now: Any, then: Any) -> bool:
    """Whether what is written now has all that was there; it may have more fields."""
    if isinstance(then, dict):
        return all(key in now and holds(now[key], each) for key, each in then.items())
    if isinstance(then, list):
        return len(now) == len(then) and all(map(holds, now, then))
    return bool(now == then)


@every_release
async def test_each_state_goes_on_with_the_question_that_was_open(
    path: Path, sqlite_files: SqliteFiles
) -> None:
    async with open_application(sqlite_files.fresh()) as application:
        person = application.visitor("1")
        await person.joins()
        for name, stored in states_of(path):
            await place_at(application, name, json.dumps(stored))
            application.clock.move(seconds=20)  # equal answers all at once would be a loop
            said_before = len(person.messages)
            await person.does(RawPress(-1, "an old button"))
            said = "\n".join(each.text for each in person.messages[said_before:])
            assert said, (name, stored)
            assert STARTED_OVER not in said, (name, stored)
            assert APOLOGY not in said, (name, stored)


async def place_at(application: TestApplication, name: str, state: str) -> None:
    """Let the person's conversation be where an earlier release left it."""

    async def job(work: Any) -> None:
        incoming = Incoming("buttons", "1", "look", Said(""), "vi")
        dialog = await work.dialogs.open_dialog(incoming, application.clock())
        dialog.name, dialog.state, dialog.paused_name, dialog.paused_state = name, state, None, None
        await work.dialogs.save_dialog(dialog, application.clock())

    await application.application.database.transact(job)


@every_release
def test_each_say_is_shown_on_every_channel_in_every_language(path: Path) -> None:
    for stored in says_of(path):
        say = msgspec.convert(stored, Say)
        assert holds(json.loads(msgspec.json.encode(say)), stored)
        for capabilities in (TELEGRAM, WEB, CONSOLE):
            for locale in LOCALES:
                assert render(say, capabilities, TRANSLATOR, locale, turn=7), stored


@every_release
def test_each_stored_sentence_is_still_in_the_catalogs(path: Path) -> None:
    known = set((LOCALES_DIR / "messages.pot").read_text().splitlines())
    for msgid in sentences_in(says_of(path)):
        if not any(map(str.isalpha, re.sub(r"\{\w+\}", "", msgid))):
            continue  # only blanks: nothing to translate
        quoted = msgid.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        assert f'msgid "{quoted}"' in known, msgid


@every_release
async def test_rows_of_the_outbox_leave_and_the_prompt_is_still_answered(
    path: Path, sqlite_files: SqliteFiles
) -> None:
    url = sqlite_files.fresh()
    rows = stored_by(path)["rows"]
    for row in rows["outbox"]:
        row |= {"state": "planned", "done_ms": None, "claimed_by": None, "provider_id": None}
    await insert(url, rows)
    async with open_application(url) as application:
        for number, channel in enumerate(("buttons", "numbers"), 1):
            person = application.visitor(str(number), channel)
            planned = sum(row["channel"] == channel for row in rows["outbox"])
            async with asyncio.timeout(120):
                while len(person.messages) < planned:
                    application.recorder.spoken.clear()
                    await application.recorder.spoken.wait()
            said = await person.says("Ghi vào sổ")  # the label of a choice of the stored prompt
            assert "Số biên nhận" in said
        assert await application.rows("SELECT DISTINCT state FROM outbox") == [("sent",)]


async def insert(url: str, tables: dict[str, list[dict[str, Any]]]) -> None:
    """Put the rows of an earlier release into a database of this one."""
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        for table, rows in tables.items():
            names = list(rows[0])
            values = ", ".join(f":{name}" for name in names)
            statement = text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})")
            await connection.execute(statement, rows)
    await engine.dispose()
    async with open_store(url) as store:  # as “migrate” does
        resealing = Resealing(store, plain=True)
        while resealing.table is not None:
            await resealing.slice()
