"""After every operation, in its transaction: what follows from what was done to a case."""

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import promises, waits
from casework.matching import suggestions, taught
from casework.work import Work
from models.case import Case
from models.handoff import OPEN_STATUSES, Handoff
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
    for number in sorted(work.touched):
        case = work.session.get(Case, number)
        assert case is not None
        if not (work.touched[number] <= _WORDS and _follow_words(work, case)):
            _follow(work, case)
        if work.touched[number] & suggestions.CHANGES:
            suggestions.redraw(work, number)
    taught.settle(work)


def _follow(work: Work, case: Case) -> None:
    handoffs = list(work.session.exec(_OPEN_HANDOFFS, params={"number": case.number}))
    promises.follow(work, case, handoffs)
    waits.follow(work, case, handoffs)


def _follow_words(work: Work, case: Case) -> bool:
    """By one question instead of three: what is promised knows every open hand-off. False if it does not."""
    found = work.session.exec(_PROMISED, params={"number": case.number})
    rows: list[tuple[Promise, Handoff | None]] = [(promise, handoff) for promise, handoff in found]
    if not any(promise.kind in _WHOSE_TURN for promise, _ in rows):
        return False
    handoffs = {handoff.id: handoff for _, handoff in rows if handoff and handoff.is_open}
    promises.follow(work, case, list(handoffs.values()), [promise for promise, _ in rows])
    return True
