"""A new case says what a fixed Problem was about: is it back?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import cases, handoffs
from casework.access import Operation
from casework.matching import verdicts
from casework.matching.likeness import Like
from casework.people import name_of
from casework.problems import joining, ties
from casework.problems.ties import IS_IN
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.entry import Entry
from models.notices import from_row, to_row
from models.outgoing import Outgoing
from models.problem import Problem, ProblemCase
from models.problem_notices import ProblemReturns
from models.refusal import Refusal


def notice_return(work: Work, case: Case, likes: Sequence[Like]) -> int | None:
    """Ask in the case's desk thread whether a fixed Problem is back; returns its number.

    ``likes`` are those that are alike enough; see ``suggestions.look_for_problems``. Asked once for a case
    and a Problem; never of a case that is in a Problem, or is closed.
    """
    found = _best(work, likes) if not case.is_closed and ties.tied(work, case.number) is None else None
    if found is None or _was_asked(work, case, found[0]):
        return None
    problem, like = found
    carrier = work.session.get(Case, problem.case_number)
    assert carrier is not None
    assert problem.fixed_at is not None
    notice = ProblemReturns(
        case.number,
        problem.case_number,
        like.number,
        carrier.title,
        problem.fixed_at,
        times=_times_fixed(work, problem) + 1,
        since=carrier.opened_at,
    )
    work.tell(work.desk_thread(case), notice, key=_key(case.number, problem.case_number))
    return problem.case_number


def notice_return_of(work: Work, number: int, likes: Sequence[Like]) -> int | None:
    return notice_return(work, work.case(number), likes)


def _best(work: Work, likes: Sequence[Like]) -> tuple[Problem, Like] | None:
    """The fixed Problem whose case, or whose own text, is most like it."""
    enough = {one.number: one for one in likes}
    query = (
        select(Problem, ProblemCase.case_number)
        .join(ProblemCase, (col(ProblemCase.problem) == col(Problem.case_number)) & IS_IN, isouter=True)
        .where(
            col(Problem.fixed_at).is_not(None),
            col(ProblemCase.case_number).in_(enough) | col(Problem.case_number).in_(enough),
        )
    )
    found = [
        (problem, enough[number])
        for problem, member in work.session.exec(query)
        for number in (member, problem.case_number)
        if number in enough
    ]
    return max(found, key=lambda one: (one[1].score, one[0].case_number), default=None)


def _times_fixed(work: Work, problem: Problem) -> int:
    query = select(func.count()).where(
        col(Entry.case_number) == problem.case_number, col(Entry.what) == "fixed"
    )
    return int(work.session.exec(query).one())


def _key(number: int, problem: int) -> str:
    return f"returns:{number}:{problem}"


def _was_asked(work: Work, case: Case, problem: Problem) -> bool:
    return work.session.exec(_asked(work, case, problem.case_number)).first() is not None


def _asked(work: Work, case: Case, problem: int) -> SelectOfScalar[Outgoing]:
    key = f"{_key(case.number, problem)}:{work.desk_thread(case).id}"
    return select(Outgoing).where(col(Outgoing.key) == key)


def reopen(work: Work, number: int, *, problem: int, like: int) -> None:
    """It is back: the Problem is looked into again, with this case in it."""
    carrier, its = ties.to_change(work, problem)
    case = work.case(number)
    work.allow(Operation.JOIN, case)
    joining.must_be_free(work, carrier, case)
    if its.is_fixed or carrier.is_closed:
        customer = work.session.get(Customer, case.customer_id)
        assert customer is not None
        reason = f"{case.label} ({customer.name}) says the same."
        cases.reopen_again(work, carrier, reason=reason, by=work.actor.name)
        _offer_again(work, carrier, its, reason)
    joining.join(work, number, problem=problem)
    if case.number == number != like:
        verdicts.confirm(work.session, number, like, now=work.now)
    _settle(work, number, problem, "reopened")


def _offer_again(work: Work, carrier: Case, its: Problem, reason: str) -> None:
    is_with_them = any(one.department == its.department for one in ties.open_handoffs(work, carrier.number))
    if its.department in work.handbook.departments and not is_with_them:
        why = f"It is back: {reason}"
        handoffs.offer(work, carrier, its.department, why=why, expected=joining.EXPECTED)


def deny(work: Work, number: int, *, problem: int, like: int) -> None:
    """It is another matter: it is not asked again, and that teaches."""
    case = work.case(number)
    work.allow(Operation.JOIN, case)
    if work.case(like).number != case.number:
        verdicts.deny(work.session, number, like, now=work.now)
    work.record(case, "not_the_same", f"C-{problem}")
    _settle(work, number, problem, "denied")


def _settle(work: Work, number: int, problem: int, how: Literal["reopened", "denied"]) -> None:
    """``number`` as the button has it: the message stands where it was asked."""
    asked = _asked(work, work.session.get_one(Case, number), problem)
    for row in work.session.exec(asked.with_for_update()):
        notice = from_row(row.notice)
        if not isinstance(notice, ProblemReturns):
            continue
        if notice.settled is not None:
            raise Refusal(f"{notice.settled_by} has answered that already.")
        settled = replace(notice, settled=how, settled_by=name_of(work.session, work.actor.user_id))
        work.retell(col(Outgoing.id) == row.id, notice=to_row(settled))
