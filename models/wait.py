"""Who had the ball, from when to when: where the customer's waiting time goes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value


class Holder(StrEnum):
    DEPARTMENT = "department"
    CSM = "csm"
    CUSTOMER = "customer"
    """Asked something, and has not answered: by a department that is stuck until then, or by the CSM."""
    PAUSED = "paused"
    """A department is stuck for another reason."""


_LASTS = "until IS NULL"
_WHOSE = "department IS NULL AND holder IN ('csm', 'customer') OR department IS NOT NULL AND holder <> 'csm'"


class Wait(SQLModel, table=True):
    """A stretch of a case's life in which the same had the ball.

    Where several had it at once, each has a row, and ``shared_by`` says how many there were.
    """

    __table_args__ = (
        Index(
            "one_lasting_wait_a_case_and_department",
            "case_number",
            "department",
            unique=True,
            sqlite_where=text(_LASTS),
            postgresql_where=text(_LASTS),
        ),
        Index(
            "one_lasting_wait_a_case_with_its_csm",
            "case_number",
            unique=True,
            sqlite_where=text(f"{_LASTS} AND department IS NULL"),
            postgresql_where=text(f"{_LASTS} AND department IS NULL"),
        ),
        CheckConstraint(_WHOSE, name="only_the_csm_has_no_department"),
        CheckConstraint("until >= since", name="a_wait_ends_after_it_began"),
        CheckConstraint("shared_by >= 1", name="somebody_has_the_ball"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    holder: Holder = Field(sa_type=stored_by_value(Holder))
    department: str | None = None
    """Whose turn it is, also while it is stuck; empty for the CSM, and for a customer whom the CSM asked."""
    shared_by: int = 1
    since: datetime
    until: datetime | None = Field(default=None, index=True)
    """Empty while it lasts."""
