"""An answer that was approved and has not left: nobody is asked about what they have not read."""

from typing import Literal

from casework import loop, promised, promises
from casework.owed import Owed
from casework.voice import asked, closing
from casework.work import Work
from models.approval import Approval
from models.case import Case, CaseStatus
from models.outgoing import Outgoing
from models.promise import PromiseKind

Put = Literal["", "solved", "waits"]


def take_back(work: Work, case: Case, row: Outgoing) -> Put:
    """What the customer is asked with these words, if they are; they are asked no longer.

    The CSM has to tell them still.
    """
    at = work.session.get_one(Approval, row.approval_id).approved_at
    views = asked.views_of(work, case)
    is_solved = any(view.asked_at == at for view in views)
    if case.is_closed or not (is_solved or any(view.waits_since == at for view in views)):
        return ""
    asked.forget(work, case)
    loop.ask_again(work, case, "told")
    for promise in promises.of_case(work, case.number):
        if promise.kind is PromiseKind.TELL:
            promised.begin_anew(work, case, promise, Owed(PromiseKind.TELL, None, case.csm, work.now))
    return "solved" if is_solved else "waits"


def put_again(work: Work, case: Case, put: Put) -> None:
    """They have it, or it is on its way to them again."""
    if put == "solved" and case.status is CaseStatus.ANSWERED:
        loop.told(work, case)
        closing.ask_solved(work, case)
    elif put == "waits":
        asked.wait(work, case)
