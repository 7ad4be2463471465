"""A Problem is fixed: every case can be told, and somebody sees to it that it does not come back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select

from casework import handoffs, people, promised, promises, steering
from casework.access import Operation
from casework.meanwhile import going_on
from casework.names import LIAISON
from casework.owed import Owed
from casework.problems import rounds, ties
from casework.problems.ties import IS_IN
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.case_notices import CaseCard, CaseClosed
from models.problem import Problem, ProblemCase, RoundKind
from models.problem_notices import ProblemFixed, ProblemPrevented
from models.promise import Outcome, Promise, PromiseKind
from models.refusal import Refusal
from models.thread import Thread


@dataclass(frozen=True)
class Prevention:
    what: str
    who: str
    """A Slack user."""
    by: datetime


@dataclass(frozen=True)
class Fix:
    root_cause: str
    to_tell: str
    prevention: Prevention | None = None


def done(work: Work, handoff_id: int, fix: Fix) -> None:
    """A department is done. If it was the last at work, the Problem is fixed."""
    carrier, _ = going_on(work, handoff_id, Operation.WORK)
    _, problem = ties.to_change(work, carrier.number)
    _write(work, problem, fix)
    is_last = len(ties.open_handoffs(work, carrier.number)) == 1
    if is_last:
        problem.fix(work.actor.user_id, work.now)
        work.session.flush()
    handoffs.finish(work, handoff_id, found=fix.root_cause, to_tell=fix.to_tell, root_cause=None)
    if is_last:
        _spread(work, carrier, problem, is_found_said=True)


def fixed(work: Work, number: int, fix: Fix) -> None:
    """Its coordinator says so; whoever is still at work on it need not go on."""
    carrier, problem = ties.to_change(work, number)
    work.allow(Operation.STEER, carrier)
    carrier.must_be_open()
    if problem.is_fixed:
        raise Refusal(f"Problem {carrier.label} is fixed already.")
    _write(work, problem, fix)
    problem.fix(work.actor.user_id, work.now)
    work.session.flush()
    for handoff in ties.open_handoffs(work, number):
        steering.end(work, carrier, handoff, reason="It is fixed.")
    _spread(work, carrier, problem)


def _write(work: Work, problem: Problem, fix: Fix) -> None:
    problem.root_cause, problem.to_tell = fix.root_cause, fix.to_tell
    prevention = fix.prevention
    if prevention is not None:
        who = people.actor(work.session, prevention.who, work.handbook, work.now)
        if not who.is_staff:
            raise Refusal(f"{who.name} is not staff; choose a colleague.", field="preventer")
        if prevention.by <= work.now:
            raise Refusal("That moment has passed; choose one that lies ahead.", field="prevent_by")
    problem.prevention = prevention.what if prevention else None
    problem.preventer = prevention.who if prevention else None
    problem.prevent_by = prevention.by if prevention else None


def _spread(work: Work, carrier: Case, problem: Problem, *, is_found_said: bool = False) -> None:
    """``is_found_said``: the department's own line says already what was found."""
    carrier.answer(work.now)
    entry = work.record(carrier, "fixed", problem.root_cause or "")
    if problem.preventer is not None:
        owed = Owed(PromiseKind.PREVENT, None, problem.preventer)
        promised.open_one(work, carrier, owed, due_at=problem.prevent_by)
    notice = ProblemFixed(
        carrier.number,
        work.actor.name,
        "" if is_found_said else problem.root_cause or "",
        problem.to_tell or "",
        problem.prevention,
        problem.preventer,
        problem.prevent_by,
    )
    work.tell(work.desk_thread(carrier), notice, key=work.key(entry))
    if problem.preventer is not None:
        for thread in _newest_thread(work, carrier):
            work.tell(thread, notice, key=work.key(entry))
    rounds.begin(work, problem, RoundKind.FIXED)
    work.redraw(CaseCard(carrier.number))


def _newest_thread(work: Work, carrier: Case) -> list[Thread]:
    """Of a department that was at work on it last: there whoever is to prevent it reads that they are."""
    query = (
        select(Thread)
        .where(col(Thread.case_number) == carrier.number, col(Thread.handoff_id).is_not(None))
        .order_by(col(Thread.id).desc())
        .limit(1)
    )
    return list(work.session.exec(query))


def prevented(work: Work, number: int) -> None:
    """Who was to see to it has, or its coordinator knows that they have."""
    carrier, problem = ties.to_change(work, number)
    if problem.preventer != work.actor.user_id:
        work.allow(Operation.STEER, carrier)
    if not problem.owes_prevention:
        raise Refusal(f"Nobody owes Problem {carrier.label} a prevention; nothing was changed.")
    problem.prevented_at, problem.prevented_by = work.now, work.actor.user_id
    promise = prevention_promised(work, carrier)
    if promise is not None:
        promised.end(work, promise, Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT)
    carrier.moved_at = work.now
    entry = work.record(carrier, "prevented", problem.prevention or "")
    notice = ProblemPrevented(carrier.number, work.actor.name, problem.prevention or "")
    work.tell(work.desk_thread(carrier), notice, key=work.key(entry))
    work.redraw(CaseCard(carrier.number))


def prevention_promised(work: Work, carrier: Case) -> Promise | None:
    live = promises.of_case(work, carrier.number)
    return next((one for one in live if one.kind is PromiseKind.PREVENT), None)


_member = aliased(Case)
_IS_UNTOLD = exists().where(
    col(ProblemCase.problem) == col(Problem.case_number),
    IS_IN,
    col(_member.number) == col(ProblemCase.case_number),
    col(_member.status).in_(NOT_CLOSED),
)


def has_untold(work: Work, problem: Problem) -> bool:
    """A case in it is still open."""
    query = select(Problem.case_number).where(col(Problem.case_number) == problem.case_number, _IS_UNTOLD)
    return work.session.exec(query).first() is not None


def finished(work: Work) -> list[int]:
    """The numbers of Problems that are fixed, told to every customer and prevented, and still open."""
    is_prevented = col(Problem.prevention).is_(None) | col(Problem.prevented_at).is_not(None)
    query = (
        select(Problem.case_number)
        .join(Case, col(Case.number) == col(Problem.case_number))
        .where(
            col(Problem.fixed_at).is_not(None), is_prevented, col(Case.status).in_(NOT_CLOSED), ~_IS_UNTOLD
        )
    )
    return list(work.session.exec(query))


def close(work: Work, number: int) -> None:
    """Nothing is left to do for it: the clock closes it."""
    carrier, _ = ties.to_change(work, number)
    if carrier.is_closed or number not in finished(work):
        return
    carrier.close(work.now)
    entry = work.record(carrier, "closed")
    notice = CaseClosed(carrier.number, LIAISON.capitalize(), "")
    work.tell(work.desk_thread(carrier), notice, key=work.key(entry))
    work.redraw(CaseCard(carrier.number))
