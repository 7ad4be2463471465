"""Told, asked, and silent: one friendly question more, then the case is closed; any reply reopens it."""

from datetime import datetime

from sqlmodel import and_, col, or_, select

from casework import cases, loop, promised, promises
from casework.calendars import working_time
from casework.names import LIAISON
from casework.owed import Owed
from casework.voice import approvals, asked
from casework.work import Work
from models.case import Case
from models.case_notices import CaseClosed
from models.customer import Customer
from models.customer_notices import StillThere
from models.customer_view import CustomerView
from models.promise import PromiseKind
from models.refusal import Refusal

AT_ONCE = 100
CLOSED = "The customer was told, asked twice, and did not write."


def due(work: Work) -> list[int]:
    """The numbers of cases whose customers have been silent for the handbook's time, longest first.

    None while the company is not at work: nobody is asked at night.
    """
    if working_time(work.handbook.hours_of(None)).next_working(work.now) > work.now:
        return []
    voice = work.handbook.voice
    is_silent = or_(
        and_(
            col(CustomerView.asked_again_at).is_(None),
            col(CustomerView.asked_at) <= work.now - voice.ask_after,
        ),
        and_(
            col(CustomerView.asked_again_at).is_not(None),
            col(CustomerView.asked_again_at) <= work.now - voice.close_after,
        ),
    )
    query = (
        select(CustomerView.case_number)
        .where(col(CustomerView.asked_at).is_not(None), is_silent)
        .order_by(col(CustomerView.asked_at))
        .limit(AT_ONCE)
    )
    return list(work.session.exec(query))


def go_on(work: Work, number: int) -> None:
    """Ask them once more, or close it; nothing where they have said something meanwhile."""
    case = work.case(number)
    view = work.session.get(CustomerView, number, populate_existing=True)
    if view is None or view.asked_at is None:
        return
    if case.is_closed or loop.is_anybody_at_work(work, case):
        # It was ended by hand, or goes on: they will be told again, and asked again.
        asked.end(work, case)
    elif view.asked_again_at is None:
        if view.asked_at <= work.now - work.handbook.voice.ask_after:
            _ask_again(work, case, view.asked_at)
    elif view.asked_again_at <= work.now - work.handbook.voice.close_after:
        _close(work, case)


def _ask_again(work: Work, case: Case, asked_at: datetime) -> None:
    """Below their message. Where they cannot be asked, the CSM looks after it when its time has come."""
    customer = work.session.get_one(Customer, case.customer_id)
    try:
        approval = approvals.standing(work, customer)
        thread = approvals.thread_of(work, case, customer)
    except Refusal:
        asked.end(work, case)
        return
    key = f"still_there:{case.number}:{int(asked_at.timestamp())}"
    work.tell_customer(approval, thread, StillThere(case.number), key=key)
    for view in asked.views_of(work, case):
        view.asked_again_at = work.now
    work.record(case, "customer_asked_again")
    _wait_anew(work, case)


def _wait_anew(work: Work, case: Case) -> None:
    """All their time is before them, however late they were asked: nobody is reminded to tell them in it."""
    one = Owed(PromiseKind.TELL, None, case.csm, work.now + work.handbook.voice.close_after)
    for promise in promises.of_case(work, case.number):
        if promise.kind is PromiseKind.TELL:
            promised.begin_anew(work, case, promise, one)


def _close(work: Work, case: Case) -> None:
    asked.end(work, case)
    by = LIAISON.capitalize()
    cases.end(work, case, told=CLOSED, by=by, notice=CaseClosed(case.number, by, "", was_silent=True))
