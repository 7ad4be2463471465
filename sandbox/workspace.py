"""The state of the sandbox's workspace: who is there, what was said, what is drawn on whose screen."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.clock import Clock

Json = dict[str, Any]
"""A JSON object as Slack sends or takes it."""


@dataclass
class Person:
    """Someone with a user id: staff, guests, strangers from other teams, and bots."""

    id: str
    name: str
    real_name: str
    team_id: str
    title: str = ""
    tz: str = "Europe/Berlin"
    colour: str = "4a7c8c"
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    bot_id: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False

    def tz_offset(self, now: datetime) -> int:
        """Seconds east of UTC at that moment."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(offset.total_seconds()) if offset else 0


@dataclass
class File:
    """An uploaded file; `shares` are the (channel id, ts) of the messages that carry it."""

    id: str
    name: str
    title: str
    mimetype: str
    content: bytes
    user_id: str
    created: int
    shares: list[tuple[str, str]] = field(default_factory=list)
    is_complete: bool = True


@dataclass
class Message:
    """One message. `ephemeral_to` set: only that person sees it, and no event tells of it.

    `thread_ts` is the root's ts on replies and on a root that has replies; None otherwise.
    `reactions` maps an emoji's name to the ids of those who reacted, in order.
    `edited` is `{"user": id, "ts": ts}` as Slack shows it.
    """

    channel_id: str
    ts: str
    user_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    username: str | None = None
    icons: Json | None = None
    client_msg_id: str | None = None
    ephemeral_to: str | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A channel or a direct message; `messages` are in ts order, replies and ephemerals among them."""

    id: str
    name: str
    is_private: bool = False
    is_im: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    created: int = 0
    creator: str = ""
    connected_team_ids: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        place = self._place_of(ts)
        found = self.messages[place] if place < len(self.messages) else None
        return found if found and found.ts == ts else None

    def thread(self, ts: str) -> list[Message]:
        """The root and its replies; empty if there is no such root."""
        later = self.messages[self._place_of(ts) :]
        return [m for m in later if m.ts == ts or (m.thread_ts == ts and m.is_reply)]

    def _place_of(self, ts: str) -> int:
        return bisect_left(self.messages, ts, key=lambda message: message.ts)

    @property
    def timeline(self) -> list[Message]:
        """What stands in the channel itself, outside threads."""
        return [m for m in self.messages if not m.is_reply or m.subtype == "thread_broadcast"]

    def other_member(self, user_id: str) -> str:
        """The other side of a direct message."""
        return next(member for member in self.members if member != user_id)


@dataclass
class View:
    """A modal or a home tab on one person's screen.

    `body` is the view as the app sent it; `values` the person's input in the shape of
    `view.state.values`; a changed `body` means a new `hash`. `suggested` are the options the app
    offered last, by action id.
    """

    id: str
    hash: str
    user_id: str
    body: Json
    root_view_id: str
    previous_view_id: str | None = None
    values: Json = field(default_factory=dict)
    suggested: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.body.get("type", ""))

    @property
    def blocks(self) -> list[Json]:
        return list(self.body.get("blocks", []))

    @property
    def external_id(self) -> str:
        return str(self.body.get("external_id") or "")


@dataclass
class Workspace:
    """Everything there is. `stacks` holds each person's open modals, the visible one last."""

    clock: Clock
    team_id: str
    team_name: str
    domain: str
    app_id: str
    bot_user_id: str
    bot_id: str
    enterprise_id: str | None = None
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    emoji: dict[str, str] = field(default_factory=dict)
    watchers: list[Callable[[], None]] = field(default_factory=list)
    listeners: list[Callable[[Json, Channel | None], None]] = field(default_factory=list)
    _last_micros: int = 0
    _last_number: int = 0

    def next_ts(self) -> str:
        """A message timestamp no other message has, later than all before it."""
        now = int(self.clock().timestamp() * 1_000_000)
        self._last_micros = max(now, self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """An id in Slack's form: the prefix letter and ten capitals and digits."""
        self._last_number += 1
        return f"{prefix}0{self._last_number:09d}"

    def changed(self) -> None:
        """Wake everyone who watches the workspace."""
        for watcher in list(self.watchers):
            watcher()

    def tell(self, event: Json, channel: Channel | None = None) -> None:
        """Something happened that Slack makes an event of; watchers are woken too."""
        for listener in list(self.listeners):
            listener(event, channel)
        self.changed()

    def person(self, key: str) -> Person:
        """By id, or by the beginning of the name; LookupError if nobody or several people match."""
        if key in self.people:
            return self.people[key]
        found = [p for p in self.people.values() if p.name.startswith(key.lower())]
        if len(found) != 1:
            raise LookupError(f"{key!r} fits {len(found)} people of the sandbox.")
        return found[0]

    def channel(self, key: str) -> Channel:
        """By id or by name, with or without the #; LookupError if there is none."""
        name = key.removeprefix("#")
        for channel in self.channels.values():
            if key == channel.id or (name == channel.name and not channel.is_im):
                return channel
        raise LookupError(f"The sandbox has no channel {key!r}.")

    def channels_of(self, user_id: str) -> Iterator[Channel]:
        return (channel for channel in self.channels.values() if user_id in channel.members)

    def im_with_bot(self, user_id: str) -> Channel:
        """The direct message between a person and the app's bot, opened when first needed."""
        for channel in self.channels_of(user_id):
            if channel.is_im and self.bot_user_id in channel.members:
                return channel
        opened = Channel(self.next_id("D"), "", is_private=True, is_im=True, created=self.clock.epoch())
        opened.members = [self.bot_user_id, user_id]
        self.channels[opened.id] = opened
        return opened

    def may_see(self, user_id: str, channel: Channel) -> bool:
        """Members see their channels; full members of the home team also see every public one."""
        if user_id in channel.members:
            return True
        person = self.people[user_id]
        is_full_member = person.team_id == self.team_id and not person.is_restricted and not person.deleted
        return is_full_member and not channel.is_private

    def seen_by(self, user_id: str, channel: Channel) -> list[Message]:
        """The messages of a channel this person may read."""
        if not self.may_see(user_id, channel):
            return []
        return [m for m in channel.messages if m.ephemeral_to in {None, user_id}]

    def view(self, view_id: str) -> View | None:
        """An open modal or a home tab, by its id or its external id."""
        views = [view for stack in self.stacks.values() for view in stack]
        views += self.homes.values()
        return next((v for v in views if view_id in {v.id, v.external_id}), None)
