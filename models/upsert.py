"""Insert rows, or see that they are there: one statement, decided by the database."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

_Insert = sqlite.Insert | postgresql.Insert


def put(
    session: Session,
    table: type[SQLModel],
    values: Mapping[str, Any],
    *,
    replaces: tuple[str, ...] = (),
    where: ColumnElement[bool] | None = None,
) -> bool:
    """Insert the row. Where its key exists, replace these columns if ``where`` holds, or leave it.

    Returns whether anything was written, by RETURNING: an INSERT's row count is not to be had everywhere.
    """
    if where is None:
        statement = _put(session.get_bind().dialect.name, table, replaces)
        return session.connection().execute(statement, dict(values)).first() is not None
    return bool(put_all(session, table, [values], replaces=replaces, where=where))


def put_all(
    session: Session,
    table: type[SQLModel],
    rows: Sequence[Mapping[str, Any]],
    *,
    replaces: tuple[str, ...],
    where: ColumnElement[bool],
) -> list[tuple[Any, ...]]:
    """The same for several rows in one statement, in their order; returns the keys of those written."""
    if not rows:
        return []
    insert = _insert(session.get_bind().dialect.name, table).values([dict(row) for row in rows])
    statement = _or_replace(insert, table, replaces, where)
    return [tuple(key) for key in session.connection().execute(statement)]


def write_all(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, replaces: tuple[str, ...]
) -> None:
    """Insert each row; where its key exists, replace these columns."""
    if rows:
        session.connection().execute(_write(session.get_bind().dialect.name, table, replaces), rows)


@lru_cache
def _write(dialect: str, table: type[SQLModel], replaces: tuple[str, ...]) -> _Insert:
    insert = _insert(dialect, table)
    new = {name: insert.excluded[name] for name in replaces}
    return insert.on_conflict_do_update(index_elements=_key(table), set_=new)


def add_missing(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those whose key is not there yet, each once."""
    if rows:
        insert = _insert(session.get_bind().dialect.name, table)
        session.connection().execute(insert.on_conflict_do_nothing(), rows)


@lru_cache
def _put(dialect: str, table: type[SQLModel], replaces: tuple[str, ...]) -> ReturningInsert[Any]:
    """Built once: receipts are the first statement of every delivery."""
    insert = _insert(dialect, table)
    if replaces:
        return _or_replace(insert, table, replaces)
    return insert.on_conflict_do_nothing().returning(*_key(table))


def _or_replace(
    insert: _Insert,
    table: type[SQLModel],
    replaces: tuple[str, ...],
    where: ColumnElement[bool] | None = None,
) -> ReturningInsert[Any]:
    new = {name: insert.excluded[name] for name in replaces}
    key = _key(table)
    return insert.on_conflict_do_update(index_elements=key, set_=new, where=where).returning(*key)


def _key(table: type[SQLModel]) -> list[Any]:
    return list(table.__table__.primary_key)  # type: ignore[attr-defined]


def _insert(dialect: str, table: type[SQLModel]) -> _Insert:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
