"""What may go out now, and who carries it.

The courier asks ``claim`` for errands. A claim is committed before its request goes out; what became of
it is reported to ``casework.outbox``. A claim whose outcome is unclear is lent out again by
``to_look_up``, to be looked for before it is sent again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import ColumnElement, bindparam, exists, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select

from casework import dead_letters, paces, stories
from casework.people import NeedsLookup
from casework.work import Work
from models.member import Channel
from models.notices import Notice, from_row
from models.outgoing import UNRESOLVED, Delivery, Outgoing
from models.thread import Thread

AT_ONCE = 50
CHANNEL_FRESH = timedelta(seconds=60)
"""How old the knowledge may be that a channel is internal, when something is sent there."""

log = structlog.get_logger("outbox")

Verb = Literal["post", "update", "delete"]
METHODS: dict[Verb, str] = {"post": "chat.postMessage", "update": "chat.update", "delete": "chat.delete"}

_NEEDS: dict[Verb, ColumnElement[bool]] = {
    "post": col(Outgoing.ts).is_(None),
    "update": and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(False)),
    "delete": and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(True)),
}

_earlier = aliased(Outgoing)
_IS_BLOCKED = exists().where(
    col(_earlier.lane) == col(Outgoing.lane),
    col(_earlier.id) < col(Outgoing.id),
    col(_earlier.ts).is_(None),
    col(_earlier.is_gone).is_(False),
    col(_earlier.status).in_(UNRESOLVED),
)
"""Something earlier of its lane still waits to be posted."""
_DUE = (
    select(col(Outgoing.id), Outgoing.channel, col(Outgoing.ts).is_(None) & col(Outgoing.is_gone).is_(False))
    .where(
        col(Outgoing.status) == Delivery.PENDING,
        col(Outgoing.due_at) <= bindparam("now"),
        or_(
            col(Outgoing.ts).is_not(None),
            col(Outgoing.channel).is_(None),
            col(Outgoing.channel).not_in(bindparam("paced", expanding=True)),
        ),
        or_(col(Outgoing.ts).is_not(None), ~_IS_BLOCKED),
    )
    .order_by(col(Outgoing.id))
    .limit(AT_ONCE)
)
_CHOSEN = (
    select(Outgoing)
    .where(
        col(Outgoing.id).in_(bindparam("chosen", expanding=True)), col(Outgoing.status) == Delivery.PENDING
    )
    .order_by(col(Outgoing.id))
    .with_for_update(skip_locked=True)
)
_FRESH_CHANNELS = select(Channel.id).where(col(Channel.fetched_at) >= bindparam("fresh_since"))


@dataclass(frozen=True)
class Errand:
    """One request to make for one outgoing."""

    id: int
    fence: int
    verb: Verb
    channel: str | None
    recipient: str | None
    thread_ts: str | None
    ts: str | None
    marker: str
    revision: int
    notice: Notice
    attempts: int
    lookups: int
    first_claimed_at: datetime
    last_error: str
    case_number: int | None

    @property
    def method(self) -> str:
        return METHODS[self.verb]


def claim(work: Work, *, limit: int = AT_ONCE) -> list[Errand]:
    """Take what can go out now, at most one post a channel.

    Raises NeedsLookup for channels whose audience was not checked in the last minute.
    """
    held = paces.held_back(work)
    if paces.EVERYTHING in held:
        return []
    chosen = _choose(work, held)[:limit]
    if not chosen:
        return []
    rows = work.session.exec(_CHOSEN, params={"chosen": chosen}).all()
    _check_channels(work, rows)
    # By channel, so that two replicas take turns in the same order and do not wait for each other.
    errands = _one_by_one(work, sorted(rows, key=lambda row: row.channel or ""), _take)
    return sorted(errands, key=lambda errand: errand.id)


def _choose(work: Work, held: set[str]) -> list[int | None]:
    """What is due and not held back; of the posts to a channel only the first."""
    paced = [key.removeprefix("post:") for key in held if key.startswith("post:")]
    not_held = [~_NEEDS[verb] for verb, method in METHODS.items() if f"method:{method}" in held]
    due = work.session.exec(_DUE.where(*not_held), params={"now": work.now, "paced": paced})
    return _first_of_each_channel(due)


def _first_of_each_channel(due: Iterable[tuple[int | None, str | None, bool]]) -> list[int | None]:
    chosen, taken = [], set()
    for outgoing_id, channel, is_post in due:
        if is_post and channel is not None:
            if channel in taken:
                continue
            taken.add(channel)
        chosen.append(outgoing_id)
    return chosen


def to_look_up(
    work: Work, *, lease: timedelta, limit: int = AT_ONCE, settling: frozenset[int] = frozenset()
) -> list[Errand]:
    """Unclear posts that had time to settle; each is the asker's for the length of the lease.

    ``settling`` have not had it yet, whatever the clock on the wall says.
    """
    if paces.EVERYTHING in paces.held_back(work):
        return []
    query = (
        select(Outgoing)
        .where(
            col(Outgoing.status) == Delivery.UNKNOWN,
            col(Outgoing.due_at) <= work.now,
            col(Outgoing.id).not_in(settling),
        )
        .order_by(col(Outgoing.id))
        .limit(limit)
    )

    def lend(work: Work, row: Outgoing) -> Errand | None:
        row.due_at = work.now + lease
        row.lookups += 1
        return _errand(work, row)

    return _one_by_one(work, work.session.exec(query.with_for_update(skip_locked=True)).all(), lend)


def _one_by_one(
    work: Work, rows: Sequence[Outgoing], take: Callable[[Work, Outgoing], Errand | None]
) -> list[Errand]:
    """Each in a savepoint of its own: a row that cannot be handled is parked and stops no other."""
    errands = []
    for row in rows:
        outgoing_id = row.id
        try:
            with work.session.begin_nested():
                errand = take(work, row)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("outgoing_parked", outgoing=outgoing_id)
            parked = {"status": Delivery.DEAD, "error": "it cannot be handled; the log says why"}
            work.session.exec(update(Outgoing).where(col(Outgoing.id) == outgoing_id).values(**parked))
            continue
        if errand is not None:
            errands.append(errand)
    return errands


def _check_channels(work: Work, rows: Sequence[Outgoing]) -> None:
    wanted = {row.channel for row in rows if row.channel in work.handbook.channels and not row.recipient}
    fresh = set(work.session.exec(_FRESH_CHANNELS, params={"fresh_since": work.now - CHANNEL_FRESH}))
    stale = {channel for channel in wanted if channel and channel not in fresh}
    if stale:
        raise NeedsLookup(channels=stale)


def _take(work: Work, row: Outgoing) -> Errand | None:
    if row.is_gone and row.ts is None:
        row.status, row.sent_at = Delivery.SENT, work.now
        return None
    if _is_orphan(work, row):
        # The death of the card that opens its thread was told; what follows it has nowhere to go.
        row.status, row.error = Delivery.DEAD, dead_letters.NO_THREAD
        return None
    wrong = _wrong_audience(work, row)
    if wrong:
        dead_letters.give_up(work, row, wrong)
        return None
    if row.ts is None and row.channel and not paces.take_turn(work, row.channel):
        return None
    row.status, row.claimed_at = Delivery.SENDING, work.now
    row.first_claimed_at = row.first_claimed_at or work.now
    row.attempts += 1
    return _errand(work, row)


def _is_orphan(work: Work, row: Outgoing) -> bool:
    thread = work.session.get(Thread, row.thread_id) if row.thread_id else None
    return thread is not None and thread.ts is None and row.ts is None and not row.is_root


def _wrong_audience(work: Work, row: Outgoing) -> str:
    """Why an internal message must not go to where it was promised; empty when it may."""
    if row.recipient:
        return ""
    if row.channel not in work.handbook.channels:
        return "the channel is not one of the handbook's"
    known = work.session.get(Channel, row.channel)
    if known is None or not known.is_visible:
        return "I cannot see the channel; invite me there"
    return "the channel is shared with another organisation" if known.is_external else ""


def _errand(work: Work, row: Outgoing) -> Errand | None:
    """The row as a request to make; None for one that cannot be read, which is given up at once."""
    try:
        notice = stories.fill(work.session, work.handbook, from_row(row.notice))
    except (LookupError, ValueError) as error:
        # One message that this version cannot understand stops no other.
        dead_letters.give_up(work, row, f"it cannot be read: {type(error).__name__}")
        return None
    row.fence += 1
    assert row.id is not None
    assert row.first_claimed_at is not None
    thread = work.session.get(Thread, row.thread_id) if row.thread_id else None
    return Errand(
        id=row.id,
        fence=row.fence,
        verb=_verb(row),
        channel=row.channel,
        recipient=row.recipient,
        thread_ts=thread.ts if thread and not row.is_root else None,
        ts=row.ts,
        marker=row.marker,
        revision=row.revision,
        notice=notice,
        attempts=row.attempts,
        lookups=row.lookups,
        first_claimed_at=row.first_claimed_at,
        last_error=row.error,
        case_number=row.case_number,
    )


def _verb(row: Outgoing) -> Verb:
    if row.ts is None:
        return "post"
    return "delete" if row.is_gone else "update"
