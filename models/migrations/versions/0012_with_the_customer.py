"""The customer may have the ball of a case that no department has: they were asked, and have not answered."""

from alembic import op

from models.migrations.checks import replace_check

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

_NAME = "only_the_csm_has_no_department"
_BEFORE = "(holder = 'csm') = (department IS NULL)"
_AFTER = "department IS NULL AND holder IN ('csm', 'customer') OR department IS NOT NULL AND holder <> 'csm'"


def upgrade() -> None:
    replace_check("wait", _NAME, _BEFORE, _AFTER)


def downgrade() -> None:
    op.execute("UPDATE wait SET holder = 'csm' WHERE department IS NULL")
    replace_check("wait", _NAME, _AFTER, _BEFORE)
