"""What Slack lets a person do: where they may post, join, command and press."""

from sandbox.errors import NotPossibleError
from sandbox.workspace import Channel, Message, Person, Workspace

APP_MESSAGES = "@liaison"


class Rights:
    """Each method returns what was asked for, or raises NotPossibleError saying what is in the way."""

    def __init__(self, workspace: Workspace, person: Person) -> None:
        self._workspace = workspace
        self._person = person

    def to_be_here(self) -> None:
        if self._person.deleted:
            raise NotPossibleError(f"{self._person.real_name} is deactivated and cannot sign in.")

    def channel(self, key: str) -> Channel:
        """A channel this person knows of."""
        if key == APP_MESSAGES:
            return self._workspace.im_with_bot(self._person.id)
        return self._workspace.channel(key)

    def channel_of_mine(self, key: str) -> Channel:
        self.to_be_here()
        channel = self.channel(key)
        if self._person.id not in channel.members:
            raise NotPossibleError(f"{self._person.real_name} is not in #{channel.name}.")
        return channel

    def to_post_in(self, key: str) -> Channel:
        channel = self.channel_of_mine(key)
        if channel.is_archived:
            raise NotPossibleError(f"#{channel.name} is archived.")
        return channel

    def thread_in(self, channel: Channel, ts: str) -> str:
        """The root of the thread a reply goes to; `ts` may name any message in it."""
        message = self.message_to_touch(channel.id, ts)
        return message.thread_ts or message.ts

    def to_command_in(self, key: str) -> Channel:
        """Commands belong to the installing workspace's people, and to channels they are in."""
        self.to_use_shortcuts()
        return self.to_post_in(key)

    def to_use_shortcuts(self) -> None:
        self.to_be_here()
        if self._person.team_id != self._workspace.team_id:
            raise NotPossibleError(f"{self._person.real_name} belongs to a workspace without this app.")

    def to_join(self, key: str, *, is_invited: bool) -> Channel:
        self.to_be_here()
        channel = self.channel(key)
        if channel.is_im or channel.is_archived:
            raise NotPossibleError(f"Nobody can join {channel.name or 'a direct message'} now.")
        if self._person.team_id not in {self._workspace.team_id, *channel.connected_team_ids}:
            raise NotPossibleError(f"#{channel.name} is not shared with {self._person.real_name}'s company.")
        if self._person.is_ultra_restricted and any(self._workspace.channels_of(self._person.id)):
            raise NotPossibleError(f"{self._person.real_name} is a guest in a single channel.")
        if not is_invited and not self._workspace.may_see(self._person.id, channel):
            raise NotPossibleError(f"{self._person.real_name} needs an invitation to #{channel.name}.")
        return channel

    def message_to_touch(self, key: str, ts: str) -> Message:
        """A message this person sees and may react to, or press the buttons of."""
        channel = self.channel(key)
        self.to_be_here()
        if channel.is_archived:
            raise NotPossibleError(f"#{channel.name} is archived.")
        seen = self._workspace.seen_by(self._person.id, channel)
        message = next((message for message in seen if message.ts == ts), None)
        if message is None:
            raise NotPossibleError(f"{self._person.real_name} sees no message {ts} in #{channel.name}.")
        return message

    def own_message(self, key: str, ts: str) -> Message:
        message = self.message_to_touch(key, ts)
        if message.user_id != self._person.id:
            raise NotPossibleError("People can change and delete their own messages only.")
        return message
