"""Who is served."""

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

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
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    """The name as it is compared: case folded, spaces single."""
    tier: str
    is_several: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    """The one row that stands for all: a Problem's. Nobody can choose it, and it is found by no name."""


def customer_key(name: str) -> str:
    """The form in which two spellings of a customer's name are the same."""
    return " ".join(name.split()).casefold()
