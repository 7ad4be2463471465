"""Closing the loop: the CSM is asked for the next step, and asked no longer once somebody took it."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import col, func, or_, select

from casework.work import Work
from models.case import Case
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.notices import HandoffDeclined, HandoffLapsed, LoopToClose, Settled, SettledBy, from_row, to_row
from models.outgoing import Outgoing

_ASKING = ("answered:", "declined:", "returned:", "lapsed:")
"""How the keys of those notices begin that offer the CSM a next step."""


def follow_up(work: Work, case: Case) -> None:
    """When nobody is at work any more and something was found, the CSM has it all to tell."""
    if not is_anybody_at_work(work, case) and _found_since_it_was_reopened(work, case):
        case.answer(work.now)
        entry = work.record(case, "answered")
        notice = LoopToClose(case.number, case.csm, proposed_wording(work, case))
        work.tell(work.desk_thread(case), notice, key=work.key(entry))


def is_anybody_at_work(work: Work, case: Case) -> bool:
    query = select(Handoff.id).where(
        col(Handoff.case_number) == case.number, col(Handoff.status).in_(OPEN_STATUSES)
    )
    return work.session.exec(query).first() is not None


def _found_since_it_was_reopened(work: Work, case: Case) -> bool:
    reopened = select(func.max(Entry.at)).where(
        col(Entry.case_number) == case.number, col(Entry.what) == "reopened"
    )
    last: datetime | None = work.session.exec(reopened).one()
    done = select(Handoff.id).where(
        col(Handoff.case_number) == case.number,
        col(Handoff.status) == HandoffStatus.DONE,
        col(Handoff.ended_at) >= (last or case.opened_at),
    )
    return work.session.exec(done).first() is not None


def proposed_wording(work: Work, case: Case) -> str:
    """What the departments propose to tell the customer, oldest first."""
    query = (
        select(Handoff.to_tell)
        .where(col(Handoff.case_number) == case.number, col(Handoff.to_tell).is_not(None))
        .order_by(col(Handoff.ended_at), col(Handoff.id))
    )
    return "\n".join(wording for wording in work.session.exec(query) if wording)


def settle(work: Work, case: Case, how: SettledBy) -> None:
    """Somebody took the next step: whatever still offers it in the desk thread says so instead."""
    query = select(Outgoing).where(
        col(Outgoing.thread_id) == work.desk_thread(case).id,
        or_(*(col(Outgoing.key).startswith(kind) for kind in _ASKING)),
    )
    for row in work.session.exec(query.with_for_update()):
        notice = from_row(row.notice)
        if isinstance(notice, LoopToClose | HandoffDeclined | HandoffLapsed) and notice.settled is None:
            settled = replace(notice, settled=Settled(how, work.actor.name))
            work.retell(col(Outgoing.id) == row.id, notice=to_row(settled))
