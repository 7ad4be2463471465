"""The lessons of the database and, in this process, what they add up to: brought up to date at every use.

Nothing but committed lessons is ever added up: within a transaction that has written some, what was known
before goes on to be used. So a rollback needs no care, and replicas come to know the same.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, update
from sqlalchemy import select as statement
from sqlmodel import Session, col, select

from casework.matching.routing import confidence
from casework.matching.routing.knowledge import Knowledge
from casework.matching.routing.marks import unpack
from casework.matching.routing.softmax import Vector
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
_Stamp = tuple[int, bytes, str]
_NOTHING: _Stamp = (0, b"", "")
_LESSON = statement(
    col(Lesson.id),
    col(Lesson.first),
    col(Lesson.digest),
    col(Lesson.department),
    col(Lesson.marks),
    col(Lesson.says),
    col(Lesson.guess),
    col(Lesson.was_right),
)


class Memory:
    """Of one database, in one process."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._forget_everything()

    def _forget_everything(self) -> None:
        self.knowledge = Knowledge()
        self.since = 0
        """The last lesson that is forgotten."""
        self.until = 0
        """The last lesson that is known."""
        self._stamps: deque[_Stamp] = deque([_NOTHING], maxlen=2 * SPARE)
        self._guesses: deque[tuple[int, float, bool]] = deque(maxlen=confidence.NEWEST)
        """By the number of the lesson."""
        self._fitted: Vector | None = None

    @contextmanager
    def up_to_date(self, session: Session) -> Iterator["Memory"]:
        with self._lock:
            if not _has_taught(session):
                self._catch_up(session)
            yield self

    def confidence(self, guess: float) -> float:
        if self._fitted is None:
            self._fitted = confidence.fit([(guess, was_right) for _, guess, was_right in self._guesses])
        return confidence.confidence(self._fitted, guess)

    def _catch_up(self, session: Session) -> None:
        found = _lessons(session, col(Lesson.id) >= self.until)
        if found and _stamp(found[0]) == self._stamps[-1]:
            self._take_in(session, found[1:])
        elif self.until == 0 or not self._was_there(session):
            self._begin_anew(session)

    def _was_there(self, session: Session) -> bool:
        """Whether this transaction only began before others of which the lessons are known already."""
        newest = select(func.max(Lesson.id)).scalar_subquery()
        found = _lessons(session, col(Lesson.id) == newest)
        return bool(found) and _stamp(found[0]) in self._stamps

    def _begin_anew(self, session: Session) -> None:
        self._forget_everything()
        self.since = _start(session.exec(select(func.max(Lesson.id))).one() or 0)
        self._take_in(session, _lessons(session, col(Lesson.first) > self.since))

    def _take_in(self, session: Session, lessons: Sequence[Row[Any]]) -> None:
        for lesson in lessons:
            self._add(lesson)
            self._stamps.append(_stamp(lesson))
            if lesson.guess is not None:
                self._guesses.append((lesson.id, lesson.guess, lesson.was_right))
                self._fitted = None
        self.until = self._stamps[-1][0]
        self._move_on(session)

    def _move_on(self, session: Session) -> None:
        """Forget what has left the window."""
        start = _start(self.until)
        if start <= self.since:
            return
        left = col(Lesson.first).between(self.since + 1, start)
        for lesson in _lessons(session, left & (col(Lesson.id) <= self.until)):
            self._add(lesson, times=-1)
        self.since, self._fitted = start, None
        while self._guesses and self._guesses[0][0] <= start:
            self._guesses.popleft()

    def _add(self, lesson: Row[Any], times: int = 1) -> None:
        if lesson.first > self.since:
            self.knowledge.add(
                unpack(lesson.marks),
                lesson.department,
                lesson.says,
                times=times,
                is_first=lesson.id == lesson.first,
            )


def memory_of(session: Session) -> Memory:
    return _memory(session.connection().engine.url.render_as_string(hide_password=True))


@lru_cache(maxsize=4)
def _memory(_url: str) -> Memory:
    return Memory()


def next_id(session: Session) -> int:
    """Nobody else gets one before this transaction has ended."""
    counter = col(Counter.name) == _COUNTER
    step = update(Counter).where(counter).values(value=Counter.value + 1).returning(col(Counter.value))
    while (given := session.exec(step.execution_options(synchronize_session=False)).first()) is None:
        upsert.put(session, Counter, {"name": _COUNTER, "value": 0})
    return int(given[0])


def lessons_of(session: Session, digest: bytes, since: int) -> Sequence[Row[Any]]:
    """Those of one text, oldest first."""
    return _lessons(session, (col(Lesson.digest) == digest) & (col(Lesson.first) > since))


def keep(session: Session, lesson: Lesson) -> None:
    append(session, Lesson, **lesson.model_dump())
    if lesson.id % STEP == 0:
        session.exec(delete(Lesson).where(col(Lesson.first) <= _start(lesson.id) - SPARE))
    connection = session.connection()
    connection.info[_COUNTER] = connection.get_transaction()


def _has_taught(session: Session) -> bool:
    connection = session.connection()
    return connection.info.get(_COUNTER) is connection.get_transaction()


def _stamp(lesson: Row[Any]) -> _Stamp:
    """Tells a lesson from another one of the same number, in a database that was put in this one's place."""
    return lesson.id, lesson.digest, lesson.department


def _start(newest: int) -> int:
    return max(0, newest // STEP * STEP - WINDOW)


def _lessons(session: Session, which: ColumnElement[bool]) -> Sequence[Row[Any]]:
    return session.connection().execute(_LESSON.where(which).order_by(col(Lesson.id))).all()
