"""What departments ask the CSM, until somebody replies in the desk thread."""

from collections.abc import Iterable

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, select

from casework.work import Work
from models.case import Case
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff
from models.notices import CaseCard
from models.thread import Message, Thread

_later = aliased(Entry)
_IS_REPLIED_TO = exists().where(
    col(_later.case_number) == col(Entry.case_number),
    col(_later.id) > col(Entry.id),
    col(_later.what) == "said",
    col(Message.id) == col(_later.message_id),
    col(Thread.id) == col(Message.thread_id),
    col(Thread.handoff_id).is_(None),
)
_IS_AT_WORK = exists().where(col(Handoff.id) == col(Entry.handoff_id), col(Handoff.status).in_(OPEN_STATUSES))
IS_WAITING = and_(col(Entry.what) == "asked", _IS_AT_WORK, ~_IS_REPLIED_TO)
"""Of a line of history: its department asks, and nobody has said anything in the desk thread since."""


def waiting(session: Session, numbers: Iterable[int]) -> dict[int | None, Entry]:
    """The newest question of each open hand-off that waits for an answer, by the hand-off's id."""
    query = select(Entry).where(col(Entry.case_number).in_(numbers), IS_WAITING).order_by(col(Entry.id))
    return {entry.handoff_id: entry for entry in session.exec(query)}


def answered(work: Work, case: Case) -> None:
    """Somebody is replying in the desk thread: the card there stops showing what waited for it."""
    if waiting(work.session, [case.number]):
        work.redraw(CaseCard(case.number))
