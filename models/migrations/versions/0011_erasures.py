"""People who were forgotten, and how far that has come."""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_text = sqlmodel.sql.sqltypes.AutoString
_moment = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("asked_by", _text(), nullable=False),
        sa.Column("begun_at", _moment(), nullable=False),
        sa.Column("step", _text(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("erasure")
