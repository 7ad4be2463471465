"""What one person may see of the workspace, as the JSON from which the page is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from sandbox.slack import Slack
from sandbox.workspace import Channel, Json, Message, Person, View, Workspace

SHOWN = 100
"""Messages of a channel at first; whoever scrolls up asks for more."""

SLACKBOT = "USLACKBOT"
UNCOUNTED = {"channel_join", "channel_leave", "tombstone"}


@dataclass(frozen=True)
class Place:
    """Where a person looks. `back` is how many messages more than the usual number they want."""

    channel_id: str = ""
    thread_ts: str = ""
    is_home: bool = False
    back: int = 0


@dataclass
class Bookmarks:
    """How far people have read, as message timestamps; `start` is where everybody begins."""

    start: str
    _read: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def of(self, person_id: str, channel_id: str, thread_ts: str = "") -> str:
        return self._read.get((person_id, channel_id, thread_ts), self.start)

    def put(self, person_id: str, channel_id: str, thread_ts: str, ts: str) -> bool:
        """Whether the mark was elsewhere before."""
        was = self.of(person_id, channel_id, thread_ts)
        self._read[person_id, channel_id, thread_ts] = ts
        return was != ts


def unread(messages: list[Message], person_id: str, since: str) -> int:
    """How many others' messages came later than `since`. Messages in ts order."""
    return sum(1 for _ in _unread(messages, person_id, since))


def unread_in_channel(messages: list[Message], person_id: str, since: str) -> int:
    """The same without replies in threads that the person does not follow, as Slack counts them."""
    fresh = _unread(messages, person_id, since)
    return sum(not one.is_reply or _follows(person_id, one, messages) for one in fresh)


def _unread(messages: list[Message], person_id: str, since: str) -> Iterator[Message]:
    later = takewhile(lambda message: message.ts > since, reversed(messages))
    return (one for one in later if one.user_id != person_id and one.subtype not in UNCOUNTED)


def _follows(person_id: str, reply: Message, messages: list[Message]) -> bool:
    """Whoever wrote in a thread or was mentioned in it follows it."""
    thread = (one for one in messages if reply.thread_ts in {one.ts, one.thread_ts})
    mention = f"<@{person_id}>"
    return any(one.user_id == person_id or mention in f"{one.text}{one.blocks}" for one in thread)


def is_playable(person: Person) -> bool:
    """Whether the page can lend somebody's eyes and hands."""
    return not (person.is_bot or person.deleted or person.id == SLACKBOT)


