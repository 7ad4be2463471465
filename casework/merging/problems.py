"""A case that is in a Problem is merged: the one that lives on is in it then; an undo puts both back."""

from typing import Any

from casework import loop
from casework.problems import drafts, joining, ties
from casework.work import Work
from models.case import Case, CaseStatus
from models.problem import DraftState, Problem, ProblemCase, ProblemDraft
from models.refusal import Refusal


def must_agree(work: Work, going: Case, staying: Case) -> None:
    """Refusal for a Problem itself, and for cases of two Problems."""
    for case in (going, staying):
        if ties.carried(work, case.number) is not None:
            sentence = f"{case.label} is a Problem; cases join it, and none is merged with it."
            raise Refusal(sentence, field="other")
    theirs, own = (ties.membership(work, case.number) for case in (going, staying))
    if theirs and own and theirs.problem != own.problem:
        raise Refusal(
            f"{going.label} is in Problem C-{theirs.problem} and {staying.label} in Problem C-{own.problem}. "
            "Take one of them out first.",
            field="other",
        )


def move(work: Work, going: Case, staying: Case) -> dict[str, Any]:
    """Returns what an undo needs to know. Who changes what is in a Problem holds its case."""
    theirs = ties.membership(work, going.number)
    if theirs is None:
        return {}
    work.exactly(theirs.problem)
    theirs.left_at = work.now
    work.session.flush()
    is_new = ties.membership(work, staying.number) is None
    if is_new:
        _add(work, theirs, staying.number)
    return {"number": theirs.problem, "is_new": is_new, "draft": _move_draft(work, going, staying)}


def _move_draft(work: Work, going: Case, staying: Case) -> int | None:
    """What waits to be sent waits once: the customer is one."""
    draft = drafts.waiting(work, going.number)
    if draft is None:
        return None
    if drafts.waiting(work, staying.number) is None:
        draft.case_number = staying.number
    else:
        draft.state, draft.settled_by = DraftState.REPLACED, work.by
    work.session.flush()
    drafts.redraw(work, draft)
    return draft.id


def go_on(work: Work, staying: Case, moved: dict[str, Any]) -> None:
    """Once everything is filed: one turn a department in it, and it hears what the other would have heard."""
    if not moved:
        return
    problem = work.session.get_one(Problem, moved["number"])
    carrier = work.session.get_one(Case, problem.case_number)
    if not problem.is_fixed:
        joining.fold(work, carrier, problem, staying)
    elif staying.status is CaseStatus.OPEN:
        loop.follow_up(work, staying, problem)
    ties.redraw(work, problem)


def move_back(work: Work, going: Case, staying: Case, moved: dict[str, Any]) -> None:
    """Unless either has been taken out since, or is in another one."""
    if not moved:
        return
    work.exactly(moved["number"])
    own = ties.membership(work, staying.number)
    if own is not None and own.problem == moved["number"]:
        _add(work, own, going.number)
        if moved["is_new"]:
            own.left_at = work.now
            work.session.flush()
    _move_draft_back(work, going, moved["draft"])
    ties.redraw(work, work.session.get_one(Problem, moved["number"]))


def _move_draft_back(work: Work, going: Case, draft_id: int | None) -> None:
    """Unless it was sent since, or a newer one took its place."""
    draft = work.session.get(ProblemDraft, draft_id) if draft_id is not None else None
    if draft is None or draft.state not in (DraftState.WAITING, DraftState.REPLACED):
        return
    was_replaced_by_it = draft.case_number == going.number
    if draft.state is DraftState.REPLACED and not was_replaced_by_it:
        return
    draft.case_number, draft.state, draft.settled_by = going.number, DraftState.WAITING, None
    work.session.flush()
    drafts.redraw(work, draft)


def _add(work: Work, like: ProblemCase, number: int) -> None:
    row = ProblemCase(
        problem=like.problem, case_number=number, joined_at=like.joined_at, joined_by=like.joined_by
    )
    work.session.add(row)
    work.session.flush()
