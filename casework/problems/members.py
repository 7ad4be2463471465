"""What one case does when it hears of its Problem: a draft waits, it can be told, or others have the ball."""

from casework import loop
from casework.problems import drafts
from casework.work import Work
from models.case_notices import CaseCard
from models.problem import DraftState, Problem, ProblemUpdate, RoundKind


def hears(work: Work, problem: Problem, number: int, kind: RoundKind, update_id: int | None) -> None:
    """A closed case needs to hear of nothing."""
    case = work.case(number)
    if case.is_closed:
        return
    match kind:
        case RoundKind.UPDATE:
            update = work.session.get(ProblemUpdate, update_id)
            assert update is not None
            drafts.write(work, case, update)
        case RoundKind.FIXED:
            drafts.settle(work, case, DraftState.REPLACED)
            loop.follow_up(work, case, problem)
        case RoundKind.BALL:
            work.touch(case, "ball")
            return
    work.redraw(CaseCard(case.number))
