"""What became of a message on its way, and what follows from it.

The courier reports with ``sent``, ``not_sent``, ``unclear``, ``hopeless`` or ``vanished``. An unclear one
is looked up by its marker (``casework.errands.to_look_up``) before it is sent again.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from casework import dead_letters, promises
from casework.voice import parking
from casework.work import Work
from models.case import Case
from models.case_notices import CaseCard
from models.customer_talk import CustomerThread
from models.handoff import Handoff
from models.outgoing import Audience, Delivery, Outgoing
from models.thread import Thread

COALESCE = timedelta(seconds=1)
"""Changes of a message within this time become one update."""
STALE = timedelta(seconds=20)
"""A claim without an outcome for so long was left behind; a request takes ten seconds at most."""

_ROW = select(Outgoing).where(col(Outgoing.id) == bindparam("outgoing")).with_for_update()
_MARKED = select(Outgoing).where(col(Outgoing.marker) == bindparam("marker")).with_for_update()


def addressed(work: Work, outgoing_id: int, channel: str) -> None:
    """The direct conversation that a message goes to is open."""
    _row(work, outgoing_id).channel = channel


def sent(work: Work, outgoing_id: int, *, channel: str, ts: str, revision: int) -> None:
    """Slack has it: certain, however old the claim. What changed since is drawn next."""
    row = _row(work, outgoing_id)
    if row.status is Delivery.PARKED:
        parking.found(work, row)
    if row.ts is None:
        row.ts, row.channel, row.sent_at = ts, channel, work.now
        _open_thread(work, row)
    row.drawn = max(row.drawn, revision)
    row.error, row.attempts, row.lookups, row.first_claimed_at = "", 0, 0, None
    row.status = Delivery.SENT if row.drawn >= row.revision else Delivery.PENDING
    row.due_at = work.now + COALESCE


def _open_thread(work: Work, row: Outgoing) -> None:
    if row.is_root and row.customer_thread_id is not None:
        work.session.get_one(CustomerThread, row.customer_thread_id).ts = row.ts
        _follow_later(work, row.customer_thread_id)
    thread = work.session.get(Thread, row.thread_id) if row.is_root and row.thread_id else None
    if thread is not None:
        thread.ts = row.ts
        if thread.handoff_id is not None:
            row.revision += promises.offer_is_seen(work, thread.handoff_id)
            work.redraw(CaseCard(thread.case_number))


def _follow_later(work: Work, customer_thread_id: int) -> None:
    """What had nowhere to go in a customer's channel has it now."""
    stranded = (col(Outgoing.customer_thread_id) == customer_thread_id) & (
        col(Outgoing.status) == Delivery.DEAD
    )
    now = {"status": Delivery.PENDING, "error": "", "due_at": work.now}
    work.session.exec(
        update(Outgoing)
        .where(stranded, col(Outgoing.error) == dead_letters.NO_THREAD, col(Outgoing.is_gone).is_(False))
        .values(**now)
        .execution_options(synchronize_session=False)
    )


def vanished(work: Work, outgoing_id: int, fence: int) -> None:
    """Somebody deleted it in Slack. A card that is still of use is posted anew, with a new thread."""
    row = _row(work, outgoing_id)
    if row.fence != fence:
        return
    thread = work.session.get(Thread, row.thread_id) if row.is_root and row.thread_id else None
    if thread is not None and not row.is_gone and _is_of_use(work, thread):
        row.ts = thread.ts = None
        row.status, row.due_at, row.drawn = Delivery.PENDING, work.now, 0
    else:
        row.status, row.drawn = Delivery.SENT, row.revision


def _is_of_use(work: Work, thread: Thread) -> bool:
    case = work.session.get(Case, thread.case_number)
    handoff = work.session.get(Handoff, thread.handoff_id) if thread.handoff_id else None
    return case is not None and not case.is_closed and (handoff is None or handoff.is_open)


def not_sent(work: Work, outgoing_id: int, fence: int, *, error: str, retry_at: datetime) -> None:
    """Slack certainly has not taken it: it waits for its next turn."""
    row = _row(work, outgoing_id)
    if row.fence == fence and row.status is Delivery.SENDING:
        row.status, row.due_at, row.error = Delivery.PENDING, retry_at, error


def unclear(work: Work, outgoing_id: int, fence: int, *, error: str, look_at: datetime) -> None:
    """Slack may have it: nothing is sent again before somebody has looked."""
    row = _row(work, outgoing_id)
    if row.fence == fence and row.status in (Delivery.SENDING, Delivery.UNKNOWN):
        row.status, row.due_at, row.error = Delivery.UNKNOWN, look_at, error


def hopeless(work: Work, outgoing_id: int, fence: int, *, error: str) -> None:
    """Slack will never take it: a person is told."""
    row = _row(work, outgoing_id)
    if row.fence == fence and row.status in (Delivery.SENDING, Delivery.UNKNOWN):
        if row.audience is Audience.CUSTOMER:
            parking.park(work, row, error, may_be_there=row.status is Delivery.UNKNOWN)
        else:
            dead_letters.give_up(work, row, error)


def leave_behind(work: Work, *, in_flight: frozenset[int], older_than: timedelta, settle: timedelta) -> int:
    """Claims whose sender is gone become unclear; returns how many."""
    query = select(Outgoing).where(
        col(Outgoing.status) == Delivery.SENDING,
        col(Outgoing.claimed_at) <= work.now - older_than,
        col(Outgoing.id).not_in(in_flight),
    )
    rows = work.session.exec(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        assert row.claimed_at is not None
        if row.ts is not None:
            row.status, row.due_at = Delivery.PENDING, work.now
        else:
            row.status, row.due_at = Delivery.UNKNOWN, row.claimed_at + settle
    return len(rows)


def absent(work: Work, outgoing_id: int, fence: int) -> None:
    """Looked up completely, not there: it may be sent again; to a customer, if a person says so."""
    row = _row(work, outgoing_id)
    if row.fence != fence or row.status is not Delivery.UNKNOWN:
        return
    if row.audience is Audience.CUSTOMER:
        parking.park(work, row, parking.PERHAPS, may_be_there=True)
    else:
        row.status, row.due_at = Delivery.PENDING, work.now


def echoed(work: Work, marker: str, channel: str, ts: str) -> bool:
    """Our own message came back as an event: proof of delivery.

    False when another message with this marker was counted already, so that this one is a double.
    """
    row = work.session.exec(_MARKED, params={"marker": marker}).first()
    if row is None or row.id is None:
        return True
    if row.ts is None:
        sent(work, row.id, channel=channel, ts=ts, revision=1)
        return True
    return row.ts == ts


def _row(work: Work, outgoing_id: int) -> Outgoing:
    return work.session.exec(_ROW, params={"outgoing": outgoing_id}).one()
