"""What a customer may see of a case, beside what the case itself says."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

TITLE_OF_THEIRS = 80


class CustomerView(SQLModel, table=True):
    """One row a case that the customer knows of."""

    __tablename__ = "customer_view"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="a_score_is_one_to_five"),
        Index(
            "customers_who_are_asked",
            "asked_at",
            sqlite_where=text("asked_at IS NOT NULL"),
            postgresql_where=text("asked_at IS NOT NULL"),
        ),
    )

    case_number: int = Field(
        primary_key=True, foreign_key="case.number", sa_column_kwargs={"autoincrement": False}
    )
    title: str = ""
    """In their own words, from what they wrote; empty where they wrote nothing."""
    waits_since: datetime | None = None
    """We asked them something, and wait."""
    told_at: datetime | None = None
    """When they were told the answer; empty again once the case is reopened."""
    asked_at: datetime | None = None
    """Since when they are asked whether it is solved; empty while they are not."""
    asked_again_at: datetime | None = None
    """When they were asked once more, after silence."""
    solved_at: datetime | None = None
    """When they said so."""
    solved_by: str | None = None
    score: int | None = None
    """Their satisfaction, 1 to 5."""
    score_words: str = ""
    scored_at: datetime | None = None

    @property
    def with_them_since(self) -> datetime | None:
        """When they were asked what they have not answered yet."""
        return self.waits_since or self.asked_at
