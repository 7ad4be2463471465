"""After every operation, in its transaction: what follows from what was done to a case."""

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import waits
from casework.work import Work
from models.case import Case
from models.handoff import OPEN_STATUSES, Handoff

_CASE = select(Case).where(col(Case.number) == bindparam("number"))
_OPEN_HANDOFFS = (
    select(Handoff)
    .where(col(Handoff.case_number) == bindparam("number"), col(Handoff.status).in_(OPEN_STATUSES))
    .order_by(col(Handoff.id))
)


def settle(work: Work) -> None:
    """Every case that something was recorded of: its promises and its waiting time follow."""
    for number in sorted(work.touched):
        case = work.session.exec(_CASE, params={"number": number}).one()
        handoffs = list(work.session.exec(_OPEN_HANDOFFS, params={"number": case.number}))
        waits.follow(work, case, handoffs)
