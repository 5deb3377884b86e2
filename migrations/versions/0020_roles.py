"""Roles of staff, invitations, and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("staff", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "staff_role",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("name", sa.String(8), nullable=False),
        sa.Column("wards", sa.String(1024), nullable=True),
        sa.Column("rights", sa.String(64), nullable=False),
        sa.Column("since_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=True),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.Column("called", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_staff_role_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_role"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_role_person_id", "staff_role", ["person_id"])
    op.create_table(
        "invitation",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("name", sa.String(8), nullable=False),
        sa.Column("wards", sa.String(1024), nullable=True),
        sa.Column("rights", sa.String(64), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("role_until_ms", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_invitation_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invitation"),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])
    op.create_index("ix_invitation_until_ms", "invitation", ["until_ms"])
    op.create_table(
        "audit",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("facts", sa.String(4000), nullable=False),
        sa.Column("wards", sa.String(1024), nullable=True),
        sa.Column("digests", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_table(
        "audit_part",
        sa.Column("audit_id", _KEY, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audit.id"], name="fk_audit_part_audit_id_audit", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_audit_part_person_id_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("audit_id", "kind", name="pk_audit_part"),
    )
    op.create_index("ix_audit_part_person_id", "audit_part", ["person_id"])
    op.create_table(
        "audit_head",
        sa.Column("name", sa.String(8), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_head"),
    )


def downgrade() -> None:
    for table in ("audit_head", "audit_part", "audit", "invitation", "staff_role"):
        op.drop_table(table)
    op.drop_column("person", "staff")
