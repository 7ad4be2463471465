"""Which two cases may become one, and whose decision it is."""

from datetime import timedelta

from sqlmodel import col, select

from casework import access
from casework.access import Operation
from casework.merging import problems
from casework.people import name_of
from casework.work import Work
from models.case import Case
from models.merge import Merge
from models.refusal import Refusal


def both(work: Work, gone: int, stays: int) -> tuple[Case, Case]:
    """The two, locked, for somebody who may join them. Refusal that says why they cannot be joined."""
    if gone == stays:
        raise Refusal(f"C-{gone} is one case already; choose another one to join it with.", field="other")
    cases = lock(work, gone, stays)
    allow(work, *cases)
    for case in cases:
        _must_stand(case)
    if cases[0].customer_id != cases[1].customer_id:
        raise Refusal(
            f"C-{gone} and C-{stays} are of different customers, and their words stay apart. "
            "If they have one cause, make it a Problem: *Same problem*.",
            field="other",
        )
    problems.must_agree(work, *cases)
    return cases


def lock(work: Work, one: int, other: int) -> tuple[Case, Case]:
    """Both, the lower number first: two who do this never wait for each other."""
    locked = {number: work.exactly(number) for number in sorted((one, other))}
    return locked[one], locked[other]


def allow(work: Work, *cases: Case) -> None:
    """The CSM of one of them decides it, or a manager."""
    access.admit(work.actor, Operation.STEER, work.handbook.company)
    if not any(access.kinds_here(work.actor, case, None) & access.ALLOWED[Operation.STEER] for case in cases):
        names = " or ".join(dict.fromkeys(name_of(work.session, case.csm) for case in cases))
        labels = " and ".join(case.label for case in cases)
        raise Refusal(f"Only {names}, a manager or an admin can do that with {labels}. Nothing was changed.")


def _must_stand(case: Case) -> None:
    if case.merged_into is not None:
        raise Refusal(
            f"{case.label} was merged into C-{case.merged_into} already; choose that one.", field="other"
        )
    if case.is_closed:
        raise Refusal(f"{case.label} is closed. Reopen it first; nothing was changed.", field="other")


def must_be_undoable(work: Work, merge: Merge, stays: Case) -> None:
    """Refusal when it is too late, or when another merge came after it: the last is undone first."""
    if stays.merged_into is not None:
        raise Refusal(f"{stays.label} was merged into C-{stays.merged_into} since; undo that first.")
    later = select(Merge.gone).where(
        col(Merge.stays) == stays.number, col(Merge.undone_at).is_(None), col(Merge.id) > merge.id
    )
    newer = work.session.exec(later.order_by(col(Merge.id).desc())).first()
    if newer is not None:
        raise Refusal(f"C-{newer} was merged into {stays.label} since; undo that first.")
    longest = work.handbook.matching.undo_merge
    if work.now > merge.at + longest:
        raise Refusal(
            f"C-{merge.gone} was merged more than {_days(longest)} ago, and that is final. "
            "What is another matter after all can be split off."
        )


def _days(length: timedelta) -> str:
    return f"{length.days} days" if length.days != 1 else "a day"
