"""What a second person reads first keeps the answer it takes up, and the day until which it holds."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NEW = {"takes_up": "INTEGER", "valid_until": "DATE"}


def upgrade() -> None:
    for name, kind in _NEW.items():
        op.execute(f"ALTER TABLE reply_draft ADD COLUMN {name} {kind}")


def downgrade() -> None:
    for name in _NEW:
        op.drop_column("reply_draft", name)
