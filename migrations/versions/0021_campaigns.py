"""Campaigns: what officers write, for which wards, and what happened to it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_campaign(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_campaign_key_campaign"
    return sa.ForeignKeyConstraint(
        ["campaign_key"], ["campaign.key"], name=name, ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("key", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("corrects", sa.String(20), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_campaign"),
    )
    op.create_index("ix_campaign_file", "campaign", ["file"])
    op.create_index("ix_campaign_changed_ms", "campaign", ["changed_ms", "key"])
    op.create_table(
        "campaign_ward",
        sa.Column("campaign_key", sa.String(20), nullable=False),
        sa.Column("ward", sa.String(5), nullable=False),
        _of_campaign("campaign_ward"),
        sa.PrimaryKeyConstraint("campaign_key", "ward", name="pk_campaign_ward"),
    )
    op.create_index("ix_campaign_ward_ward", "campaign_ward", ["ward", "campaign_key"])
    op.create_table(
        "campaign_event",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("campaign_key", sa.String(20), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        _of_campaign("campaign_event"),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name="fk_campaign_event_person_id_person",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_event"),
    )
    op.create_index("ix_campaign_event_campaign_key", "campaign_event", ["campaign_key", "id"])
    op.create_index("ix_campaign_event_person_id", "campaign_event", ["person_id"])


def downgrade() -> None:
    op.drop_table("campaign_event")
    op.drop_table("campaign_ward")
    op.drop_table("campaign")
