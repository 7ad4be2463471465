"""What becomes of a case teaches where the like of it belong: whoever finished it, whomever a person chose.

The newest word about a case replaces the older ones. Of several departments that work on one case, each
teaches when it finishes. *Not ours* without saying whose teaches nothing until somebody chooses.
"""

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework.matching import departments
from casework.work import Work
from models.case import Case
from models.handoff import Handoff, HandoffStatus

_SENT_BACK = (HandoffStatus.DECLINED, HandoffStatus.RETURNED)
_OF_THE_CASE = select(Handoff).where(col(Handoff.case_number) == bindparam("number"))


def belongs(work: Work, case: Case, department: str, *, home: int | None = None) -> None:
    """It ended there, or a person says that it belongs there: learnt at the end of the transaction.

    ``home``: the case whose text that was about, where it was merged into this one.
    """
    work.lessons[home or case.number] = department


def chosen_instead(work: Work, case: Case, department: str) -> None:
    """Another department is about to be asked: that says where the case belongs if the last sent it back."""
    handoffs = list(work.session.exec(_OF_THE_CASE, params={"number": case.number}))
    ended = max(handoffs, key=lambda one: (one.ended_at or work.now, one.id or 0), default=None)
    if ended and ended.status in _SENT_BACK and not any(one.is_open for one in handoffs):
        belongs(work, case, department)


def settle(work: Work) -> None:
    """Learn. Last of all that a transaction does: whoever learns makes the others wait until it is kept."""
    for number, department in sorted(work.lessons.items()):
        case = work.session.get(Case, number)
        assert case is not None
        departments.learn(work, case.title, case.story, department)
