"""Cases that may say the same: which new ones are to be looked at, and what was told in desk threads."""

from datetime import datetime

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class AlikeQueue(SQLModel, table=True):
    """A new case that nobody has compared with the others yet; the row is gone once it was."""

    __tablename__ = "alike_queue"

    case_number: int = Field(
        primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False}
    )
    opened_at: datetime = Field(index=True)


class AlikePair(SQLModel, table=True):
    """It was told in the desk thread of ``case_number`` that it looks like ``other``, which is older."""

    __tablename__ = "alike_pair"

    case_number: int = Field(
        primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False}
    )
    other: int = Field(
        primary_key=True, foreign_key="case.number", index=True, sa_column_kwargs={"autoincrement": False}
    )
    rank: int
    """0 for the likeliest."""
    why: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """The rarest words that both have."""
