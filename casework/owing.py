"""A promise told for a card, a list or a reminder: who owes what on which case, as it stands now."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col, select

from casework import names, people
from casework.calendars import calendar_of
from casework.names import Names
from casework.reminders import IS_STILL_OWED
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.entry import Entry
from models.facts import Person, PromiseFacts, ReminderFacts, Where
from models.handoff import Handoff
from models.promise import Outcome, Promise, PromiseKind, Reminder
from models.thread import Thread

MOST = 40
"""Of one message; a person reads ten."""

_Found = tuple[Promise, Case, Customer, Handoff | None]


def facts(work: Work, promise_ids: Iterable[int]) -> dict[int, PromiseFacts]:
    """By the promise's id."""
    query = (
        select(Promise, Case, Customer, Handoff)
        .join(Case, col(Case.number) == col(Promise.case_number))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Handoff, col(Handoff.id) == col(Promise.handoff_id), isouter=True)
        .where(col(Promise.id).in_(list(promise_ids)))
    )
    rows: list[_Found] = [
        (promise, case, customer, handoff) for promise, case, customer, handoff in work.session.exec(query)
    ]
    called = names.of(
        work.session,
        [who for promise, case, *_ in rows for who in (promise.person, promise.ended_by, case.csm)],
    )
    return {row[0].id: _facts(work, called, row) for row in rows if row[0].id is not None}


def _facts(work: Work, called: Names, row: _Found) -> PromiseFacts:
    promise, case, customer, handoff = row
    assert promise.id is not None
    department = work.handbook.name_of(handoff.department) if handoff else None
    return PromiseFacts(
        id=promise.id,
        kind=promise.kind,
        case=case.number,
        title=case.title,
        customer=customer.name,
        severity=case.severity,
        department=department if promise.department else None,
        asker=department if promise.kind is PromiseKind.ANSWER else None,
        owner=Person(promise.person, called[promise.person]) if promise.person else None,
        csm=Person(case.csm, called[case.csm]),
        handoff=promise.handoff_id,
        asked=_asked(work, promise, handoff),
        opened_at=promise.opened_at,
        due_at=promise.due_at,
        late=_late(work, promise),
        is_overdue=promise.is_stalled(work.now),
        paused_until=promise.paused_until if promise.paused_at else None,
        pause_reason=promise.pause_reason if promise.paused_at else None,
        outcome=promise.outcome,
        ended_by=called[promise.ended_by] if promise.ended_by else None,
        where=_where(work, promise),
        is_replaced=_is_replaced(work, promise),
        is_reachable=customer.channel is not None,
    )


def _is_replaced(work: Work, promise: Promise) -> bool:
    if promise.outcome not in (Outcome.MOOT, Outcome.LATE):
        return False
    successor = select(Promise.id).where(
        col(Promise.case_number) == promise.case_number,
        col(Promise.ended_at).is_(None),
        col(Promise.kind) == promise.kind,
        col(Promise.handoff_id).is_not_distinct_from(promise.handoff_id),
        col(Promise.opened_at) == promise.opened_at,
    )
    return work.session.exec(successor).first() is not None


def _late(work: Work, promise: Promise) -> timedelta:
    if not promise.is_stalled(work.now):
        return timedelta(0)
    time = calendar_of(work.handbook, promise.kind, promise.department)
    return time.elapsed(promise.due_at, work.now)


def _asked(work: Work, promise: Promise, handoff: Handoff | None) -> str:
    if promise.kind is PromiseKind.ANSWER:
        asked = (
            select(Entry.text)
            .where(col(Entry.handoff_id) == promise.handoff_id, col(Entry.what) == "asked")
            .order_by(col(Entry.id).desc())
        )
        return work.session.exec(asked).first() or ""
    return handoff.expected if handoff else ""


def _where(work: Work, promise: Promise) -> Where | None:
    """The department's thread for what is the department's, the desk's for what is the CSM's."""
    its_own = (
        col(Thread.handoff_id) == promise.handoff_id
        if promise.department
        else col(Thread.handoff_id).is_(None)
    )
    thread = work.session.exec(
        select(Thread).where(col(Thread.case_number) == promise.case_number, its_own)
    ).first()
    return (thread.channel, thread.ts) if thread and thread.ts else None


def of_batch(work: Work, batch: int, *, is_new: bool) -> tuple[ReminderFacts, ...]:
    """What stands in one message, the oldest debt first; of a new one only what is still owed."""
    is_owed = col(Promise.ended_at).is_(None) & col(Promise.paused_at).is_(None)
    query = (
        select(Reminder)
        .join(Promise, col(Promise.id) == col(Reminder.promise_id))
        .where(col(Reminder.batch) == batch, col(Reminder.dropped_at).is_(None))
        .order_by(is_owed.desc(), col(Promise.due_at), col(Reminder.id))
        .limit(MOST)
    )
    reminders = work.session.exec(query.where(is_owed) if is_new else query).all()
    known = facts(work, {one.promise_id for one in reminders})
    return tuple(_told(work, one, known[one.promise_id]) for one in reminders)


def owed_in(work: Work, batch: int) -> int:
    """How much of one message is still owed."""
    query = (
        select(func.count(func.distinct(col(Reminder.promise_id))))
        .join(Promise, col(Promise.id) == col(Reminder.promise_id))
        .where(col(Reminder.batch) == batch, IS_STILL_OWED)
    )
    return int(work.session.exec(query).one())


def of_reminder(work: Work, reminder_id: int) -> ReminderFacts:
    reminder = work.session.get(Reminder, reminder_id)
    assert reminder is not None
    return _told(work, reminder, facts(work, [reminder.promise_id])[reminder.promise_id])


def _told(work: Work, reminder: Reminder, promise: PromiseFacts) -> ReminderFacts:
    is_owner = promise.owner is not None and promise.owner.user_id == reminder.person
    return ReminderFacts(
        promise,
        reminder.rung,
        is_owner,
        reminder.note,
        may_work=is_owner or _may_work(work, reminder),
        longest_snooze=work.handbook.ladder.longest_snooze,
    )


def _may_work(work: Work, reminder: Reminder) -> bool:
    """A lead need not sit in the department's channel; then they can only say who shall."""
    if reminder.person in work.handbook.managers:
        return True
    promise = work.session.get(Promise, reminder.promise_id)
    department = work.handbook.departments.get(promise.department or "") if promise else None
    return department is None or people.sits_in(work.session, reminder.person, department.channel)
