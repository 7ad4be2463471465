"""After every operation, in its transaction: what follows from what was done to a case."""

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import promises, waits
from casework.matching import suggestions, taught
from casework.owed import Elsewhere
from casework.problems import rounds, ties
from casework.voice import status
from casework.work import Work
from models.case import Case
from models.handoff import OPEN_STATUSES, Handoff
from models.problem import Problem, RoundKind
from models.promise import Promise, PromiseKind

_OPEN_HANDOFFS = (
    select(Handoff)
    .where(col(Handoff.case_number) == bindparam("number"), col(Handoff.status).in_(OPEN_STATUSES))
    .order_by(col(Handoff.id))
)
_PROMISED = (
    select(Promise, Handoff)
    .join(Handoff, col(Handoff.id) == col(Promise.handoff_id), isouter=True)
    .where(col(Promise.case_number) == bindparam("number"), col(Promise.ended_at).is_(None))
    .order_by(col(Promise.handoff_id))
)
_WORDS = frozenset({"said", "edited", "deleted"})
"""What happens most: nobody passes the ball by them, and no hand-off is opened or ended."""
_WHOSE_TURN = frozenset({PromiseKind.ACCEPT, PromiseKind.PROGRESS, PromiseKind.DECIDE, PromiseKind.TELL})


def settle(work: Work) -> None:
    """Every case that something happened to: promises, waiting time, what names it; then what it teaches."""
    settled: set[int] = set()
    while touched := work.touched.keys() - settled:
        for number in sorted(touched):
            case = work.session.get(Case, number)
            assert case is not None
            if not (work.touched[number] <= _WORDS and _follow_words(work, case)):
                _follow(work, case)
            if not work.touched[number] <= _WORDS:
                status.redraw(work, number)
            if work.touched[number] & suggestions.CHANGES:
                suggestions.redraw(work, number)
        settled |= touched
    taught.settle(work)


def _follow(work: Work, case: Case) -> None:
    handoffs = list(work.session.exec(_OPEN_HANDOFFS, params={"number": case.number}))
    if handoffs:
        promises.follow(work, case, handoffs)
        is_passed_on = waits.follow(work, case, handoffs)
        problem = ties.carried(work, case.number) if is_passed_on else None
    else:
        problem = ties.tied(work, case.number)
        promises.follow(work, case, handoffs, elsewhere=_elsewhere(work, case, problem))
        is_passed_on = waits.follow(work, case, _at_work(work, case, problem))
    if is_passed_on and problem is not None and problem.case_number == case.number and not problem.is_fixed:
        rounds.begin(work, problem, RoundKind.BALL)


def _elsewhere(work: Work, case: Case, problem: Problem | None) -> Elsewhere:
    """Where something is owed of a case that no department has."""
    if ties.is_worked_on(work, case, problem):
        return Elsewhere.IN_ITS_PROBLEM
    is_fixed = problem is not None and problem.case_number == case.number and problem.is_fixed
    return Elsewhere.IN_ITS_CASES if is_fixed else Elsewhere.NOWHERE


def _at_work(work: Work, case: Case, problem: Problem | None) -> list[Handoff]:
    """A case waits for those who work on its Problem."""
    if problem is None or not ties.is_worked_on(work, case, problem):
        return []
    return ties.open_handoffs(work, problem.case_number)


def _follow_words(work: Work, case: Case) -> bool:
    """By one question instead of three: what is promised knows every open hand-off. False if it does not."""
    found = work.session.exec(_PROMISED, params={"number": case.number})
    rows: list[tuple[Promise, Handoff | None]] = [(promise, handoff) for promise, handoff in found]
    if not any(promise.kind in _WHOSE_TURN for promise, _ in rows):
        return False
    handoffs = {handoff.id: handoff for _, handoff in rows if handoff and handoff.is_open}
    promises.follow(work, case, list(handoffs.values()), [promise for promise, _ in rows])
    return True
