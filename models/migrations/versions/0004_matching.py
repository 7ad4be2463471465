"""Cases that say the same: an index over their words, and what people said of pairs."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "likeness",
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("kin", sa.Integer(), nullable=False),
        sa.Column("imprint", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.PrimaryKeyConstraint("case_number"),
    )
    op.create_index(op.f("ix_likeness_kin"), "likeness", ["kin"], unique=False)
    op.create_table(
        "likeness_term",
        sa.Column("term", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("newest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term"),
    )
    op.create_table(
        "likeness_block",
        sa.Column(
            "place",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("postings", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place"),
    )
    op.create_table(
        "likeness_total",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("title_words", sa.Integer(), nullable=False),
        sa.Column("body_words", sa.Integer(), nullable=False),
        sa.Column("silent_to", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row_of_totals"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "likeness_weights",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_for", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("weights", sa.LargeBinary(), nullable=False),
        sa.Column("certainty", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    verdict = sa.Enum(
        "same", "different", name="verdict", native_enum=False, create_constraint=True, length=20
    )
    op.create_table(
        "likeness_verdict",
        sa.Column("low", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("high", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verdict", verdict, nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("low < high", name="a_pair_is_in_order"),
        sa.ForeignKeyConstraint(["high"], ["case.number"]),
        sa.ForeignKeyConstraint(["low"], ["case.number"]),
        sa.PrimaryKeyConstraint("low", "high"),
    )
    op.create_index(op.f("ix_likeness_verdict_high"), "likeness_verdict", ["high"], unique=False)


def downgrade() -> None:
    op.drop_table("likeness_verdict")
    op.drop_table("likeness_weights")
    op.drop_table("likeness_total")
    op.drop_table("likeness_block")
    op.drop_table("likeness_term")
    op.drop_table("likeness")
