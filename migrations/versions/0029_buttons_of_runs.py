"""The buttons of a campaign are kept with each run, as they were when it began."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign_run", sa.Column("buttons", sa.Text()))


def downgrade() -> None:
    op.execute("ALTER TABLE campaign_run DROP COLUMN buttons")
