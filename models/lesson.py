"""What a case taught about departments. Append-only: what is known is the sum of the newest lessons."""

from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, LargeBinary
from sqlmodel import Field, SQLModel


class Lesson(SQLModel, table=True):
    """One text and the department it belonged to; a correction is another lesson of the same text."""

    __table_args__ = (
        CheckConstraint("first <= id", name="the_first_lesson_of_a_text_comes_first"),
        CheckConstraint("(guess IS NULL) = (was_right IS NULL)", name="a_guess_was_right_or_wrong"),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Given under the counter's lock, so that who has read up to one has missed none."""
    first: int = Field(index=True)
    """The first lesson of the same text, with which it is forgotten; its own id if it is that one."""
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False, index=True))
    """16 bytes of the words."""
    department: str
    marks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """See ``casework.matching.routing.marks``."""
    says: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """By department, how much the marks speak for it (or against it) from now on, beyond the text's earlier
    lessons."""
    guess: float | None = None
    """The log odds of the department that would have been suggested before; empty when none was."""
    was_right: bool | None = None
