"""History is append-only, but for one thing: what a person wrote goes when they ask for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

_SQLITE = text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name = 'entry_is_never_changed'"
)
_POSTGRESQL = "ALTER TABLE entry {} TRIGGER entry_is_append_only"


@contextmanager
def history(session: Session) -> Iterator[None]:
    """Lines may be changed until the block ends; the seal is back before the transaction can be committed.

    Whoever else writes to history waits meanwhile: on PostgreSQL the table is locked until the commit.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        name, seal = connection.execute(_SQLITE).one()
        opened, closed = f"DROP TRIGGER {name}", seal
    else:
        opened, closed = _POSTGRESQL.format("DISABLE"), _POSTGRESQL.format("ENABLE")
    connection.exec_driver_sql(opened)
    yield
    session.flush()
    connection.exec_driver_sql(closed)
