"""What is said in customers' channels: by them, and how far it was read."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value


class CustomerThread(SQLModel, table=True):
    """A thread in a customer's channel that belongs to a case; a case may have several.

    ``case_number`` is the case that it belongs to by itself; a merge leaves it, ``Work.case`` leads on.
    """

    __tablename__ = "customer_thread"
    __table_args__ = (
        Index(
            "one_case_a_customers_thread",
            "channel",
            "ts",
            unique=True,
            sqlite_where=text("ts IS NOT NULL"),
            postgresql_where=text("ts IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    channel: str
    ts: str | None = None
    """Of the message that opens it; where that is ours, known once Slack has it."""


class HeardState(StrEnum):
    WAITING = "waiting"
    """Nobody has decided yet what it is about."""
    FILED = "filed"
    """It stands in a case, as a message of the same channel and ``ts``."""
    SMALL_TALK = "small_talk"
    """Thanks, a greeting: nothing to be done."""
    LEFT = "left"
    """A CSM decided that it needs no case, or nobody is to be asked."""


class Heard(SQLModel, table=True):
    """A message of the customer's people in their channel: kept before it is understood."""

    __table_args__ = (
        UniqueConstraint("channel", "ts"),
        Index(
            "heard_and_waiting",
            "heard_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("heard_by_author", "channel", "author", "said_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    channel: str
    ts: str
    thread_ts: str = ""
    """Of the thread that it stands in; empty for one that stands by itself."""
    author: str
    author_name: str
    text: str
    files: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Each ``{"name", "link"}``."""
    said_at: datetime
    heard_at: datetime
    edit_ts: str = ""
    is_deleted: bool = False
    state: HeardState = Field(default=HeardState.WAITING, sa_type=stored_by_value(HeardState))
    case_number: int | None = Field(default=None, foreign_key="case.number", index=True)


class Watermark(SQLModel, table=True):
    """How far a channel, or one thread of it, was read for certain: what is newer may have been lost."""

    channel: str = Field(primary_key=True)
    thread_ts: str = Field(default="", primary_key=True)
    seen_to: str
    """The Slack timestamp of the newest message that was looked at."""
    read_at: datetime
