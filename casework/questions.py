"""What departments ask the CSM, until somebody replies in the desk thread."""

from collections.abc import Iterable

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, exists, func, or_, select

from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff
from models.thread import Message, Thread

_later, _absorbed = aliased(Entry), aliased(Entry)
_CAME_AFTER_A_MERGE = (
    exists()
    .where(
        col(_absorbed.case_number) == col(Entry.case_number),
        col(_absorbed.what) == "absorbed",
        col(_absorbed.id) > col(Entry.id),
        col(_absorbed.id) < col(_later.id),
    )
    .correlate(Entry, _later)
)
"""A reply on the desk of the case into which the one that asked was merged, after that."""
_OF_THE_SAME_CASE = func.coalesce(col(_later.home), col(_later.case_number)) == func.coalesce(
    col(Entry.home), col(Entry.case_number)
)
_IS_REPLIED_TO = exists().where(
    col(_later.case_number) == col(Entry.case_number),
    col(_later.id) > col(Entry.id),
    col(_later.what) == "said",
    or_(_OF_THE_SAME_CASE, _CAME_AFTER_A_MERGE),
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
