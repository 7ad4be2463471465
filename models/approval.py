"""What a customer may be told: drafts, and the approvals that people gave. Only these let a message out."""

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value
from models.customer_text import CustomerText


class ApprovalKind(StrEnum):
    REPLY = "reply"
    """A person read these very words and sent them."""
    STANDING = "standing"
    """Whoever bound the channel agreed to the fixed sentences that Liaison says there by itself:
    acknowledgement, status, the two questions. They hold names, numbers and times, and no free words."""


class Approval(SQLModel, table=True):
    """Given by a person, never changed. ``digest`` is over everything that was seen when it was given."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """What was approved: ``loop:88``, ``message:C1:17.2``, ``standing:3:1``. Twice the same is one row."""
    kind: ApprovalKind = Field(sa_type=stored_by_value(ApprovalKind))
    customer_id: int = Field(foreign_key="customer.id", index=True)
    case_number: int | None = Field(default=None, foreign_key="case.number", index=True)
    """The case by itself; empty for a standing one."""
    channel: str
    binding: int
    """The customer's, when it was given."""
    teams: str
    """The organisations that the channel was shared with, sorted, with commas: who could read along."""
    thread_id: int | None = Field(default=None, foreign_key="customer_thread.id")
    speaks_as: str | None = None
    """The user id of the person whose name and picture it bears; empty for Liaison's own."""
    text: str
    """Exactly as Slack gets it."""
    digest: str
    written_by: str
    approved_by: str
    approved_at: datetime
    seconded_by: str | None = None
    """The second pair of eyes, where the handbook asks for one."""

    def sealed(self) -> str:
        """The digest of what stands here now: hexadecimal SHA-256."""
        seen = [self.kind, self.customer_id, self.case_number, self.channel, self.binding, self.teams]
        seen += [self.thread_id, self.speaks_as, self.text]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()

    @property
    def words(self) -> CustomerText:
        """What the customer may read, as it was approved."""
        return CustomerText(self.text)


_WAITS = "decided_at IS NULL"


class ReplyDraft(SQLModel, table=True):
    """Words for a customer that wait for a second pair of eyes."""

    __tablename__ = "reply_draft"
    __table_args__ = (
        Index(
            "drafts_that_wait",
            "case_number",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_number: int = Field(foreign_key="case.number")
    thread_id: int | None = Field(default=None, foreign_key="customer_thread.id")
    text: str
    """As its author wrote it, not yet as Slack gets it."""
    speaks_as: str | None = None
    waits_for_them: bool = False
    """It asks the customer something."""
    takes_up: int | None = None
    """The id of the earlier answer that it takes up."""
    valid_until: date | None = None
    """The last day on which it holds, where its author named one."""
    why: str
    """Why a second person must read it, in words."""
    written_by: str
    written_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    is_sent: bool = False
    reason: str = ""
    """Why it was sent back."""
