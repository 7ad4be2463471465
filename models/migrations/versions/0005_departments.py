"""Departments that are learnt."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("department", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.Column("guess", sa.Float(), nullable=True),
        sa.Column("was_right", sa.Boolean(), nullable=True),
        sa.CheckConstraint("first <= id", name="the_first_lesson_of_a_text_comes_first"),
        sa.CheckConstraint("(guess IS NULL) = (was_right IS NULL)", name="a_guess_was_right_or_wrong"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_lesson_first"), ["first"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_first"))
        batch_op.drop_index(batch_op.f("ix_lesson_digest"))

    op.drop_table("lesson")
