"""A case leaves a Problem: it was another matter after all, and its department gets it back."""

from casework import handoffs
from casework.access import Operation
from casework.problems import drafts, ties
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.handoff import Handoff
from models.problem import DraftState, Problem
from models.problem_notices import ProblemLeft
from models.refusal import Refusal

_EXPECTED = "Look into this one by itself."


def leave(work: Work, number: int, *, reason: str) -> None:
    """Its CSM takes it out; the department is offered it with the story so far, unless it is closed."""
    case = work.case(number)
    work.allow(Operation.STEER, case)
    inside = ties.membership(work, case.number)
    if inside is None:
        raise Refusal(f"{case.label} is in no Problem; nothing was changed.")
    problem = work.session.get(Problem, inside.problem)
    assert problem is not None
    inside.left_at = case.moved_at = work.now
    work.session.flush()
    drafts.settle(work, case, DraftState.DROPPED)
    entry = work.record(case, "left", reason)
    notice = ProblemLeft(case.number, problem.case_number, work.actor.name, reason)
    work.tell(work.desk_thread(case), notice, key=work.key(entry))
    if not case.is_closed:
        _offer_again(work, case, problem, reason)
    work.redraw(CaseCard(case.number))
    ties.redraw(work, problem)


def _offer_again(work: Work, case: Case, problem: Problem, reason: str) -> None:
    own = ties.open_handoffs(work, case.number)
    if any(one.department == problem.department for one in own):
        return
    why = f"It left Problem C-{problem.case_number}: {reason}"
    expected = _asked_before(work, case, problem.department)
    handoffs.offer(work, case, problem.department, why=why, expected=expected)


def _asked_before(work: Work, case: Case, department: str) -> str:
    """What they had been asked before it joined."""
    query = handoffs.of_department(case.number, department)
    before: Handoff | None = work.session.exec(query).first()
    return before.expected if before else _EXPECTED
