"""Who somebody is: as Slack last said, at most five minutes ago, and as the handbook decides."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from config.handbook import Handbook
from models import upsert
from models.member import Channel, ChannelMember, Member, Standing

FRESH = timedelta(minutes=5)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
    member = session.get(Member, user_id)
    if member is None or now - member.fetched_at > FRESH:
        raise NeedsLookup(users={user_id}, channels=_stale_channels(session, handbook, now))
    if member.standing is not Standing.STAFF:
        return Actor(user_id, member.name, member.time_zone, member.standing)
    stale = _stale_channels(session, handbook, now)
    if stale:
        raise NeedsLookup(channels=stale)
    query = select(ChannelMember.channel).where(col(ChannelMember.user_id) == user_id)
    seats = set(session.exec(query))
    return Actor(
        user_id,
        member.name,
        member.time_zone,
        member.standing,
        is_csm=handbook.desk.channel in seats,
        is_manager=user_id in handbook.managers,
        is_admin=user_id in handbook.admins,
        departments=frozenset(key for channel, key in handbook.channels.items() if key and channel in seats),
    )


def _stale_channels(session: Session, handbook: Handbook, now: datetime) -> set[str]:
    query = select(Channel.id).where(col(Channel.members_at) >= now - FRESH)
    fresh = set(session.exec(query))
    return set(handbook.channels) - fresh


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
    upsert.put(session, Member, facts, replaces=[name for name in facts if name != "user_id"])


def forget_member(session: Session, user_id: str) -> None:
    """Something about the person changed: ask again before the next decision; the name stays meanwhile."""
    member = session.get(Member, user_id)
    if member is not None:
        member.fetched_at = LONG_AGO


def remember_channel(session: Session, channel: Channel, members: list[str] | None) -> None:
    """``members`` are the user ids in it; None leaves the list as it is."""
    facts = channel.model_dump()
    kept = ("id", "members_at") if members is None else ("id",)
    upsert.put(session, Channel, facts, replaces=[name for name in facts if name not in kept])
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
