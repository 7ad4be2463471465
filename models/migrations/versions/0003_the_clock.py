"""The clock: promises and their reminders, where the wait goes, and who has had the digest."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

# recreate="never": rows of other tables point at these, so that SQLite would not let go of the old ones.

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("reader", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "day"),
    )
    op.create_table(
        "wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column(
            "holder",
            sa.Enum(
                "department",
                "csm",
                "customer",
                "paused",
                name="holder",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("shared_by", sa.Integer(), nullable=False),
        sa.Column("since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("(holder = 'csm') = (department IS NULL)", name="only_the_csm_has_no_department"),
        sa.CheckConstraint("shared_by >= 1", name="somebody_has_the_ball"),
        sa.CheckConstraint("until >= since", name="a_wait_ends_after_it_began"),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case.number"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wait_case_number"), ["case_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_wait_until"), ["until"], unique=False)
        batch_op.create_index(
            "one_lasting_wait_a_case_and_department",
            ["case_number", "department"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "one_lasting_wait_a_case_with_its_csm",
            ["case_number"],
            unique=True,
            sqlite_where=sa.text("until IS NULL AND department IS NULL"),
            postgresql_where=sa.text("until IS NULL AND department IS NULL"),
        )

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accept",
                "progress",
                "resume",
                "decide",
                "tell",
                "answer",
                "update",
                name="promisekind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.Integer(), nullable=True),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("runs_from", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("allowed_seconds", sa.Integer(), nullable=False),
        sa.Column("due_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("paused_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("paused_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("pause_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "kept",
                "late",
                "lapsed",
                "moot",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("paused_at IS NULL OR kind <> 'accept'", name="an_offer_is_never_paused"),
        sa.CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="what_ended_has_an_outcome"),
        sa.CheckConstraint("paused_at IS NULL OR next_at IS NULL", name="what_is_paused_waits"),
        sa.ForeignKeyConstraint(
            ["case_number"],
            ["case.number"],
        ),
        sa.ForeignKeyConstraint(
            ["handoff_id"],
            ["handoff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(
            "decided_promises_by_end",
            ["ended_at"],
            unique=False,
            sqlite_where=sa.text("outcome IN ('kept', 'late', 'lapsed')"),
            postgresql_where=sa.text("outcome IN ('kept', 'late', 'lapsed')"),
        )
        batch_op.create_index(
            "live_promises_by_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "live_promises_of_a_case",
            ["case_number"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "one_live_promise_a_case_and_kind",
            ["case_number", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL AND handoff_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND handoff_id IS NULL"),
        )
        batch_op.create_index(
            "one_live_promise_a_handoff_and_kind",
            ["handoff_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "promises_looked_at_in_vain",
            ["case_number"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND tries > 4"),
            postgresql_where=sa.text("ended_at IS NULL AND tries > 4"),
        )
        batch_op.create_index(
            "promises_nobody_will_look_at",
            ["case_number"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND next_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND next_at IS NULL"),
        )
        batch_op.create_index(
            "promises_put_aside",
            ["handoff_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND paused_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND paused_at IS NOT NULL"),
        )
        batch_op.create_index(
            "promises_to_look_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
        )

    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("promise_id", "rung"),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("rung", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "via",
            sa.Enum("direct", "desk", name="via", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("not_before", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=True),
        sa.Column("released_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("dropped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("promise_id", "rung", "person"),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_batch"), ["batch"], unique=False)
        batch_op.create_index("reminders_by_person", ["person", "released_at"], unique=False)
        batch_op.create_index(
            "reminders_that_wait",
            ["not_before"],
            unique=False,
            sqlite_where=sa.text("batch IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("batch IS NULL AND dropped_at IS NULL"),
        )

    op.create_table(
        "snooze",
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("person", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promise_id"],
            ["promise.id"],
        ),
        sa.PrimaryKeyConstraint("promise_id", "person"),
    )
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.create_index(
            "open_cases_by_movement",
            ["moved_at"],
            unique=False,
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )

    with op.batch_alter_table("handoff", schema=None, recreate="never") as batch_op:
        batch_op.add_column(sa.Column("paused_since", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("waits_for_customer", sa.Boolean(), nullable=False, server_default=sa.text("false"))
        )
        batch_op.create_index(batch_op.f("ix_handoff_accepted_at"), ["accepted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoff_ended_at"), ["ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_handoff_offered_at"), ["offered_at"], unique=False)

    with op.batch_alter_table("member", schema=None, recreate="never") as batch_op:
        batch_op.add_column(
            sa.Column(
                "away_note", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(sa.Column("away_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:

    with op.batch_alter_table("member", schema=None, recreate="never") as batch_op:
        batch_op.drop_column("away_until")
        batch_op.drop_column("away_note")

    with op.batch_alter_table("handoff", schema=None, recreate="never") as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoff_offered_at"))
        batch_op.drop_index(batch_op.f("ix_handoff_ended_at"))
        batch_op.drop_index(batch_op.f("ix_handoff_accepted_at"))
        batch_op.drop_column("waits_for_customer")
        batch_op.drop_column("paused_since")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(
            "open_cases_by_movement",
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )

    op.drop_table("snooze")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(
            "reminders_that_wait",
            sqlite_where=sa.text("batch IS NULL AND dropped_at IS NULL"),
            postgresql_where=sa.text("batch IS NULL AND dropped_at IS NULL"),
        )
        batch_op.drop_index("reminders_by_person")
        batch_op.drop_index(batch_op.f("ix_reminder_batch"))

    op.drop_table("reminder")
    op.drop_table("nudge")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(
            "promises_put_aside",
            sqlite_where=sa.text("ended_at IS NULL AND paused_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND paused_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "promises_nobody_will_look_at",
            sqlite_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND next_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND paused_at IS NULL AND next_at IS NULL"),
        )
        batch_op.drop_index(
            "promises_looked_at_in_vain",
            sqlite_where=sa.text("ended_at IS NULL AND tries > 4"),
            postgresql_where=sa.text("ended_at IS NULL AND tries > 4"),
        )
        batch_op.drop_index(
            "promises_to_look_at",
            sqlite_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "one_live_promise_a_handoff_and_kind",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "one_live_promise_a_case_and_kind",
            sqlite_where=sa.text("ended_at IS NULL AND handoff_id IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND handoff_id IS NULL"),
        )
        batch_op.drop_index(
            "live_promises_of_a_case",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "live_promises_by_due",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "decided_promises_by_end",
            sqlite_where=sa.text("outcome IN ('kept', 'late', 'lapsed')"),
            postgresql_where=sa.text("outcome IN ('kept', 'late', 'lapsed')"),
        )

    op.drop_table("promise")
    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.drop_index(
            "one_lasting_wait_a_case_with_its_csm",
            sqlite_where=sa.text("until IS NULL AND department IS NULL"),
            postgresql_where=sa.text("until IS NULL AND department IS NULL"),
        )
        batch_op.drop_index(
            "one_lasting_wait_a_case_and_department",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_wait_until"))
        batch_op.drop_index(batch_op.f("ix_wait_case_number"))

    op.drop_table("wait")
    op.drop_table("digest")
