"""What one person's home shows: offers waiting, what they hold, their cases, their department's queue."""

from sqlmodel import col, exists, or_, select

from casework import access, lists, names, questions
from casework.access import Operation
from casework.names import Names
from casework.work import Work
from models.case import Case, CaseStatus
from models.customer import Customer
from models.entry import Entry
from models.facts import HomeFacts, Person, QueueLine
from models.handoff import OPEN_STATUSES, Handoff, HandoffStatus
from models.thread import Thread

FIRST = 10


def of_actor(work: Work) -> HomeFacts:
    """The home of whoever asks."""
    me = work.actor
    access.admit(me, Operation.READ, work.handbook.company)
    numbers = _my_cases(work)
    lines = _open_handoffs(work)
    held = [line for owner, line in lines if owner == me.user_id]
    offers = [line for _, line in lines if line.status is HandoffStatus.OFFERED]
    others = [line for owner, line in lines if owner not in (None, me.user_id)]
    names = [work.handbook.name_of(key) for key in work.handbook.departments if key in me.departments]
    return HomeFacts(
        person=Person(me.user_id, me.name),
        is_csm=me.is_csm,
        departments=tuple(names),
        my_cases=lists.case_lines(work, numbers[:FIRST]),
        my_handoffs=tuple(held[:FIRST]),
        offers=tuple(offers[:FIRST]),
        queue=tuple(others[:FIRST]),
        may_open=access.may(me, Operation.OPEN_CASE),
        totals=(len(numbers), len(held), len(offers), len(others)),
    )


def _my_cases(work: Work) -> list[int]:
    """Open ones, first those where the customer or a department waits for the CSM."""
    mine = select(Case.number).where(
        col(Case.csm) == work.actor.user_id, col(Case.status) != CaseStatus.CLOSED
    )
    is_asked = exists().where(col(Entry.case_number) == col(Case.number), questions.IS_WAITING)
    waits_for_csm = or_(col(Case.status) == CaseStatus.ANSWERED, is_asked)
    order = (waits_for_csm.desc(), col(Case.moved_at).desc(), col(Case.number).desc())
    return list(work.session.exec(mine.order_by(*order)))


def _open_handoffs(work: Work) -> list[tuple[str | None, QueueLine]]:
    """Every open hand-off of the person's departments, and any they hold elsewhere, oldest first."""
    query = (
        select(Handoff, Case, Customer.name, Thread)
        .join(Case, col(Case.number) == col(Handoff.case_number))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Thread, col(Thread.handoff_id) == col(Handoff.id))
        .where(
            col(Handoff.status).in_(OPEN_STATUSES),
            or_(
                col(Handoff.department).in_(work.actor.departments),
                col(Handoff.owner) == work.actor.user_id,
            ),
        )
        .order_by(col(Handoff.id))
    )
    rows = work.session.exec(query).all()
    called = names.of(work.session, [handoff.owner for handoff, *_ in rows])
    return [
        (handoff.owner, _line(called, handoff, case, customer, thread))
        for handoff, case, customer, thread in rows
    ]


def _line(called: Names, handoff: Handoff, case: Case, customer: str, thread: Thread) -> QueueLine:
    assert handoff.id is not None
    return QueueLine(
        handoff=handoff.id,
        number=case.number,
        title=case.title,
        customer=customer,
        severity=case.severity,
        status=handoff.status,
        owner=called[handoff.owner] if handoff.owner else None,
        offered_at=handoff.offered_at,
        paused_until=handoff.paused_until,
        where=(thread.channel, thread.ts) if thread.ts else None,
    )
