"""A promise climbs its ladder: who is told at which rung, and what is left of it once it has ended."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import audiences, ladder, lapses, reminders
from casework.audiences import Ear
from casework.calendars import calendar_of
from casework.ladder import Reached
from casework.work import Work
from casework.working_time import WorkingTime
from models import upsert
from models.case import Case
from models.case_notices import CaseCard
from models.clock_notices import Nudged
from models.handoff_notices import HandoffCard
from models.outgoing import Delivery, Outgoing
from models.promise import Nudge, Outcome, Promise, PromiseKind, Reminder
from models.thread import Thread

UNSEEN = timedelta(minutes=15)
"""How long until an offer is looked at again whose card could not be posted yet."""
OVERDUE = 100
"""From this rung on its cards say that it is overdue."""
COMES_BACK = 0
"""The rung at which a pause is over."""

_CASE = (
    select(Case)
    .where(
        col(Case.number)
        == select(Promise.case_number).where(col(Promise.id) == bindparam("promise")).scalar_subquery()
    )
    .with_for_update()
)
_PROMISE = (
    select(Promise).where(col(Promise.id) == bindparam("promise")).execution_options(populate_existing=True)
)
_THREAD_OF_HANDOFF = select(Thread).where(col(Thread.handoff_id) == bindparam("handoff"))
_LINES = select(Outgoing.key).where(
    col(Outgoing.key) >= bindparam("first"), col(Outgoing.key) < bindparam("beyond")
)
_TOP = (
    select(Nudge.at)
    .where(col(Nudge.promise_id) == bindparam("promise"), col(Nudge.rung) >= bindparam("top"))
    .order_by(col(Nudge.rung))
    .limit(1)
)


def climb(work: Work, promise_id: int) -> None:
    """Look at one promise: tell whoever its rung means, or let it lapse. Does nothing twice."""
    found = locked(work, promise_id)
    if found is None:
        return
    case, promise = found
    promise.tries = 0
    if not promise.is_live or promise.paused_at is not None:
        promise.next_at = None
    elif _is_unseen(work, promise):
        promise.next_at = work.now + UNSEEN
    else:
        _climb(work, case, promise)


def locked(work: Work, promise_id: int) -> tuple[Case, Promise] | None:
    """The promise as it is now, and its case, which is locked."""
    while True:
        case = work.session.exec(_CASE, params={"promise": promise_id}).first()
        if case is None:
            return None
        promise = work.session.exec(_PROMISE, params={"promise": promise_id}).one()
        if promise.case_number == case.number:
            return case, promise


def _climb(work: Work, case: Case, promise: Promise) -> None:
    if promise.kind is PromiseKind.RESUME and promise.rung == COMES_BACK:
        lapses.pause_is_over(work, case, promise)
    if _has_lapsed(work, promise):
        _lapse(work, case, promise)
        return
    reached = ladder.reached(promise, work.handbook.ladder, _time(work, promise), work.now)
    with work.session.no_autoflush:  # the promise is written once, when it is known what comes next
        if reached is not None:
            _reach(work, case, promise, reached)
        schedule(work, promise)


def _is_unseen(work: Work, promise: Promise) -> bool:
    """An offer whose card is still on its way: nobody can have taken it."""
    if promise.kind is not PromiseKind.ACCEPT or promise.rung:
        return False
    query = (
        select(Outgoing.id)
        .join(Thread, col(Thread.id) == col(Outgoing.thread_id))
        .where(
            col(Thread.handoff_id) == promise.handoff_id,
            col(Outgoing.is_root),
            col(Outgoing.ts).is_(None),
            col(Outgoing.status) != Delivery.DEAD,
        )
    )
    return work.session.exec(query).first() is not None


def _lapse(work: Work, case: Case, promise: Promise) -> None:
    """It goes back, and so does whatever else was promised of the same turn."""
    lapses.lapse(work, case, promise)
    same = select(Promise).where(
        col(Promise.handoff_id) == promise.handoff_id,
        col(Promise.ended_at).is_(None),
        col(Promise.department).is_not(None),
    )
    for one in work.session.exec(same).all():
        one.end(Outcome.LAPSED if one.id == promise.id else Outcome.MOOT, work.now, None)
        settle(work, one)


def _has_lapsed(work: Work, promise: Promise) -> bool:
    when = _lapses_at(work, promise)
    return when is not None and when <= work.now and _somebody_heard(work, promise)


def _lapses_at(work: Work, promise: Promise) -> datetime | None:
    """Not before its top rung was told, and its people had their time."""
    rungs = work.handbook.ladder.rungs
    if promise.kind not in ladder.LAPSES or promise.rung < rungs[-1].at:
        return None
    top_at = work.session.exec(_TOP, params={"promise": promise.id, "top": rungs[-1].at}).first()
    return ladder.lapses_at(promise, work.handbook.ladder, _time(work, promise), top_at) if top_at else None


def _somebody_heard(work: Work, promise: Promise) -> bool:
    """Slack has shown a reminder to one of its people; its thread's line, where it has none to be told."""
    anybody = work.session.exec(select(Reminder.id).where(col(Reminder.promise_id) == promise.id)).first()
    keys = _line_keys(work, promise) if anybody is None else reminders.keys_of(work, promise)
    heard = select(Outgoing.id).where(col(Outgoing.key).in_(keys), col(Outgoing.sent_at).is_not(None))
    return work.session.exec(heard).first() is not None


