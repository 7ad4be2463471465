"""How a case and a Problem hang together: it carries one or is in one, and somebody works on that."""

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists
from sqlalchemy.orm import Mapped
from sqlmodel import col, select

from casework.work import Work
from models.case import Case, CaseStatus
from models.case_notices import CaseCard
from models.handoff import OPEN_STATUSES, Handoff
from models.handoff_notices import HandoffCard
from models.problem import Problem, ProblemCase, ProblemRound, RoundKind
from models.refusal import Refusal

IS_IN = col(ProblemCase.left_at).is_(None)
_NUMBER: BindParameter[int] = bindparam("number")
_ITS_PROBLEM = select(ProblemCase.problem).where(col(ProblemCase.case_number) == _NUMBER, IS_IN)
_TIED = select(Problem).where(
    (col(Problem.case_number) == _NUMBER) | col(Problem.case_number).in_(_ITS_PROBLEM.scalar_subquery())
)
_MEMBERSHIP = select(ProblemCase).where(col(ProblemCase.case_number) == _NUMBER, IS_IN)
_OPEN_HANDOFFS = (
    select(Handoff)
    .where(col(Handoff.case_number) == _NUMBER, col(Handoff.status).in_(OPEN_STATUSES))
    .order_by(col(Handoff.id))
)


def tied(work: Work, number: int) -> Problem | None:
    """The Problem that the case carries, or the one that it is in; no case does both."""
    return work.session.exec(_TIED, params={"number": number}).first()


def carried(work: Work, number: int) -> Problem | None:
    """The Problem that the case carries."""
    return work.session.get(Problem, number)


def around(work: Work, number: int) -> Problem | None:
    """The Problem that the case is in."""
    found = tied(work, number)
    return found if found is not None and found.case_number != number else None


def membership(work: Work, number: int) -> ProblemCase | None:
    return work.session.exec(_MEMBERSHIP, params={"number": number}).first()


def open_handoffs(work: Work, number: int) -> list[Handoff]:
    return list(work.session.exec(_OPEN_HANDOFFS, params={"number": number}))


def is_worked_on(work: Work, case: Case, problem: Problem | None) -> bool:
    """What is promised of the case is promised of ``problem``, which it is in: until it is fixed and told."""
    if problem is None or problem.case_number == case.number or case.status is not CaseStatus.OPEN:
        return False
    return not problem.is_fixed or _is_still_to_hear(work, case.number, problem)


def _is_still_to_hear(work: Work, number: int, problem: Problem) -> bool:
    query = select(ProblemRound.id).where(
        col(ProblemRound.problem) == problem.case_number,
        col(ProblemRound.kind) == RoundKind.FIXED,
        col(ProblemRound.done_at).is_(None),
        col(ProblemRound.after) < number,
    )
    return work.session.exec(query).first() is not None


def holds(number: Mapped[int]) -> ColumnElement[bool]:
    """In a query: a Problem that is not fixed holds the case with this number."""
    return exists().where(
        col(ProblemCase.case_number) == number,
        IS_IN,
        col(Problem.case_number) == col(ProblemCase.problem),
        col(Problem.fixed_at).is_(None),
    )


def to_change(work: Work, number: int) -> tuple[Case, Problem]:
    """A Problem and the case that carries it, which is locked. Refusal for any other case."""
    carrier = work.case(number)
    found = carried(work, carrier.number)
    if found is None:
        raise Refusal(f"{carrier.label} is no Problem but one customer's case.")
    work.session.refresh(found)
    return carrier, found


def must_be_looked_into(work: Work, case: Case) -> None:
    """No department begins on a Problem that is fixed."""
    problem = carried(work, case.number)
    if problem is not None and problem.is_fixed and not case.is_closed:
        raise Refusal(f"Problem {case.label} is fixed. If it is not, reopen it first.")


def redraw(work: Work, problem: Problem) -> None:
    """Its cards, which say how many cases are in it."""
    numbers = [one.id for one in open_handoffs(work, problem.case_number)]
    work.redraw(CaseCard(problem.case_number), *(HandoffCard(one) for one in numbers if one is not None))
