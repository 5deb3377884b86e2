"""The statements of people: their profile, consents, addresses and link codes."""

from __future__ import annotations

from sqlalchemy import (
    String,
    cast,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.storage.engine.constructs import new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.people.tables import address, consent, link_code, person, recovery_code

_ONE_ADDRESS = (
    address.c.channel == param("channel_"),
    address.c.account == param("account_"),
    address.c.external_id == param("external_id_"),
)

ADD_PERSON = Statement(
    "add_person",
    insert(person)
    .values(locale=param("locale"), consents="", demo=param("demo"), created_ms=param("now"))
    .returning(person.c.id),
)
SAVE_PERSON = Statement(
    "save_person",
    update(person)
    .where(person.c.id == param("person"))
    .values(
        locale=param("locale"),
        ward=param("ward"),
        resident_group=param("resident_group"),
        age_band=param("age_band"),
        joined_ms=param("joined_ms"),
        consents=param("consents"),
    ),
)
DELETE_PERSON = Statement("delete_person", delete(person).where(person.c.id == param("person")))
ADD_CONSENT = Statement(
    "add_consent",
    insert(consent).values(
        person_id=param("person"),
        purpose=param("purpose"),
        given=param("given"),
        text_version=param("text_version"),
        at_ms=param("now"),
    ),
)

# --- addresses -----------------------------------------------------------------------------------

ADD_ADDRESS = Statement(
    "add_address", lambda dialect: new_row(address, dialect).returning(address.c.person_id)
)
ADDRESSES = Statement(
    "addresses",
    select(func.count()).select_from(address).where(address.c.person_id == param("person")),
)
LEAVE_OTHERS = Statement(
    "leave_others",
    delete(address).where(
        address.c.person_id == param("person"),
        or_(
            address.c.channel != param("channel"),
            address.c.account != param("account"),
            address.c.external_id != param("external_id"),
        ),
    ),
)
MOVE_ADDRESS = Statement(
    "move_address",
    update(address).where(*_ONE_ADDRESS).values(person_id=param("person")),
)
MARK_BLOCKED = Statement(
    "mark_blocked",
    update(address).where(*_ONE_ADDRESS).values(blocked_ms=param("blocked_ms")),
)

# --- link codes ----------------------------------------------------------------------------------

DROP_LINKS = Statement(
    "drop_links", delete(link_code).where(link_code.c.person_id == param("person"))
)
ADD_LINK = Statement("add_link", lambda dialect: new_row(link_code, dialect))
TAKE_LINK = Statement(
    "take_link",
    delete(link_code)
    .where(link_code.c.code_hash == param("code_hash"), link_code.c.until_ms > param("now"))
    .returning(link_code.c.person_id),
)

# --- recovery codes ------------------------------------------------------------------------------

RECOVERY_SINCE = Statement(
    "recovery_since",
    select(recovery_code.c.created_ms).where(recovery_code.c.person_id == param("person")),
)
DROP_RECOVERY = Statement(
    "drop_recovery", delete(recovery_code).where(recovery_code.c.person_id == param("person"))
)
NOTE_RECOVERY_OFFERED = Statement(
    "note_recovery_offered",
    update(person)
    .where(person.c.id == param("person"), person.c.recovery_offered_ms.is_(None))
    .values(recovery_offered_ms=param("now")),
)
NOTE_ASKED = Statement(
    "note_asked",
    update(person)
    .where(person.c.id == param("person"))
    .values(
        purposes_asked=func.trim(
            person.c.purposes_asked.op("||")(literal_column("' '")).op("||")(
                cast(param("purpose"), String)
            )
        )
    ),
)
ADD_RECOVERY = Statement("add_recovery", lambda dialect: new_row(recovery_code, dialect))
TAKE_RECOVERY = Statement(
    "take_recovery",
    delete(recovery_code)
    .where(recovery_code.c.code_hash == param("code_hash"))
    .returning(recovery_code.c.person_id),
)
PEOPLE_AFTER = Statement(
    "people_after",
    select(person.c.id)
    .where(person.c.id > param("after"))
    .order_by(person.c.id)
    .limit(param("limit")),
)
