"""Cases that may say the same, told in desk threads."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alike_queue",
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.PrimaryKeyConstraint("case_number"),
    )
    op.create_index(op.f("ix_alike_queue_opened_at"), "alike_queue", ["opened_at"], unique=False)
    op.create_table(
        "alike_pair",
        sa.Column("case_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("other", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.ForeignKeyConstraint(["other"], ["case.number"]),
        sa.PrimaryKeyConstraint("case_number", "other"),
    )
    op.create_index(op.f("ix_alike_pair_other"), "alike_pair", ["other"], unique=False)


def downgrade() -> None:
    op.drop_table("alike_pair")
    op.drop_table("alike_queue")
