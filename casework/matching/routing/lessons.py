"""The lessons as the database keeps them: given numbers, added, read, and thrown away when they are old."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlmodel import Session, col

from models import upsert
from models.append import append
from models.case import Counter
from models.lesson import Lesson

WINDOW = 32_768
"""The newest so many lessons count; each 64th moves the window on."""
STEP = 64
SPARE = 16 * STEP
"""Forgotten lessons are kept for a while, for the replicas that have yet to forget them."""

_COUNTER = "lesson"
_NUMBER = (
    update(Counter)
    .where(col(Counter.name) == _COUNTER)
    .values(value=Counter.value + 1)
    .returning(col(Counter.value))
)
_LESSONS = select(
    col(Lesson.id),
    col(Lesson.first),
    col(Lesson.digest),
    col(Lesson.department),
    col(Lesson.marks),
    col(Lesson.says),
    col(Lesson.guess),
    col(Lesson.was_right),
).order_by(col(Lesson.id))
_ON_FROM = _LESSONS.where(col(Lesson.id) >= bindparam("number"))
_NEWEST = _LESSONS.where(col(Lesson.id) == select(func.max(Lesson.id)).scalar_subquery())
_OF_WINDOW = _LESSONS.where(col(Lesson.first) > bindparam("since"))
_LEFT = _LESSONS.where(
    col(Lesson.first) > bindparam("since"),
    col(Lesson.first) <= bindparam("start"),
    col(Lesson.id) <= bindparam("until"),
)
_OF_TEXT = _LESSONS.where(col(Lesson.digest) == bindparam("digest"), col(Lesson.first) > bindparam("since"))

Kept = Row[Any]
"""A lesson's columns."""


def next_number(session: Session) -> int:
    """Nobody else gets one before this transaction has ended."""
    while (given := session.connection().execute(_NUMBER).scalar()) is None:
        upsert.put(session, Counter, {"name": _COUNTER, "value": 0})
    return int(given)


def keep(session: Session, lesson: Lesson) -> None:
    append(session, Lesson, **lesson.model_dump())
    if lesson.id % STEP == 0:
        session.exec(delete(Lesson).where(col(Lesson.first) <= start_of_window(lesson.id) - SPARE))
    connection = session.connection()
    connection.info[_COUNTER] = connection.get_transaction()


def are_being_written(session: Session) -> bool:
    """Whether this transaction has written any."""
    connection = session.connection()
    return connection.info.get(_COUNTER) is connection.get_transaction()


def start_of_window(newest: int) -> int:
    """The last lesson that does not count any more."""
    return max(0, newest // STEP * STEP - WINDOW)


def on_from(session: Session, number: int) -> Sequence[Kept]:
    return session.connection().execute(_ON_FROM, {"number": number}).all()


def newest(session: Session) -> Kept | None:
    return session.connection().execute(_NEWEST).first()


def of_window(session: Session, since: int) -> Sequence[Kept]:
    return session.connection().execute(_OF_WINDOW, {"since": since}).all()


def that_left(session: Session, since: int, start: int, until: int) -> Sequence[Kept]:
    """Those, up to lesson ``until``, that a window which begins after ``start`` has not any more."""
    return session.connection().execute(_LEFT, {"since": since, "start": start, "until": until}).all()


def of_text(session: Session, digest: bytes, since: int) -> Sequence[Kept]:
    return session.connection().execute(_OF_TEXT, {"digest": digest, "since": since}).all()
