"""What belongs to a case is filed under the one it was merged into, and under its own number again.

Its words stay as they were written: only the number that they are found by changes, and ``home`` remembers
the case that they belong to. The desk thread, the waiting time so far and the case's own promises stay.
"""

from typing import Any

from sqlalchemy import ColumnElement, case, func, null, update
from sqlmodel import Session, col, select

from casework.work import Work
from models.entry import Entry
from models.handoff import Handoff
from models.promise import Promise
from models.thread import Message, Thread

_FILED: tuple[Any, ...] = (Handoff, Entry, Message)
_OF_HANDOFFS: tuple[Any, ...] = (Thread, Promise)
"""They are where their hand-off is."""


def move(work: Work, gone: int, stays: int) -> None:
    """Everything of the one is filed under the other."""
    for table in _FILED:
        home = func.coalesce(col(table.home), col(table.case_number))
        file(work, table, col(table.case_number) == gone, case_number=stays, home=home)
    take_along(work, stays)


def move_back(work: Work, gone: int, stays: int, family: list[int]) -> None:
    """What belongs to the case, or to one that was merged into it, is filed under its own number again."""
    for table in _FILED:
        home = case((col(table.home) == gone, null()), else_=col(table.home))
        theirs = (col(table.case_number) == stays) & col(table.home).in_(family)
        file(work, table, theirs, case_number=gone, home=home)
    take_along(work, gone)


def take_along(work: Work, number: int) -> None:
    """The threads and promises of the hand-offs that are there."""
    there = select(Handoff.id).where(col(Handoff.case_number) == number)
    for table in _OF_HANDOFFS:
        strays = col(table.handoff_id).in_(there) & (col(table.case_number) != number)
        file(work, table, strays, case_number=number)


def file(work: Work, table: Any, which: ColumnElement[bool], **values: Any) -> None:
    work.session.exec(
        update(table).where(which).values(**values).execution_options(synchronize_session=False)
    )


def refresh(session: Session) -> None:
    """Rows were changed past the session."""
    session.flush()
    session.expire_all()
