"""Push subscriptions: where a browser that does not show the page can be told of a message."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ADDRESS = ["channel", "account", "external_id"]


def upgrade() -> None:
    op.create_table(
        "push_subscription",
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.String(length=88), nullable=False),
        sa.Column("auth", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=32), server_default=sa.text("''"), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            _ADDRESS,
            [f"address.{column}" for column in _ADDRESS],
            name="fk_push_subscription_address",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("endpoint_hash", name=op.f("pk_push_subscription")),
    )
    op.create_index(
        "ix_push_subscription_channel_account_external_id", "push_subscription", _ADDRESS
    )


def downgrade() -> None:
    op.drop_index(
        "ix_push_subscription_channel_account_external_id", table_name="push_subscription"
    )
    op.drop_table("push_subscription")
