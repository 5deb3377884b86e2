"""Runs of campaigns: how far each is, its texts, its answers; rows of the outbox name their run."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

from bot.storage.engine.columns import Key

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_OPEN = ["channel", "account", "state", "due_ms", "id"]


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    op.create_table(
        "campaign_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_key", sa.String(20), nullable=False),
        sa.Column("campaign", sa.String(20), nullable=False),
        sa.Column("occasion", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("author_id", Key),
        sa.Column("wards", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(20)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(64)),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("after_person", sa.BigInteger(), nullable=False),
        sa.Column("last_person", sa.BigInteger(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("erased", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("begun_ms", sa.BigInteger(), nullable=False),
        sa.Column("planned_ms", sa.BigInteger()),
        sa.Column("settled_ms", sa.BigInteger()),
        sa.Column("result", sa.String()),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"],
            name="fk_campaign_run_author_id_person", ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_run"),
        sa.UniqueConstraint("run_key", name="uq_campaign_run_run_key"),
        sa.UniqueConstraint("campaign", "occasion", name="uq_campaign_run_campaign_occasion"),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_campaign_run_author_id", "campaign_run", ["author_id"])
    op.create_index("ix_campaign_run_corrects", "campaign_run", ["corrects"])
    _index("ix_campaign_run_open", "campaign_run", ["state", "id"], "settled_ms IS NULL")
    op.create_table(
        "message_text",
        sa.Column("id", Key, nullable=False),
        sa.Column("run_id", Key, nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["campaign_run.id"],
            name="fk_message_text_run_id_campaign_run", ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_text"),
        sa.UniqueConstraint(
            "run_id", "locale", "ward", name="uq_message_text_run_id_locale_ward"
        ),
    )  # fmt: skip
    op.create_table(
        "campaign_answer",
        sa.Column("run_id", Key, nullable=False, autoincrement=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("button", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["campaign_run.id"],
            name="fk_campaign_answer_run_id_campaign_run", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"],
            name="fk_campaign_answer_person_id_person", ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "person_id", name="pk_campaign_answer"),
    )  # fmt: skip
    op.create_index("ix_campaign_answer_person_id", "campaign_answer", ["person_id"])
    op.add_column("outbox", sa.Column("run_id", Key))
    op.add_column("outbox", sa.Column("text_id", Key))
    op.drop_index("ix_outbox_open", table_name="outbox")
    op.drop_index("ix_outbox_open_reminder", table_name="outbox")
    _index("ix_outbox_open", "outbox", _OPEN, "done_ms IS NULL AND run_id IS NULL")
    _index(
        "ix_outbox_open_reminder", "outbox", _OPEN,
        "done_ms IS NULL AND kind IN ('reminder', 'duty')",
    )  # fmt: skip
    _index(
        "ix_outbox_run", "outbox", ["run_id", "state", "channel", "account", "due_ms", "id"],
        "run_id IS NOT NULL",
    )  # fmt: skip


def downgrade() -> None:
    waiting = op.get_bind().exec_driver_sql(
        "SELECT count(*) FROM outbox WHERE run_id IS NOT NULL AND done_ms IS NULL"
    )
    if waiting.scalar():
        raise CommandError(
            "messages of a campaign wait in the table outbox, and an older release would send them "
            "empty. Cancel the campaigns first: python -m bot campaigns cancel"
        )
    # Their words are in a table that goes; an older release would show them empty.
    op.execute("DELETE FROM outbox WHERE run_id IS NOT NULL")
    for name in ("ix_outbox_run", "ix_outbox_open_reminder", "ix_outbox_open"):
        op.drop_index(name, table_name="outbox")
    op.execute("ALTER TABLE outbox DROP COLUMN run_id")
    op.execute("ALTER TABLE outbox DROP COLUMN text_id")
    _index("ix_outbox_open", "outbox", _OPEN, "done_ms IS NULL")
    _index("ix_outbox_open_reminder", "outbox", _OPEN, "done_ms IS NULL AND kind = 'reminder'")
    op.drop_table("campaign_answer")
    op.drop_table("message_text")
    op.drop_table("campaign_run")
