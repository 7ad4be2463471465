"""Who somebody is: as Slack last said, at most five minutes ago, and as the handbook decides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlmodel import Session, and_, col, select

from config.handbook import Handbook
from models import upsert
from models.member import Channel, ChannelMember, Member, Standing

FRESH = timedelta(minutes=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_IS_SEATED = and_(
    col(ChannelMember.channel) == col(Channel.id), col(ChannelMember.user_id) == bindparam("user")
)
_SEATS = (
    select(Channel.id, ChannelMember.user_id)
    .join(ChannelMember, _IS_SEATED, isouter=True)
    .where(col(Channel.members_at) >= bindparam("fresh_since"))
)
"""(channel, whether the person sits there) of every channel whose members are freshly known."""
_MEMBER = select(Member).where(col(Member.user_id) == bindparam("user"))


@dataclass(frozen=True)
class Actor:
    """A person about to do something. ``departments`` are keys of the handbook."""

    user_id: str
    name: str
    time_zone: str
    standing: Standing
    is_csm: bool = False
    is_manager: bool = False
    is_admin: bool = False
    departments: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    """Departments whose lead the handbook says they are, member of its channel or not."""

    @property
    def is_staff(self) -> bool:
        return self.standing is Standing.STAFF


class NeedsLookup(Exception):
    """What is known is missing or too old: ask Slack about these, then do it again."""

    def __init__(self, *, users: set[str] | None = None, channels: set[str] | None = None) -> None:
        self.users = users or set()
        self.channels = channels or set()
        super().__init__(f"{len(self.users)} users, {len(self.channels)} channels")


def actor(session: Session, user_id: str, handbook: Handbook, now: datetime) -> Actor:
    """The person, from what is remembered. Raises NeedsLookup when that is not fresh."""
    member = session.exec(_MEMBER, params={"user": user_id}).first()
    seats = _seats(session, user_id, now)
    stale = handbook.channels.keys() - seats.keys()
    if member is None or now - member.fetched_at > FRESH:
        raise NeedsLookup(users={user_id}, channels=stale)
    if member.standing is not Standing.STAFF:
        return Actor(user_id, member.name, member.time_zone, member.standing)
    if stale:
        raise NeedsLookup(channels=stale)
    return Actor(
        user_id,
        member.name,
        member.time_zone,
        member.standing,
        is_csm=seats[handbook.desk.channel],
        is_manager=user_id in handbook.managers,
        is_admin=user_id in handbook.admins,
        departments=frozenset(key for channel, key in handbook.channels.items() if key and seats[channel]),
        leads=frozenset(key for key in handbook.departments if user_id in handbook.leads_of(key)),
    )


def _seats(session: Session, user_id: str, now: datetime) -> dict[str, bool]:
    """Whether the person sits there, for every channel whose members are freshly known."""
    rows = session.exec(_SEATS, params={"user": user_id, "fresh_since": now - FRESH})
    return {channel: seated is not None for channel, seated in rows}


def sits_in(session: Session, user_id: str, channel: str) -> bool:
    """As far as is known; nothing is decided by it."""
    return session.get(ChannelMember, (channel, user_id)) is not None


def name_of(session: Session, user_id: str) -> str:
    """The display name, or the bare id of somebody never met."""
    member = session.get(Member, user_id)
    return member.name if member else user_id


def names_of(session: Session, user_ids: set[str]) -> dict[str, str]:
    """The display name of everybody who has been met; the others are left out."""
    query = select(Member.user_id, Member.name).where(col(Member.user_id).in_(user_ids))
    return dict(session.exec(query).all())


def remember_member(session: Session, member: Member) -> None:
    """As Slack describes them now; several may be told the same at once."""
    facts = member.model_dump()
    upsert.put(session, Member, facts, replaces=tuple(name for name in facts if name != "user_id"))


def forget_member(session: Session, user_id: str) -> None:
    """Something about the person changed: ask again before the next decision; the name stays meanwhile."""
    member = session.get(Member, user_id)
    if member is not None:
        member.fetched_at = LONG_AGO


def remember_channel(session: Session, channel: Channel, members: list[str] | None) -> None:
    """``members`` are the user ids in it; None leaves the list as it is."""
    facts = channel.model_dump()
    kept = ("id", "members_at") if members is None else ("id",)
    upsert.put(session, Channel, facts, replaces=tuple(name for name in facts if name not in kept))
    if members is None:
        return
    session.exec(delete(ChannelMember).where(col(ChannelMember.channel) == channel.id))
    seats = [{"channel": channel.id, "user_id": user_id} for user_id in members]
    upsert.add_missing(session, ChannelMember, seats)


def forget_channel(session: Session, channel_id: str) -> None:
    """It was renamed, shared, archived …: what is remembered of it is no longer to be trusted."""
    session.exec(delete(Channel).where(col(Channel.id) == channel_id))


def joined(session: Session, channel_id: str, user_id: str) -> None:
    upsert.put(session, ChannelMember, {"channel": channel_id, "user_id": user_id})


def left(session: Session, channel_id: str, user_id: str) -> None:
    seat = (col(ChannelMember.channel) == channel_id, col(ChannelMember.user_id) == user_id)
    session.exec(delete(ChannelMember).where(*seat))
