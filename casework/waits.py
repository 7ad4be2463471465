"""Who has the ball: a row for every stretch of a case's life, opened and closed by the case's own steps."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, update
from sqlmodel import col, select

from casework.work import Work
from models.append import append
from models.case import Case
from models.customer_view import CustomerView
from models.handoff import Handoff
from models.wait import Holder, Wait

Ball = tuple[Holder, str | None]
"""Who has it, and for which department: a key of the handbook, empty between us and them."""

_OF_THE_CASE = col(Wait.case_number) == bindparam("number")
_LASTS = col(Wait.until).is_(None)
_LASTING = select(Wait.holder, Wait.department).where(_OF_THE_CASE, _LASTS)
_NEWEST = select(func.max(func.coalesce(col(Wait.until), col(Wait.since)))).where(_OF_THE_CASE)
_END = (
    update(Wait)
    .where(_OF_THE_CASE, _LASTS)
    .values(until=bindparam("at"))
    .execution_options(synchronize_session=False)
)


def follow(work: Work, case: Case, handoffs: Sequence[Handoff]) -> bool:
    """What is remembered follows who has the ball now; returns whether it was passed on.

    ``handoffs`` are the open ones by which the case moves: its own, or its Problem's.
    """
    had = set(work.session.exec(_LASTING, params={"number": case.number}))
    has = holders(case, handoffs) or _between_us(work, case)
    if had != has:
        _pass_on(work, case.number, has)
    return had != has


def lasting(work: Work, number: int) -> list[int | None]:
    """The ids of the stretches that go on."""
    query = select(Wait.id).where(col(Wait.case_number) == number, _LASTS)
    return list(work.session.exec(query))


def holders(case: Case, handoffs: Sequence[Handoff]) -> set[Ball]:
    """Departments: one at work comes before one that is stuck. None while the case is closed."""
    if case.is_closed:
        return set()
    at_work = [one for one in handoffs if one.paused_until is None]
    return {_ball(one) for one in at_work or handoffs}


def _between_us(work: Work, case: Case) -> set[Ball]:
    """No department has it: the customer, while they are asked something, else the CSM."""
    if case.is_closed:
        return set()
    view = work.session.get(CustomerView, case.number)
    return {(Holder.CUSTOMER if view and view.with_them_since else Holder.CSM, None)}


def _ball(handoff: Handoff) -> Ball:
    if handoff.paused_until is None:
        return Holder.DEPARTMENT, handoff.department
    return Holder.CUSTOMER if handoff.waits_for_customer else Holder.PAUSED, handoff.department


def _pass_on(work: Work, number: int, has: set[Ball]) -> None:
    at = _now_or_later(work, number)
    work.session.exec(_END, params={"number": number, "at": at})
    for holder, department in sorted(has):
        append(
            work.session,
            Wait,
            case_number=number,
            holder=holder,
            department=department,
            shared_by=len(has),
            since=at,
        )


def _now_or_later(work: Work, number: int) -> datetime:
    """Whoever waited for the case's lock may have an older ``now`` than who had it before."""
    newest: datetime | None = work.session.exec(_NEWEST, params={"number": number}).one()
    return max(work.now, newest) if newest else work.now
