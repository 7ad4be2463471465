"""Where messages may have been lost: customers' channels and live threads, and how far each was read."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import and_, col, or_, select

from casework.people import LONG_AGO
from casework.work import Work
from models import upsert
from models.approval import Approval, ApprovalKind
from models.case import Case, CaseStatus
from models.customer import Customer
from models.customer_talk import CustomerThread, Watermark
from models.handoff import OPEN_STATUSES, Handoff
from models.thread import Thread

EVERY = timedelta(minutes=5)
OVERLAP = Decimal(60)
"""Seconds before the newest message seen that are read again: events overtake each other."""
LATELY = timedelta(days=14)
"""In the thread of a case that was closed so recently the customer may still write."""
MOST = 200


@dataclass(frozen=True)
class Source:
    """A channel, or one thread of it where ``thread_ts`` is given. Slack timestamps throughout."""

    channel: str
    thread_ts: str
    seen_to: str
    """The newest message that was looked at, or where to begin."""

    @property
    def oldest(self) -> str:
        return str(max(Decimal(self.seen_to) - OVERLAP, Decimal(0)))


def due(work: Work, *, started_at: datetime) -> list[Source]:
    """What was not read since the start, or for five minutes: channels first, then what waits longest."""
    found = [*_channels(work), *_customers_threads(work), *_threads(work)]
    waiting = [one for one in found if _is_due(one[0], started_at, work.now)]
    waiting.sort(key=lambda one: (bool(one[1].thread_ts), one[0] or LONG_AGO))
    return [source for _, source in waiting[:MOST]]


def _is_due(read_at: datetime | None, started_at: datetime, now: datetime) -> bool:
    return read_at is None or read_at < started_at or read_at <= now - EVERY


def was_read(work: Work, source: Source, seen_to: str) -> None:
    """Everything up to there is kept; it never goes back."""
    row = {"channel": source.channel, "thread_ts": source.thread_ts, "seen_to": seen_to, "read_at": work.now}
    known = work.session.get(Watermark, (source.channel, source.thread_ts), with_for_update=True)
    if known is not None:
        row["seen_to"] = str(max(Decimal(seen_to), Decimal(known.seen_to)))
    upsert.put(work.session, Watermark, row, replaces=("seen_to", "read_at"))


_Found = tuple[datetime | None, Source]
"""When it was read last, and what is to be read."""
_MARK = (col(Watermark.read_at), col(Watermark.seen_to))


def _found(channel: str | None, ts: str | None, read_at: datetime | None, seen_to: str | None) -> _Found:
    """A thread that was never read is read from its beginning."""
    return read_at, Source(channel or "", ts or "", seen_to or ts or "0")


def _channels(work: Work) -> list[_Found]:
    """Those of customers, from the day on which somebody agreed that they are theirs."""
    mark = and_(col(Watermark.channel) == col(Customer.channel), col(Watermark.thread_ts) == "")
    query = select(Customer, *_MARK).join(Watermark, mark, isouter=True)
    rows = work.session.exec(query.where(col(Customer.channel).is_not(None)))
    return [_found(one.channel, "", read_at, seen_to or _begin(work, one)) for one, read_at, seen_to in rows]


def _begin(work: Work, customer: Customer) -> str:
    agreed = (
        select(Approval.approved_at)
        .where(
            col(Approval.customer_id) == customer.id,
            col(Approval.kind) == ApprovalKind.STANDING,
            col(Approval.binding) == customer.binding,
        )
        .order_by(col(Approval.id))
    )
    return f"{(work.session.exec(agreed).first() or work.now).timestamp():.6f}"


def _customers_threads(work: Work) -> list[_Found]:
    is_live = or_(col(Case.status) != CaseStatus.CLOSED, col(Case.closed_at) > work.now - LATELY)
    where = (col(CustomerThread.channel), col(CustomerThread.ts))
    mark = and_(col(Watermark.channel) == where[0], col(Watermark.thread_ts) == where[1])
    query = (
        select(*where, *_MARK)
        .join(Case, col(Case.number) == col(CustomerThread.case_number))
        .join(Customer, col(Customer.channel) == col(CustomerThread.channel))
        .join(Watermark, mark, isouter=True)
        .where(is_live, col(CustomerThread.ts).is_not(None))
    )
    return [_found(*row) for row in work.session.exec(query)]


def _threads(work: Work) -> list[_Found]:
    """Of the desk, and of departments that are at work."""
    where = (col(Thread.channel), col(Thread.ts))
    mark = and_(col(Watermark.channel) == where[0], col(Watermark.thread_ts) == where[1])
    is_at_work = or_(col(Thread.handoff_id).is_(None), col(Handoff.status).in_(OPEN_STATUSES))
    query = (
        select(*where, *_MARK)
        .join(Case, col(Case.number) == col(Thread.case_number))
        .join(Handoff, col(Handoff.id) == col(Thread.handoff_id), isouter=True)
        .join(Watermark, mark, isouter=True)
        .where(col(Case.status) != CaseStatus.CLOSED, is_at_work, col(Thread.ts).is_not(None))
    )
    return [_found(*row) for row in work.session.exec(query)]
