"""A case's history, a line each; append-only, so it is the audit log as well."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

TIME_IN_ENTRIES = "%Y-%m-%d %H:%M UTC"
"""How a time stands in a text, for whoever reads the table by itself."""


_REOPENED = text("what = 'reopened'")


class Entry(SQLModel, table=True):
    __table_args__ = (
        Index("cases_that_came_back", "at", sqlite_where=_REOPENED, postgresql_where=_REOPENED),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    home: int | None = None
    """The case that it belongs to by itself, while a merge has it filed under another."""
    at: datetime
    by: str
    """A Slack user id, or ``liaison``."""
    what: str
    """A past participle: ``opened``, ``offered``, ``accepted`` …"""
    text: str = ""
    handoff_id: int | None = Field(default=None, foreign_key="handoff.id")
    message_id: int | None = Field(default=None, foreign_key="message.id")
    delivery: str = ""
    """The delivery that caused it, as the logs name it."""
