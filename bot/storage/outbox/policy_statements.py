"""The statements of the notification policy: what decides whether notifications may be sent."""

from __future__ import annotations

from sqlalchemy import BigInteger, and_, literal_column, not_, or_, select

from bot.storage.engine.constructs import in_json, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.statements import (
    LEFT,
)
from bot.storage.outbox.tables import outbox
from bot.storage.people.tables import address, person
from bot.storage.runs.tables import campaign_run

GATE_FACTS = Statement(
    "gate_facts",
    lambda dialect: (
        select(
            outbox.c.id,
            outbox.c.kind,
            outbox.c.person_id,
            person.c.joined_ms,
            person.c.consents,
            person.c.ward,
            person.c.quiet_from,
            person.c.quiet_to,
            person.c.weekly_most,
            campaign_run.c.kind,
            campaign_run.c.purpose,
            address.c.blocked_ms,
            address.c.person_id,
        )
        .select_from(
            outbox.outerjoin(person, person.c.id == outbox.c.person_id)
            .outerjoin(campaign_run, campaign_run.c.id == outbox.c.run_id)
            .outerjoin(
                address,
                and_(
                    address.c.channel == outbox.c.channel,
                    address.c.account == outbox.c.account,
                    address.c.external_id == outbox.c.external_id,
                ),
            )
        )
        .where(in_json(outbox.c.id, "rows", dialect, BigInteger))
    ),
)
# Written out as the index has it; the rows that ask are claimed themselves by now. A row that a
# stop gave back between two messages is planned, and a part of it has left.
GATE_SPOKEN = Statement(
    "gate_spoken",
    lambda dialect: (
        select(outbox.c.person_id, outbox.c.due_ms, campaign_run.c.kind)
        .select_from(outbox.outerjoin(campaign_run, campaign_run.c.id == outbox.c.run_id))
        .where(
            in_json(outbox.c.person_id, "people", dialect, BigInteger),
            outbox.c.source.is_not(None),
            outbox.c.due_ms >= param("since"),
            or_(outbox.c.state.in_(LEFT), outbox.c.parts_sent > literal_column("0")),
            not_(in_json(outbox.c.id, "rows", dialect, BigInteger)),
        )
    ),
)
# Campaigns that wait for these people and may go today, where calendar days want a place.
GATE_WAITING = Statement(
    "gate_waiting",
    lambda dialect: (
        select(outbox.c.person_id)
        .select_from(outbox.join(campaign_run, campaign_run.c.id == outbox.c.run_id))
        .where(
            in_json(outbox.c.person_id, "people", dialect, BigInteger),
            outbox.c.source.is_not(None),
            outbox.c.state == literal_column("'planned'"),
            outbox.c.due_ms < param("before"),
            campaign_run.c.state.in_((literal_column("'planning'"), literal_column("'sending'"))),
            campaign_run.c.kind.in_((literal_column("'notice'"), literal_column("'promotion'"))),
        )
    ),
)
