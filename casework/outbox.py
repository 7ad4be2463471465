"""The outbox's own rules: what is due, who may have it, and what a delivery's outcome means.

The courier asks ``claim`` for errands, runs them, and reports with ``sent``, ``not_sent``, ``unclear``
or ``hopeless``. A claim is committed before its request goes out; an unclear one is looked up by its
marker before it is sent again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog
from sqlalchemy import ColumnElement, exists, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import dead_letters, stories
from casework.people import NeedsLookup
from casework.work import Work
from models import upsert
from models.case import Case
from models.handoff import Handoff
from models.member import Channel
from models.notices import Notice, from_row
from models.outgoing import UNRESOLVED, Delivery, Outgoing, Pace
from models.thread import Thread

AT_ONCE = 50
CHANNEL_PACE = timedelta(seconds=1)
"""About one message a second per channel: https://docs.slack.dev/apis/web-api/rate-limits"""
COALESCE = timedelta(seconds=1)
"""Changes of a message within this time become one update."""
CHANNEL_FRESH = timedelta(seconds=60)
"""How old the knowledge may be that a channel is internal, when something is sent there."""
STALE = timedelta(seconds=20)
"""A claim without an outcome for so long was left behind; a request takes ten seconds at most."""
EVERYTHING = "slack"
"""The pace that holds every request back: Slack is down, or our token is refused."""

log = structlog.get_logger("outbox")

Verb = Literal["post", "update", "delete"]
METHODS: dict[Verb, str] = {"post": "chat.postMessage", "update": "chat.update", "delete": "chat.delete"}


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


def due(now: datetime) -> SelectOfScalar[Outgoing]:
    """What could be sent: pending, due, and in a lane where nothing earlier waits to be posted."""
    earlier = aliased(Outgoing)
    blocked = exists().where(
        col(earlier.lane) == col(Outgoing.lane),
        col(earlier.id) < col(Outgoing.id),
        col(earlier.ts).is_(None),
        col(earlier.is_gone).is_(False),
        col(earlier.status).in_(UNRESOLVED),
    )
    return (
        select(Outgoing)
        .where(
            col(Outgoing.status) == Delivery.PENDING,
            col(Outgoing.due_at) <= now,
            or_(col(Outgoing.ts).is_not(None), ~blocked),
        )
        .order_by(col(Outgoing.id))
    )


def claim(work: Work, *, limit: int = AT_ONCE) -> list[Errand]:
    """Take what can go out now, at most one post a channel.

    Raises NeedsLookup for channels whose audience was not checked in the last minute.
    """
    held = _held_back(work)
    if EVERYTHING in held:
        return []
    paced = [key.removeprefix("post:") for key in held if key.startswith("post:")]
    no_post_to_them = or_(
        col(Outgoing.ts).is_not(None),
        col(Outgoing.channel).is_(None),
        col(Outgoing.channel).not_in(paced),
    )
    not_held = [~_NEEDS[verb] for verb, method in METHODS.items() if f"method:{method}" in held]
    query = due(work.now).where(no_post_to_them, *not_held).limit(limit)
    candidates = work.session.exec(query.with_for_update(skip_locked=True)).all()
    _check_channels(work, candidates)
    return _one_by_one(work, candidates, _take)


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


def _held_back(work: Work) -> set[str]:
    return set(work.session.exec(select(Pace.key).where(col(Pace.next_at) > work.now)))


def _verb(row: Outgoing) -> Verb:
    if row.ts is None:
        return "post"
    return "delete" if row.is_gone else "update"


_NEEDS: dict[Verb, ColumnElement[bool]] = {
    "post": col(Outgoing.ts).is_(None),
    "update": and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(False)),
    "delete": and_(col(Outgoing.ts).is_not(None), col(Outgoing.is_gone).is_(True)),
}
"""The same for the database."""


def _check_channels(work: Work, rows: Sequence[Outgoing]) -> None:
    wanted = {row.channel for row in rows if row.channel in work.handbook.channels and not row.recipient}
    fresh = select(Channel.id).where(col(Channel.fetched_at) >= work.now - CHANNEL_FRESH)
    known = list(work.session.exec(fresh))
    stale = {channel for channel in wanted if channel and channel not in known}
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
    if row.ts is None and row.channel and not _may_post(work, row.channel):
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


def _may_post(work: Work, channel: str) -> bool:
    """Take the channel's second; False when another replica has it."""
    return _set_pace(work, f"post:{channel}", work.now + CHANNEL_PACE, if_before=work.now)


def _set_pace(work: Work, key: str, until: datetime, *, if_before: datetime) -> bool:
    where = col(Pace.next_at) <= if_before
    return upsert.put(work.session, Pace, {"key": key, "next_at": until}, replaces=("next_at",), where=where)


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


# -- what became of it


def addressed(work: Work, outgoing_id: int, channel: str) -> None:
    """The direct conversation that a message goes to is open."""
    _row(work, outgoing_id).channel = channel


def sent(work: Work, outgoing_id: int, *, channel: str, ts: str, revision: int) -> None:
    """Slack has it: certain, however old the claim. What changed since is drawn next."""
    row = _row(work, outgoing_id)
    if row.ts is None:
        row.ts, row.channel, row.sent_at = ts, channel, work.now
        _open_thread(work, row)
    row.drawn = max(row.drawn, revision)
    row.error, row.attempts, row.lookups = "", 0, 0
    row.status = Delivery.SENT if row.drawn >= row.revision else Delivery.PENDING
    row.due_at = work.now + COALESCE


def _open_thread(work: Work, row: Outgoing) -> None:
    thread = work.session.get(Thread, row.thread_id) if row.is_root else None
    if thread is not None:
        thread.ts = row.ts


def vanished(work: Work, outgoing_id: int, fence: int) -> None:
    """Somebody deleted it in Slack. A card that is still of use is posted anew, with a new thread."""
    row = _row(work, outgoing_id)
    if row.fence != fence:
        return
    thread = work.session.get(Thread, row.thread_id) if row.is_root else None
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
        dead_letters.give_up(work, row, error)


def hold(work: Work, key: str, until: datetime) -> None:
    """Nothing of this kind goes out before then: a method's Retry-After, or everything. Never shortened."""
    _set_pace(work, key, until, if_before=until)


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


def to_look_up(
    work: Work, *, lease: timedelta, limit: int = AT_ONCE, settling: frozenset[int] = frozenset()
) -> list[Errand]:
    """Unclear posts that had time to settle; each is the asker's for the length of the lease.

    ``settling`` have not had it yet, whatever the clock on the wall says.
    """
    if EVERYTHING in _held_back(work):
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


def absent(work: Work, outgoing_id: int, fence: int) -> None:
    """Looked up completely, not there: it may be sent again."""
    row = _row(work, outgoing_id)
    if row.fence == fence and row.status is Delivery.UNKNOWN:
        row.status, row.due_at = Delivery.PENDING, work.now


def echoed(work: Work, marker: str, channel: str, ts: str) -> bool:
    """Our own message came back as an event: proof of delivery.

    False when another message with this marker was counted already, so that this one is a double.
    """
    row = work.session.exec(select(Outgoing).where(col(Outgoing.marker) == marker).with_for_update()).first()
    if row is None or row.id is None:
        return True
    if row.ts is None:
        sent(work, row.id, channel=channel, ts=ts, revision=1)
        return True
    return row.ts == ts


def _row(work: Work, outgoing_id: int) -> Outgoing:
    return work.session.exec(select(Outgoing).where(col(Outgoing.id) == outgoing_id).with_for_update()).one()
