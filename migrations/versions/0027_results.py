"""What a run came to is kept beside it; who follows a run; links that open a result."""

import sqlalchemy as sa
from alembic import op

from bot.storage.engine.columns import Key

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign_run", sa.Column("counted_ms", sa.BigInteger()))
    op.add_column("campaign_run", sa.Column("answered", sa.String()))
    op.add_column("campaign_run", sa.Column("timeline", sa.String()))
    op.create_index("ix_campaign_run_until_ms", "campaign_run", ["until_ms"])
    op.create_index("ix_campaign_corrects", "campaign", ["corrects"])
    op.add_column("download", sa.Column("subject", sa.String(20)))
    op.create_table(
        "campaign_watch",
        sa.Column("run_id", Key, nullable=False, autoincrement=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("row", Key, nullable=False),
        sa.Column("shown_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["campaign_run.id"],
            name="fk_campaign_watch_run_id_campaign_run", ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"],
            name="fk_campaign_watch_person_id_person", ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "person_id", name="pk_campaign_watch"),
    )  # fmt: skip
    op.create_index("ix_campaign_watch_person_id", "campaign_watch", ["person_id"])


def downgrade() -> None:
    op.drop_table("campaign_watch")
    op.drop_index("ix_campaign_corrects", table_name="campaign")
    op.drop_index("ix_campaign_run_until_ms", table_name="campaign_run")
    op.execute("DELETE FROM download WHERE what = 'result'")
    op.execute("ALTER TABLE download DROP COLUMN subject")
    for name in ("timeline", "answered", "counted_ms"):
        op.execute(f"ALTER TABLE campaign_run DROP COLUMN {name}")
