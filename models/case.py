"""One customer problem, one number for its whole life."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value
from models.refusal import Refusal

TITLE_LIMIT = 150
STORY_LIMIT = 3000


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class CaseStatus(StrEnum):
    """The life of a case; the README draws it."""

    OPEN = "open"
    """Departments or the CSM are working on it."""
    ANSWERED = "answered"
    """The last hand-off is done: the CSM has still to tell the customer."""
    CLOSED = "closed"


NOT_CLOSED = (CaseStatus.OPEN, CaseStatus.ANSWERED)


class Counter(SQLModel, table=True):
    """Hands out consecutive numbers: a row, so that a rollback gives its number back."""

    name: str = Field(primary_key=True)
    value: int = 0


_OPEN = "status <> 'closed'"
_MERGED = "merged_into IS NOT NULL"


class Case(SQLModel, table=True):
    __table_args__ = (
        Index(
            "open_cases_by_movement",
            "moved_at",
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "merged_cases",
            "merged_into",
            sqlite_where=text(_MERGED),
            postgresql_where=text(_MERGED),
        ),
        CheckConstraint("merged_into <> number", name="no_case_is_merged_with_itself"),
        CheckConstraint("merged_into IS NULL OR status = 'closed'", name="what_is_merged_is_closed"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    customer_id: int = Field(foreign_key="customer.id", index=True)
    title: str = Field(max_length=TITLE_LIMIT)
    story: str = Field(max_length=STORY_LIMIT)
    severity: Severity = Field(sa_type=stored_by_value(Severity))
    status: CaseStatus = Field(default=CaseStatus.OPEN, sa_type=stored_by_value(CaseStatus), index=True)
    csm: str = Field(index=True)
    opened_at: datetime
    moved_at: datetime = Field(index=True)
    """When anything last happened on it."""
    closed_at: datetime | None = None
    source: str | None = None
    """A link to the message that it was opened from."""
    merged_into: int | None = None
    """The case of the same customer in which it goes on; its number leads there."""

    @property
    def label(self) -> str:
        return f"C-{self.number}"

    @property
    def is_closed(self) -> bool:
        return self.status is CaseStatus.CLOSED

    def answer(self, now: datetime) -> None:
        self.status = CaseStatus.ANSWERED
        self.moved_at = now

    def work_goes_on(self, now: datetime) -> None:
        """A hand-off was offered: whatever was answered before, it is open again."""
        self.status = CaseStatus.OPEN
        self.moved_at = now

    def close(self, now: datetime) -> None:
        self.must_be_closable()
        self.status = CaseStatus.CLOSED
        self.closed_at = self.moved_at = now

    def reopen(self, now: datetime) -> None:
        self.must_be_reopenable()
        self.status = CaseStatus.OPEN
        self.closed_at = None
        self.moved_at = now

    def merge(self, into: int, now: datetime) -> None:
        """It goes on in another case; nothing is owed on this one any more."""
        self.status, self.merged_into = CaseStatus.CLOSED, into
        self.closed_at = self.moved_at = now

    def stand_alone(self, status: CaseStatus, now: datetime) -> None:
        """The merge was undone: it is what it was."""
        self.status, self.merged_into, self.closed_at = status, None, None
        self.moved_at = now

    def must_be_closable(self) -> None:
        if self.is_closed:
            raise Refusal(f"{self.label} is closed already.")

    def must_be_reopenable(self) -> None:
        if self.status is CaseStatus.OPEN:
            raise Refusal(f"{self.label} is open already.")

    def must_be_open(self) -> None:
        if self.is_closed:
            raise Refusal(f"{self.label} is closed. Reopen it first; nothing was changed.")
