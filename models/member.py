"""Who is who in the workspace, as Slack last told us, and who sits in which channel."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from models.columns import stored_by_value


class Standing(StrEnum):
    """What a person is to the workspace. Only staff act."""

    STAFF = "staff"
    GUEST = "guest"
    SINGLE_CHANNEL_GUEST = "single_guest"
    CONNECT = "connect"
    """Of another workspace, in a Slack Connect channel."""
    STRANGER = "stranger"
    DEACTIVATED = "deactivated"
    BOT = "bot"


class Member(SQLModel, table=True):
    user_id: str = Field(primary_key=True)
    name: str
    time_zone: str
    standing: Standing = Field(sa_type=stored_by_value(Standing))
    fetched_at: datetime
    away_note: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """What the person's Slack status says, while it says that they are away; else empty."""
    away_until: datetime | None = None
    """When that status ends by itself; empty when it does not."""


class Channel(SQLModel, table=True):
    """A channel as Slack last described it. Member lists and flags age; see ``casework.people``."""

    id: str = Field(primary_key=True)
    name: str
    is_external: bool
    """Shared with another organisation (Slack Connect), or about to be."""
    is_archived: bool
    teams: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """The other organisations that it is shared with: ids, sorted, with commas."""
    is_visible: bool = True
    """False when Slack does not let us see it; then nobody knows who reads there, and nothing goes there."""
    fetched_at: datetime
    members_at: datetime | None = None


class ChannelMember(SQLModel, table=True):
    channel: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True, index=True)
