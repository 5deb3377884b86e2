"""What was open when another conversation took its place is kept, to be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("kept_name", sa.String(length=32)))
    op.add_column("conversation", sa.Column("kept_state", sa.Text()))


def downgrade() -> None:
    op.drop_column("conversation", "kept_state")
    op.drop_column("conversation", "kept_name")
