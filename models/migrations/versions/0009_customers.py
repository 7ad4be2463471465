"""Customers with a channel of their own: what they said, what a person approved for them, what they may see."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

from models.migrations.checks import allow_values, replace_check, rewrite

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KINDS = ("accept", "progress", "resume", "decide", "tell", "answer", "update", "prevent")
_DELIVERY = ("pending", "sending", "unknown", "sent", "dead")
_UNAPPROVED = "nothing_goes_to_a_customer_unapproved"
_NONE, _APPROVED = "audience = 'internal'", "(audience = 'customer') = (approval_id IS NOT NULL)"
_CUSTOMER = {
    "csm": "VARCHAR",
    "deputy": "VARCHAR",
    "channel": "VARCHAR",
    "binding": "INTEGER DEFAULT 0 NOT NULL",
    "time_zone": "VARCHAR DEFAULT '' NOT NULL",
    "language": "VARCHAR DEFAULT '' NOT NULL",
    "renews_on": "DATE",
    "goals": "VARCHAR DEFAULT '' NOT NULL",
    "heard_at": "{moment}",
    "spoken_at": "{moment}",
}
_POINTING = {"approval_id": "approval", "customer_thread_id": "customer_thread"}
"""What the outbox points at."""
_NEW = (
    "answer_use",
    "given_answer",
    "reply_draft",
    "customer_view",
    "watermark",
    "heard",
    "customer_fact",
    "contact",
)

_text = sqlmodel.sql.sqltypes.AutoString
_moment = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    moment = "TIMESTAMP WITH TIME ZONE" if _is_postgresql() else "DATETIME"
    for name, kind in _CUSTOMER.items():
        op.execute(f"ALTER TABLE customer ADD COLUMN {name} {kind.format(moment=moment)}")
    op.create_index("one_customer_a_channel", "customer", ["channel"], unique=True)
    came_back = sa.text("what = 'reopened'")
    op.create_index(
        "cases_that_came_back", "entry", ["at"], sqlite_where=came_back, postgresql_where=came_back
    )
    op.execute("ALTER TABLE channel ADD COLUMN teams VARCHAR DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE message ADD COLUMN audience VARCHAR(20) DEFAULT 'internal' NOT NULL"
        " CONSTRAINT audience CHECK (audience IN ('internal', 'customer'))"
    )
    allow_values("promise", "kind", "promisekind", _KINDS, (*_KINDS, "approve", "touch"))
    _create_people()
    _create_talk()
    _create_approvals()
    _create_answers()
    for name, table in _POINTING.items():
        op.execute(f"ALTER TABLE outgoing ADD COLUMN {name} INTEGER{_pointer(name, table)}")
        op.create_index(f"ix_outgoing_{name}", "outgoing", [name])
    allow_values("outgoing", "status", "delivery", _DELIVERY, (*_DELIVERY, "parked"))
    replace_check("outgoing", _UNAPPROVED, _NONE, _APPROVED)


def downgrade() -> None:
    replace_check("outgoing", _UNAPPROVED, _APPROVED, _NONE)
    allow_values("outgoing", "status", "delivery", (*_DELIVERY, "parked"), _DELIVERY)
    for name, table in _POINTING.items():
        op.drop_index(f"ix_outgoing_{name}", "outgoing")
        if not _is_postgresql():
            # SQLite drops no column that points somewhere.
            rewrite("outgoing", _pointer(name, table), "")
        op.drop_column("outgoing", name)
    for table in (*_NEW[:3], "approval", "customer_thread", *_NEW[3:]):
        op.drop_table(table)
    allow_values("promise", "kind", "promisekind", (*_KINDS, "approve", "touch"), _KINDS)
    op.drop_column("message", "audience")
    op.drop_column("channel", "teams")
    op.drop_index("cases_that_came_back", "entry")
    op.drop_index("one_customer_a_channel", "customer")
    for name in _CUSTOMER:
        op.drop_column("customer", name)


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def _pointer(name: str, table: str) -> str:
    return f" CONSTRAINT outgoing_{name}_fkey REFERENCES {table} (id)"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _create_people() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("name", _text(), nullable=False),
        sa.Column("user_id", _text(), nullable=True),
        *(sa.Column(name, _text(), nullable=False) for name in ("role", "email", "phone")),
    )
    op.create_index("ix_contact_customer_id", "contact", ["customer_id"])
    op.create_index("one_contact_a_person", "contact", ["user_id"], unique=True)
    op.create_table(
        "customer_fact",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("text", _text(), nullable=False),
        sa.Column("said_by", _text(), nullable=False),
        sa.Column("said_at", _moment(), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=True),
        sa.Column("link", _text(), nullable=False),
        sa.Column("noted_by", _text(), nullable=False),
        sa.Column("noted_at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("ended_by", _text(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), sa.ForeignKey("customer_fact.id"), nullable=True),
    )
    op.create_index("ix_customer_fact_customer_id", "customer_fact", ["customer_id"])


def _create_talk() -> None:
    op.create_table(
        "customer_thread",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("channel", _text(), nullable=False),
        sa.Column("ts", _text(), nullable=True),
    )
    op.create_index("ix_customer_thread_customer_id", "customer_thread", ["customer_id"])
    op.create_index("ix_customer_thread_case_number", "customer_thread", ["case_number"])
    is_there = sa.text("ts IS NOT NULL")
    op.create_index(
        "one_case_a_customers_thread",
        "customer_thread",
        ["channel", "ts"],
        unique=True,
        sqlite_where=is_there,
        postgresql_where=is_there,
    )
    _create_heard()
    op.create_table(
        "watermark",
        sa.Column("channel", _text(), primary_key=True),
        sa.Column("thread_ts", _text(), primary_key=True),
        sa.Column("seen_to", _text(), nullable=False),
        sa.Column("read_at", _moment(), nullable=False),
    )


def _create_heard() -> None:
    op.create_table(
        "heard",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        *(
            sa.Column(name, _text(), nullable=False)
            for name in ("channel", "ts", "thread_ts", "author", "author_name", "text")
        ),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("said_at", _moment(), nullable=False),
        sa.Column("heard_at", _moment(), nullable=False),
        sa.Column("edit_ts", _text(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("state", _one_of("heardstate", "waiting", "filed", "small_talk", "left"), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=True),
        sa.UniqueConstraint("channel", "ts"),
    )
    op.create_index("ix_heard_customer_id", "heard", ["customer_id"])
    op.create_index("ix_heard_case_number", "heard", ["case_number"])
    op.create_index("heard_by_author", "heard", ["channel", "author", "said_at"])
    waits = sa.text("state = 'waiting'")
    op.create_index("heard_and_waiting", "heard", ["heard_at"], sqlite_where=waits, postgresql_where=waits)


def _create_approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", _text(), nullable=False, unique=True),
        sa.Column("kind", _one_of("approvalkind", "reply", "standing"), nullable=False),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=True),
        sa.Column("channel", _text(), nullable=False),
        sa.Column("binding", sa.Integer(), nullable=False),
        sa.Column("teams", _text(), nullable=False),
        sa.Column("thread_id", sa.Integer(), sa.ForeignKey("customer_thread.id"), nullable=True),
        sa.Column("speaks_as", _text(), nullable=True),
        *(
            sa.Column(name, _text(), nullable=False)
            for name in ("text", "digest", "written_by", "approved_by")
        ),
        sa.Column("approved_at", _moment(), nullable=False),
        sa.Column("seconded_by", _text(), nullable=True),
    )
    op.create_index("ix_approval_customer_id", "approval", ["customer_id"])
    op.create_index("ix_approval_case_number", "approval", ["case_number"])
    op.create_table(
        "reply_draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", _text(), nullable=False, unique=True),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("thread_id", sa.Integer(), sa.ForeignKey("customer_thread.id"), nullable=True),
        sa.Column("text", _text(), nullable=False),
        sa.Column("speaks_as", _text(), nullable=True),
        sa.Column("waits_for_them", sa.Boolean(), nullable=False),
        sa.Column("why", _text(), nullable=False),
        sa.Column("written_by", _text(), nullable=False),
        sa.Column("written_at", _moment(), nullable=False),
        sa.Column("decided_by", _text(), nullable=True),
        sa.Column("decided_at", _moment(), nullable=True),
        sa.Column("is_sent", sa.Boolean(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
    )
    waits = sa.text("decided_at IS NULL")
    op.create_index(
        "drafts_that_wait", "reply_draft", ["case_number"], sqlite_where=waits, postgresql_where=waits
    )


def _create_answers() -> None:
    op.create_table(
        "given_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("approval_id", sa.Integer(), sa.ForeignKey("approval.id"), nullable=False, unique=True),
        sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("question", _text(), nullable=False),
        sa.Column("wording", _text(), nullable=False),
        sa.Column("department", _text(), nullable=True),
        sa.Column("given_at", _moment(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
    )
    op.create_index("ix_given_answer_customer_id", "given_answer", ["customer_id"])
    op.create_index("ix_given_answer_case_number", "given_answer", ["case_number"])
    op.create_table(
        "answer_use",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("answer_id", sa.Integer(), sa.ForeignKey("given_answer.id"), nullable=False),
        sa.Column("case_number", sa.Integer(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("used_by", _text(), nullable=False),
        sa.Column("used_at", _moment(), nullable=False),
    )
    op.create_index("ix_answer_use_answer_id", "answer_use", ["answer_id"])
    op.create_index("ix_answer_use_case_number", "answer_use", ["case_number"])
    _create_view()


def _create_view() -> None:
    op.create_table(
        "customer_view",
        sa.Column(
            "case_number", sa.Integer(), sa.ForeignKey("case.number"), primary_key=True, autoincrement=False
        ),
        sa.Column("title", _text(), nullable=False),
        *(
            sa.Column(name, _moment(), nullable=True)
            for name in ("waits_since", "told_at", "asked_at", "asked_again_at", "solved_at")
        ),
        sa.Column("solved_by", _text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_words", _text(), nullable=False),
        sa.Column("scored_at", _moment(), nullable=True),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name="a_score_is_one_to_five"),
    )
    is_asked = sa.text("asked_at IS NOT NULL")
    op.create_index(
        "customers_who_are_asked",
        "customer_view",
        ["asked_at"],
        sqlite_where=is_asked,
        postgresql_where=is_asked,
    )
