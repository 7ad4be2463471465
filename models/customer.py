"""Who is served: by whom, in which channel, and what is known of them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

FACT_LIMIT = 500
"""Characters of one fact."""
_IS_SEVERAL = text("is_several")


class Customer(SQLModel, table=True):
    __table_args__ = (
        Index(
            "one_row_stands_for_several",
            "is_several",
            unique=True,
            sqlite_where=_IS_SEVERAL,
            postgresql_where=_IS_SEVERAL,
        ),
        Index("one_customer_a_channel", "channel", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    """The name as it is compared: case folded, spaces single."""
    tier: str
    is_several: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """The one row that stands for all: a Problem's. Nobody can choose it, and it is found by no name."""
    csm: str | None = None
    """Their one face; empty until somebody is named."""
    deputy: str | None = None
    """Who stands in for the CSM."""
    channel: str | None = None
    """The Slack channel in which they are spoken to; empty for who is reached by mail or telephone."""
    binding: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Raised whenever ``channel`` is set or taken away: what was approved for an older one goes nowhere."""
    time_zone: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    language: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    renews_on: date | None = None
    goals: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """What success means to them."""
    heard_at: datetime | None = None
    """When they last said something to us."""
    spoken_at: datetime | None = None
    """When we last said something to them."""


class Contact(SQLModel, table=True):
    """One of the customer's people."""

    __table_args__ = (Index("one_contact_a_person", "user_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    user_id: str | None = None
    """In Slack, where they are there."""
    role: str = ""
    email: str = ""
    phone: str = ""


class CustomerFact(SQLModel, table=True):
    """Something that the customer has told us already. Changing one ends it and adds another."""

    __tablename__ = "customer_fact"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    text: str
    said_by: str
    """The name of who said it."""
    said_at: datetime
    case_number: int | None = Field(default=None, foreign_key="case.number")
    link: str = ""
    """Where it was said, in Slack."""
    noted_by: str
    noted_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    replaced_by: int | None = Field(default=None, foreign_key="customer_fact.id")


def customer_key(name: str) -> str:
    """The form in which two spellings of a customer's name are the same."""
    return " ".join(name.split()).casefold()
