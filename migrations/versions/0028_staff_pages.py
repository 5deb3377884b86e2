"""Sessions of staff on their pages (docs/adr/0033); when a request was reminded of (0026)."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _table(name: str, *moments: str) -> None:
    op.create_table(
        name,
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        *(sa.Column(each, sa.BigInteger(), nullable=False) for each in moments),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=f"fk_{name}_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_person_id", name, ["person_id"])
    op.create_index(f"ix_{name}_{moments[0]}", name, [moments[0]])


def upgrade() -> None:
    _table("staff_link", "until_ms")
    _table("staff_session", "begun_ms", "used_ms")
    op.add_column("data_request", sa.Column("reminded", sa.String(10), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("data_request") as table:
        table.drop_column("reminded")
    op.drop_table("staff_session")
    op.drop_table("staff_link")
