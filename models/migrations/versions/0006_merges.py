"""Cases that became one, and what belongs to which of them."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

# Columns without foreign keys, and checks that stand with the column: SQLite can take them back again.

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

AT_HOME = ("handoff", "entry", "message")
SAID = 'id, "at", "by", what, "text", handoff_id, message_id, delivery'
"""What a line of history says. Under which number it is filed may change: a merge and its undo do that."""
SQLITE = [
    "DROP TRIGGER entry_is_never_changed",
    f"""CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OF {SAID} ON entry BEGIN
         SELECT RAISE(ABORT, 'history is append-only'); END""",
]
SQLITE_BACK = [
    "DROP TRIGGER entry_is_never_changed",
    """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry BEGIN
         SELECT RAISE(ABORT, 'history is append-only'); END""",
]
POSTGRESQL = [
    "DROP TRIGGER entry_is_append_only ON entry",
    f"""CREATE TRIGGER entry_is_append_only BEFORE UPDATE OF {SAID} OR DELETE ON entry
       FOR EACH ROW EXECUTE FUNCTION history_is_append_only()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER entry_is_append_only ON entry",
    """CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON entry
       FOR EACH ROW EXECUTE FUNCTION history_is_append_only()""",
]
IS_MERGED = sa.text("merged_into IS NOT NULL")
STANDS = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.execute(
        'ALTER TABLE "case" ADD COLUMN merged_into INTEGER'
        " CONSTRAINT no_case_is_merged_with_itself CHECK (merged_into <> number)"
        " CONSTRAINT what_is_merged_is_closed CHECK (merged_into IS NULL OR status = 'closed')"
    )
    op.create_index(
        "merged_cases", "case", ["merged_into"], sqlite_where=IS_MERGED, postgresql_where=IS_MERGED
    )
    for table in AT_HOME:
        op.add_column(table, sa.Column("home", sa.Integer(), nullable=True))
    _run(SQLITE, POSTGRESQL)
    op.create_index("promises_of_a_handoff", "promise", ["handoff_id"])
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("stays", sa.Integer(), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("undone_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["gone"], ["case.number"]),
        sa.ForeignKeyConstraint(["stays"], ["case.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_merge_stays"), "merge", ["stays"])
    op.create_index(
        "a_case_is_merged_once", "merge", ["gone"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def downgrade() -> None:
    op.drop_table("merge")
    _run(SQLITE_BACK, POSTGRESQL_BACK)
    op.drop_index("promises_of_a_handoff", table_name="promise")
    for table in AT_HOME:
        op.drop_column(table, "home")
    op.drop_index("merged_cases", table_name="case")
    op.drop_column("case", "merged_into")


def _run(sqlite: list[str], postgresql: list[str]) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite if is_sqlite else postgresql:
        op.execute(statement)
