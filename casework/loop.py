"""Closing the loop: the CSM is asked for the next step, and asked no longer once somebody took it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sqlmodel import col, func, or_, select

from casework.problems import ties
from casework.work import Work
from models.case import Case
from models.case_notices import LoopToClose, Settled, SettledBy
from models.entry import Entry
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.handoff_notices import HandoffDeclined, HandoffLapsed
from models.notices import from_row, to_row
from models.outgoing import Outgoing
from models.problem import Problem

_ASKING = ("answered:", "declined:", "returned:", "lapsed:")
"""How the keys of those notices begin that offer the CSM a next step."""


def follow_up(work: Work, case: Case, fixed: Problem | None = None) -> None:
    """When nobody is at work any more and something was found, the CSM has it all to tell.

    ``fixed`` is the Problem that it is in, when the case hears just now that this is fixed.
    """
    if _has_a_department(work, case):
        return
    problem = fixed or ties.tied(work, case.number)
    carries = problem is not None and problem.case_number == case.number
    if fixed is None and (ties.is_worked_on(work, case, problem) or _is_fixed(problem, carries=carries)):
        return
    if _found_since_it_was_reopened(work, case, None if carries else problem):
        case.answer(work.now)
        entry = work.record(case, "answered")
        of = problem.case_number if problem and (carries or problem.is_fixed) else None
        notice = LoopToClose(case.number, case.csm, proposed_wording(work, case), problem=of)
        work.tell(work.desk_thread(case), notice, key=work.key(entry))


def has_answer(work: Work, case: Case) -> bool:
    """Nobody is at work, and something was found that the customer can be told."""
    if is_anybody_at_work(work, case):
        return False
    problem = ties.tied(work, case.number)
    carries = problem is not None and problem.case_number == case.number
    return _found_since_it_was_reopened(work, case, None if carries else problem)


def _is_fixed(problem: Problem | None, *, carries: bool) -> bool:
    """A Problem that is fixed has no customer of its own to be told."""
    return carries and problem is not None and problem.is_fixed


def is_anybody_at_work(work: Work, case: Case) -> bool:
    """A department of its own, or its Problem's."""
    return _has_a_department(work, case) or ties.is_worked_on(work, case, ties.tied(work, case.number))


def _has_a_department(work: Work, case: Case) -> bool:
    query = select(Handoff.id).where(
        col(Handoff.case_number) == case.number, col(Handoff.status).in_(OPEN_STATUSES)
    )
    return work.session.exec(query).first() is not None


def _found_since_it_was_reopened(work: Work, case: Case, problem: Problem | None) -> bool:
    """By a department of its own, or in the Problem that it is in."""
    last = _last_reopened(work, case)
    since = max(last.values(), default=case.opened_at)
    if problem is not None and problem.fixed_at is not None and problem.fixed_at >= since:
        return True
    done = select(Handoff.home, Handoff.ended_at).where(
        col(Handoff.case_number) == case.number, col(Handoff.status) == HandoffStatus.DONE
    )
    found = [(home, ended_at) for home, ended_at in work.session.exec(done) if ended_at is not None]
    return any(home not in last or ended_at >= last[home] for home, ended_at in found)


def _last_reopened(work: Work, case: Case) -> dict[int | None, datetime]:
    """By the case that it was by itself: a merge brings several together, and each part counts on its own."""
    reopened = (
        select(Entry.home, func.max(Entry.at))
        .where(col(Entry.case_number) == case.number, col(Entry.what) == "reopened")
        .group_by(col(Entry.home))
    )
    return dict(work.session.exec(reopened).all())


def proposed_wording(work: Work, case: Case) -> str:
    """What the departments propose to tell the customer, oldest first, and what its Problem's do."""
    query = (
        select(Handoff.to_tell)
        .where(col(Handoff.case_number) == case.number, col(Handoff.to_tell).is_not(None))
        .order_by(col(Handoff.ended_at), col(Handoff.id))
    )
    problem = ties.around(work, case.number)
    its = problem.to_tell if problem is not None and problem.is_fixed else None
    return "\n".join(wording for wording in (*work.session.exec(query), its) if wording)


def ask_again(work: Work, case: Case, settled_by: SettledBy) -> None:
    """What was settled so offers its next steps again, if they are the CSM's to take."""
    if is_anybody_at_work(work, case):
        return
    for row_id, notice in _asking(work, case):
        if notice.settled is not None and notice.settled.how == settled_by:
            work.retell(col(Outgoing.id) == row_id, notice=to_row(replace(notice, settled=None)))


def settle(work: Work, case: Case, how: SettledBy, *, by: str = "") -> None:
    """Somebody took the next step: whatever still offers it in the desk thread says so instead.

    ``by`` is their name, where it is not who asks.
    """
    for row_id, notice in _asking(work, case):
        if notice.settled is None or notice.settled.how == "told":
            settled = replace(notice, settled=Settled(how, by or work.actor.name))
            work.retell(col(Outgoing.id) == row_id, notice=to_row(settled))


def told(work: Work, case: Case) -> None:
    """The customer has the answer; what is left is to close the case."""
    for row_id, notice in _asking(work, case):
        if isinstance(notice, LoopToClose) and notice.settled is None:
            settled = replace(notice, settled=Settled("told", work.actor.name))
            work.retell(col(Outgoing.id) == row_id, notice=to_row(settled))


def _asking(
    work: Work, case: Case
) -> Iterator[tuple[int | None, LoopToClose | HandoffDeclined | HandoffLapsed]]:
    """What offers the CSM a next step in the desk thread, or did, by the outbox's ids; locked."""
    query = select(Outgoing).where(
        col(Outgoing.thread_id) == work.desk_thread(case).id,
        or_(*(col(Outgoing.key).startswith(kind) for kind in _ASKING)),
    )
    for row in work.session.exec(query.with_for_update()).all():
        notice = from_row(row.notice)
        if isinstance(notice, LoopToClose | HandoffDeclined | HandoffLapsed):
            yield row.id, notice
