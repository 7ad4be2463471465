"""Where messages may have been lost: customers' channels and live threads, and how far each was read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import case, func
from sqlmodel import and_, col, or_, select

from casework.people import LONG_AGO
from casework.work import Work
from models import upsert
from models.approval import Approval, ApprovalKind
from models.case import Case, CaseStatus
from models.customer import Customer
from models.customer_talk import CustomerThread, Heard, HeardState, Watermark
from models.handoff import OPEN_STATUSES, Handoff
from models.thread import Message, Thread

EVERY = timedelta(minutes=5)
OVERLAP = Decimal(60)
"""Seconds before the newest message seen that are read again: events overtake each other."""
AFTER_A_START = Decimal(24 * 60 * 60)
"""So much is read again after a start: what was said may have been changed while nobody listened."""
SETTLED = timedelta(minutes=2)
"""What is younger may be missing from what Slack lists without having been deleted."""
LATELY = timedelta(days=14)
"""In the thread of a case that was closed so recently the customer may still write."""
MOST = 200
"""Of each kind, which are asked for by requests of their own."""


@dataclass(frozen=True)
class Source:
    """A channel, or one thread of it where ``thread_ts`` is given. Slack timestamps throughout."""

    channel: str
    thread_ts: str
    seen_to: str
    """The newest message that was looked at, or where to begin."""
    begins: str = "0"
    """What is older is not ours to read."""
    overlap: Decimal = OVERLAP

    @property
    def oldest(self) -> str:
        return str(max(Decimal(self.seen_to) - self.overlap, Decimal(self.begins)))


@dataclass(frozen=True)
class Gone:
    """A message that we keep and Slack has no more."""

    ts: str
    author: str


def due(work: Work, *, started_at: datetime) -> list[Source]:
    """What was not read since the start, or for five minutes: channels first, then what waits longest."""
    found = [*_channels(work), *_customers_threads(work), *_undecided_threads(work), *_threads(work)]
    waiting = [one for one in found if _is_due(one[0], started_at, work.now)]
    waiting.sort(key=lambda one: one[0] or LONG_AGO)
    channels = [one for one in waiting if not one[1].thread_ts]
    threads = [one for one in waiting if one[1].thread_ts]
    some = [*channels[:MOST], *threads[:MOST]]
    return [_reaching(source, read_at, started_at) for read_at, source in some]


def _reaching(source: Source, read_at: datetime | None, started_at: datetime) -> Source:
    if read_at is not None and read_at < started_at:
        return replace(source, overlap=AFTER_A_START)
    return source


def _is_due(read_at: datetime | None, started_at: datetime, now: datetime) -> bool:
    return read_at is None or read_at < started_at or read_at <= now - EVERY


def was_read(work: Work, source: Source, seen_to: str) -> None:
    """Everything up to there is kept; it never goes back."""
    row = {"channel": source.channel, "thread_ts": source.thread_ts, "seen_to": seen_to, "read_at": work.now}
    known = work.session.get(Watermark, (source.channel, source.thread_ts), with_for_update=True)
    if known is not None:
        row["seen_to"] = str(max(Decimal(seen_to), Decimal(known.seen_to)))
    upsert.put(work.session, Watermark, row, replaces=("seen_to", "read_at"))


def gone(work: Work, source: Source, listed: Iterable[str]) -> list[Gone]:
    """What we keep of the part that was read again, and Slack did not list."""
    before = f"{(work.now - SETTLED).timestamp():.6f}"
    span = (Decimal(source.oldest), min(Decimal(source.seen_to), Decimal(before)))
    listed = set(listed)
    kept = [*_heard_there(work, source), *_said_there(work, source)]
    missing = {ts: author for ts, author in kept if ts not in listed and span[0] < Decimal(ts) <= span[1]}
    return [Gone(ts, author) for ts, author in sorted(missing.items())]


def has_lost_its_root(work: Work, source: Source) -> bool:
    """A customer took back the message that opens the thread."""
    root = select(Heard.is_deleted).where(
        col(Heard.channel) == source.channel, col(Heard.ts) == source.thread_ts
    )
    return bool(work.session.exec(root).first())


def _heard_there(work: Work, source: Source) -> Iterable[tuple[str, str]]:
    """Timestamps and authors of a customer's words."""
    return work.session.exec(
        select(Heard.ts, Heard.author).where(
            col(Heard.channel) == source.channel,
            col(Heard.thread_ts) == source.thread_ts,
            col(Heard.ts) > source.oldest,
            col(Heard.is_deleted).is_(False),
        )
    )


def _said_there(work: Work, source: Source) -> Iterable[tuple[str, str]]:
    """Of what stands in a thread of the house."""
    return work.session.exec(
        select(Message.ts, Message.author)
        .join(Thread, col(Thread.id) == col(Message.thread_id))
        .where(
            col(Thread.channel) == source.channel,
            col(Thread.ts) == source.thread_ts,
            col(Message.ts) > source.oldest,
            col(Message.is_deleted).is_(False),
        )
    )


_Found = tuple[datetime | None, Source]
"""When it was read last, and what is to be read."""
_MARK = (col(Watermark.read_at), col(Watermark.seen_to))


def _thread(channel: str | None, ts: str | None, read_at: datetime | None, seen_to: str | None) -> _Found:
    """A thread that was never read is read from its beginning."""
    begins = ts or "0"
    return read_at, Source(channel or "", ts or "", seen_to or begins, begins)


def _channel(
    channel: str | None, agreed_at: datetime, read_at: datetime | None, seen_to: str | None
) -> _Found:
    begins = f"{agreed_at.timestamp():.6f}"
    return read_at, Source(channel or "", "", seen_to or begins, begins)


def _channels(work: Work) -> list[_Found]:
    """Those of customers, from the day on which somebody agreed that they are theirs."""
    mark = and_(col(Watermark.channel) == col(Customer.channel), col(Watermark.thread_ts) == "")
    agreed = (
        select(func.min(Approval.approved_at))
        .where(
            col(Approval.customer_id) == col(Customer.id),
            col(Approval.kind) == ApprovalKind.STANDING,
            col(Approval.binding) == col(Customer.binding),
        )
        .scalar_subquery()
    )
    query = select(Customer.channel, agreed, *_MARK).join(Watermark, mark, isouter=True)
    rows = work.session.exec(query.where(col(Customer.channel).is_not(None)))
    return [_channel(one, since or work.now, read_at, seen_to) for one, since, read_at, seen_to in rows]


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
    return [_thread(*row) for row in work.session.exec(query)]


def _undecided_threads(work: Work) -> list[_Found]:
    """Below what a customer wrote and nobody has decided on yet."""
    root = case((col(Heard.thread_ts) == "", col(Heard.ts)), else_=col(Heard.thread_ts))
    mark = and_(col(Watermark.channel) == col(Heard.channel), col(Watermark.thread_ts) == root)
    query = (
        select(Heard.channel, root, *_MARK)
        .join(Customer, col(Customer.channel) == col(Heard.channel))
        .join(Watermark, mark, isouter=True)
        .where(col(Heard.state) == HeardState.WAITING, col(Heard.is_deleted).is_(False))
        .distinct()
    )
    return [_thread(*row) for row in work.session.exec(query)]


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
    return [_thread(*row) for row in work.session.exec(query)]
