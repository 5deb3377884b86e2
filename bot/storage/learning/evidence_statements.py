"""The statements of evidence: the photos and files of an activity."""

from __future__ import annotations

from sqlalchemy import insert, null, select, update

from bot.storage.engine.constructs import param
from bot.storage.engine.statement import Statement
from bot.storage.learning.tables import activity, evidence

_OWN = (activity.c.person_id == param("person"), activity.c.receipt == param("receipt_"))
_OF_OWN = evidence.c.activity_id.in_(select(activity.c.id).where(*_OWN))

ADD_EVIDENCE = Statement(
    "add_evidence",
    insert(evidence).values(
        activity_id=param("activity_id"),
        kind=param("kind"),
        reference=param("reference"),
        at_ms=param("now"),
    ),
)
ACTIVITY_ID = Statement("activity_id", select(activity.c.id).where(*_OWN))
EVIDENCE_OF = Statement(
    "evidence_of",
    select(evidence.c.id, evidence.c.kind, evidence.c.reference, evidence.c.removed_ms)
    .where(_OF_OWN)
    .order_by(evidence.c.id),
)
REMOVE_EVIDENCE = Statement(
    "remove_evidence",
    update(evidence)
    .where(evidence.c.id == param("item"), _OF_OWN, evidence.c.removed_ms.is_(None))
    .values(removed_ms=param("now"))
    .returning(evidence.c.activity_id),
)
RESTORE_EVIDENCE = Statement(
    "restore_evidence",
    update(evidence)
    .where(evidence.c.id == param("item"), _OF_OWN, evidence.c.removed_ms.is_not(None))
    .values(removed_ms=null())
    .returning(evidence.c.activity_id),
)
