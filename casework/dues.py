"""By when what is owed: the live promises of cases and hand-offs, for the lines of cards and lists."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from casework.work import Work
from models.facts import Due
from models.promise import OF_THE_CSM, Promise, PromiseKind

_LATER = (PromiseKind.RESUME, PromiseKind.TELL)
"""Their clocks may begin some time after they were made: when a pause ends, when a customer stays silent."""


def of_cases(work: Work, numbers: list[int] | SelectOfScalar[int]) -> dict[int, list[Due]]:
    """Everything owed on these cases, by number; of each the first due first."""
    return _by_case(work, col(Promise.case_number).in_(numbers))


def of_handoffs(work: Work, which: ColumnElement[bool]) -> dict[int, Due]:
    """What departments owe next, by the hand-off's id. ``which`` is asked of ``Promise.handoff_id``."""
    by_handoff: dict[int, list[Due]] = {}
    for dues in _by_case(work, which).values():
        for due in dues:
            by_handoff.setdefault(due.handoff or 0, []).append(due)
    found = {handoff: of_department(dues, handoff) for handoff, dues in by_handoff.items()}
    return {handoff: due for handoff, due in found.items() if due}


def of_department(dues: Iterable[Due], handoff_id: int) -> Due | None:
    """What the department owes next: what runs goes before what is put aside."""
    theirs = [due for due in dues if due.handoff == handoff_id and due.kind not in OF_THE_CSM]
    return min(theirs, key=lambda due: due.is_paused, default=None)


def of_csm(dues: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(due for due in dues if due.kind in OF_THE_CSM)


def answer_of(dues: Iterable[Due], handoff_id: int) -> Due | None:
    """The answer that the CSM owes the department."""
    asked = (due for due in dues if due.handoff == handoff_id and due.kind is PromiseKind.ANSWER)
    return next(asked, None)


def first(dues: Iterable[Due]) -> Due | None:
    """What is due first of what runs."""
    return next((due for due in dues if not due.is_paused), None)


def _by_case(work: Work, which: ColumnElement[bool]) -> dict[int, list[Due]]:
    query = (
        select(Promise)
        .where(which, col(Promise.ended_at).is_(None))
        .order_by(col(Promise.due_at), col(Promise.id))
    )
    found: dict[int, list[Due]] = {}
    for promise in work.session.exec(query):
        found.setdefault(promise.case_number, []).append(_due(work, promise))
    return found


def _due(work: Work, promise: Promise) -> Due:
    is_to_come = promise.kind in _LATER and promise.runs_from > work.now
    return Due(
        kind=promise.kind,
        at=promise.due_at,
        is_overdue=promise.is_stalled(work.now),
        is_paused=is_to_come or promise.paused_at is not None,
        handoff=promise.handoff_id,
        waits_for_them=is_to_come and promise.kind is PromiseKind.TELL,
    )
