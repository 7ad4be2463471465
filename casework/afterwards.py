"""After every operation, in its transaction: what follows from what was done to a case."""

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import promises, waits
from casework.work import Work
from models.case import Case
from models.handoff import OPEN_STATUSES, Handoff

_OPEN_HANDOFFS = (
    select(Handoff)
    .where(col(Handoff.case_number) == bindparam("number"), col(Handoff.status).in_(OPEN_STATUSES))
    .order_by(col(Handoff.id))
)


def settle(work: Work) -> None:
    """Every case that something was recorded of: its promises and its waiting time follow."""
    for number in sorted(work.touched):
        case = work.session.get(Case, number)
        assert case is not None
        handoffs = list(work.session.exec(_OPEN_HANDOFFS, params={"number": number}))
        promises.follow(work, case, handoffs)
        waits.follow(work, case, handoffs)
