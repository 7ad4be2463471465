"""What the lessons of a database add up to, in this process: brought up to date at every use.

Nothing but committed lessons is ever added up: within a transaction that has written some, what was known
before goes on to be used. So a rollback needs no care, and replicas come to know the same.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock

from sqlmodel import Session

from casework.matching.routing import confidence, lessons
from casework.matching.routing.knowledge import Knowledge
from casework.matching.routing.lessons import Kept
from casework.matching.routing.marks import unpack
from casework.matching.routing.softmax import Vector

_Stamp = tuple[int, bytes, str]
_NOTHING: _Stamp = (0, b"", "")


class Memory:
    """Of one database. Its size is bounded by the number of departments and by the window."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._forget_everything()

    def _forget_everything(self) -> None:
        self.knowledge = Knowledge()
        self.since = 0
        """The last lesson that is forgotten."""
        self.until = 0
        """The last lesson that is known."""
        self._stamps: deque[_Stamp] = deque([_NOTHING], maxlen=lessons.SPARE)
        self._guesses: deque[tuple[int, float, bool]] = deque(maxlen=confidence.NEWEST)
        """By the number of the lesson."""
        self._fitted: Vector | None = None

    @contextmanager
    def up_to_date(self, session: Session) -> Iterator["Memory"]:
        with self._lock:
            if not lessons.are_being_written(session):
                self._catch_up(session)
            yield self

    def confidence(self, guess: float) -> float:
        if self._fitted is None:
            self._fitted = confidence.fit([(guess, was_right) for _, guess, was_right in self._guesses])
        return confidence.confidence(self._fitted, guess)

    def _catch_up(self, session: Session) -> None:
        found = lessons.on_from(session, self.until) if self.until else ()
        if found and _stamp(found[0]) == self._stamps[-1] and len(found) <= lessons.SPARE:
            self._take_in(session, found[1:])
        elif found or not self._was_there(session):
            self._begin_anew(session)

    def _was_there(self, session: Session) -> bool:
        """Whether this transaction only began before others of which the lessons are known already."""
        newest = lessons.newest(session)
        return _stamp(newest) in self._stamps if newest else self.until == 0

    def _begin_anew(self, session: Session) -> None:
        self._forget_everything()
        newest = lessons.newest(session)
        self.since = lessons.start_of_window(newest.id if newest else 0)
        self._take_in(session, lessons.of_window(session, self.since))

    def _take_in(self, session: Session, found: Sequence[Kept]) -> None:
        for lesson in found:
            self._add(lesson)
            self._stamps.append(_stamp(lesson))
            if lesson.guess is not None:
                self._guesses.append((lesson.id, lesson.guess, lesson.was_right))
                self._fitted = None
        self.until = self._stamps[-1][0]
        self._move_on(session)

    def _move_on(self, session: Session) -> None:
        """Forget what has left the window."""
        start = lessons.start_of_window(self.until)
        if start <= self.since:
            return
        for lesson in lessons.that_left(session, self.since, start, self.until):
            self._add(lesson, times=-1)
        self.since, self._fitted = start, None
        while self._guesses and self._guesses[0][0] <= start:
            self._guesses.popleft()

    def _add(self, lesson: Kept, times: int = 1) -> None:
        if lesson.first > self.since:
            is_first = lesson.id == lesson.first
            marks = unpack(lesson.marks)
            self.knowledge.add(marks, lesson.department, lesson.says, times=times, is_first=is_first)


def memory_of(session: Session) -> Memory:
    return _memory(session.connection().engine.url.render_as_string(hide_password=True))


@lru_cache(maxsize=4)
def _memory(_url: str) -> Memory:
    return Memory()


def _stamp(lesson: Kept) -> _Stamp:
    """Tells a lesson from another one of the same number, in a database that was put in this one's place."""
    return lesson.id, lesson.digest, lesson.department