def _reach(work: Work, case: Case, promise: Promise, reached: Reached) -> None:
    assert promise.id is not None
    if promise.rung < OVERDUE <= reached.rung:
        its_own = [HandoffCard(promise.handoff_id)] if promise.handoff_id is not None else []
        work.redraw(CaseCard(case.number), *its_own)
    is_new = promise.told_at is None
    promise.rung, promise.told_at = reached.rung, work.now
    row = {"promise_id": promise.id, "rung": reached.rung, "at": work.now}
    if not upsert.put(work.session, Nudge, row):
        return
    ears = audiences.ears(work.handbook, promise, case.csm, reached.tells)
    if promise.kind is PromiseKind.UPDATE and not ears:
        ears = [Ear(case.csm)]  # before it is broken: there is still time to name another
    if not is_new:
        reminders.give_way(work, promise, [ear.person for ear in ears])
        _take_back_lower(work, promise, reached.rung)
    if audiences.is_told_in_thread(promise, reached.own, reached.tells):
        tell_in_thread(work, case, promise, reached.rung)
    reminders.wish(work, promise, str(reached.rung), *ears)


def tell_in_thread(work: Work, case: Case, promise: Promise, rung: int) -> None:
    """A line where the work is done, that pings nobody."""
    assert promise.id is not None
    work.tell(_thread(work, case, promise), Nudged(case.number, promise.id, rung), key=_line(promise, rung))


def _thread(work: Work, case: Case, promise: Promise) -> Thread:
    if promise.department is None:
        return work.desk_thread(case)
    return work.session.exec(_THREAD_OF_HANDOFF, params={"handoff": promise.handoff_id}).one()


def _take_back_lower(work: Work, promise: Promise, rung: int) -> None:
    """The line of a lower rung gives way."""
    lower = [key for key in _line_keys(work, promise) if not key.startswith(f"{_line(promise, rung)}:")]
    if lower:
        work.retell(col(Outgoing.key).in_(lower), is_gone=True)


def passes_to(work: Work, promise: Promise, person: str | None) -> None:
    """Somebody else owes it from now on: they are told what whoever owed it has been, or would have been."""
    if promise.told_at is not None and promise.person is not None:
        reminders.drop(work, promise, col(Reminder.person) == promise.person)
        reminders.redraw(work, promise)
    promise.person = person
    if promise.rung >= OVERDUE and person is not None:
        reminders.wish(work, promise, str(promise.rung), Ear(person))


def settle(work: Work, promise: Promise) -> None:
    """It ended or was put aside: what reminds of it says so, and what was not said yet is not said."""
    if promise.told_at is None:
        return
    reminders.drop(work, promise)
    reminders.redraw(work, promise)
    keys = _line_keys(work, promise)
    if keys:
        unsaid = col(Outgoing.ts).is_(None)
        mine = col(Outgoing.key).in_(keys) & col(Outgoing.is_gone).is_(False)
        is_moot = promise.outcome is Outcome.MOOT
        work.retell(mine & unsaid, is_gone=True)
        work.retell(mine & ~unsaid, is_gone=is_moot)


def redraw(work: Work, promise: Promise) -> None:
    """What stands of it in threads and messages says its present time."""
    if promise.told_at is not None:
        reminders.redraw(work, promise)
        work.retell(col(Outgoing.key).in_(_line_keys(work, promise)) & col(Outgoing.is_gone).is_(False))


def _line_keys(work: Work, promise: Promise) -> list[str]:
    """The outbox's keys of its lines in threads: its case may have been another one when they were told."""
    own = {"first": f"nudge:{promise.id}:", "beyond": f"nudge:{promise.id};"}
    return list(work.session.exec(_LINES, params=own))


def _line(promise: Promise, rung: int) -> str:
    return f"nudge:{promise.id}:{rung}"


def schedule(work: Work, promise: Promise) -> None:
    """When the promise is to be looked at next; never while it is paused."""
    promise.tries = 0
    if promise.paused_at is not None or not promise.is_live:
        promise.next_at = None
    elif promise.kind is PromiseKind.RESUME and promise.runs_from > work.now:
        promise.next_at = promise.runs_from
    else:
        promise.next_at = _next_at(work, promise)


def _next_at(work: Work, promise: Promise) -> datetime:
    following = ladder.next_at(promise, work.handbook.ladder, _time(work, promise))
    lapses_at = _lapses_at(work, promise)
    if lapses_at is None:
        return following
    return min(following, lapses_at if lapses_at > work.now else work.now + UNSEEN)


def _time(work: Work, promise: Promise) -> WorkingTime:
    return calendar_of(work.handbook, promise.kind, promise.department)
