"""A person who was forgotten: how far that has come, who did it, and how many rows it took. No words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Erasure(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    who: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """Whom it is about, and what they said, for a run that was cut off; empty once it is over."""
    asked_by: str
    """Who ran it, by the operating system or by what they said."""
    begun_at: datetime
    step: str = ""
    """The table that it has come to; empty at its beginning."""
    after: int = 0
    """The key of the last row of that table that was looked at."""
    rows: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    """By table, how many were changed or deleted."""
    ended_at: datetime | None = None
