"""The statements of dialogs: which updates were seen, where each conversation stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, null, select, update

from bot.storage.dialogs.tables import conversation, inbox
from bot.storage.engine.constructs import in_json, new_row, param
from bot.storage.engine.statement import Statement
from bot.storage.people.tables import address, person

# The person is locked too: a turn that waits for the lock reads locked rows anew, and only those.
_LOCKS: Mapping[str, Any] = {"of": (conversation, person), "key_share": True}

NOTE_UPDATE = Statement(
    "note_update", lambda dialect: new_row(inbox, dialect, "waiting").returning(inbox.c.update_id)
)
KEEP_PART = Statement(
    "keep_part", lambda dialect: new_row(inbox, dialect).returning(inbox.c.update_id)
)
WAITING_PARTS = Statement(
    "waiting_parts",
    select(inbox.c.waiting).where(
        inbox.c.channel == param("channel"),
        inbox.c.account == param("account"),
        inbox.c.waiting.is_not(None),
    ),
)
TAKE_PARTS = Statement(
    "take_parts",
    lambda dialect: (
        update(inbox)
        .where(
            inbox.c.channel == param("channel"),
            inbox.c.account == param("account"),
            in_json(inbox.c.update_id, "ids", dialect),
            inbox.c.waiting.is_not(None),
        )
        .values(waiting=null())
        .returning(inbox.c.update_id)
    ),
)
KNOWN_VERSIONS = Statement(
    "known_versions",
    select(conversation.c.versions)
    .select_from(address.join(conversation, conversation.c.person_id == address.c.person_id))
    .where(
        address.c.channel == param("channel"),
        address.c.account == param("account"),
        address.c.external_id == param("external_id"),
    ),
)
FIND_DIALOG = Statement(
    "find_dialog",
    select(
        person.c.id,
        person.c.locale,
        person.c.ward,
        person.c.resident_group,
        person.c.age_band,
        person.c.joined_ms,
        person.c.consents,
        address.c.blocked_ms,
        conversation.c.name,
        conversation.c.state,
        conversation.c.paused_name,
        conversation.c.paused_state,
        conversation.c.turn,
        conversation.c.prompt,
        conversation.c.prompt_wants,
        conversation.c.channel,
        conversation.c.account,
        conversation.c.external_id,
        conversation.c.kept_name,
        conversation.c.kept_state,
        conversation.c.versions,
        person.c.staff,
        conversation.c.prompt_row,
        person.c.recovery_offered_ms,
        person.c.purposes_asked,
    )
    .select_from(
        address.join(person, address.c.person_id == person.c.id).join(
            conversation, conversation.c.person_id == person.c.id
        )
    )
    .where(
        address.c.channel == param("channel"),
        address.c.account == param("account"),
        address.c.external_id == param("external_id"),
    )
    .with_for_update(**_LOCKS),
    around_damage=True,  # the conversation begins anew, as after a state that cannot be read
)
ADD_CONVERSATION = Statement(
    "add_conversation",
    insert(conversation).values(
        person_id=param("person_id"),
        turn=0,
        prompt="[]",
        prompt_wants="text",
        updated_ms=param("now"),
    ),
)
SAVE_DIALOG = Statement(
    "save_dialog",
    update(conversation)
    .where(conversation.c.person_id == param("person"))
    .values(
        name=param("name"),
        state=param("state"),
        paused_name=param("paused_name"),
        paused_state=param("paused_state"),
        kept_name=param("kept_name"),
        kept_state=param("kept_state"),
        turn=param("turn"),
        prompt=param("prompt"),
        prompt_wants=param("prompt_wants"),
        prompt_row=param("prompt_row"),
        channel=param("channel"),
        account=param("account"),
        external_id=param("external_id"),
        updated_ms=param("now"),
        versions=param("versions"),
    ),
)
