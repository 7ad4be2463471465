"""What may go out now, and who carries it.

The courier asks ``claim`` for errands. A claim is committed before its request goes out; what became of
it is reported to ``casework.outbox``. A claim whose outcome is unclear is lent out again by
``to_look_up``, to be looked for before it is sent again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlmodel import col

from casework import dead_letters, known_enough, outbox_order, paces, stories, untold
from casework.outbox_order import AT_ONCE, METHODS, Place, Row, Verb
from casework.voice import bindings, parking, release, status
from casework.work import Work
from models.customer_notices import CustomerNotice, CustomerReply
from models.member import Channel, Member, Standing
from models.notices import Spoken, from_row
from models.outgoing import Audience, Delivery, Outgoing

log = structlog.get_logger("outbox")


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
    notice: Spoken
    attempts: int
    lookups: int
    first_claimed_at: datetime
    last_error: str
    case_number: int | None

    @property
    def method(self) -> str:
        return METHODS[self.verb]


Take = Callable[[Outgoing, Place | None], Errand | None]


def claim(
    work: Work,
    *,
    limit: int = AT_ONCE,
    unsure: frozenset[str] = frozenset(),
    theirs: timedelta = bindings.FRESH,
) -> list[Errand]:
    """Take what can go out now, at most one post a channel; nothing for channels and people in ``unsure``.

    ``theirs`` is how old the knowledge may be of who reads along in a customer's channel. Raises NotSure.
    """
    held = paces.held_back(work)
    if paces.EVERYTHING in held:
        return []
    chosen = outbox_order.choose(work, held, unsure)[:limit]
    if not chosen:
        return []
    rows = outbox_order.rows(work, outbox_order.CHOSEN, chosen=chosen)
    channels = known_enough.channels(work, [row for row, _ in rows], theirs=theirs)
    posts = {row.channel for row, _ in rows if row.ts is None and row.channel and not row.is_gone}
    return _of_each(work, rows, _Claim(work, channels, paces.take_turns(work, posts)).take)


@dataclass(frozen=True)
class _Claim:
    """``channels`` are known by id; the posts of this moment are for the channels in ``turns``."""

    work: Work
    channels: Mapping[str, Channel]
    turns: set[str]

    def take(self, row: Outgoing, thread: Place | None) -> Errand | None:
        if row.is_gone and row.ts is None:
            row.status, row.sent_at = Delivery.SENT, self.work.now
        elif _is_orphan(row, thread) and row.notice["kind"] == CustomerReply.__name__:
            parking.park(self.work, row, parking.NOTHING_ABOVE)
        elif _is_orphan(row, thread):
            # The death of the card that opens its thread was told; what follows it has nowhere to go.
            row.status, row.error = Delivery.DEAD, dead_letters.NO_THREAD
        elif untold.is_moot(self.work, row):
            row.is_gone, row.status, row.sent_at = True, Delivery.SENT, self.work.now
        elif when := untold.not_now(self.work, row):
            row.due_at = when
        elif row.audience is Audience.CUSTOMER and (
            wrong := release.objection(self.work, row, self.channels)
        ):
            parking.park(self.work, row, wrong)
        elif wrong := self._wrong_audience(row):
            dead_letters.give_up(self.work, row, wrong)
        elif row.ts is not None or row.channel is None or row.channel in self.turns:
            return self._claimed(row, thread)
        return None

    def _claimed(self, row: Outgoing, thread: Place | None) -> Errand | None:
        row.status, row.claimed_at = Delivery.SENDING, self.work.now
        row.first_claimed_at = row.first_claimed_at or self.work.now
        row.attempts += 1
        return _errand(self.work, row, thread)

    def _wrong_audience(self, row: Outgoing) -> str:
        """Why an internal message must not go to where it was promised; empty when it may."""
        if row.audience is Audience.CUSTOMER:
            return ""
        if row.recipient:
            if row.is_gone:
                return ""
            member = self.work.session.get_one(Member, row.recipient)
            return "" if member.standing is Standing.STAFF else f"{member.name} is not staff any more"
        if row.channel not in self.work.handbook.channels:
            return "the channel is not one of the handbook's"
        known = self.channels.get(row.channel)
        if known is None or not known.is_visible:
            return "I cannot see the channel; invite me there"
        return "the channel is shared with another organisation" if known.is_external else ""


def to_look_up(
    work: Work, *, lease: timedelta, limit: int = AT_ONCE, settling: frozenset[int] = frozenset()
) -> list[Errand]:
    """Unclear posts that had time to settle; each is the asker's for the length of the lease.

    ``settling`` have not had it yet, whatever the clock on the wall says.
    """
    if paces.EVERYTHING in paces.held_back(work):
        return []
    rows = outbox_order.rows(work, outbox_order.UNCLEAR.limit(limit), now=work.now, settling=list(settling))

    def lend(row: Outgoing, thread: Place | None) -> Errand | None:
        row.due_at = work.now + lease
        row.lookups += 1
        return _errand(work, row, thread)

    return _of_each(work, rows, lend)


def _of_each(work: Work, rows: list[Row], take: Take) -> list[Errand]:
    """In one savepoint; where a row cannot be handled, each in its own, so that it stops no other."""
    try:
        with work.session.begin_nested():
            return [errand for errand in (take(*row) for row in rows) if errand]
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001  # it will show again, at the row that it belongs to
        return [errand for errand in (_of_one(work, row, take) for row in rows) if errand]


def _of_one(work: Work, row: Row, take: Take) -> Errand | None:
    """A row that cannot be handled is parked."""
    outgoing_id = row[0].id
    try:
        with work.session.begin_nested():
            return take(*row)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("outgoing_parked", outgoing=outgoing_id)
        parked = {"status": Delivery.DEAD, "error": "it cannot be handled; the log says why"}
        work.session.exec(update(Outgoing).where(col(Outgoing.id) == outgoing_id).values(**parked))
        return None


def _is_orphan(row: Outgoing, thread: Place | None) -> bool:
    return thread is not None and thread.ts is None and row.ts is None and not row.is_root


def _errand(work: Work, row: Outgoing, thread: Place | None) -> Errand | None:
    """The row as a request to make; None for one that cannot be read, which is given up at once."""
    try:
        notice = _filled(work, row)
    except (LookupError, ValueError) as error:
        # One message that this version cannot understand stops no other.
        dead_letters.give_up(work, row, f"it cannot be read: {type(error).__name__}")
        return None
    row.fence += 1
    assert row.id is not None
    assert row.first_claimed_at is not None
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


def _filled(work: Work, row: Outgoing) -> Spoken:
    notice = from_row(row.notice)
    if isinstance(notice, CustomerNotice):
        return status.fill(work, notice, row)
    return stories.fill(work, notice, is_new=row.ts is None)


def _verb(row: Outgoing) -> Verb:
    if row.ts is None:
        return "post"
    return "delete" if row.is_gone else "update"
