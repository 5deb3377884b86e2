"""The statements of the pages of staff: links that sign in, and sessions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, select, update

from bot.storage.engine.constructs import new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.people.tables import person
from bot.storage.staff.tables import staff_link, staff_session

CLOSE_STAFF_LINKS = Statement(
    "close_staff_links", delete(staff_link).where(staff_link.c.person_id == param("person"))
)
ADD_STAFF_LINK = Statement("add_staff_link", lambda dialect: new_row(staff_link, dialect))
TAKE_STAFF_LINK = Statement(
    "take_staff_link",
    delete(staff_link)
    .where(staff_link.c.token_hash == param("token_hash"), staff_link.c.until_ms > param("now"))
    .returning(staff_link.c.person_id),
)
ADD_STAFF_SESSION = Statement("add_staff_session", lambda dialect: new_row(staff_session, dialect))
STAFF_SESSION = Statement(
    "staff_session",
    select(
        staff_session.c.person_id,
        person.c.locale,
        staff_session.c.begun_ms,
        staff_session.c.used_ms,
    )
    .select_from(staff_session.join(person, person.c.id == staff_session.c.person_id))
    .where(staff_session.c.token_hash == param("token_hash")),
)
USE_STAFF_SESSION = Statement(
    "use_staff_session",
    update(staff_session)
    .where(staff_session.c.token_hash == param("token_hash"))
    .values(used_ms=param("now")),
)
END_STAFF_SESSION = Statement(
    "end_staff_session",
    delete(staff_session).where(staff_session.c.token_hash == param("token_hash")),
)
END_STAFF_SESSIONS = Statement(
    "end_staff_sessions", delete(staff_session).where(staff_session.c.person_id == param("person"))
)


def _purge(table: Table, moment: Any) -> Any:
    old = select(table.c.token_hash).where(moment < param("before")).limit(param("limit"))
    return delete(table).where(table.c.token_hash.in_(old)).returning(table.c.token_hash)


PURGE_STAFF_LINKS = Statement("purge_staff_links", _purge(staff_link, staff_link.c.until_ms))
PURGE_STAFF_SESSIONS = Statement(
    "purge_staff_sessions", _purge(staff_session, staff_session.c.begun_ms)
)
