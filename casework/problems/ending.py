"""What closing and reopening a case mean where a Problem is concerned."""

from casework import promised
from casework.problems import drafts, fixing, rounds, ties
from casework.problems.fixing import prevention_promised
from casework.work import Work
from models.case import Case
from models.problem import DraftState, RoundKind
from models.promise import Outcome
from models.refusal import Refusal


def closes(work: Work, case: Case) -> None:
    """Somebody closes a case by hand. Refusal for a Problem that something is still owed on."""
    problem = ties.tied(work, case.number)
    if problem is None:
        return
    if problem.case_number != case.number:
        drafts.settle(work, case, DraftState.DROPPED)
        ties.redraw(work, problem)
    elif problem.owes_prevention:
        raise Refusal(f"{case.label} is still to be prevented from coming back; press *Prevented* first.")
    elif not problem.is_fixed and fixing.has_untold(work, problem):
        raise Refusal(
            f"{case.label} is a Problem with open cases: say that it is *Fixed*, so that each customer hears."
        )


def reopens(work: Work, case: Case) -> None:
    """A case is open again. A Problem is looked into again; what was found stays written."""
    problem = ties.tied(work, case.number)
    if problem is None:
        return
    if problem.case_number != case.number:
        ties.redraw(work, problem)
        return
    rounds.stop(work, problem, *RoundKind)
    problem.comes_back()
    promise = prevention_promised(work, case)
    if promise is not None:
        promised.end(work, promise, Outcome.MOOT)
