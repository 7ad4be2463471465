"""What customers were told, kept so that the next one who asks hears the same."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class GivenAnswer(SQLModel, table=True):
    """An approved wording and the question it answers."""

    __tablename__ = "given_answer"

    id: int | None = Field(default=None, primary_key=True)
    approval_id: int = Field(foreign_key="approval.id", unique=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    question: str
    wording: str
    department: str | None = None
    """A key of the handbook: who found it; empty for the CSM's own."""
    given_at: datetime
    valid_until: date | None = None
    """The last day on which it holds; empty for as long as nobody says otherwise."""


class AnswerUse(SQLModel, table=True):
    """An earlier answer was taken up in another case."""

    __tablename__ = "answer_use"

    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="given_answer.id", index=True)
    case_number: int = Field(foreign_key="case.number", index=True)
    used_by: str
    used_at: datetime
