"""While their case goes on, a customer knows by when they hear next."""

from sqlmodel import col, select

from casework import promised
from casework.owed import Owed
from casework.voice import status
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.customer import Customer
from models.customer_view import CustomerView
from models.promise import Promise, PromiseKind


def promise(work: Work, case: Case) -> None:
    """Within the handbook's time for its severity, unless another time is promised already.

    Nothing is promised to who does not know of the case or has no channel to hear it in.
    """
    customer = work.session.get_one(Customer, case.customer_id)
    if customer.channel is None or work.session.get(CustomerView, case.number) is None:
        return
    begin(work, case)
    status.redraw(work, case.number)
    work.redraw(CaseCard(case.number))


def begin(work: Work, case: Case) -> None:
    """The promise alone."""
    if not _is_promised(work, case):
        next_at = work.now + work.handbook.voice.next_news[case.severity.value]
        promised.open_one(work, case, Owed(PromiseKind.UPDATE, None, case.csm), due_at=next_at)


def _is_promised(work: Work, case: Case) -> bool:
    query = select(Promise.id).where(
        col(Promise.case_number) == case.number,
        col(Promise.kind) == PromiseKind.UPDATE,
        col(Promise.ended_at).is_(None),
    )
    return work.session.exec(query).first() is not None
