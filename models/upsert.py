"""Insert rows, or see that they are there: one statement, decided by the database."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel


def put(
    session: Session,
    table: type[SQLModel],
    values: Mapping[str, Any],
    *,
    replaces: tuple[str, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert the row. Where its key exists, replace these columns if ``where`` holds, or leave it.

    Statements are built once, so ``where`` is a constant of its module; what varies in it is a
    ``bindparam`` whose value stands among ``values``.
    Returns whether anything was written, by RETURNING: an INSERT's row count is not to be had everywhere.
    """
    statement = _put(session.get_bind().dialect.name, table, replaces, where)
    return session.connection().execute(statement, dict(values)).first() is not None


def add_missing(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those whose key is not there yet, each once."""
    if rows:
        insert = _insert(session.get_bind().dialect.name, table)
        session.connection().execute(insert.on_conflict_do_nothing(), rows)


@lru_cache
def _put(
    dialect: str, table: type[SQLModel], replaces: tuple[str, ...], where: ColumnElement[bool] | None
) -> ReturningInsert[Any]:
    statement = _insert(dialect, table)
    key = list(table.__table__.primary_key)  # type: ignore[attr-defined]
    if replaces:
        new = {name: statement.excluded[name] for name in replaces}
        statement = statement.on_conflict_do_update(index_elements=key, set_=new, where=where)
    else:
        statement = statement.on_conflict_do_nothing()
    return statement.returning(*key)


def _insert(dialect: str, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
