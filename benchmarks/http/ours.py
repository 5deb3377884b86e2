"""Our service as a candidate: its settings, and people who have joined before the load begins."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing

from benchmarks.http.clients import Failed, Ground, Settings
from benchmarks.http.updates import Person

STORE = "notebook.sqlite3"
CHANNEL = "telegram"

_PREPARED_WITHIN_SECONDS = 60


def settings(ground: Ground) -> Settings:
    """The environment of our service: all defaults except the paths and the rate."""
    return {
        "BOT_TELEGRAM_TOKEN": ground.token,
        "BOT_TELEGRAM_API_BASE": ground.api,
        "BOT_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{ground.port}{ground.path}",
        "BOT_TELEGRAM_WEBHOOK_SECRET": ground.secret,
        "BOT_TELEGRAM_RATE_PER_SECOND": "0",
        "BOT_WEB_HOST": "127.0.0.1",
        "BOT_WEB_PORT": str(ground.port),
        "BOT_PERSON_TURNS_PER_MINUTE": "0",  # what is measured is no person
        "BOT_VISITOR_TURNS_PER_HOUR": "0",
        "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{ground.folder / STORE}",
        "BOT_LOG_LEVEL": "WARNING",
    }


def command(ground: Ground) -> tuple[list[str], Settings]:
    """Start the service as its operator does."""
    return ["-m", "bot", "run"], settings(ground)


def command_without_store(ground: Ground) -> tuple[list[str], Settings]:
    """Start it with dictionaries instead of the database."""
    return ["-m", "benchmarks.stores.without_store"], settings(ground)


def prepare(ground: Ground, people: Sequence[Person], date: int) -> None:
    """Make the tables and people who joined at the Unix second `date`; they are sealed then."""
    _migrate(ground)
    now = date * 1000
    with closing(sqlite3.connect(ground.folder / STORE)) as store, store:
        for number, person in enumerate(people, 1):
            for table, row in _rows_of(number, person, now).items():
                marks = ", ".join("?" * len(row))
                store.execute(
                    f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values())
                )

    _migrate(ground)


def _migrate(ground: Ground) -> None:
    """Make the tables, or seal what is plain in them."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "migrate"],
        cwd=ground.folder,
        env=settings(ground) | ground.paths,
        capture_output=True,
        text=True,
        timeout=_PREPARED_WITHIN_SECONDS,
        check=False,
    )
    if done.returncode:
        raise Failed(f"migrate: {done.stderr[-2000:]}")


def _rows_of(number: int, person: Person, now: int) -> dict[str, dict[str, str | int]]:
    """The rows of a person who has joined and has no open conversation."""
    return {
        "person": {
            "id": number,
            "locale": "vi",
            "ward": "00004",
            "resident_group": "resident",
            "age_band": "25-39",
            "joined_ms": now,
            "consents": "log",
            "created_ms": now,
        },
        "address": {
            "channel": CHANNEL,
            "external_id": str(person.chat),
            "person_id": number,
            "created_ms": now,
        },
        "conversation": {"person_id": number, "updated_ms": now},
    }


def stored(ground: Ground) -> dict[str, int]:
    """The content of the store after the service stopped."""
    counts = {
        "inbox": "SELECT count(*) FROM inbox",
        "inbox_different": "SELECT count(DISTINCT update_id) FROM inbox",
        "outbox": "SELECT count(*) FROM outbox",
        "outbox_sent": "SELECT count(*) FROM outbox WHERE state = 'sent'",
        "messages": "SELECT coalesce(sum(parts_sent), 0) FROM outbox",
        "people": "SELECT count(*) FROM person",
    }
    with closing(sqlite3.connect(ground.folder / STORE)) as store:
        return {name: int(store.execute(sql).fetchone()[0]) for name, sql in counts.items()}
