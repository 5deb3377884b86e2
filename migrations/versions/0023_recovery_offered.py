"""Whether a person was offered a recovery code: it is offered once, and not to who has one."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("recovery_offered_ms", sa.BigInteger()))
    op.execute(
        "UPDATE person SET recovery_offered_ms = (SELECT created_ms FROM recovery_code"
        " WHERE recovery_code.person_id = person.id)"
    )


def downgrade() -> None:
    op.drop_column("person", "recovery_offered_ms")
