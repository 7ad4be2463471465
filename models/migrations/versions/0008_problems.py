"""Problems: one root cause behind cases of several customers."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from models.migrations.checks import allow_values

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_BEFORE = ("accept", "progress", "resume", "decide", "tell", "answer", "update")
_AFTER = (*_BEFORE, "prevent")
_IS_IN = sa.text("left_at IS NULL")
_WAITS = sa.text("state = 'waiting'")
_IS_LEFT = sa.text("done_at IS NULL")


def upgrade() -> None:
    allow_values("promise", "kind", "promisekind", _BEFORE, _AFTER)
    op.add_column(
        "customer", sa.Column("is_several", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    several = sa.text("is_several")
    op.create_index(
        "one_row_stands_for_several",
        "customer",
        ["is_several"],
        unique=True,
        sqlite_where=several,
        postgresql_where=several,
    )
    _create_problem()
    _create_cases()
    _create_updates()
    _create_rounds()


def _create_problem() -> None:
    op.create_table(
        "problem",
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("root_cause", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("to_tell", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("prevention", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("preventer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("prevent_by", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("fixed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("fixed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("prevented_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("prevented_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint("(fixed_at IS NULL) = (fixed_by IS NULL)", name="who_fixed_it_is_known"),
        sa.CheckConstraint(
            "(prevented_at IS NULL) = (prevented_by IS NULL)", name="who_prevented_it_is_known"
        ),
        sa.CheckConstraint(
            "(prevention IS NULL) = (preventer IS NULL) AND (prevention IS NULL) = (prevent_by IS NULL)",
            name="a_prevention_has_a_person_and_a_time",
        ),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.PrimaryKeyConstraint("case_number"),
    )
    op.create_index("ix_problem_fixed_at", "problem", ["fixed_at"], unique=False)


def _create_cases() -> None:
    op.create_table(
        "problem_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("joined_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("joined_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("left_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("case_number <> problem", name="no_problem_is_its_own_case"),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.ForeignKeyConstraint(["problem"], ["problem.case_number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_problem_case_case_number", "problem_case", ["case_number"], unique=False)
    op.create_index("ix_problem_case_problem", "problem_case", ["problem"], unique=False)
    op.create_index(
        "one_problem_at_a_time",
        "problem_case",
        ["case_number"],
        unique=True,
        sqlite_where=_IS_IN,
        postgresql_where=_IS_IN,
    )
    op.create_index(
        "cases_in_a_problem",
        "problem_case",
        ["problem", "case_number"],
        unique=False,
        sqlite_where=_IS_IN,
        postgresql_where=_IS_IN,
    )


def _create_updates() -> None:
    op.create_table(
        "problem_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Integer(), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("said_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["problem"], ["problem.case_number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_problem_update_problem", "problem_update", ["problem"], unique=False)
    op.create_table(
        "problem_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("state", _one_of("draftstate", "waiting", "told", "replaced", "dropped"), nullable=False),
        sa.Column("settled_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("is_promise", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.ForeignKeyConstraint(["update_id"], ["problem_update.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("update_id", "case_number"),
    )
    op.create_index("ix_problem_draft_update_id", "problem_draft", ["update_id"], unique=False)
    op.create_index(
        "one_draft_waits_in_a_case",
        "problem_draft",
        ["case_number"],
        unique=True,
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )


def _create_rounds() -> None:
    op.create_table(
        "problem_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("roundkind", "update", "fixed", "ball"), nullable=False),
        sa.Column("update_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("begun_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["problem"], ["problem.case_number"]),
        sa.ForeignKeyConstraint(["update_id"], ["problem_update.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_problem_round_problem", "problem_round", ["problem"], unique=False)
    op.create_index(
        "rounds_to_go_on_with",
        "problem_round",
        ["id"],
        unique=False,
        sqlite_where=_IS_LEFT,
        postgresql_where=_IS_LEFT,
    )


def downgrade() -> None:
    for table in ("problem_round", "problem_draft", "problem_update", "problem_case", "problem"):
        op.drop_table(table)
    op.drop_index("one_row_stands_for_several", "customer")
    op.drop_column("customer", "is_several")
    allow_values("promise", "kind", "promisekind", _AFTER, _BEFORE)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
