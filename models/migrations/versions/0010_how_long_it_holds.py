"""An answer that a second person reads first keeps the day until which it holds."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE reply_draft ADD COLUMN valid_until DATE")


def downgrade() -> None:
    op.drop_column("reply_draft", "valid_until")
