"""Links to downloads of a person's own data; what became of notifications, without words."""

import sqlalchemy as sa
from alembic import op

from bot.storage.engine.columns import Key

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "download",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_download_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_download"),
    )
    op.create_index("ix_download_person_id", "download", ["person_id"])
    op.create_table(
        "delivery",
        sa.Column("id", Key, nullable=False, autoincrement=False),
        sa.Column("person_id", Key, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("source", sa.String(48), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("why", sa.String(64)),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("done_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_delivery_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_person_id", "delivery", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_person_id", table_name="delivery")
    op.drop_table("delivery")
    op.drop_index("ix_download_person_id", table_name="download")
    op.drop_table("download")