class Eyes:
    """One person's view of the workspace."""

    def __init__(self, slack: Slack, person: Person, bookmarks: Bookmarks) -> None:
        self._slack = slack
        self._workspace: Workspace = slack.workspace
        self._person = person
        self._bookmarks = bookmarks

    def snapshot(self, place: Place) -> Json:
        """Everything the page draws, as far as `place` needs it."""
        return {
            "team": self._workspace.team_name,
            "now": self._workspace.clock().timestamp(),
            "me": self._somebody(self._person),
            "people": [
                self._somebody(person) | {"known": self._knows(person)}
                for person in self._workspace.people.values()
            ],
            "channels": [self._channel(channel) for channel in self._channels()],
            "app": self._app(),
            "open": self._open(place),
            "thread": self._thread(place),
            "home": self._home() if place.is_home else None,
            "modal": self._modal(),
            "warnings": self._slack.warnings.get(self._person.id, []),
        }

    def newest(self, channel: Channel) -> str:
        """The ts up to which this person has read when they look at the channel now."""
        messages = self._workspace.seen_by(self._person.id, channel)
        return messages[-1].ts if messages else self._bookmarks.start

    def _somebody(self, person: Person) -> Json:
        is_ours = person.team_id == self._workspace.team_id
        return {
            "id": person.id,
            "handle": person.name,
            "name": person.real_name,
            "title": person.title,
            "zone": person.tz,
            "status": _status(person),
            "colour": person.colour,
            "bot": person.is_bot,
            "guest": person.is_restricted,
            "deleted": person.deleted or person.id == SLACKBOT,
            "from": None if is_ours else self._workspace.teams.get(person.team_id, "Elsewhere"),
            "able": is_playable(person),
            "unread": self._waiting(person) if is_playable(person) else 0,
        }

    def _knows(self, person: Person) -> bool:
        """Whoever is of another company meets people in the channels that both are in, and nowhere else."""
        if self._person.team_id == self._workspace.team_id:
            return True
        return any(person.id in room.members for room in self._workspace.channels_of(self._person.id))

    def _waiting(self, person: Person) -> int:
        rooms = self._workspace.channels_of(person.id)
        return sum(self._unread(person, room) for room in rooms)

    def _unread(self, person: Person, channel: Channel) -> int:
        if person.id not in channel.members:
            return 0
        seen = self._workspace.seen_by(person.id, channel)
        return unread_in_channel(seen, person.id, self._bookmarks.of(person.id, channel.id))

    def _channels(self) -> list[Channel]:
        if self._person.team_id == self._workspace.team_id:
            self._workspace.im_with_bot(self._person.id)
        rooms = [room for room in self._workspace.channels.values() if not room.is_archived]
        return [room for room in rooms if self._workspace.may_see(self._person.id, room)]

    def _channel(self, channel: Channel) -> Json:
        other = channel.other_member(self._person.id) if channel.is_im else ""
        away = [team for team in channel.connected_team_ids if team != self._person.team_id]
        return {
            "id": channel.id,
            "name": self._workspace.people[other].real_name if other else channel.name,
            "kind": _kind(channel),
            "with": other,
            "shared_with": ", ".join(self._workspace.teams.get(team, team) for team in away),
            "member": self._person.id in channel.members,
            "unread": self._unread(self._person, channel),
        }

    def _app(self) -> Json:
        features: Json = self._slack.manifest.get("features", {})
        is_ours = self._person.team_id == self._workspace.team_id
        return {
            "id": self._workspace.bot_user_id,
            "name": self._workspace.people[self._workspace.bot_user_id].real_name,
            "home": is_ours and bool(features.get("app_home", {}).get("home_tab_enabled")),
            "commands": self._slack.slash_commands if is_ours else [],
            "shortcuts": self._slack.shortcuts if is_ours else [],
        }

    def _open(self, place: Place) -> Json | None:
        channel = self._workspace.channels.get(place.channel_id)
        if channel is None or not self._workspace.may_see(self._person.id, channel):
            return None
        seen = self._workspace.seen_by(self._person.id, channel)
        timeline = [m for m in seen if not m.is_reply or m.subtype == "thread_broadcast"]
        shown = timeline[-(SHOWN + place.back) :]
        return {
            "id": channel.id,
            "topic": channel.topic,
            "members": channel.members,
            "read": self._bookmarks.of(self._person.id, channel.id),
            "unread": self._unread(self._person, channel),
            "earlier": len(shown) < len(timeline),
            "messages": [self._message(channel, message, seen) for message in shown],
        }

    def _thread(self, place: Place) -> Json | None:
        """The thread a message belongs to, be it the root or a reply."""
        channel = self._workspace.channels.get(place.channel_id)
        message = channel.message(place.thread_ts) if channel else None
        if channel is None or message is None:
            return None
        seen = self._workspace.seen_by(self._person.id, channel)
        root_ts = message.thread_ts or message.ts
        thread = [m for m in seen if root_ts in {m.ts, m.thread_ts}]
        if not thread:
            return None
        return {
            "channel": channel.id,
            "ts": root_ts,
            "unread": self._fresh(channel, root_ts, thread),
            "messages": [self._message(channel, message, seen) for message in thread],
        }

    def _fresh(self, channel: Channel, root_ts: str, thread: list[Message]) -> int:
        return unread(thread, self._person.id, self._bookmarks.of(self._person.id, channel.id, root_ts))

    def _message(self, channel: Channel, message: Message, seen: list[Message]) -> Json:
        drawn: Json = {
            "ts": message.ts,
            "user": message.user_id,
            "name": message.username,
            "text": message.text,
            "blocks": message.blocks,
            "attachments": message.attachments,
            "subtype": message.subtype,
            "thread": message.thread_ts if message.is_reply else None,
            "broadcast": message.subtype == "thread_broadcast",
            "edited": message.edited["ts"] if message.edited and message.subtype != "tombstone" else None,
            "ephemeral": message.ephemeral_to is not None,
            "mine": message.user_id == self._person.id,
            "files": [self._workspace.files[file_id].name for file_id in message.files],
            "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
        }
        if message.thread_ts == message.ts:
            drawn["replies"] = self._replies(channel, message, seen)
        return drawn

    def _replies(self, channel: Channel, root: Message, seen: list[Message]) -> Json | None:
        replies = [m for m in seen if m.thread_ts == root.ts and m.is_reply]
        if not replies:
            return None
        return {
            "count": len(replies),
            "last": replies[-1].ts,
            "users": list(dict.fromkeys(reply.user_id for reply in replies)),
            "fresh": self._fresh(channel, root.ts, replies),
        }

    def _home(self) -> Json | None:
        home = self._workspace.homes.get(self._person.id)
        return _view(home) if home else None

    def _modal(self) -> Json | None:
        stack = self._workspace.stacks.get(self._person.id)
        return {"view": _view(stack[-1]), "depth": len(stack)} if stack else None


def _status(person: Person) -> Json | None:
    if not (person.status_text or person.status_emoji):
        return None
    return {"text": person.status_text, "emoji": person.status_emoji, "until": person.status_expiration}


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "direct"
    if channel.is_ext_shared:
        return "shared"
    return "private" if channel.is_private else "public"


def _view(view: View) -> Json:
    drawn = ("title", "submit", "close", "callback_id", "submit_disabled")
    parts = {name: view.body.get(name) for name in drawn}
    return {"id": view.id, "hash": view.hash, "blocks": view.blocks, "values": view.values, **parts}
