"""A Problem told for a card or a form: numbers and names of its cases, and nothing that was said in them."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import col, func, select

from casework import dues, names
from casework.problems import ties
from casework.problems.ties import IS_IN
from casework.work import Work
from models.case import NOT_CLOSED, Case, CaseStatus
from models.customer import Customer
from models.entry import Entry
from models.facts import DraftFacts, InProblem, MemberLine, Person, ProblemFacts, Where
from models.problem import DraftState, Problem, ProblemCase, ProblemDraft, ProblemUpdate
from models.thread import Thread

SHOWN = 10
_WAITS = col(Case.status).in_(NOT_CLOSED)
_IN_ORDER = (col(Case.status) == CaseStatus.CLOSED, col(Case.number))


class Tied(NamedTuple):
    """What a case shows of a Problem: it carries one, or is in one, or neither."""

    carried: ProblemFacts | None = None
    around: InProblem | None = None


def of_case(work: Work, number: int) -> Tied:
    problem = ties.tied(work, number)
    if problem is None:
        return Tied()
    return (
        Tied(_carried(work, problem)) if problem.case_number == number else Tied(None, _around(work, problem))
    )


# -- the Problem itself


def _carried(work: Work, problem: Problem) -> ProblemFacts:
    called = names.of(work.session, [problem.fixed_by, problem.preventer, problem.prevented_by])
    waiting, customers, since = _waiting(work, problem)
    update = _last_update(work, problem)
    return ProblemFacts(
        cases=_size(work, problem),
        waiting=waiting,
        customers=customers,
        lines=_lines(work, problem),
        waiting_since=since,
        times_fixed=_times_fixed(work, problem),
        fixed_by=called[problem.fixed_by] if problem.fixed_by else None,
        root_cause=problem.root_cause,
        to_tell=problem.to_tell,
        prevention=problem.prevention,
        preventer=Person(problem.preventer, called[problem.preventer]) if problem.preventer else None,
        prevent_by=problem.prevent_by,
        prevented_by=called[problem.prevented_by] if problem.prevented_by else None,
        update=update.text if update else None,
        updated_at=update.said_at if update else None,
        unsent=_unsent(work, update) if update else 0,
    )


def _size(work: Work, problem: Problem) -> int:
    query = select(func.count()).where(col(ProblemCase.problem) == problem.case_number, IS_IN)
    return int(work.session.exec(query).one())


def _waiting(work: Work, problem: Problem) -> tuple[int, int, datetime | None]:
    """How many cases wait, of how many customers, and since when the oldest does."""
    query = (
        select(func.count(), func.count(func.distinct(col(Case.customer_id))), func.min(Case.opened_at))
        .join(ProblemCase, col(ProblemCase.case_number) == col(Case.number))
        .where(col(ProblemCase.problem) == problem.case_number, IS_IN, _WAITS)
    )
    count, customers, since = work.session.exec(query).one()
    return int(count), int(customers), since


def _lines(work: Work, problem: Problem) -> tuple[MemberLine, ...]:
    query = (
        select(Case.number, Customer.name, Case.status)
        .join(ProblemCase, col(ProblemCase.case_number) == col(Case.number))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(ProblemCase.problem) == problem.case_number, IS_IN)
        .order_by(*_IN_ORDER)
        .limit(SHOWN)
    )
    return tuple(
        MemberLine(number, name, CaseStatus(status)) for number, name, status in work.session.exec(query)
    )


def _times_fixed(work: Work, problem: Problem) -> int:
    query = select(func.count()).where(
        col(Entry.case_number) == problem.case_number, col(Entry.what) == "fixed"
    )
    return int(work.session.exec(query).one())


def _last_update(work: Work, problem: Problem) -> ProblemUpdate | None:
    query = (
        select(ProblemUpdate)
        .where(col(ProblemUpdate.problem) == problem.case_number)
        .order_by(col(ProblemUpdate.id).desc())
        .limit(1)
    )
    return work.session.exec(query).first()


def _unsent(work: Work, update: ProblemUpdate) -> int:
    query = select(func.count()).where(
        col(ProblemDraft.update_id) == update.id, col(ProblemDraft.state) == DraftState.WAITING
    )
    return int(work.session.exec(query).one())


# -- a case that is in it


def _around(work: Work, problem: Problem) -> InProblem:
    carrier = work.session.get(Case, problem.case_number)
    assert carrier is not None
    owed = dues.of_cases(work, [carrier.number]).get(carrier.number, [])
    return InProblem(
        carrier.number,
        carrier.title,
        problem.is_fixed,
        with_whom(work, carrier),
        None if problem.is_fixed else dues.first(owed),
        desk_card(work, carrier.number),
    )


def with_whom(work: Work, carrier: Case) -> str:
    """Who works on it: ``Engineering (Priya Raman)``; its coordinator where no department does."""
    handoffs = ties.open_handoffs(work, carrier.number)
    called = names.of(work.session, [carrier.csm, *(one.owner for one in handoffs)])
    at_work = [
        f"{work.handbook.name_of(one.department)} ({called[one.owner] if one.owner else 'offered'})"
        for one in handoffs
    ]
    return ", ".join(at_work) or called[carrier.csm]


def desk_card(work: Work, number: int) -> Where | None:
    query = select(Thread).where(col(Thread.case_number) == number, col(Thread.handoff_id).is_(None))
    return _where(work.session.exec(query).first())


def card_in(work: Work, problem: int, channel: str) -> Where | None:
    """The Problem's card in a department's channel, the newest."""
    query = (
        select(Thread)
        .where(col(Thread.case_number) == problem, col(Thread.channel) == channel)
        .order_by(col(Thread.id).desc())
    )
    return _where(work.session.exec(query).first())


def _where(thread: Thread | None) -> Where | None:
    return (thread.channel, thread.ts) if thread and thread.ts else None


# -- a draft


def of_draft(work: Work, draft_id: int, problem: int) -> DraftFacts:
    draft = work.session.get(ProblemDraft, draft_id)
    assert draft is not None
    query = select(Customer.name).join(Case).where(col(Case.number) == draft.case_number)
    customer = work.session.exec(query).one()
    by = names.of(work.session, [draft.settled_by])[draft.settled_by] if draft.settled_by else None
    return DraftFacts(draft.state, customer, by, desk_card(work, problem))
