"""Is every open case looked after? What is missing, as queries, and how one case is repaired."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import case as either
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select

from casework import nudges, promises
from casework.work import Work
from models.case import NOT_CLOSED, Case
from models.findings import Finding, Gap
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.member import Member, Standing
from models.problem import Problem, ProblemCase, ProblemRound, RoundKind
from models.promise import LOOKED_AT_IN_VAIN, Promise, PromiseKind
from models.wait import Wait

MOST = 500
"""So many of each are found, and so many cases repaired, in one round."""
LATE = timedelta(minutes=5)

_NOT_CLOSED = col(Case.status).in_(NOT_CLOSED)
_resume = aliased(Promise)
_of_problem = aliased(Promise)
_LIVE = col(Promise.ended_at).is_(None)
_RUNS = col(Promise.paused_at).is_(None)
_IS_PROMISED = exists().where(col(Promise.case_number) == col(Case.number), _LIVE)
_WHAT_IT_OWES = either(
    (col(Handoff.status) == HandoffStatus.OFFERED, PromiseKind.ACCEPT.value), else_=PromiseKind.PROGRESS.value
)
_HANDOFF_IS_PROMISED = exists().where(
    col(Promise.handoff_id) == col(Handoff.id), col(Promise.kind) == _WHAT_IT_OWES, _LIVE
)
_COMES_BACK = exists().where(
    col(_resume.handoff_id) == col(Promise.handoff_id),
    col(_resume.kind) == PromiseKind.RESUME,
    col(_resume.ended_at).is_(None),
)
_ITS_PROBLEM_IS_PROMISED = exists().where(
    col(ProblemCase.case_number) == col(Case.number),
    col(ProblemCase.left_at).is_(None),
    col(_of_problem.case_number) == col(ProblemCase.problem),
    col(_of_problem.ended_at).is_(None),
)
_IS_BEING_TOLD = exists().where(
    col(ProblemCase.case_number) == col(Case.number),
    col(ProblemCase.left_at).is_(None),
    col(ProblemRound.problem) == col(ProblemCase.problem),
    col(ProblemRound.kind) == RoundKind.FIXED,
    col(ProblemRound.done_at).is_(None),
)
_IS_FIXED = exists().where(col(Problem.case_number) == col(Case.number), col(Problem.fixed_at).is_not(None))
_HAS_A_BALL = exists().where(col(Wait.case_number) == col(Case.number), col(Wait.until).is_(None))

QUERIES: Mapping[Gap, Any] = {
    Gap.NO_PROMISE: select(Case.number).where(
        _NOT_CLOSED, ~_IS_PROMISED, ~_ITS_PROBLEM_IS_PROMISED, ~_IS_BEING_TOLD, ~_IS_FIXED
    ),
    Gap.NO_PROMISE_OF_HANDOFF: select(Handoff.case_number).where(
        col(Handoff.status).in_(OPEN_STATUSES), ~_HANDOFF_IS_PROMISED
    ),
    Gap.NO_LOOK: select(Promise.case_number).where(_LIVE, _RUNS, col(Promise.next_at).is_(None)),
    Gap.NO_WAY_BACK: select(Promise.case_number).where(
        _LIVE, col(Promise.paused_at).is_not(None), ~_COMES_BACK
    ),
    Gap.NO_WAIT: select(Case.number).where(_NOT_CLOSED, ~_HAS_A_BALL),
    Gap.NOT_SWEPT: select(Promise.case_number).where(_LIVE, col(Promise.next_at) <= bindparam("late")),
    Gap.IN_VAIN: select(Promise.case_number).where(LOOKED_AT_IN_VAIN),
    Gap.NO_CSM: select(Case.number)
    .join(Member, col(Member.user_id) == col(Case.csm))
    .where(_NOT_CLOSED, col(Member.standing) != Standing.STAFF),
}
"""By gap: the numbers of the cases that have it."""
REPAIRABLE = (Gap.NO_PROMISE, Gap.NO_PROMISE_OF_HANDOFF, Gap.NO_LOOK, Gap.NO_WAY_BACK, Gap.NO_WAIT)
"""The others are for people: nothing is re-assigned by a machine."""

Found = dict[Gap, list[int]]
"""By gap, the numbers of cases."""


def look(work: Work) -> Found:
    """Every gap, with the cases that have it, each as often as it has it."""
    params = {"late": work.now - LATE}
    return {gap: list(work.session.exec(query.limit(MOST), params=params)) for gap, query in QUERIES.items()}


def repair(work: Work, number: int) -> None:
    """The case's promises and waits follow from what it is, as after an operation, from now on."""
    case = work.case(number)
    for promise in promises.of_case(work, number):
        if promise.paused_at is None and promise.next_at is None:
            nudges.schedule(work, promise)
    work.touch(case, promises.AUDITED)


def open_findings(work: Work) -> tuple[Finding, ...]:
    """What is wrong now, for people; empty when all is well."""
    return tuple(Finding(gap, len(cases), len(cases)) for gap, cases in look(work).items() if cases)
