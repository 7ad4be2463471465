"""Words that can be found. The migration keeps a full-text index of it, in the same transaction."""

from sqlmodel import Field, SQLModel


class SearchText(SQLModel, table=True):
    __tablename__ = "search_text"

    id: int | None = Field(default=None, primary_key=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    source: str = Field(unique=True)
    """``case:17`` or ``message:230``: what the words belong to."""
    body: str
