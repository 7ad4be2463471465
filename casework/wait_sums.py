"""Waiting time added up by the database, exact to the microsecond, over the rows that a period touches."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Dialect, Integer, cast, func, select, type_coerce, union_all
from sqlmodel import Session, col

from models.wait import Holder, Wait

_MILLION = 1_000_000
_TO_THE_SECOND = len("2026-11-23 12:00:00")
_FRACTION = _TO_THE_SECOND + len(".") + 1
"""Where the six digits of the fraction begin; SQL counts from 1."""


class Sum(NamedTuple):
    holder: Holder
    department: str | None
    shared_by: int
    microseconds: int
    """Of everybody who shared it."""


def over(session: Session, since: datetime, until: datetime, *which: ColumnElement[bool]) -> Iterator[Sum]:
    """What of the waits that ``which`` tells lies in the period, by holder, department and how many shared.

    Two selects, because each has its index: those that ended within the period or later, and those that last.
    """
    dialect = session.get_bind().dialect
    column = Wait.__table__.c.since.type  # type: ignore[attr-defined]
    begin, end = (type_coerce(moment, column) for moment in (since, until))
    ended = select(*_facts(dialect, begin, _earlier(dialect, col(Wait.until), end))).where(
        col(Wait.until) > since, col(Wait.since) < until, *which
    )
    lasting = select(*_facts(dialect, begin, end)).where(
        col(Wait.until).is_(None), col(Wait.since) < until, *which
    )
    both = union_all(ended, lasting).subquery()
    key = (both.c.holder, both.c.department, both.c.shared_by)
    sums = select(*key, func.sum(both.c.length)).group_by(*key)
    for holder, department, shared_by, length in session.connection().execute(sums):
        yield Sum(holder, department, shared_by, int(length))


def _facts(dialect: Dialect, begin: Any, end: Any) -> tuple[Any, ...]:
    start = _later(dialect, col(Wait.since), begin)
    length = _microseconds(dialect, end) - _microseconds(dialect, start)
    return col(Wait.holder), col(Wait.department), col(Wait.shared_by), length.label("length")


def _later(dialect: Dialect, one: Any, other: Any) -> Any:
    return func.max(one, other) if dialect.name == "sqlite" else func.greatest(one, other)


def _earlier(dialect: Dialect, one: Any, other: Any) -> Any:
    return func.min(one, other) if dialect.name == "sqlite" else func.least(one, other)


def _microseconds(dialect: Dialect, moment: Any) -> Any:
    """Since 1970. SQLite keeps moments as text, and its own functions round them to milliseconds."""
    if dialect.name != "sqlite":
        return cast(func.extract("epoch", moment) * _MILLION, BigInteger)
    seconds = cast(func.strftime("%s", func.substr(moment, 1, _TO_THE_SECOND)), Integer)
    return seconds * _MILLION + cast(func.substr(moment, _FRACTION), Integer)
