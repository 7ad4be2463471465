"""That a reader has had the digest of a day: a row, so that nobody gets two."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class DigestSent(SQLModel, table=True):
    __tablename__ = "digest"

    reader: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    """By the reader's own calendar."""
    at: datetime
