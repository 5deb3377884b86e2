"""A person's row tells what audiences are counted by; triggers keep it true (docs/adr/0035)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# The bits as they are for ever: bot/storage/campaigns/learnt.py has the same.
_CODES = "F1 F2 F3 F4 N1 N2 N3 N4 N5 N6 I1 I2 I3 I4 I5 I6 I7 X O"
_SPEAKS = ("channel", "account", "external_id")

_REACH = (
    "UPDATE person SET (spoke_on, reach) = ("
    "SELECT c.channel, CASE WHEN c.channel IS NULL THEN NULL"
    " WHEN a.person_id IS NULL OR a.person_id <> c.person_id THEN 'moved'"
    " WHEN a.blocked_ms IS NOT NULL THEN 'blocked' ELSE 'here' END"
    " FROM conversation c LEFT JOIN address a ON a.channel = c.channel AND a.account = c.account"
    " AND a.external_id = c.external_id WHERE c.person_id = person.id)"
)
_BAND = (
    "UPDATE person SET check_band = (SELECT band FROM self_check s WHERE s.person_id = person.id"
    " AND s.state = 'finished' AND s.band IS NOT NULL ORDER BY s.ended_ms DESC, s.id DESC LIMIT 1)"
)


def _bit(row: str) -> str:
    codes = enumerate(_CODES.split())
    cases = " ".join(f"WHEN '{code}' THEN {1 << place}" for place, code in codes)
    return f"(CASE {row}.type_code {cases} ELSE 0 END)"


_LEARN = (
    f"UPDATE person SET learnt = learnt | {_bit('NEW')}, logged_ms = CASE WHEN logged_ms"
    " > NEW.created_ms THEN logged_ms ELSE NEW.created_ms END WHERE id = NEW.person_id"
    " AND NEW.voided_ms IS NULL"
)
_UNLEARN = (
    # Another entry of this kind, or a newer one of any, is found at once as a rule.
    f"UPDATE person SET learnt = learnt & ~{_bit('OLD')} WHERE id = OLD.person_id"
    " AND OLD.voided_ms IS NULL AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.person_id ="
    " OLD.person_id AND a.type_code = OLD.type_code AND a.voided_ms IS NULL)",
    "UPDATE person SET logged_ms = (SELECT max(a.created_ms) FROM activity a WHERE a.person_id ="
    " person.id AND a.voided_ms IS NULL) WHERE id = OLD.person_id AND OLD.voided_ms IS NULL"
    " AND logged_ms <= OLD.created_ms",
)


def _changed(columns: Sequence[str], dialect: str) -> str:
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    return " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in columns)


def _triggers(dialect: str) -> Sequence[tuple[str, str, str, str, Sequence[str]]]:
    """Name, table, when, condition, what is done."""
    speaks = _changed(_SPEAKS, dialect)
    own = ("person_id", "blocked_ms")
    entry = ("person_id", "type_code", "created_ms", "voided_ms")
    check = ("person_id", "state", "band", "ended_ms")
    return (
        ("conversation_new", "conversation", "INSERT", "",
         (f"{_REACH} WHERE id = NEW.person_id",)),
        ("conversation_moved", "conversation", f"UPDATE OF {', '.join(_SPEAKS)}", speaks,
         (f"{_REACH} WHERE id = NEW.person_id",)),
        ("conversation_gone", "conversation", "DELETE", "",
         (f"{_REACH} WHERE id = OLD.person_id",)),
        ("address_new", "address", "INSERT", "", (f"{_REACH} WHERE id = NEW.person_id",)),
        ("address_changed", "address", f"UPDATE OF {', '.join(own)}", _changed(own, dialect),
         (f"{_REACH} WHERE id IN (OLD.person_id, NEW.person_id)",)),
        ("address_gone", "address", "DELETE", "", (f"{_REACH} WHERE id = OLD.person_id",)),
        ("activity_new", "activity", "INSERT", "", (_LEARN,)),
        ("activity_changed", "activity", f"UPDATE OF {', '.join(entry)}",
         _changed(entry, dialect), (*_UNLEARN, _LEARN)),
        ("activity_gone", "activity", "DELETE", "", _UNLEARN),
        ("self_check_new", "self_check", "INSERT", "NEW.band IS NOT NULL",
         (f"{_BAND} WHERE id = NEW.person_id",)),
        ("self_check_changed", "self_check", f"UPDATE OF {', '.join(check)}",
         _changed(check, dialect), (f"{_BAND} WHERE id IN (OLD.person_id, NEW.person_id)",)),
        ("self_check_gone", "self_check", "DELETE", "OLD.band IS NOT NULL",
         (f"{_BAND} WHERE id = OLD.person_id",)),
    )  # fmt: skip


def _add(dialect: str) -> None:
    for name, table, when, condition, work in _triggers(dialect):
        where = f" WHEN ({condition})" if condition else ""
        head = f"CREATE TRIGGER counting_{name} AFTER {when} ON {table} FOR EACH ROW{where}"
        body = "; ".join(work)
        if dialect == "sqlite":
            op.execute(sa.text(f"{head} BEGIN {body}; END"))
            continue
        op.execute(
            sa.text(
                f"CREATE FUNCTION counting_{name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {body}; RETURN NULL; END $$"
            )
        )
        op.execute(sa.text(f"{head} EXECUTE FUNCTION counting_{name}()"))


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.add_column("person", sa.Column("spoke_on", sa.String(16)))
    op.add_column("person", sa.Column("reach", sa.String(8)))
    op.add_column("person", sa.Column("learnt", sa.Integer, nullable=False, server_default="0"))
    op.add_column("person", sa.Column("logged_ms", sa.BigInteger))
    op.add_column("person", sa.Column("check_band", sa.Integer))
    unasked = sa.text("source IS NOT NULL")
    op.create_index(
        "ix_outbox_unasked",
        "outbox",
        ["due_ms", "person_id"],
        sqlite_where=unasked,
        postgresql_where=unasked,
    )
    # Each bit once: their sum is what all of them are together.
    op.execute(
        sa.text(
            "UPDATE person SET (learnt, logged_ms) = ("
            f"SELECT coalesce(sum(DISTINCT {_bit('a')}), 0), max(a.created_ms) FROM activity a"
            " WHERE a.person_id = person.id AND a.voided_ms IS NULL)"
        )
    )
    op.execute(sa.text(_REACH))
    op.execute(sa.text(_BAND))
    _add(dialect)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, table, *_rest in _triggers(dialect):
        if dialect == "sqlite":
            op.execute(sa.text(f"DROP TRIGGER counting_{name}"))
        else:
            op.execute(sa.text(f"DROP TRIGGER counting_{name} ON {table}"))
            op.execute(sa.text(f"DROP FUNCTION counting_{name}()"))
    op.drop_index("ix_outbox_unasked", "outbox")
    for column in ("check_band", "logged_ms", "learnt", "reach", "spoke_on"):
        op.drop_column("person", column)
