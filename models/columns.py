"""Column types that behave the same on SQLite and on PostgreSQL."""

from enum import StrEnum

from sqlalchemy import Enum


def stored_by_value(enum: type[StrEnum]) -> Enum:
    """A string column that accepts the enum's values only (SQLModel alone would store names)."""
    return Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
