"""Whether enough is known of who would read a message; what is not, Slack is asked before it is sent."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from casework import people
from casework.people import NeedsLookup
from casework.voice import bindings, release
from casework.work import Work
from models.member import Channel, Member
from models.outgoing import Audience, Outgoing

CHANNEL_FRESH = timedelta(seconds=60)
"""How old the knowledge may be that a channel is internal, when something is sent there."""

_FRESH_CHANNELS = select(Channel).where(col(Channel.fetched_at) >= bindparam("fresh_since"))
_FRESH_READERS = select(Member.user_id).where(
    col(Member.user_id).in_(bindparam("readers", expanding=True)),
    col(Member.fetched_at) >= bindparam("fresh_since"),
)


class NotSure(NeedsLookup):
    """Too little is known to send anything to ``where``: channels, and people by direct message."""

    def __init__(self) -> None:
        super().__init__()
        self.where: set[str] = set()


def channels(
    work: Work, rows: Iterable[Outgoing], *, theirs: timedelta = bindings.FRESH
) -> dict[str, Channel]:
    """What is known of the channels that the messages are for, by id.

    ``theirs`` is how old that may be of a customer's: an event that tells of another company may be lost.
    Raises NotSure for those of which too little is known, for whoever approved what shall go to a customer,
    and for who is to get a direct message.
    """
    outside = [row for row in rows if row.audience is Audience.CUSTOMER]
    private = {row.recipient for row in rows if row.recipient and not row.is_gone}
    known = _known(work, {row.channel for row in outside}, theirs)
    house = [row for row in rows if row.channel in work.handbook.channels and not row.recipient]
    wanted = {row.channel for row in (*house, *outside) if row.channel}
    need = NotSure()
    need.channels = wanted - known.keys()
    need.users = private - _known_readers(work, private)
    need.where = need.channels | need.users
    for row in outside:
        _ask_of_approver(work, row, need)
    if need.where:
        raise need
    return known


def _known(work: Work, outside: set[str | None], theirs: timedelta) -> dict[str, Channel]:
    fresh = work.session.exec(_FRESH_CHANNELS, params={"fresh_since": work.now - CHANNEL_FRESH})
    return {
        channel.id: channel
        for channel in fresh
        if channel.id not in outside or work.now - channel.fetched_at <= theirs
    }


def _known_readers(work: Work, readers: set[str]) -> set[str]:
    """Whoever may not be staff any more for all we know is not among them."""
    if not readers:
        return set()
    since = work.now - people.FRESH
    return set(work.session.exec(_FRESH_READERS, params={"readers": list(readers), "fresh_since": since}))


def _ask_of_approver(work: Work, row: Outgoing, need: NotSure) -> None:
    try:
        release.approver_of(work, row)
    except NeedsLookup as more:
        need.users |= more.users
        need.channels |= more.channels
        need.where |= {row.channel} if row.channel else set()
