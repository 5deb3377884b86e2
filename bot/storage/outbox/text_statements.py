"""The statements of texts that many rows of the outbox share, and of the runs that they are of."""

from __future__ import annotations

from sqlalchemy import BigInteger, case, func, literal_column, select, update

from bot.storage.engine.constructs import in_json, param
from bot.storage.engine.statement import Statement
from bot.storage.outbox.tables import outbox
from bot.storage.runs.tables import campaign_run, message_text

TEXTS = Statement(
    "texts",
    lambda dialect: select(message_text.c.id, message_text.c.say).where(
        in_json(message_text.c.id, "texts", dialect, BigInteger)
    ),
)
SAID = func.coalesce(message_text.c.say, outbox.c.say)
"""What a row of `WITH_TEXT` says."""

WITH_TEXT = outbox.outerjoin(message_text, message_text.c.id == outbox.c.text_id)
"""Rows of the outbox, each with the text that it shares, where it does."""

_IS_SENDING = (
    campaign_run.c.state == literal_column("'sending'"),
    campaign_run.c.settled_ms.is_(None),
)
# Emergencies go first. Nobody pauses or cancels a run while its rows are claimed.
RUNS_TO_CLAIM = Statement(
    "runs_to_claim",
    select(
        campaign_run.c.id,
        campaign_run.c.kind,
        campaign_run.c.author_id,
        campaign_run.c.wards,
    )
    .where(*_IS_SENDING)
    .order_by(
        case((campaign_run.c.kind == literal_column("'emergency'"), literal_column("0")),
             else_=literal_column("1")),
        campaign_run.c.id,
    )
    .with_for_update(read=True),
)  # fmt: skip
SENDING_RUNS = Statement(
    "sending_runs",
    lambda dialect: select(campaign_run.c.id).where(
        *_IS_SENDING, in_json(campaign_run.c.id, "runs", dialect, BigInteger)
    ),
)
STOP_RUN = Statement(
    "stop_run",
    update(campaign_run)
    .where(campaign_run.c.id == param("run"))
    .values(state="stopped", why=param("why")),
)
