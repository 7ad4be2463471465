"""What every case of a Problem has to hear of: few at once, many some at a time by the clock.

A round is a row: how far it has come stands in the transaction that told those cases, so that a crash
loses nothing and tells nobody twice. Whoever changes a round holds the Problem's case.
"""

from sqlalchemy import update
from sqlmodel import col, func, select

from casework.problems import members
from casework.problems.ties import IS_IN
from casework.work import Work
from models.problem import Problem, ProblemCase, ProblemRound, RoundKind

AT_ONCE = 10
"""So many cases hear of it in the transaction of whoever began the round."""
BATCH = 10
"""So many in one of the clock's: it must not keep others from writing for long."""
_OVERTAKES = {
    RoundKind.UPDATE: (RoundKind.UPDATE,),
    RoundKind.BALL: (RoundKind.BALL,),
    RoundKind.FIXED: tuple(RoundKind),
}


def begin(work: Work, problem: Problem, kind: RoundKind, *, update_id: int | None = None) -> None:
    """Every case in it is to hear of this; what it overtakes is not gone on with."""
    stop(work, problem, *_OVERTAKES[kind])
    one = ProblemRound(
        problem=problem.case_number, kind=kind, update_id=update_id, begun_at=work.now, begun_by=work.by
    )
    work.session.add(one)
    work.session.flush()
    if _size(work, problem) <= AT_ONCE:
        _go_on(work, problem, one, AT_ONCE + 1)


def stop(work: Work, problem: Problem, *kinds: RoundKind) -> None:
    """Nobody else hears of these."""
    work.session.exec(
        update(ProblemRound)
        .where(
            col(ProblemRound.problem) == problem.case_number,
            col(ProblemRound.kind).in_(kinds),
            col(ProblemRound.done_at).is_(None),
        )
        .values(done_at=work.now)
    )


def unfinished(work: Work) -> list[int]:
    """The ids of rounds that are to be gone on with, the oldest first."""
    query = select(ProblemRound.id).where(col(ProblemRound.done_at).is_(None)).order_by(col(ProblemRound.id))
    return [one for one in work.session.exec(query) if one is not None]


def go_on(work: Work, round_id: int) -> bool:
    """The next cases hear of it, in the name of whoever began it. Returns whether any are left."""
    number = work.session.exec(select(ProblemRound.problem).where(col(ProblemRound.id) == round_id)).one()
    work.case(number)
    one = work.session.get(ProblemRound, round_id, populate_existing=True)
    problem = work.session.get(Problem, number, populate_existing=True)
    assert one is not None
    assert problem is not None
    if one.done_at is None:
        work.by = one.begun_by
        _go_on(work, problem, one, BATCH)
    return one.done_at is None


def _go_on(work: Work, problem: Problem, one: ProblemRound, most: int) -> None:
    numbers = _next(work, problem, one.after, most)
    for number in numbers:
        members.hears(work, problem, number, one.kind, one.update_id)
    one.after = numbers[-1] if numbers else one.after
    if len(numbers) < most:
        one.done_at = work.now


def _next(work: Work, problem: Problem, after: int, most: int) -> list[int]:
    query = (
        select(ProblemCase.case_number)
        .where(col(ProblemCase.problem) == problem.case_number, IS_IN, col(ProblemCase.case_number) > after)
        .order_by(col(ProblemCase.case_number))
        .limit(most)
    )
    return list(work.session.exec(query))


def _size(work: Work, problem: Problem) -> int:
    query = select(func.count()).where(col(ProblemCase.problem) == problem.case_number, IS_IN)
    return int(work.session.exec(query).one())
