"""One promise: opened, put aside, begun anew, given another time, ended; its clock is the promiser's."""

from datetime import datetime, timedelta

from casework import nudges
from casework.calendars import calendar_of
from casework.owed import Owed
from casework.work import Work
from models.case import Case
from models.customer import Customer
from models.promise import Outcome, Promise, PromiseKind


def open_one(work: Work, case: Case, one: Owed, *, due_at: datetime | None = None) -> Promise:
    """Promised from now on. ``due_at`` is a time that was named, else the handbook's counts."""
    since, time = _begins(work, one), calendar_of(work.handbook, one.kind, one.department)
    allowed = time.elapsed(since, due_at) if due_at else _length(work, case, one.kind, one.department)
    promise = Promise(
        kind=one.kind,
        case_number=case.number,
        handoff_id=one.handoff.id if one.handoff else None,
        department=one.department,
        person=one.person,
        opened_at=work.now,
        runs_from=since,
        allowed_seconds=_seconds(allowed),
        due_at=due_at or since,
    )
    work.session.add(promise)
    if due_at is None:
        reckon(work, promise)
    nudges.schedule(work, promise)
    return promise


def _begins(work: Work, one: Owed) -> datetime:
    """Its clock never runs in the past: there nobody knew of it."""
    return max(one.since or work.now, work.now)


def end(work: Work, promise: Promise, outcome: Outcome) -> None:
    """Nobody owes it any more: what still reminds of it says so, or is never said."""
    promise.end(outcome, work.now, work.by)
    nudges.settle(work, promise)


def put_aside(work: Work, promise: Promise, one: Owed) -> None:
    """What has passed so far stays passed; a pause in a pause adds nothing."""
    assert one.handoff is not None
    if one.handoff.paused_until is not None:
        promise.paused_until, promise.pause_reason = one.handoff.paused_until, one.handoff.pause_reason
    if promise.paused_at is None:
        promise.spent_seconds = spent(work, promise)
        promise.paused_at, promise.next_at = work.now, None
        nudges.settle(work, promise)


def begin_anew(work: Work, case: Case, promise: Promise, one: Owed) -> Promise:
    """It moved: the clock begins again. Who was reminded of it already has kept it, and owes the next."""
    if promise.told_at is not None:
        end(work, promise, Outcome.LATE if promise.is_late(work.now) else Outcome.KEPT)
        work.session.flush()
        return open_one(work, case, one)
    promise.allowed_seconds = _seconds(_length(work, case, one.kind, one.department))
    promise.person, promise.opened_at, promise.runs_from = one.person, work.now, _begins(work, one)
    promise.spent_seconds = 0
    promise.paused_at = promise.paused_until = promise.pause_reason = None
    reckon(work, promise)
    nudges.schedule(work, promise)
    return promise


def allow_other_time(work: Work, case: Case, promise: Promise) -> None:
    """The case's severity is another one: what has passed of the promise has passed."""
    was_due = promise.due_at
    promise.allowed_seconds = _seconds(_length(work, case, promise.kind, promise.department))
    reckon(work, promise)
    if promise.paused_at is not None:
        return
    if promise.told_at is not None and promise.due_at > was_due:
        begin_lower(work, promise, was_late=was_due < work.now)
    else:
        nudges.schedule(work, promise)
        nudges.redraw(work, promise)


def begin_lower(work: Work, promise: Promise, *, was_late: bool) -> None:
    """There is more time than people were reminded by: that is over, and the ladder begins below."""
    again = Promise.model_validate(promise.model_dump(exclude={"id", "rung", "told_at", "next_at", "tries"}))
    end(work, promise, Outcome.LATE if was_late else Outcome.MOOT)
    work.session.flush()
    work.session.add(again)
    nudges.schedule(work, again)


def spent(work: Work, promise: Promise) -> int:
    """The working seconds that have passed of it."""
    if promise.paused_at is not None:
        return promise.spent_seconds
    passed = calendar_of(work.handbook, promise.kind, promise.department).elapsed(promise.runs_from, work.now)
    return promise.spent_seconds + max(int(passed.total_seconds()), 0)


def reckon(work: Work, promise: Promise) -> None:
    left = max(promise.allowed - promise.spent, timedelta(0))
    promise.due_at = calendar_of(work.handbook, promise.kind, promise.department).due(promise.runs_from, left)


def due_on(work: Work, case: Case, promise: Promise) -> datetime:
    """When it would be due if it were promised on this case: with its severity, and what has passed of it."""
    allowed = _length(work, case, promise.kind, promise.department)
    left = max(allowed - promise.spent, timedelta(0))
    return calendar_of(work.handbook, promise.kind, promise.department).due(promise.runs_from, left)


def _seconds(length: timedelta) -> int:
    """At least one: what is promised for at once is due at once, not never."""
    return max(int(length.total_seconds()), 1)


def _length(work: Work, case: Case, kind: PromiseKind, department: str | None) -> timedelta:
    customer = work.session.get(Customer, case.customer_id)
    assert customer is not None
    said = "decide" if kind in (PromiseKind.ANSWER, PromiseKind.APPROVE) else kind.value
    allowance = work.handbook.allowance(said, case.severity.value, customer.tier, department)
    return allowance.within(work.handbook.hours_of(department))
