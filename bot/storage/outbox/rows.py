"""Rows of the outbox: read as messages, and their results written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
import structlog

from bot.services.ports.messages import DeliveryResult, OutboxMessage
from bot.storage.engine.json_text import to_json
from bot.storage.engine.milliseconds import from_ms, to_ms
from bot.storage.engine.session import Row, Session
from bot.storage.outbox.statements import KEEP_WORDS, MARK
from bot.storage.outbox.text_statements import TEXTS
from bot.talk.steps import Say

MAX_WHY = 64
_MAX_PROVIDER_ID = 64
"""As many characters as the columns hold; a platform's own text may be longer."""

_decode = msgspec.json.Decoder(Say).decode
_log = structlog.get_logger("outbox")


@lru_cache(maxsize=64)
def decode_say(stored: str) -> Say:
    """A say as it was stored; an announcement's is the same in a thousand rows."""
    return _decode(stored)


def fitting(text: str | None, limit: int) -> str | None:
    """A text that its column can hold: without NUL, at most `limit` characters."""
    return None if text is None else text.replace("\0", "")[:limit]


async def store_result(session: Session, result: DeliveryResult) -> None:
    """Store the result of one row."""
    await session.rows(
        MARK,
        row=result.row,
        state=result.state,
        provider_id=fitting(result.provider_id, _MAX_PROVIDER_ID),
        why=fitting(result.why, MAX_WHY),
        attempts=result.attempts,
        parts_sent=result.parts_sent,
        due_ms=to_ms(result.at),
        done_ms=None if result.state == "planned" else to_ms(result.at),
    )
    if result.say is not None:
        await session.rows(KEEP_WORDS, row=result.row, say=to_json(result.say))


async def claimed_messages(
    session: Session, channel: str, account: str, rows: Sequence[Row], now_ms: int
) -> tuple[OutboxMessage, ...]:
    """Claimed rows in the order they were posted.

    One whose say or address nobody can read (an older release wrote it, or somebody changed it) is
    marked failed: it would come again at every claim and let nothing else out.
    """
    taken = []
    wanted = sorted({row[10] for row in rows if row[10] is not None})
    texts: dict[int, str] = {}
    if wanted:
        found = await session.rows(TEXTS, texts=msgspec.json.encode(wanted).decode())
        texts = {row[0]: row[1] for row in found}
    for row in sorted(rows, key=lambda row: row[0]):
        number, address, say, locale, turn, attempts, until_ms, parts, edits, closes, text, run = (
            row
        )
        until = None if until_ms is None else from_ms(until_ms)
        try:
            if address is None:
                raise msgspec.DecodeError
            said = decode_say((say or "") if text is None else texts[text])
        except (msgspec.DecodeError, KeyError):
            _log.error("unreadable", channel=channel, row=number)
            why = "unreadable"
            now = from_ms(now_ms)
            await store_result(
                session, DeliveryResult(number, "failed", now, attempts, why=why, parts_sent=parts)
            )
        else:
            taken.append(
                OutboxMessage(
                    number, channel, address, said, locale, turn, attempts, until, parts, account,
                    edits, closes, run,
                )
            )  # fmt: skip
    return tuple(taken)
