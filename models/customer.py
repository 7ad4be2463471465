"""Who is served."""

from sqlmodel import Field, SQLModel


class Customer(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    key: str = Field(unique=True)
    """The name as it is compared: case folded, spaces single."""
    tier: str


def customer_key(name: str) -> str:
    """The form in which two spellings of a customer's name are the same."""
    return " ".join(name.split()).casefold()
