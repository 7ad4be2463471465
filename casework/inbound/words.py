"""A message in a customer's channel, and what it has to do with the others there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, or_, select

from casework.messages import Files, files_of
from casework.work import Work
from models.customer_talk import Heard, HeardState

DAY = timedelta(days=1)
MOST = 50
"""So many messages are looked at as one matter; whoever writes more in one breath begins another."""
UNFILED = (HeardState.WAITING, HeardState.SMALL_TALK)


@dataclass(frozen=True)
class Words:
    """As Slack delivered it. ``edit_ts`` is empty until it was edited."""

    channel: str
    ts: str
    author: str
    text: str
    said_at: datetime
    thread_ts: str = ""
    """Empty for one that stands by itself."""
    edit_ts: str = ""
    files: Files = ()
    link: str = ""
    """Where it stands, in Slack."""
    is_to_us: bool = False
    """The thread's first message is the bot's."""


def one_at_a_time(work: Work, channel: str) -> None:
    """Until the end of the transaction: two messages sent together shall see each other."""
    if work.session.get_bind().dialect.name == "postgresql":
        work.session.exec(select(func.pg_advisory_xact_lock(func.hashtext(channel)))).one()


def known(work: Work, channel: str, ts: str) -> Heard | None:
    return work.session.exec(select(Heard).where(col(Heard.channel) == channel, col(Heard.ts) == ts)).first()


def of(one: Heard) -> Words:
    """As it was kept."""
    return Words(
        one.channel,
        one.ts,
        one.author,
        one.text,
        one.said_at,
        thread_ts=one.thread_ts,
        edit_ts=one.edit_ts,
        files=files_of(one.files),
    )


def root_of(one: Heard) -> str:
    """The timestamp of the message that opens its thread, itself if it stands by itself."""
    return one.thread_ts or one.ts


def matter(work: Work, one: Heard) -> list[Heard]:
    """What was said with it and stands in no case yet, in the order of saying; itself among it.

    One matter is a thread, or what one person says in quick succession.
    """
    near = (
        select(Heard)
        .where(
            col(Heard.channel) == one.channel,
            col(Heard.id) != one.id,
            col(Heard.state).in_(UNFILED),
            col(Heard.is_deleted).is_(False),
            col(Heard.said_at).between(one.said_at - DAY, one.said_at + DAY),
            or_(col(Heard.author) == one.author, col(Heard.thread_ts) == root_of(one)),
        )
        .order_by(col(Heard.said_at).desc())
        .limit(MOST)
    )
    rest, found, begun = list(work.session.exec(near)), [one], 0
    while begun < len(found):
        joins = [row for row in rest if _together(work, row, found[begun])]
        rest = [row for row in rest if row not in joins]
        found, begun = found + joins, begun + 1
    return sorted(found, key=lambda row: row.ts)


def _together(work: Work, one: Heard, other: Heard) -> bool:
    is_quick = abs(one.said_at - other.said_at) <= work.handbook.voice.together
    return root_of(one) == root_of(other) or (one.author == other.author and is_quick)
