"""What a customer sees of their case: one living message, from the acknowledgement to the end."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import col, select

from casework import people
from casework.merging import families
from casework.voice import approvals
from casework.work import Work
from models.approval import Approval
from models.case import Case, CaseStatus
from models.customer import Customer
from models.customer_notices import Asked, CustomerNotice, CustomerStatus, Progress, StatusFacts
from models.customer_talk import CustomerThread
from models.customer_text import TheirWords
from models.customer_view import CustomerView
from models.handoff import Handoff, HandoffStatus
from models.outgoing import Outgoing
from models.promise import Promise, PromiseKind


def begin(work: Work, case: Case, thread: CustomerThread) -> None:
    """Acknowledge the case in its customer's thread. Refusal where nobody agreed to that."""
    customer = work.session.get_one(Customer, case.customer_id)
    notice = CustomerStatus(case.number)
    work.tell_customer(approvals.standing(work, customer), thread, notice, key=status_key(case.number))


def status_key(number: int) -> str:
    return f"status:{number}"


def redraw(work: Work, number: int) -> None:
    """Bring the customer's message up to date, and those of the cases that go on in this one."""
    family = families.family(work.session, number)
    work.retell(col(Outgoing.key).in_([status_key(one) for one in family]))


class NotTheirs(LookupError):
    """What is about another customer; the message is given up, and says nothing."""


def fill(work: Work, notice: CustomerNotice, row: Outgoing) -> CustomerNotice:
    """A living notice with the facts of this moment; every other one as it is.

    Raises NotTheirs for a case that is not the customer's to whom ``row`` goes.
    """
    if not isinstance(notice, CustomerStatus):
        return notice
    customer_id = work.session.get_one(Approval, row.approval_id).customer_id
    return replace(notice, facts=facts(work, work.session.get_one(Case, notice.case), customer_id))


def facts(work: Work, case: Case, customer_id: int) -> StatusFacts:
    """As of now; a case that was merged shows where its survivor stands, under its own number and title.

    Raises NotTheirs where any of it is about another customer than this one.
    """
    view = work.session.get(CustomerView, case.number)
    survivor = work.session.get_one(Case, families.survivor(work.session, case.number))
    if {case.customer_id, survivor.customer_id} != {customer_id}:
        raise NotTheirs(f"C-{case.number} is not customer {customer_id}'s")
    return StatusFacts(
        number=case.number,
        title=TheirWords(view.title if view else ""),
        opened_at=case.opened_at,
        progress=_progress(work, survivor, view),
        csm=people.name_of(work.session, survivor.csm),
        next_at=None if survivor.is_closed else _next_news(work, survivor),
        asks=_asks(survivor, view),
        score=view.score if view else None,
        is_quiet_end=survivor.is_closed
        and view is not None
        and view.asked_again_at is not None
        and view.solved_at is None,
    )


def _asks(case: Case, view: CustomerView | None) -> Asked:
    """One question at a time."""
    if view is None:
        return Asked.NOTHING
    if view.asked_at is not None:
        return Asked.SOLVED
    if not case.is_closed or view.solved_at is None:
        return Asked.NOTHING
    if view.score is None:
        return Asked.SCORE
    return Asked.NOTHING if view.score_words else Asked.WORDS


def _progress(work: Work, case: Case, view: CustomerView | None) -> Progress:
    if case.is_closed:
        return Progress.SOLVED if view is None or view.asked_at is None else Progress.ANSWERED
    if view is not None and view.waits_since is not None:
        return Progress.WAITS_FOR_YOU
    if view is not None and view.told_at is not None:
        return Progress.ANSWERED
    return (
        Progress.IN_HANDS
        if _was_taken(work, case) or case.status is CaseStatus.ANSWERED
        else Progress.RECEIVED
    )


def _was_taken(work: Work, case: Case) -> bool:
    taken = (HandoffStatus.ACCEPTED, HandoffStatus.DONE)
    query = select(Handoff.id).where(col(Handoff.case_number) == case.number, col(Handoff.status).in_(taken))
    return work.session.exec(query).first() is not None


def _next_news(work: Work, case: Case) -> datetime | None:
    """What was promised to the customer, and nothing that we promise each other."""
    query = select(Promise.due_at).where(
        col(Promise.case_number) == case.number,
        col(Promise.kind) == PromiseKind.UPDATE,
        col(Promise.ended_at).is_(None),
    )
    return work.session.exec(query).first()
