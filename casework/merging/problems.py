"""A case that is in a Problem is merged: the one that lives on is in it then; an undo puts both back."""

from typing import Any

from sqlmodel import col, select

from casework.problems import ties
from casework.work import Work
from models.case import Case
from models.problem import Problem, ProblemCase
from models.refusal import Refusal


def must_agree(work: Work, going: Case, staying: Case) -> None:
    """Refusal for a Problem itself, and for cases of two Problems."""
    for case in (going, staying):
        if ties.carried(work, case.number) is not None:
            raise Refusal(
                f"{case.label} is a Problem; cases join it, and none is merged with it.", field="other"
            )
    theirs, own = (ties.membership(work, case.number) for case in (going, staying))
    if theirs and own and theirs.problem != own.problem:
        raise Refusal(
            f"{going.label} is in Problem C-{theirs.problem} and {staying.label} in Problem C-{own.problem}. "
            "Take one of them out first.",
            field="other",
        )


def move(work: Work, going: Case, staying: Case) -> dict[str, Any]:
    """Returns what an undo needs to know."""
    theirs = ties.membership(work, going.number)
    if theirs is None:
        return {}
    theirs.left_at = work.now
    work.session.flush()
    is_new = ties.membership(work, staying.number) is None
    if is_new:
        _add(work, theirs, staying.number)
    _redraw(work, theirs.problem)
    return {"number": theirs.problem, "is_new": is_new}


def move_back(work: Work, going: Case, staying: Case, moved: dict[str, Any]) -> None:
    """Unless either has been taken out since, or is in another one."""
    if not moved:
        return
    own = ties.membership(work, staying.number)
    if own is not None and own.problem == moved["number"]:
        _add(work, own, going.number)
        if moved["is_new"]:
            own.left_at = work.now
            work.session.flush()
    _redraw(work, moved["number"])


def _add(work: Work, like: ProblemCase, number: int) -> None:
    row = ProblemCase(
        problem=like.problem, case_number=number, joined_at=like.joined_at, joined_by=like.joined_by
    )
    work.session.add(row)
    work.session.flush()


def _redraw(work: Work, number: int) -> None:
    problem = work.session.exec(select(Problem).where(col(Problem.case_number) == number)).one()
    ties.redraw(work, problem)
