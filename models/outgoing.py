"""The outbox: every message the bot has promised, and what is known of its delivery."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value

MARKER_TYPE = "liaison_delivery"
"""The type of our messages' metadata in Slack; its payload is the marker and nothing else."""


class Audience(StrEnum):
    INTERNAL = "internal"
    CUSTOMER = "customer"


class Delivery(StrEnum):
    """pending → sending → sent; an unknown outcome is looked up before anything is sent again."""

    PENDING = "pending"
    SENDING = "sending"
    """Claimed and committed; the request may be on its way."""
    UNKNOWN = "unknown"
    """Slack may have it or not: to be looked up once it had time to settle."""
    SENT = "sent"
    DEAD = "dead"
    """Given up; a person was told."""
    PARKED = "parked"
    """A customer's: something changed since it was approved, or nobody can tell whether it arrived.
    A person decides."""


UNRESOLVED = (Delivery.PENDING, Delivery.SENDING, Delivery.UNKNOWN)


class Outgoing(SQLModel, table=True):
    """A message as it shall be (``notice``, ``revision``, ``is_gone``) and as it is (``ts``, ``drawn``).

    A living card is one row for life: each change raises ``revision``, and the courier draws it again.
    """

    __table_args__ = (
        CheckConstraint(
            "(audience = 'customer') = (approval_id IS NOT NULL)",
            name="nothing_goes_to_a_customer_unapproved",
        ),
        CheckConstraint("status <> 'sent' OR ts IS NOT NULL OR is_gone", name="sent_has_a_timestamp"),
        Index(
            "unresolved_by_lane",
            "lane",
            "id",
            sqlite_where=text("ts IS NULL"),
            postgresql_where=text("ts IS NULL"),
        ),
        Index("due_by_status", "status", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The business identity: ``card:handoff:12``, ``mirror:88:5``. What is told twice is one row."""
    marker: str = Field(unique=True)
    """An HMAC in the message's metadata, by which our own message is recognised."""
    audience: Audience = Field(default=Audience.INTERNAL, sa_type=stored_by_value(Audience))
    case_number: int | None = Field(default=None, index=True)
    thread_id: int | None = Field(default=None, foreign_key="thread.id", index=True)
    approval_id: int | None = Field(default=None, foreign_key="approval.id", index=True)
    """A person's word that a customer may read it."""
    customer_thread_id: int | None = Field(default=None, foreign_key="customer_thread.id", index=True)
    """Where it goes in a customer's channel."""
    is_root: bool = False
    """It opens its thread."""
    channel: str | None = None
    """Where it goes; for a direct message known once the conversation is open."""
    recipient: str | None = None
    lane: str
    """Messages of one lane are posted in the order of their ids."""
    notice: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    revision: int = 1
    drawn: int = 0
    is_gone: bool = False
    """It shall not be there (any more)."""
    status: Delivery = Field(default=Delivery.PENDING, sa_type=stored_by_value(Delivery))
    ts: str | None = None
    due_at: datetime
    """Not before then: to be sent, looked up or, once sent, drawn again."""
    created_at: datetime
    first_claimed_at: datetime | None = None
    """When what it waits for was tried first; empty again once Slack has it."""
    claimed_at: datetime | None = None
    fence: int = 0
    """Raised by every claim: what an older claim reports back is recognised as old."""
    attempts: int = 0
    lookups: int = 0
    error: str = ""
    sent_at: datetime | None = None


class Pace(SQLModel, table=True):
    """When the next request of a kind may go out: a channel's second, a method's Retry-After."""

    key: str = Field(primary_key=True)
    next_at: datetime
