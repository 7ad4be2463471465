"""Two cases of one customer became one: what was before, so that it can be undone exactly."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

_STANDS = "undone_at IS NULL"


class Merge(SQLModel, table=True):
    __table_args__ = (
        Index(
            "a_case_is_merged_once",
            "gone",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    gone: int = Field(foreign_key="case.number")
    """The case whose number leads to the other one."""
    stays: int = Field(foreign_key="case.number", index=True)
    by: str
    at: datetime
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What the merge changed, as it was; see ``casework.merging.snapshots``."""
    undone_at: datetime | None = None
    undone_by: str | None = None
