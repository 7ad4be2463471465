"""Insert rows, or see that they are there: one statement, decided by the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def put(
    session: Session,
    table: type[SQLModel],
    values: Mapping[str, Any],
    *,
    replaces: Sequence[str] = (),
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert the row. Where its key exists, replace these columns if ``where`` holds, or leave it.

    Returns whether anything was written, by RETURNING: an INSERT's row count is not to be had everywhere.
    """
    statement = _insert(session, table).values(**values)
    key = list(table.__table__.primary_key)  # type: ignore[attr-defined]
    if replaces:
        statement = statement.on_conflict_do_update(
            index_elements=key, set_={name: values[name] for name in replaces}, where=where
        )
    else:
        statement = statement.on_conflict_do_nothing()
    return session.connection().execute(statement.returning(*key)).first() is not None


def add_missing(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those whose key is not there yet, each once."""
    if rows:
        session.connection().execute(_insert(session, table).on_conflict_do_nothing(), rows)


def _insert(session: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)
