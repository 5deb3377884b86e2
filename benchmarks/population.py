"""A population: many people with reminders and addresses, made by SQL."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg

from bot.storage.engine.sealing import Sealer

CHANNEL = "telegram"
CONSENTS = "campaigns check log reminders"
_DAYS = " ".join(f"WHEN i % 9 = {n} THEN {bits}" for n, bits in enumerate((31, 21, 42, 64, 96)))
"""Days that people choose: working days, every other one, the weekend, Sunday; or all."""

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people}) ",
    "postgresql": "",
}
_FROM = {"sqlite": "n", "postgresql": "generate_series(1, {people}) AS n(i)"}


_SEALED = {
    "sqlite": "sealed(CAST(i AS TEXT))",
    "postgresql": "(SELECT id FROM sealed WHERE number = i)",
}
"""The id of an address, sealed as the service does it."""


def _statements(dialect: str, people: int, due: int, now_ms: int) -> list[str]:
    """Everybody joined and agreed to everything; the first `due` have a reminder that is due.

    They chose differently, and some did not answer for a while.
    """
    numbers = _NUMBERS[dialect].format(people=people)
    source = _FROM[dialect].format(people=people)
    later = now_ms + 3_600_000
    sealed = _SEALED[dialect]
    return [
        "INSERT INTO person (id, locale, ward, resident_group, age_band, joined_ms, consents,"
        f" demo, created_ms) {numbers}SELECT i, CASE WHEN i % 10 = 0 THEN 'en' ELSE 'vi' END,"
        " CASE WHEN i % 3 = 0 THEN '00070' ELSE '00226' END, 'resident', '60+', 1,"
        f" '{CONSENTS}', 0, 1 FROM {source}",
        "INSERT INTO address (channel, external_id, person_id, created_ms)"
        f" {numbers}SELECT '{CHANNEL}', {sealed}, i, 1 FROM {source}",
        "INSERT INTO conversation (person_id, turn, prompt, prompt_wants, channel, external_id,"
        f" updated_ms) {numbers}SELECT i, 3, '[]', 'text', '{CHANNEL}', {sealed}, 1"
        f" FROM {source}",
        "INSERT INTO reminder (person_id, reminder_key, purpose, days, minute, state, unanswered,"
        f" next_due_ms, created_ms) {numbers}SELECT i, 'k' || CAST(i AS TEXT), 'log', CASE"
        f" {_DAYS} ELSE 127 END, 1170, 'on', i % 4,"
        f" CASE WHEN i <= {due} THEN {now_ms} ELSE {later} + i END, 1 FROM {source}",
    ]


def fill_sqlite(path: Path, people: int, due: int, now: dt.datetime, sealer: Sealer) -> None:
    """Fill a migrated SQLite file that nothing else has open."""
    with closing(sqlite3.connect(path)) as database:
        database.create_function("sealed", 1, sealer.seal_id, deterministic=True)
        database.execute("PRAGMA synchronous=OFF")
        for statement in _statements("sqlite", people, due, int(now.timestamp() * 1000)):
            database.execute(statement)
        database.commit()
        database.execute("ANALYZE")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


async def fill_postgresql(
    address: str, people: int, due: int, now: dt.datetime, sealer: Sealer
) -> None:
    """Fill a migrated database."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("CREATE TEMP TABLE sealed (number int PRIMARY KEY, id text)")
        ids = ((number, sealer.seal_id(str(number))) for number in range(1, people + 1))
        await connection.copy_records_to_table("sealed", records=ids)
        for statement in _statements("postgresql", people, due, int(now.timestamp() * 1000)):
            await connection.execute(statement, timeout=600)
        await connection.execute("VACUUM ANALYZE", timeout=600)
    finally:
        await connection.close()
