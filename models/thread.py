"""Where a case is talked about: its desk thread and a thread per hand-off, and what was said there."""

from datetime import datetime

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value
from models.outgoing import Audience


class Thread(SQLModel, table=True):
    """A thread of the bot's own: the desk thread when ``handoff_id`` is empty, else the department's."""

    __table_args__ = (
        # Partial, so that a card's first timestamp changes no key that other rows refer to (PostgreSQL
        # would lock the row for it against everybody who adds a message to the thread).
        Index(
            "one_thread_per_message",
            "channel",
            "ts",
            unique=True,
            sqlite_where=sql("ts IS NOT NULL"),
            postgresql_where=sql("ts IS NOT NULL"),
        ),
        Index(
            "one_desk_thread_per_case",
            "case_number",
            unique=True,
            sqlite_where=sql("handoff_id IS NULL"),
            postgresql_where=sql("handoff_id IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    handoff_id: int | None = Field(default=None, foreign_key="handoff.id", unique=True)
    channel: str
    ts: str | None = None
    """The card's timestamp, known once Slack has it."""

    @property
    def is_desk(self) -> bool:
        return self.handoff_id is None


class Message(SQLModel, table=True):
    """What a person said in a thread, or in the thread that a case was opened from."""

    __table_args__ = (UniqueConstraint("channel", "ts"),)

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    home: int | None = None
    """The case that it belongs to by itself, while a merge has it filed under another."""
    thread_id: int | None = Field(default=None, foreign_key="thread.id", index=True)
    """Empty for what was said before the case was opened."""
    channel: str
    ts: str
    author: str
    author_name: str
    text: str
    files: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Each ``{"name", "link"}``."""
    edit_ts: str = ""
    """Slack's timestamp of the newest edit seen; an older one changes nothing."""
    is_deleted: bool = False
    audience: Audience = Field(
        default=Audience.INTERNAL,
        sa_type=stored_by_value(Audience),
        sa_column_kwargs={"server_default": sql("'internal'")},
    )
    """Who can read along where it was said."""
    said_at: datetime
